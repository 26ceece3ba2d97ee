// The bounds on what strangers send, in one place; each is tested at the limit and one past it.
#pragma once

#include <cstddef>

namespace footfall::limits {

inline constexpr std::size_t id_bytes_max = 256;  // longer ids become their SHA-256
inline constexpr std::size_t customer_bytes_max = 256;
inline constexpr std::size_t name_bytes_max = 512;   // an event's or a customer's name
inline constexpr std::size_t text_bytes_max = 512;   // code, phone, contact, site, ids of things
inline constexpr std::size_t email_bytes_max = 320;  // RFC 3696 erratum 1690 allows 254 + slack
inline constexpr std::size_t properties_bytes_max = 32 * 1024;
inline constexpr std::size_t event_bytes_max = 256 * 1024;
inline constexpr std::size_t json_depth_max = 64;
inline constexpr std::size_t batch_events_max = 5'000;
inline constexpr std::size_t body_bytes_max = 5 * 1024 * 1024;  // as received
inline constexpr std::size_t inflated_bytes_max = 20 * 1024 * 1024;
inline constexpr std::size_t inflate_ratio_max = 100;
inline constexpr std::size_t inflate_ratio_from_bytes = 64 * 1024;  // below it the ratio is free
inline constexpr std::size_t dead_letter_bytes_max = 4 * 1024;

}  // namespace footfall::limits
