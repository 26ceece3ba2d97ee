#include "http/status.h"

#include <algorithm>

#include "http/utf8.h"

namespace footfall::http {

namespace {

constexpr int retry_after_default_s = 5;

std::string_view word_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::invalid:
            return "invalid";
        case ErrorCode::unauthenticated:
            return "unauthenticated";
        case ErrorCode::forbidden:
            return "forbidden";
        case ErrorCode::not_found:
            return "not_found";
        case ErrorCode::conflict:
            return "conflict";
        case ErrorCode::too_large:
            return "too_large";
        case ErrorCode::busy:
            return "busy";
        case ErrorCode::unavailable:
            return "unavailable";
        case ErrorCode::io:
        case ErrorCode::corrupt:
            return "internal";
    }
    return "internal";
}

std::string error_text(std::string_view word, std::string_view message, std::string_view field,
                       std::string_view request_id) {
    std::string text = R"({"error":{"code":)";
    text += json_string(word);
    text += R"(,"message":)";
    text += json_string(message);
    text += R"(,"field":)";
    text += field.empty() ? std::string("null") : json_string(field);
    text += R"(},"request_id":)";
    text += json_string(request_id);
    text += '}';
    return text;
}

struct Phrase {
    int status;
    std::string_view phrase;
    std::string_view word;     // of a refusal
    std::string_view message;  // of a refusal
};

constexpr Phrase phrases[] = {
    {200, "OK", {}, {}},
    {201, "Created", {}, {}},
    {202, "Accepted", {}, {}},
    {204, "No Content", {}, {}},
    {206, "Partial Content", {}, {}},
    {301, "Moved Permanently", {}, {}},
    {302, "Found", {}, {}},
    {303, "See Other", {}, {}},
    {304, "Not Modified", {}, {}},
    {307, "Temporary Redirect", {}, {}},
    {308, "Permanent Redirect", {}, {}},
    {400, "Bad Request", "bad_request", "the request is not well-formed"},
    {401, "Unauthorized", "unauthenticated", "sign in first"},
    {403, "Forbidden", "forbidden", "not allowed"},
    {404, "Not Found", "not_found", "there is no such thing"},
    {405, "Method Not Allowed", "method_not_allowed", "the method is not allowed"},
    {406, "Not Acceptable", {}, {}},
    {408, "Request Timeout", "request_timeout", "the request took too long to arrive"},
    {409, "Conflict", {}, {}},
    {410, "Gone", {}, {}},
    {412, "Precondition Failed", {}, {}},
    {413, "Content Too Large", "too_large", "the body is larger than allowed here"},
    {415, "Unsupported Media Type", "unsupported_media_type", "the media type is not known here"},
    {417, "Expectation Failed", "expectation_failed", "only 100-continue can be expected"},
    {422, "Unprocessable Content", {}, {}},
    {428, "Precondition Required", {}, {}},
    {429, "Too Many Requests", "too_many_requests", "try again later"},
    {431, "Request Header Fields Too Large", "header_too_large", "the header is too large"},
    {500, "Internal Server Error", "internal", "something went wrong on the server"},
    {501, "Not Implemented", {}, {}},
    {502, "Bad Gateway", {}, {}},
    {503, "Service Unavailable", "unavailable", "try again later"},
    {504, "Gateway Timeout", {}, {}},
};

const Phrase* phrase_of(int status) {
    const auto* found = std::find_if(std::begin(phrases), std::end(phrases),
                                     [status](const Phrase& p) { return p.status == status; });
    return found == std::end(phrases) ? nullptr : found;
}

}  // namespace

int status_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::invalid:
            return 400;
        case ErrorCode::unauthenticated:
            return 401;
        case ErrorCode::forbidden:
            return 403;
        case ErrorCode::not_found:
            return 404;
        case ErrorCode::conflict:
            return 409;
        case ErrorCode::too_large:
            return 413;
        case ErrorCode::busy:
        case ErrorCode::unavailable:
            return 503;
        case ErrorCode::io:
        case ErrorCode::corrupt:
            return 500;
    }
    return 500;
}

std::string_view reason_phrase(int status) {
    const Phrase* found = phrase_of(status);
    return found == nullptr ? "Unknown" : found->phrase;
}

Response problem(const Error& error, std::string_view request_id, std::optional<int> retry_after) {
    const int status = status_of(error.code);
    const bool retry = error.code == ErrorCode::busy || error.code == ErrorCode::unavailable;
    const std::string_view message = status < 500 ? std::string_view(error.message)
                                     : retry      ? "try again later"
                                                  : "something went wrong on the server";
    const std::string_view word = error.reason.empty() ? word_of(error.code) : error.reason;
    Response response = Response::json(status, error_text(word, message, error.field, request_id));
    if (retry || retry_after)
        response.fields.emplace_back("retry-after",
                                     std::to_string(retry_after.value_or(retry_after_default_s)));
    return response;
}

Response refusal(int status, std::string_view request_id) {
    const Phrase* found = phrase_of(status);
    const bool known = found != nullptr && !found->word.empty();
    Response response = Response::json(
        status, error_text(known ? found->word : "refused",
                           known ? found->message : "the request was refused", {}, request_id));
    if (status == 429 || status == 503)
        response.fields.emplace_back("retry-after", std::to_string(retry_after_default_s));
    return response;
}

std::string json_string(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(text.size() + 2);
    out += '"';
    while (!text.empty()) {
        const std::size_t size = utf8_length(text);
        const auto byte = static_cast<unsigned char>(text.front());
        if (size == 0) {
            out += "\xEF\xBF\xBD";
        } else if (byte == '"' || byte == '\\') {
            out += '\\';
            out += text.front();
        } else if (byte < 0x20 || byte == 0x7F) {
            out += "\\u00";
            out += digits[byte >> 4U];
            out += digits[byte & 0xFU];
        } else {
            out += text.substr(0, size);
        }
        text.remove_prefix(std::max<std::size_t>(size, 1));
    }
    out += '"';
    return out;
}

}  // namespace footfall::http
