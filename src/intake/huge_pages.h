// HugePages: an allocator for large tables that are read at random, where the way to the page
// costs more than the page's memory.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <new>
#include <sys/mman.h>

namespace footfall::intake {

// From 4 MiB on whole pages of 2 MiB, if the system has them; a wish, so nothing fails without.
template <class T>
struct HugePages {
    using value_type = T;
    static constexpr std::size_t page_bytes = std::size_t{2} * 1024 * 1024;

    HugePages() = default;
    template <class U>
    HugePages(const HugePages<U>&) {}

    T* allocate(std::size_t count) {
        const std::size_t bytes = count * sizeof(T);
        const bool is_large = bytes >= 2 * page_bytes;
        const std::size_t rounded = (bytes + page_bytes - 1) / page_bytes * page_bytes;
        void* const memory =
            is_large ? std::aligned_alloc(page_bytes, rounded) : std::malloc(bytes);
        if (memory == nullptr) throw std::bad_alloc();
        if (is_large) ::madvise(memory, rounded, MADV_HUGEPAGE);
        return static_cast<T*>(memory);
    }

    void deallocate(T* memory, std::size_t) { std::free(memory); }

    friend bool operator==(const HugePages&, const HugePages&) { return true; }
};

}  // namespace footfall::intake
