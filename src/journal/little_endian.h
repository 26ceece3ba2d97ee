// Whole numbers in the journal's files: least significant byte first. `bytes` reaches beyond the
// number.
#pragma once

#include <concepts>
#include <cstddef>
#include <span>

namespace footfall::journal {

template <std::unsigned_integral T>
void put(std::span<std::byte> bytes, std::size_t at, T value) {
    for (std::size_t i = 0; i < sizeof(T); ++i) {
        bytes[at + i] = static_cast<std::byte>(value >> (8 * i));
    }
}

template <std::unsigned_integral T>
T get(std::span<const std::byte> bytes, std::size_t at) {
    T value = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i) {
        value = static_cast<T>(value | static_cast<T>(bytes[at + i]) << (8 * i));
    }
    return value;
}

}  // namespace footfall::journal
