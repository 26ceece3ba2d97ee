// Whatever a stranger puts into a link's path, a cookie or a form: it is read within bounds, and
// nothing but what was sealed here is a visit.
#include <cstdint>
#include <string>
#include <string_view>

#include "assert.h"
#include "gate/form.h"
#include "gate/path.h"
#include "gate/portal.h"
#include "gate/visit.h"
#include "http/cookie.h"
#include "http/utf8.h"
#include "workspace/links.h"

namespace footfall::gate {
namespace {

constexpr std::string_view link = "0123456789abcdef";
constexpr Instant now = Instant::from_seconds(1'795'340'467);

void check_path(const std::string& text) {
    const auto path = parse_path(text);
    if (!path) return;
    ASSERT(is_link_path(text), text);
    ASSERT(path->token.size() == workspace::link_token_characters, text);
    ASSERT(text.find("/l/" + path->token) == 0, text);
    ASSERT(path->token.find_first_of("/\\.%?# \r\n\"'<>&") == std::string::npos, text);
}

void check_form(const std::string& text) {
    const http::Fields form = parse_form(text);
    ASSERT(form.size() <= form_fields_max);
    std::size_t bytes = 0;
    for (const auto& [name, value] : form) {
        ASSERT(http::is_utf8(name) && http::is_utf8(value));
        bytes += name.size() + value.size();
    }
    ASSERT(bytes <= 3 * text.size());  // U+FFFD is three bytes
}

void check_visit(const std::string& text) {
    static const VisitSeal seal(workspace::Secret{});
    SeededRandom random(text.size());
    http::Request request;
    request.fields.emplace_back("cookie", text);
    ASSERT(!seal.open(text, link, now).has_value(), text);
    ASSERT(!seal.open(http::cookie(request, visit_cookie), link, now).has_value(), text);
    // Before and behind any other cookies the right one is found.
    if (text.find(visit_cookie) != std::string::npos) return;
    const Visit visit = begin_visit(link, now, random);
    const std::string own = std::string(visit_cookie) + "=" + seal.seal(visit, random);
    for (const std::string& all : {text + ";" + own, own + ";" + text}) {
        request.fields.front().second = all;
        ASSERT(seal.open(http::cookie(request, visit_cookie), link, now) == visit, all);
    }
}

// Settings are checked before they are kept; what were not must not leave its header all the same.
void check_portal(const std::string& text) {
    const std::string address = portal_address(text, "a.b.c");
    ASSERT(address.find_first_of("\r\n") == std::string::npos, address);
    ASSERT(address.empty() || address.starts_with("http://") || address.starts_with("https://") ||
               address.starts_with(sample_portal),
           address);
}

}  // namespace
}  // namespace footfall::gate

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    footfall::gate::check_path(text);
    footfall::gate::check_path("/l/" + text);
    footfall::gate::check_form(text);
    footfall::gate::check_visit(text);
    footfall::gate::check_portal(text);
    footfall::gate::check_portal("https://" + text);
    return 0;
}
