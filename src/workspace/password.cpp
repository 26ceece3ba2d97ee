#include "workspace/password.h"

#include <algorithm>
#include <array>

#include <sodium.h>

#include "workspace/text.h"

namespace footfall::workspace {

namespace {

constexpr std::size_t characters_min = 12;
constexpr std::size_t characters_max = 128;
constexpr int callers_max = 18;  // two that compute, the others wait about a second at most

// In lower case. Shorter ones are refused by their length.
constexpr std::array<std::string_view, 64> common{"000000000000",
                                                  "0123456789012",
                                                  "111111111111",
                                                  "112233445566",
                                                  "121212121212",
                                                  "123123123123",
                                                  "1234567890-=",
                                                  "12345678900987",
                                                  "1234567890987654321",
                                                  "123456789012",
                                                  "1234567890123",
                                                  "12345678901234",
                                                  "123456789012345",
                                                  "1234567890123456",
                                                  "12345678901234567890",
                                                  "123456789abc",
                                                  "1234567890qwertyuiop",
                                                  "1q2w3e4r5t6y",
                                                  "1q2w3e4r5t6y7u",
                                                  "1q2w3e4r5t6y7u8i",
                                                  "1qaz2wsx3edc",
                                                  "1qaz2wsx3edc4rfv",
                                                  "222222222222",
                                                  "987654321000",
                                                  "999999999999",
                                                  "aaaaaaaaaaaa",
                                                  "abc123abc123",
                                                  "abcdefghijkl",
                                                  "abcdefghijklm",
                                                  "abcdefghijklmnop",
                                                  "abcdefghijklmnopqrstuvwxyz",
                                                  "administrator",
                                                  "administrator1",
                                                  "asdfasdfasdf",
                                                  "asdfghjkl123",
                                                  "asdfghjklqwerty",
                                                  "changemechangeme",
                                                  "correcthorsebatterystaple",
                                                  "footfallfootfall",
                                                  "iloveyou1234",
                                                  "iloveyouforever",
                                                  "letmeinletmein",
                                                  "liverpoolfc1",
                                                  "manchesterunited",
                                                  "michaeljordan",
                                                  "password1234",
                                                  "password12345",
                                                  "password123456",
                                                  "passwordpassword",
                                                  "q1w2e3r4t5y6",
                                                  "qazwsxedcrfv",
                                                  "qwer1234qwer",
                                                  "qwerty123456",
                                                  "qwertyqwerty",
                                                  "qwertyuiop12",
                                                  "qwertyuiop123",
                                                  "qwertyuiop1234567890",
                                                  "qwertyuiopasdfghjkl",
                                                  "qwertyuiop[]",
                                                  "trustno1trustno1",
                                                  "unbelievable",
                                                  "welcome12345",
                                                  "welcomewelcome",
                                                  "zxcvbnm12345"};
static_assert([] {
    return std::all_of(common.begin(), common.end(),
                       [](std::string_view each) { return each.size() >= characters_min; });
}());

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
    if (same || lower == email || std::find(common.begin(), common.end(), lower) != common.end()) {
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
