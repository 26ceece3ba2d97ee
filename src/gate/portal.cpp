#include "gate/portal.h"

#include <algorithm>
#include <cstddef>

namespace footfall::gate {

namespace {

bool is_secure(std::string_view url) { return url.starts_with("https://"); }

bool is_address(std::string_view url) {
    const bool has_scheme = is_secure(url) || url.starts_with("http://");
    return has_scheme && std::all_of(url.begin(), url.end(), [](char c) {
               const auto byte = static_cast<unsigned char>(c);
               return byte > 0x20 && byte != 0x7F;
           });
}

}  // namespace

std::string portal_address(std::string_view portal_url, std::string_view token) {
    if (portal_url.empty())
        portal_url = sample_portal;
    else if (!is_address(portal_url))
        return {};
    const std::size_t end = std::min(portal_url.find('#'), portal_url.size());
    std::string address(portal_url.substr(0, end));
    const std::size_t mark = address.find('?');
    if (mark == std::string::npos) {
        address += '?';
    } else if (address.back() != '?' && address.back() != '&') {
        address += '&';
    }
    address += "footfall=";
    address += token;
    return address + std::string(portal_url.substr(end));
}

std::string form_targets(std::string_view portal_url) {
    if (portal_url.empty()) return "'self'";
    return is_secure(portal_url) ? "'self' https:" : "'self' http: https:";
}

}  // namespace footfall::gate
