#include "workspace/password.h"

#include <algorithm>
#include <array>

#include <sodium.h>

#include "workspace/common_passwords.h"
#include "workspace/text.h"

namespace footfall::workspace {

namespace {

constexpr std::size_t characters_min = 12;
constexpr std::size_t characters_max = 128;
constexpr int callers_max = 18;  // two that compute, the others wait about a second at most

std::size_t characters_of(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80;
    }));
}

tl::unexpected<Error> refuse(const char* message, const char* reason) {
    return fail(ErrorCode::invalid, message, "password", reason);
}

}  // namespace

Result<> check_password(std::string_view password, std::string_view email) {
    if (!is_utf8(password)) return refuse("The password is not UTF-8.", "invalid_password");
    const std::size_t characters = characters_of(password);
    if (characters < characters_min) {
        return refuse("The password needs at least 12 characters.", "password_too_short");
    }
    if (characters > characters_max) {
        return refuse("The password has more than 128 characters.", "password_too_long");
    }
    std::string lower(password);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    const bool same = lower.find_first_not_of(lower.front()) == lower.npos;
    if (same || lower == email || is_common(lower)) {
        return refuse("This password is one of the first that anybody tries.",
                      "password_too_common");
    }
    return {};
}

// A caller's turn, from its start to its end.
class PasswordHasher::Turn {
  public:
    explicit Turn(PasswordHasher& hasher) : hasher_(hasher) {
        given_ = hasher_.callers_.fetch_add(1) < callers_max;
        if (given_) hasher_.turns_.acquire();
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn() {
        if (given_) hasher_.turns_.release();
        hasher_.callers_.fetch_sub(1);
    }

    Result<> outcome() const {
        if (given_) return {};
        return fail(ErrorCode::busy, "Too many sign in at this moment; try again soon.", "",
                    "too_many_attempts");
    }

  private:
    PasswordHasher& hasher_;
    bool given_ = false;
};

Result<std::string> PasswordHasher::hash(std::string_view password) {
    const Turn turn(*this);
    FOOTFALL_CHECK(turn.outcome());
    std::array<char, crypto_pwhash_STRBYTES> text{};
    if (crypto_pwhash_str(text.data(), password.data(), password.size(), cost_.passes,
                          cost_.memory_bytes) != 0) {
        return fail(ErrorCode::unavailable, "there is no memory for a password hash");
    }
    return std::string(text.data());
}

Result<bool> PasswordHasher::verify(const std::string& hash, std::string_view password) {
    const Turn turn(*this);
    FOOTFALL_CHECK(turn.outcome());
    return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

Result<> PasswordHasher::pretend(std::string_view password) {
    const Turn turn(*this);
    FOOTFALL_CHECK(turn.outcome());
    constexpr std::array<unsigned char, crypto_pwhash_SALTBYTES> salt{};
    std::array<unsigned char, 32> key{};
    if (crypto_pwhash(key.data(), key.size(), password.data(), password.size(), salt.data(),
                      cost_.passes, cost_.memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0) {
        return fail(ErrorCode::unavailable, "there is no memory for a password hash");
    }
    return {};
}

bool PasswordHasher::is_outdated(const std::string& hash) const {
    return crypto_pwhash_str_needs_rehash(hash.c_str(), cost_.passes, cost_.memory_bytes) != 0;
}

}  // namespace footfall::workspace
