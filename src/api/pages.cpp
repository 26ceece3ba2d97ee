#include "api/pages.h"

#include <algorithm>

#include "http/peer.h"

namespace footfall::api {

namespace {

constexpr std::size_t weighed_bytes = 16 * 1024;

// The fields that clients in browsers send; a list, since `*` does not cover `authorization`.
constexpr std::array<std::string_view, 9> allowed_fields{"authorization",
                                                         "content-type",
                                                         "x-retry-count",
                                                         "anonymousid",
                                                         "sentat",
                                                         "rsa-retry-attempt",
                                                         "rsa-retry-reason",
                                                         "rsa-since-first-attempt",
                                                         "rsa-since-last-attempt"};

// Those of the wanted field names that are allowed, as a list.
std::string allowed_of(std::string_view wanted) {
    std::string list;
    while (!wanted.empty()) {
        const std::size_t end = std::min(wanted.find(','), wanted.size());
        std::string name;
        for (const char c : wanted.substr(0, end)) {
            if (c != ' ') name += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
        wanted.remove_prefix(std::min(end + 1, wanted.size()));
        if (std::ranges::find(allowed_fields, name) == allowed_fields.end()) continue;
        list += (list.empty() ? "" : ", ") + name;
    }
    return list;
}

}  // namespace

void share(http::Response& response, std::string_view origin) {
    if (origin.empty()) return;
    response.fields.emplace_back("access-control-allow-origin", origin);
    response.fields.emplace_back("access-control-expose-headers", "Retry-After");
    response.fields.emplace_back("vary", "Origin");
}

http::Response preflight(const http::Request& request) {
    http::Response response;
    response.status = 204;
    response.fields = {{"allow", "POST, OPTIONS"}};
    const std::string_view origin = request.field("origin");
    if (origin.empty() || request.field("access-control-request-method").empty()) return response;
    response.fields.emplace_back("access-control-allow-origin", origin);
    response.fields.emplace_back("access-control-allow-methods", "POST");
    const std::string fields = allowed_of(request.field("access-control-request-headers"));
    if (!fields.empty()) response.fields.emplace_back("access-control-allow-headers", fields);
    response.fields.emplace_back("access-control-max-age", "7200");
    response.fields.emplace_back("vary", "Origin, Access-Control-Request-Headers");
    return response;
}

double Pace::count_at(const Left& left, Time now) {
    const auto seconds = std::chrono::duration<double>(now - left.updated).count();
    return std::min(at_once, left.count + seconds * a_second);
}

bool Pace::take(const workspace::KeyId& key, std::string_view peer, std::size_t body_bytes,
                Time now) {
    const auto address = http::parse_address(peer);
    std::pair sender{workspace::to_string(key), address ? address->network().text() : ""};
    const double weight = 1 + static_cast<double>(body_bytes / weighed_bytes);
    const std::lock_guard lock(mutex_);
    if (left_.size() >= senders_max && !left_.contains(sender)) {
        const std::size_t gone = std::erase_if(
            left_, [now](const auto& each) { return count_at(each.second, now) >= at_once; });
        // Looked through again and again it would cost more than it saves.
        if (gone < senders_max / 10) left_.clear();
    }
    Left& left = left_.try_emplace(std::move(sender), Left{at_once, now}).first->second;
    left = Left{count_at(left, now), now};
    if (left.count < weight) return false;
    left.count -= weight;
    return true;
}

}  // namespace footfall::api
