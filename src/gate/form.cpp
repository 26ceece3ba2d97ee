#include "gate/form.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "http/utf8.h"

namespace footfall::gate {

namespace {

std::optional<int> digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return std::nullopt;
}

std::string decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            const std::optional<int> high = digit(text[i + 1]);
            const std::optional<int> low = digit(text[i + 2]);
            if (high && low) {
                out += static_cast<char>(*high * 16 + *low);
                i += 2;
                continue;
            }
        }
        out += text[i] == '+' ? ' ' : text[i];
    }
    return http::to_utf8(out);
}

}  // namespace

http::Fields parse_form(std::string_view body) {
    http::Fields form;
    while (!body.empty() && form.size() < form_fields_max) {
        const std::size_t end = std::min(body.find('&'), body.size());
        const std::string_view pair = body.substr(0, end);
        body.remove_prefix(std::min(end + 1, body.size()));
        if (pair.empty()) continue;
        const std::size_t equals = std::min(pair.find('='), pair.size());
        form.emplace_back(decoded(pair.substr(0, equals)),
                          decoded(pair.substr(std::min(equals + 1, pair.size()))));
    }
    return form;
}

const std::string* form_field(const http::Fields& form, std::string_view name) {
    for (const auto& [each, value] : form) {
        if (each == name) return &value;
    }
    return nullptr;
}

}  // namespace footfall::gate
