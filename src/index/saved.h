// Saved: bytes of what the index holds, for a file that only this version of the program reads.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace footfall::index {

// Has to change with anything that a save() of this room writes, or with what it means: folding
// and hashing too.
inline constexpr std::uint32_t saved_version = 5;

static_assert(std::endian::native == std::endian::little);

// Values that lie in memory as they are written.
template <class T>
concept Plain = std::is_trivially_copyable_v<T>;

class Saver {
  public:
    template <Plain T>
    void value(const T& value) {
        append(&value, sizeof value);
    }

    void text(std::string_view text) {
        value(std::uint64_t{text.size()});
        append(text.data(), text.size());
    }

    template <Plain T>
    void values(const std::vector<T>& values) {
        value(std::uint64_t{values.size()});
        append(values.data(), values.size() * sizeof(T));
    }

    // Without their count.
    void append(const void* from, std::size_t count) {
        bytes_.append(static_cast<const char*>(from), count);
    }

    const std::string& bytes() const { return bytes_; }

  private:
    std::string bytes_;
};

// What a Saver wrote, in its order. Checksums say that the bytes are the ones that were written;
// reading beyond their end makes it bad, and what it then gives is empty.
class Loader {
  public:
    explicit Loader(std::string_view bytes) : bytes_(bytes) {}

    // Whether all was there so far.
    bool is_good() const { return is_good_; }

    void fail() { is_good_ = false; }

    // Whether nothing is left either.
    bool is_at_end() const { return is_good_ && at_ == bytes_.size(); }

    template <Plain T>
    T value() {
        T value{};
        copy(&value, sizeof value);
        return value;
    }

    std::string_view text() {
        const auto size = value<std::uint64_t>();
        return take(size);
    }

    template <Plain T>
    std::vector<T> values() {
        const std::uint64_t count = this->count(sizeof(T));
        std::vector<T> values(count);
        copy(values.data(), count * sizeof(T));
        return values;
    }

    // A count of what takes at least so many bytes each.
    std::uint64_t count(std::size_t bytes_each) {
        const auto count = value<std::uint64_t>();
        if (count <= (bytes_.size() - at_) / bytes_each) return count;
        is_good_ = false;
        return 0;
    }

    // `count` bytes, without a count before them.
    void copy(void* to, std::size_t count) {
        const std::string_view from = take(count);
        if (!from.empty()) std::memcpy(to, from.data(), from.size());
    }

  private:
    std::string_view take(std::uint64_t count) {
        if (count > bytes_.size() - at_) {
            is_good_ = false;
            at_ = bytes_.size();
            return {};
        }
        at_ += count;
        return bytes_.substr(at_ - count, count);
    }

    std::string_view bytes_;
    std::size_t at_ = 0;
    bool is_good_ = true;
};

}  // namespace footfall::index
