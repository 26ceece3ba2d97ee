#include "http/target.h"

#include <algorithm>

#include <boost/url/authority_view.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "http/utf8.h"

namespace footfall::http {

namespace {

namespace urls = boost::urls;

// Browsers leave these in a query as they are, and so do the templates of e-mail campaigns; the
// grammar of URLs wants them encoded.
constexpr std::string_view lenient_query_characters = "[]{}|^`\\";

std::string encode_leniencies(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    const std::size_t mark = text.find('?');
    if (mark == std::string_view::npos) return std::string(text);
    std::string out(text.substr(0, mark));
    for (const char c : text.substr(mark)) {
        if (lenient_query_characters.find(c) == std::string_view::npos) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += digits[byte >> 4U];
        out += digits[byte & 0xFU];
    }
    return out;
}

bool is_path(std::string_view path) {
    if (path.empty() || path.front() != '/' || !is_utf8(path)) return false;
    while (!path.empty()) {
        path.remove_prefix(1);
        const std::string_view segment = path.substr(0, path.find('/'));
        if (segment == "." || segment == "..") return false;
        path.remove_prefix(segment.size());
    }
    return true;
}

std::vector<std::string> segments_of(std::string_view path) {
    std::vector<std::string> segments;
    if (path.starts_with('/')) path.remove_prefix(1);
    for (;;) {
        const std::size_t end = path.find('/');
        segments.push_back(urls::pct_string_view(path.substr(0, end)).decode());
        if (end == std::string_view::npos) return segments;
        path.remove_prefix(end + 1);
    }
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string normal_host(std::string_view host, std::string_view default_port) {
    if (host.ends_with(default_port)) host.remove_suffix(default_port.size());
    std::string text(host);
    std::transform(text.begin(), text.end(), text.begin(), lower);
    return text;
}

bool names_host(const urls::url_view& url, std::string_view host) {
    const bool https = url.scheme_id() == urls::scheme::https;
    if (!https && url.scheme_id() != urls::scheme::http) return false;
    if (!url.has_authority() || url.has_userinfo()) return false;
    const std::string_view default_port = https ? ":443" : ":80";
    const std::string_view named(url.encoded_host_and_port().data(),
                                 url.encoded_host_and_port().size());
    return normal_host(named, default_port) == normal_host(host, default_port);
}

}  // namespace

std::optional<Target> parse_target(std::string_view text, std::string_view host) {
    if (text.empty() || text.find("%00") != std::string_view::npos) return std::nullopt;
    const std::string encoded = encode_leniencies(text);
    const bool origin_form = encoded.front() == '/';
    const auto parsed =
        origin_form ? urls::parse_origin_form(encoded) : urls::parse_absolute_uri(encoded);
    if (!parsed || (!origin_form && !names_host(*parsed, host))) return std::nullopt;
    Target target;
    target.path = parsed->encoded_path().decode();
    if (target.path.empty()) target.path.push_back('/');
    if (!is_path(target.path)) return std::nullopt;
    target.segments = segments_of(parsed->encoded_path());
    urls::encoding_opts decoding;
    decoding.space_as_plus = true;
    for (const auto& parameter : parsed->encoded_params()) {
        if (parameter.key.empty() && !parameter.has_value) continue;
        target.query.emplace_back(to_utf8(parameter.key.decode(decoding)),
                                  to_utf8(parameter.value.decode(decoding)));
    }
    return target;
}

std::string logged_path(std::string_view path) {
    if (path.starts_with("/api/") || path.starts_with("/v1/")) return std::string(path);
    const std::size_t end = path.find('/', 1);
    if (end == std::string_view::npos) return std::string(path);
    return std::string(path.substr(0, end + 1)) + "…";
}

bool is_host(std::string_view text) {
    const auto authority = urls::parse_authority(text);
    return authority && !authority->has_userinfo() && !authority->encoded_host().empty() &&
           text.find('%') == std::string_view::npos;
}

}  // namespace footfall::http
