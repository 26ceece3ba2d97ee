#include "gate/page.h"

#include <algorithm>
#include <array>
#include <utility>

#include <sodium.h>

#include "gate/brand.h"

namespace footfall::gate {

namespace {

// As a source of CSP.
std::string hash_source(std::string_view text) {
    std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
    crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(text.data()),
                       text.size());
    std::array<char,
               sodium_base64_ENCODED_LEN(crypto_hash_sha256_BYTES, sodium_base64_VARIANT_ORIGINAL)>
        base64{};
    sodium_bin2base64(base64.data(), base64.size(), hash.data(), hash.size(),
                      sodium_base64_VARIANT_ORIGINAL);
    return "'sha256-" + std::string(base64.data()) + "'";
}

// Plain boxes alone: phones of ten years ago know no grid, and not all of them flex.
constexpr std::string_view style =
    "html{-webkit-text-size-adjust:100%}"
    "body{margin:0;background:#fff;color:#1b1f24;"
    "font:1.125em/1.5 -apple-system,\"Segoe UI\",Roboto,Helvetica,Arial,sans-serif}"
    "main{display:block;max-width:26em;margin:0 auto;padding:2em 1.25em 3em;"
    "overflow-wrap:break-word;word-wrap:break-word}"
    "@media(min-width:40em){main{padding-top:5em}}"
    ".brand{margin:0 0 2.5em;font-weight:700}"
    ".brand img{display:block;max-width:100%;max-height:5em;border:0}"
    "h1{margin:0 0 .5em;font-size:1.75em;line-height:1.2}"
    "p{margin:0 0 1.25em}form{margin:0 0 1.5em}"
    "button{display:block;width:100%;box-sizing:border-box;margin:0;padding:.85em 1em;"
    "border:2px solid;border-radius:.5em;font:inherit;font-weight:700;text-align:center;"
    "cursor:pointer;-webkit-appearance:none;appearance:none}"
    ".quiet{border-color:#6b7280;background:#fff;color:#1b1f24}"
    "input{display:block;width:100%;box-sizing:border-box;margin:.25em 0 .75em;padding:.75em;"
    "border:2px solid #6b7280;border-radius:.5em;background:#fff;color:#1b1f24;font:inherit;"
    "-webkit-appearance:none;appearance:none}"
    "button:focus,input:focus,a:focus{outline:3px solid #b45309;outline-offset:3px}"
    ".pictures{margin:0 -1% 1.5em;font-size:.875em}"
    ".pictures button{display:inline-block;width:47%;margin:0 1% .75em;padding:.75em .25em;"
    "border-color:#6b7280;background:#fff;color:#1b1f24;font-weight:400;vertical-align:top}"
    ".pictures button[disabled]{border-style:dashed;color:#6b7280;cursor:default}"
    ".pictures svg{display:block;margin:0 auto .25em;max-width:100%}"
    ".alert{padding:.75em 1em;border-left:.375em solid #b45309;background:#fef3e2;color:#1b1f24}"
    ".small{margin:2.5em 0 0;color:#57606a;font-size:.8125em}"
    "@media(prefers-color-scheme:dark){"
    "body{background:#15181d;color:#e8eaed}"
    ".brand img{padding:.5em;border-radius:.25em;background:#fff}"
    ".quiet,.pictures button,input{border-color:#8b949e;background:#1f242b;color:#e8eaed}"
    ".pictures button[disabled]{color:#8b949e}"
    "button:focus,input:focus,a:focus{outline-color:#f5a524}"
    ".alert{border-left-color:#f5a524;background:#332713;color:#e8eaed}"
    ".small{color:#a3abb5}}";

std::string style_of(const Supplier& supplier) {
    const Color color = parse_color(supplier.color).value_or(standard_brand);
    const std::string brand = to_string(color);
    std::string text(style);
    text += "body{border-top:.5em solid " + brand + "}.main{background:" + brand +
            ";color:" + to_string(text_on(color)) +
            ";border-color:" + to_string(border_of(color, page_light)) +
            "}@media(prefers-color-scheme:dark){.main{border-color:" +
            to_string(border_of(color, page_dark)) + "}}";
    return text;
}

std::string brand_of(const Supplier& supplier) {
    if (supplier.name.empty() && supplier.logo.empty()) return {};
    const std::string name = escaped(supplier.name);
    if (supplier.logo.empty()) return "<div class=\"brand\"><bdi>" + name + "</bdi></div>\n";
    return "<div class=\"brand\"><img src=\"" + escaped(supplier.logo) + "\" alt=\"" + name +
           "\"></div>\n";
}

std::string policy_of(const Page& page, std::string_view page_style) {
    std::string policy = "default-src 'none'; style-src " + hash_source(page_style);
    if (!page.script.empty()) {
        policy += "; script-src " + hash_source(page.script) + "; connect-src 'self'";
    }
    policy += "; img-src 'self'; form-action ";
    policy += page.form_targets.empty() ? "'none'" : page.form_targets;
    return policy + "; base-uri 'none'; frame-ancestors 'none'";
}

bool has(const http::Fields& fields, std::string_view name) {
    return std::any_of(fields.begin(), fields.end(),
                       [&](const auto& field) { return field.first == name; });
}

}  // namespace

std::string escaped(std::string_view text) {
    std::string out;
    out.reserve(text.size());
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
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

http::Response response_of(const Page& page, const Supplier& supplier) {
    const std::string title = supplier.name.empty() ? "Order page" : escaped(supplier.name);
    const std::string page_style = style_of(supplier);
    std::string html =
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"robots\" content=\"noindex, nofollow\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n<title>" +
        title + "</title>\n<meta property=\"og:title\" content=\"" + title +
        "\">\n<meta property=\"og:description\" content=\"Order page\">\n<style>" + page_style +
        "</style>\n</head>\n<body>\n<main>\n" + brand_of(supplier) + "<h1>";
    html += page.heading;
    html += "</h1>\n";
    html += page.content;
    if (!supplier.notice.empty()) {
        html += "<p class=\"small\"><bdi>" + escaped(supplier.notice) + "</bdi></p>\n";
    }
    html += "</main>\n";
    if (!page.script.empty()) html += "<script>" + std::string(page.script) + "</script>\n";
    html += "</body>\n</html>\n";
    http::Response response;
    response.status = page.status;
    response.fields = {{"content-type", "text/html; charset=utf-8"},
                       {"content-security-policy", policy_of(page, page_style)}};
    response.body = std::move(html);
    return response;
}

void secure(http::Response& response, bool over_tls) {
    http::Fields& fields = response.fields;
    if (!has(fields, "content-security-policy")) {
        fields.emplace_back("content-security-policy",
                            "default-src 'none'; frame-ancestors 'none'");
    }
    if (!has(fields, "cache-control")) fields.emplace_back("cache-control", "no-store");
    fields.emplace_back("referrer-policy", "no-referrer");
    fields.emplace_back("x-robots-tag", "noindex, nofollow");
    if (over_tls) fields.emplace_back("strict-transport-security", "max-age=31536000");
}

http::Respond securing(http::Respond respond, bool over_tls) {
    return [respond = std::move(respond), over_tls](http::Response response) {
        secure(response, over_tls);
        respond(std::move(response));
    };
}

}  // namespace footfall::gate
