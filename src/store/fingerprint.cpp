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
    return (hash | 1) * count;  // odd, so that no two counts have one hash
}

std::uint64_t hash_of_event(Sequence sequence, std::string_view customer, Kind kind,
                            Instant occurred_at) {
    std::uint64_t hash = mix(start(customer), static_cast<std::uint64_t>(kind));
    hash = mix(hash, sequence.value);
    return mix(hash, static_cast<std::uint64_t>(occurred_at.us));
}

std::uint64_t hash_of_profile(std::string_view customer,
                              std::initializer_list<std::string_view> fields, Status status) {
    std::uint64_t hash = mix(start(customer), static_cast<std::uint64_t>(status));
    for (const std::string_view field : fields) hash = mix(hash, start(field));
    return hash;
}

std::uint64_t hash_of_site(std::string_view customer, std::string_view site) {
    return mix(start(customer), start(site));
}

std::uint64_t hash_of_times(std::string_view customer,
                            std::initializer_list<std::optional<Instant>> times) {
    std::uint64_t hash = start(customer);
    for (const auto& time : times) {
        hash = mix(hash, time ? static_cast<std::uint64_t>(time->us) : ~std::uint64_t{0});
    }
    return hash;
}

}  // namespace footfall::store
