// CRC32C, the checksum of the journal's frames.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace footfall::journal {

// The CRC of RFC 3720, section 12.1: Castagnoli's polynomial 0x1EDC6F41, reflected. Of two pieces:
// crc32c(second, crc32c(first)). Uses the processor's instruction where there is one.
std::uint32_t crc32c(std::span<const std::byte> bytes, std::uint32_t before = 0);

// The same from a table, for processors without the instruction.
std::uint32_t crc32c_portable(std::span<const std::byte> bytes, std::uint32_t before = 0);

}  // namespace footfall::journal
