#include "workspace/portal_token.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include <boost/json.hpp>
#include <sodium.h>

namespace footfall::workspace {

namespace {

constexpr std::string_view header = R"({"alg":"HS256","typ":"JWT"})";
constexpr std::string_view issuer = "footfall";
constexpr std::size_t token_bytes_max = 4'096;
constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

std::string to_base64(std::string_view bytes) {
    std::string text(sodium_base64_ENCODED_LEN(bytes.size(), variant), '\0');
    sodium_bin2base64(text.data(), text.size(),
                      reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), variant);
    text.pop_back();  // the zero at its end
    return text;
}

std::optional<std::string> from_base64(std::string_view text) {
    std::string bytes(text.size(), '\0');
    std::size_t size = 0;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                          text.size(), nullptr, &size, nullptr, variant) != 0) {
        return std::nullopt;
    }
    bytes.resize(size);
    return bytes;
}

std::string signature(std::string_view text, std::string_view secret) {
    std::array<unsigned char, crypto_auth_hmacsha256_BYTES> mac{};
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, reinterpret_cast<const unsigned char*>(secret.data()),
                                secret.size());
    crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(text.data()),
                                  text.size());
    crypto_auth_hmacsha256_final(&state, mac.data());
    return std::string(reinterpret_cast<const char*>(mac.data()), mac.size());
}

tl::unexpected<Error> invalid() {
    return fail(ErrorCode::unauthenticated, "The token is none that the gate gave.", "customer",
                "invalid_token");
}

Result<PortalClaims> claims_of(std::string_view payload) {
    boost::system::error_code trouble;
    const boost::json::value parsed = boost::json::parse(payload, trouble);
    const auto* const object = trouble ? nullptr : parsed.if_object();
    if (object == nullptr) return invalid();
    const auto text = [&](std::string_view name) -> const boost::json::string* {
        const boost::json::value* const found = object->if_contains(name);
        return found == nullptr ? nullptr : found->if_string();
    };
    const auto seconds = [&](std::string_view name) -> const std::int64_t* {
        const boost::json::value* const found = object->if_contains(name);
        return found == nullptr ? nullptr : found->if_int64();
    };
    constexpr std::int64_t seconds_max = 253'402'300'799;  // the end of the year 9999
    const auto* const from = text("iss");
    const auto* const audience = text("aud");
    const auto* const id = text("jti");
    const auto* const issued = seconds("iat");
    const auto* const expires = seconds("exp");
    if (from == nullptr || *from != issuer || audience == nullptr || id == nullptr ||
        issued == nullptr || expires == nullptr || *issued < 0 || *issued > seconds_max ||
        *expires < *issued || *expires > seconds_max) {
        return invalid();
    }
    const std::optional<WorkspaceId> workspace = parse_workspace_id(*audience);
    if (!workspace) return invalid();
    PortalClaims claims;
    claims.workspace = *workspace;
    if (const auto* const customer = text("sub")) claims.customer = *customer;
    if (const auto* const staff = object->if_contains("staff")) {
        if (!staff->is_bool()) return invalid();
        claims.is_staff = staff->get_bool();
    }
    claims.issued = Instant::from_seconds(*issued);
    claims.expires = Instant::from_seconds(*expires);
    claims.id = *id;
    return claims;
}

}  // namespace

std::string make_portal_token(const WorkspaceId& workspace, std::string_view customer,
                              bool is_staff, std::string_view secret, Instant now, Random& random) {
    std::array<std::byte, 16> id{};
    random.fill(id);
    const std::int64_t issued = now.us / 1'000'000;
    boost::json::object payload;
    payload["iss"] = issuer;
    payload["aud"] = to_string(workspace);
    if (!customer.empty()) payload["sub"] = customer;
    if (is_staff) payload["staff"] = true;
    payload["iat"] = issued;
    payload["exp"] =
        issued + std::chrono::duration_cast<std::chrono::seconds>(portal_token_life).count();
    payload["jti"] =
        to_base64(std::string_view(reinterpret_cast<const char*>(id.data()), id.size()));
    const std::string text = to_base64(header) + "." + to_base64(boost::json::serialize(payload));
    return text + "." + to_base64(signature(text, secret));
}

Result<PortalClaims> read_portal_token(std::string_view token, const WorkspaceId& workspace,
                                       std::string_view secret, Instant now) {
    if (token.size() > token_bytes_max || secret.empty()) return invalid();
    const std::size_t first = token.find('.');
    const std::size_t last = token.rfind('.');
    if (first == token.npos || last == first || token.find('.', first + 1) != last) {
        return invalid();
    }
    // Before anything is made of its content.
    const std::string wanted = signature(token.substr(0, last), secret);
    const std::optional<std::string> given = from_base64(token.substr(last + 1));
    if (!given || given->size() != wanted.size() ||
        sodium_memcmp(given->data(), wanted.data(), wanted.size()) != 0) {
        return invalid();
    }
    if (from_base64(token.substr(0, first)) != header) return invalid();
    const std::optional<std::string> payload =
        from_base64(token.substr(first + 1, last - first - 1));
    if (!payload) return invalid();
    FOOTFALL_TRY(claims, claims_of(*payload));
    if (claims.workspace != workspace) {
        return fail(ErrorCode::unauthenticated, "The token is another workspace's.", "customer",
                    "foreign_token");
    }
    if (claims.expires <= now) {
        return fail(ErrorCode::unauthenticated,
                    "The token has expired: the customer opens the link again.", "customer",
                    "expired_token");
    }
    return claims;
}

}  // namespace footfall::workspace
