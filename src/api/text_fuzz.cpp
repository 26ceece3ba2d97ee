// All readers of UTF-8 agree, and what the control plane takes as address, name, password or id
// keeps to its form; so do the rules of targets.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include <boost/json.hpp>

#include "api/target_rules.h"
#include "assert.h"
#include "event/limits.h"
#include "http/utf8.h"
#include "intake/admission.h"
#include "workspace/ids.h"
#include "workspace/password.h"
#include "workspace/text.h"
#include "workspace/token.h"

namespace footfall::api {
namespace {

void check_utf8(std::string_view text) {
    const bool is_text = http::is_utf8(text);
    ASSERT(workspace::is_utf8(text) == is_text, text);
    const std::string made = http::to_utf8(text);
    ASSERT(http::is_utf8(made) && (made == text) == is_text, text);
    ASSERT(intake::valid_utf8(text, made.size()) == made, text);
    // Cut anywhere it is the beginning of the whole, short of one character at most.
    for (const std::size_t most : {made.size() / 2, made.size() / 3}) {
        const std::string cut = intake::valid_utf8(text, most);
        ASSERT(made.starts_with(cut) && http::is_utf8(cut), text);
        ASSERT(cut.size() <= most && cut.size() + 4 > most, text);
    }
}

bool has_blank_edges(std::string_view text) {
    constexpr std::string_view blank = " \t\r\n";
    return blank.find(text.front()) != blank.npos || blank.find(text.back()) != blank.npos;
}

void check_members(std::string_view text) {
    if (const auto email = workspace::fold_email(text)) {
        ASSERT(workspace::fold_email(*email) == email && email->size() <= 254, *email);
        ASSERT(std::count(email->begin(), email->end(), '@') == 1, *email);
        ASSERT(email->find_first_of(" \t\r\n\"<>,;:\\()[]") == email->npos, *email);
    }
    if (const auto name = workspace::check_name(text)) {
        ASSERT(!name->empty() && name->size() <= 254 && !has_blank_edges(*name), *name);
        ASSERT(workspace::check_name(*name) == *name && http::is_utf8(*name), *name);
        ASSERT(std::none_of(name->begin(), name->end(), [](char c) { return c >= 0 && c < 32; }));
    }
    if (workspace::check_password(text, "owner@shop.example")) {
        const auto starts_character = [](char c) {
            return (static_cast<unsigned char>(c) & 0xC0U) != 0x80;
        };
        const auto characters = std::count_if(text.begin(), text.end(), starts_character);
        ASSERT(http::is_utf8(text) && characters >= 12 && characters <= 128, text);
    }
}

void check_ids(std::string_view text) {
    if (const auto id = parse_workspace_id(text)) {
        std::string lower(text);
        std::transform(lower.begin(), lower.end(), lower.begin(),
                       [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c; });
        ASSERT(to_string(*id) == lower, text);
    }
    if (workspace::check_id(text, "id")) {
        ASSERT(!text.empty() && text.size() <= limits::text_bytes_max && http::is_utf8(text), text);
    }
    const auto member = workspace::parse_member_id(text);
    ASSERT(member.has_value() == parse_workspace_id(text).has_value());
    ASSERT(!workspace::is_token(text) ||
           (text.size() == 43 && text.find_first_of("+/=. ") == text.npos));
}

// Rules that are taken are taken again as they were written, and can be asked.
void check_rules(std::string_view text) {
    boost::system::error_code error;
    const boost::json::value given = boost::json::parse(text, error);
    if (error) return;
    const auto groups = check_groups(given);
    if (!groups) {
        ASSERT(groups.error().code == ErrorCode::invalid && !groups.error().field.empty(), text);
        return;
    }
    const auto again = check_groups(boost::json::parse(boost::json::serialize(*groups)));
    ASSERT(again && *again == *groups, text);
    ASSERT(target_of(*groups, Day{20'000}).groups.size() == groups->size(), text);
}

}  // namespace
}  // namespace footfall::api

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    footfall::api::check_utf8(text);
    footfall::api::check_rules(text);
    footfall::api::check_members(text);
    footfall::api::check_ids(text);
    return 0;
}
