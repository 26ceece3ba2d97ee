#include "api/sample_portal.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "api/api.h"
#include "http/status.h"
#include "workspace/portal_token.h"

namespace footfall::api {

namespace {

constexpr std::string_view page_path = "/sample-portal/index.html";

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

void replace(std::string& text, std::string_view placeholder, const std::string& value) {
    const std::size_t at = text.find(placeholder);
    if (at != std::string::npos) text.replace(at, placeholder.size(), value);
}

std::string token_of(const http::Request& request) {
    for (const auto& [name, value] : request.query) {
        if (name == "footfall") return value;
    }
    return {};
}

}  // namespace

std::string sample_portal_page(std::string page, std::string_view public_key,
                               std::string_view customer) {
    replace(page, "__FOOTFALL_KEY__", escaped(public_key));
    replace(page, "__FOOTFALL_CUSTOMER__", escaped(customer));
    return page;
}

http::Response Api::sample_portal(const http::Request& request) {
    const auto workspaces = parts_.control_plane.workspaces();
    if (!workspaces) return refuse(workspaces.error(), request);
    const auto sample = std::find_if(workspaces->begin(), workspaces->end(),
                                     [](const auto& each) { return each.sample.has_value(); });
    if (sample == workspaces->end() || !parts_.dashboard.has(page_path)) {
        return http::refusal(404, request.id);
    }
    if (request.path != "/sample-portal" && request.path != "/sample-portal/") {
        if (request.path == page_path || !parts_.dashboard.has(request.path)) {
            return http::refusal(404, request.id);
        }
        return parts_.dashboard.asset(request.path, request.field("accept-encoding"));
    }
    const auto key = parts_.control_plane.public_key(sample->id);
    if (!key) return refuse(key.error(), request);
    const auto secret = parts_.control_plane.portal_secret(sample->id);
    if (!secret) return refuse(secret.error(), request);
    const auto claims =
        workspace::read_portal_token(token_of(request), sample->id, *secret, parts_.clock.now());
    http::Response response = parts_.dashboard.asset(page_path, "");
    response.fields = {{"content-type", "text/html; charset=utf-8"}, {"cache-control", "no-store"}};
    response.body = sample_portal_page(std::get<std::string>(std::move(response.body)), *key,
                                       claims ? claims->customer : std::string());
    return response;
}

}  // namespace footfall::api
