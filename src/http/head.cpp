#include "http/head.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "http/target.h"
#include "http/utf8.h"

namespace footfall::http {

namespace {

// Fields that may stand only once. Of these a second one is an attempt to be read in two ways, or
// a broken sender.
constexpr std::string_view single_fields[] = {
    "authorization",   "content-encoding",
    "content-length",  "content-type",
    "expect",          "host",
    "if-range",        "if-modified-since",
    "idempotency-key", "if-unmodified-since",
    "origin",          "proxy-authorization",
    "range",           "referer",
    "sec-fetch-site",  "transfer-encoding",
    "user-agent",      "x-csrf-token",
    "x-request-id",
};

constexpr std::string_view methods[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_same_word(std::string_view text, std::string_view lower_word) {
    return std::equal(text.begin(), text.end(), lower_word.begin(), lower_word.end(),
                      [](char a, char b) { return lower(a) == b; });
}

// The field of that name, or nullptr.
const std::string* find_field(const Fields& fields, std::string_view name) {
    for (const auto& [field_name, value] : fields)
        if (field_name == name) return &value;
    return nullptr;
}

bool has_doubled_field(const Fields& fields) {
    return std::any_of(std::begin(single_fields), std::end(single_fields), [&](auto name) {
        return std::count_if(fields.begin(), fields.end(),
                             [name](const auto& field) { return field.first == name; }) > 1;
    });
}

std::optional<std::uint64_t> parse_size(std::string_view digits) {
    std::uint64_t size = 0;
    const char* end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, size);
    if (error != std::errc() || stop != end) return std::nullopt;
    return size;
}

// Can the length of the body be read in one way only?
bool is_framed_plainly(const RawHead& raw, std::optional<std::uint64_t>& body_size) {
    const std::string* encoding = find_field(raw.fields, "transfer-encoding");
    const std::string* size = find_field(raw.fields, "content-length");
    if (encoding != nullptr)
        return size == nullptr && raw.version == 11 && is_same_word(*encoding, "chunked");
    if (size == nullptr) return true;
    body_size = parse_size(*size);
    return body_size.has_value();
}

// Cookie fields become one; all values become text.
Fields tidy_fields(Fields fields) {
    Fields tidy;
    tidy.reserve(fields.size());
    std::optional<std::size_t> cookie;
    for (auto& [name, value] : fields) {
        if (!is_utf8(value)) value = to_utf8(value);
        if (name == "cookie" && cookie) {
            tidy[*cookie].second += "; " + value;
            continue;
        }
        if (name == "cookie") cookie = tidy.size();
        tidy.emplace_back(std::move(name), std::move(value));
    }
    return tidy;
}

}  // namespace

HeadScanner::Outcome HeadScanner::scan(std::string_view bytes) {
    while (position_ < bytes.size()) {
        if (position_ >= bytes_max_) return Outcome::too_large;
        const char c = bytes[position_];
        ++position_;
        if (after_cr_) {
            if (c != '\n') return Outcome::bad;
            after_cr_ = false;
            if (line_size_ == 0) return lines_ == 0 ? Outcome::bad : Outcome::end;
            ++lines_;
            if (lines_ > fields_max_ + 1) return Outcome::too_large;
            line_size_ = 0;
        } else if (c == '\r') {
            after_cr_ = true;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            if ((byte < 0x20 && c != '\t') || byte == 0x7F) return Outcome::bad;
            if (line_size_ == 0 && (c == ' ' || c == '\t')) return Outcome::bad;
            ++line_size_;
        }
    }
    return Outcome::more;
}

tl::expected<Head, Refused> check_head(RawHead raw) {
    Head head;
    const std::string* host = find_field(raw.fields, "host");
    if (has_doubled_field(raw.fields) || host == nullptr || !is_host(*host) ||
        !is_framed_plainly(raw, head.body_size))
        return tl::unexpected(Refused{400});
    if (std::find(std::begin(methods), std::end(methods), raw.method) == std::end(methods))
        return tl::unexpected(Refused{405});
    std::optional<Target> target = parse_target(raw.target, *host);
    if (!target) return tl::unexpected(Refused{400});
    if (const std::string* expectation = find_field(raw.fields, "expect")) {
        if (!is_same_word(*expectation, "100-continue")) return tl::unexpected(Refused{417});
        head.expects_continue = raw.version == 11;
    }
    head.version = raw.version;
    head.keep_alive = raw.keep_alive;
    head.request.head_only = raw.method == "HEAD";
    head.request.method = head.request.head_only ? "GET" : std::move(raw.method);
    head.request.path = std::move(target->path);
    head.request.segments = std::move(target->segments);
    head.request.query = std::move(target->query);
    head.request.fields = tidy_fields(std::move(raw.fields));
    return head;
}

}  // namespace footfall::http
