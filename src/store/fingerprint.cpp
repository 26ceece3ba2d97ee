#include "store/fingerprint.h"

namespace footfall::store {
namespace {

std::uint64_t start(std::string_view text) {
    std::uint64_t hash = 0xCBF29CE484222325U;
    for (const char byte : text) {
        hash ^= static_cast<unsigned char>(byte);
        hash *= 0x100000001B3U;
    }
    return hash;
}

std::uint64_t mix(std::uint64_t hash, std::uint64_t number) {
    std::uint64_t z = (hash ^ number) + 0x9E3779B97F4A7C15U;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
}

}  // namespace

std::uint64_t hash_of_count(std::string_view customer, Kind kind, Day day, std::uint64_t count) {
    std::uint64_t hash = mix(start(customer), static_cast<std::uint64_t>(kind));
    hash = mix(hash, static_cast<std::uint64_t>(day.number));
    return mix(hash, count);
}

std::uint64_t hash_of_event(Sequence sequence, std::string_view customer, Kind kind,
                            Instant occurred_at) {
    std::uint64_t hash = mix(start(customer), static_cast<std::uint64_t>(kind));
    hash = mix(hash, sequence.value);
    return mix(hash, static_cast<std::uint64_t>(occurred_at.us));
}

}  // namespace footfall::store
