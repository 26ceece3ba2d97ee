// Trace: what happened in one simulation, line after line, as text to read and as a hash.
#pragma once

#include <concepts>
#include <cstdint>
#include <iostream>
#include <string>
#include <string_view>

namespace footfall::simulator {

class Trace {
  public:
    explicit Trace(bool is_printed) : is_printed_(is_printed) {}

    // One line: what happened, then texts and numbers.
    template <class... Parts>
    void operator()(std::string_view what, const Parts&... parts) {
        mix(what);
        (mix(parts), ...);
        if (!is_printed_) return;
        std::cout << what;
        ((std::cout << ' ' << parts), ...);
        std::cout << '\n';
    }

    // Of all lines: equal runs have equal hashes.
    std::uint64_t hash() const { return hash_; }

  private:
    void mix(std::integral auto number) {
        hash_ = (hash_ ^ static_cast<std::uint64_t>(number)) * 0x9E3779B97F4A7C15U;
        hash_ ^= hash_ >> 29;
    }
    void mix(std::string_view text) {
        for (const char c : text) hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
        mix(text.size());
    }

    const bool is_printed_;
    std::uint64_t hash_ = 0xCBF29CE484222325U;
};

}  // namespace footfall::simulator
