// Ordinals: a customer's place in columns, and the chunks that columns are cut into.
#pragma once

#include <cstddef>
#include <cstdint>

namespace footfall::index {

// A customer's place in columns: from 0, dense, never given again.
using Ordinal = std::uint32_t;

// What is added up goes chunk by chunk of neighbouring ordinals, so that it stays in the cache.
inline constexpr std::size_t chunk_size = 4096;

// An ordinal within its chunk.
using Place = std::uint16_t;

constexpr std::size_t chunk_of(Ordinal ordinal) { return ordinal / chunk_size; }
constexpr Place place_of(Ordinal ordinal) { return static_cast<Place>(ordinal % chunk_size); }
constexpr Ordinal ordinal_at(std::size_t chunk, std::size_t place) {
    return static_cast<Ordinal>(chunk * chunk_size + place);
}

// How many chunks hold that many ordinals.
constexpr std::size_t chunks_of(std::size_t ordinals) {
    return (ordinals + chunk_size - 1) / chunk_size;
}

}  // namespace footfall::index
