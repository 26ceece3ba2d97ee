#include "intake/admission.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <span>

#include <openssl/sha.h>

#include "event/limits.h"
#include "intake/time.h"

namespace footfall::intake {

namespace {

constexpr std::chrono::minutes ahead_max(10);
constexpr std::chrono::seconds skew_max(30);
constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

std::string hexadecimal(std::span<const unsigned char> bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const unsigned char byte : bytes) {
        out += digits[byte >> 4U];
        out += digits[byte & 0xFU];
    }
    return out;
}

std::string sha256(std::string_view text) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
    return hexadecimal(digest);
}

// The length of the well-formed character that `bytes` begins with, or 0.
std::size_t character_bytes(std::string_view bytes) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    const unsigned char lead = at(0);
    if (lead < 0x80) return 1;
    const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || bytes.size() < size) return 0;
    for (std::size_t i = 1; i < size; ++i) {
        if ((at(i) & 0xC0U) != 0x80) return 0;
    }
    // Longer than needed, surrogates, beyond U+10FFFF.
    if (lead == 0xE0 && at(1) < 0xA0) return 0;
    if (lead == 0xED && at(1) > 0x9F) return 0;
    if (lead == 0xF0 && at(1) < 0x90) return 0;
    if (lead == 0xF4 && at(1) > 0x8F) return 0;
    return size;
}

}  // namespace

std::optional<Rejection> admit_time(const Terms& terms, std::string_view field,
                                    std::optional<std::string_view> text,
                                    std::optional<Instant> sent_at, OwnTime& time) {
    time = OwnTime{terms.received_at, std::nullopt, false};
    if (!text) return std::nullopt;
    time.raw_time = parse_time(*text);
    if (!time.raw_time) {
        return Rejection{std::string(field), "invalid_time",
                         "not a time with date, seconds and offset, as RFC 3339 writes it"};
    }
    Instant own = *time.raw_time;
    if (terms.visitor != nullptr && sent_at) {
        const std::chrono::microseconds skew = terms.received_at - *sent_at;
        if (std::chrono::abs(skew) > skew_max) own = own + skew;
    }
    if (own > terms.received_at + ahead_max) {
        time.clock_future = true;
    } else {
        time.occurred_at = own;
    }
    if (time.occurred_at < terms.kept_from) {
        return Rejection{std::string(field), "too_old", "older than what the workspace keeps"};
    }
    return std::nullopt;
}

std::optional<Rejection> admit_customer(const Terms& terms, std::string_view field,
                                        std::string_view named, Bearer& bearer) {
    bearer = terms.visitor != nullptr ? terms.visitor->bearer_of(named)
                                      : Bearer{std::string(named), false};
    if (bearer.customer.empty()) {
        return Rejection{std::string(field), "missing_customer",
                         terms.visitor != nullptr
                             ? "under a public key a token of the gate that is "
                               "still valid names the customer"
                             : "no customer is named"};
    }
    return admit_text(field, bearer.customer, limits::customer_bytes_max);
}

std::optional<Rejection> admit_kind(const Terms& terms, std::string_view field, Kind kind) {
    if (terms.visitor == nullptr || may_record(kind)) return std::nullopt;
    return Rejection{std::string(field), "kind_not_allowed",
                     "a public key does not record " + std::string(to_string(kind))};
}

std::optional<Rejection> admit_text(std::string_view field, std::string_view text,
                                    std::size_t bytes_max) {
    if (text.size() <= bytes_max) return std::nullopt;
    return Rejection{
        std::string(field), "too_long",
        "at most " + std::to_string(bytes_max) + " bytes; this has " + std::to_string(text.size())};
}

std::string bounded_id(std::string_view id) {
    return id.size() <= limits::id_bytes_max ? std::string(id) : sha256(id);
}

std::string derived_id(const Terms& terms, std::string_view canonical) {
    if (terms.visitor == nullptr) return sha256(canonical);
    return sha256(terms.visitor->peer + ' ' + std::string(canonical));
}

std::string unique_id(Random& random) {
    std::array<unsigned char, 16> bytes{};
    random.fill(std::as_writable_bytes(std::span(bytes)));
    return hexadecimal(bytes);
}

namespace {

bool is_key_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
}

// The text with every key in it masked: bytes that do not parse are kept as they came, and some
// clients put their key into the body.
std::string without_keys(std::string text) {
    for (const std::string_view mark : {"fk_w_", "fk_r_"}) {
        for (std::size_t at = text.find(mark); at != std::string::npos;
             at = text.find(mark, at + mark.size())) {
            for (std::size_t i = at + mark.size(); i < text.size() && is_key_character(text[i]);
                 ++i) {
                text[i] = '*';
            }
        }
    }
    return text;
}

}  // namespace

DeadLetter dead_letter(const Terms& terms, std::string_view id, const Rejection& rejection,
                       std::string_view bytes) {
    return DeadLetter{
        terms.workspace,  terms.family,
        std::string(id),  rejection.field,
        rejection.reason, without_keys(valid_utf8(bytes, limits::dead_letter_bytes_max))};
}

std::string valid_utf8(std::string_view bytes, std::size_t bytes_max) {
    std::string out;
    while (!bytes.empty()) {
        const std::size_t size = character_bytes(bytes);
        const std::string_view character = size > 0 ? bytes.substr(0, size) : replacement;
        if (out.size() + character.size() > bytes_max) break;
        out += character;
        bytes.remove_prefix(size > 0 ? size : 1);
    }
    return out;
}

}  // namespace footfall::intake
