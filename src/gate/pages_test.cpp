// What stands in the pages, and what must not.
#include "gate/pages.h"

#include <array>
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>
#include <sodium.h>

#include "event/limits.h"
#include "workspace/links.h"

namespace footfall::gate {
namespace {

using std::chrono::seconds;

std::string html(const http::Response& response) { return std::get<std::string>(response.body); }

std::string field(const http::Response& response, std::string_view name) {
    for (const auto& [each, value] : response.fields) {
        if (each == name) return value;
    }
    return {};
}

const std::string hostile = R"(<script>alert(1)</script>"'&><img src=x onerror=alert(1)>)";

Supplier acme() { return {"Acme Foods", "#2b6cb0", "Call +49 30 123456", "We count opens.", ""}; }

Way way() { return {"/l/0123456789ABCDEFabcdef", "sealed", "'self' https:"}; }

Offer an_offer() {
    Offer offer;
    for (std::size_t i = 0; i < offer.pictures.size(); ++i) offer.pictures[i] = &pictures()[i];
    offer.right = offer.pictures[2];
    offer.tries_left = 3;
    return offer;
}

std::vector<http::Response> every_page(const Supplier& supplier, const std::string& text) {
    std::vector<http::Response> pages;
    for (const bool is_of_workspace : {false, true}) {
        pages.push_back(welcome_page(supplier, way(), {text, is_of_workspace, false}));
        pages.push_back(welcome_page(supplier, way(), {text, is_of_workspace, true}));
    }
    for (const bool is_wrong : {false, true}) {
        pages.push_back(challenge_page(supplier, way(), an_offer(), text + "@x.example", is_wrong));
    }
    for (const Setback setback : {Setback::no_more_tries, Setback::too_late, Setback::not_mailed,
                                  Setback::too_many, Setback::not_ready, Setback::preview}) {
        pages.push_back(setback_page(supplier, way(), setback, seconds(700)));
    }
    for (const Stop stop : {Stop::inactive, Stop::blocked, Stop::no_email, Stop::no_mail,
                            Stop::personal_only, Stop::not_open}) {
        pages.push_back(stop_page(supplier, stop));
    }
    pages.push_back(unknown_page());
    pages.push_back(throttled_page());
    pages.push_back(trouble_page());
    return pages;
}

TEST(Pages, GreetByNameAndAskForAClick) {
    const std::string page = html(welcome_page(acme(), way(), {"Bäckerei Hoffmann", false, true}));
    EXPECT_NE(page.find("<h1>Welcome back, <bdi>Bäckerei Hoffmann</bdi></h1>"), page.npos) << page;
    EXPECT_NE(page.find("Yes, start ordering</button>"), page.npos);
    EXPECT_NE(page.find(R"(<form method="post" action="/l/0123456789ABCDEFabcdef">)"), page.npos);
    EXPECT_NE(page.find("Call +49 30 123456"), page.npos);
    EXPECT_NE(page.find("We count opens."), page.npos);
    const std::string any = html(welcome_page(acme(), way(), {"", true, false}));
    EXPECT_NE(any.find("<h1>Welcome to <bdi>Acme Foods</bdi></h1>"), any.npos) << any;
    EXPECT_NE(any.find("Start your order</button>"), any.npos);
}

TEST(Pages, StrangersTextIsText) {
    Supplier supplier = acme();
    supplier.name = supplier.support = supplier.notice = supplier.logo = hostile;
    supplier.color = "#000;}</style><script>";
    for (const http::Response& response : every_page(supplier, hostile)) {
        const std::string page = html(response);
        EXPECT_EQ(page.find("<script>alert"), page.npos) << page;
        EXPECT_EQ(page.find("<img src=x"), page.npos) << page;
        EXPECT_EQ(page.find("}</style><script>"), page.npos) << page;
    }
}

// What robots and previews take of a page is its head.
TEST(Pages, TheHeadDoesNotNameTheCustomer) {
    for (const http::Response& response : every_page(acme(), "Bäckerei Hoffmann")) {
        const std::string page = html(response);
        const std::string head = page.substr(0, page.find("</head>"));
        EXPECT_EQ(head.find("Hoffmann"), head.npos) << head;
        EXPECT_NE(head.find(R"(<meta name="robots" content="noindex, nofollow">)"), head.npos);
        EXPECT_NE(page.find(R"(<html lang="en">)"), page.npos);
    }
}

TEST(Pages, AreSmallAndNeedNothingElse) {
    Supplier supplier = acme();
    supplier.name = std::string(limits::name_bytes_max, 'n');
    supplier.support = std::string(limits::text_bytes_max, 's');
    supplier.notice = std::string(2'000, 'p');
    supplier.logo = "/l/0123456789ABCDEFabcdef/logo?v=1";
    for (const http::Response& response :
         every_page(supplier, std::string(limits::name_bytes_max, 'c'))) {
        const std::string page = html(response);
        EXPECT_LT(page.size(), 15U * 1024) << page;
        EXPECT_EQ(page.find("http:"), page.npos) << page;
        EXPECT_EQ(page.find("https:"), page.npos) << page;
        EXPECT_EQ(page.find("<script src"), page.npos);
        EXPECT_EQ(page.find("<link"), page.npos);
        EXPECT_EQ(page.find(" style="), page.npos) << "the policy would not take it";
        EXPECT_EQ(page.find(" onload="), page.npos);
        EXPECT_EQ(page.find(" onclick="), page.npos);
        EXPECT_EQ(page.find("display:flex"), page.npos);
        EXPECT_EQ(page.find("display:grid"), page.npos);
        EXPECT_EQ(page.find("var(--"), page.npos);
    }
}

std::string hash_source(const std::string& text) {
    std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
    crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(text.data()),
                       text.size());
    std::array<char, 64> base64{};
    sodium_bin2base64(base64.data(), base64.size(), hash.data(), hash.size(),
                      sodium_base64_VARIANT_ORIGINAL);
    return "'sha256-" + std::string(base64.data()) + "'";
}

TEST(Pages, ThePolicyAllowsTheirOwnStyleAndScriptAlone) {
    for (const http::Response& response : every_page(acme(), "c")) {
        const std::string page = html(response);
        const std::string policy = field(response, "content-security-policy");
        EXPECT_TRUE(policy.starts_with("default-src 'none'; ")) << policy;
        EXPECT_NE(policy.find("frame-ancestors 'none'"), policy.npos);
        EXPECT_EQ(policy.find("unsafe"), policy.npos);
        const auto inside = [&](std::string_view tag) -> std::string {
            const std::string begin = "<" + std::string(tag) + ">";
            const std::size_t at = page.find(begin);
            if (at == page.npos) return {};
            const std::size_t from = at + begin.size();
            return page.substr(from, page.find("</" + std::string(tag) + ">") - from);
        };
        EXPECT_NE(policy.find("style-src " + hash_source(inside("style"))), policy.npos);
        const bool has_script = page.find("<script") != page.npos;
        EXPECT_EQ(policy.find("script-src") != policy.npos, has_script);
        if (has_script) {
            EXPECT_NE(policy.find("script-src " + hash_source(inside("script"))), policy.npos);
        }
        const bool has_form = page.find("<form") != page.npos;
        EXPECT_NE(policy.find(has_form ? "form-action 'self' https:;" : "form-action 'none';"),
                  policy.npos)
            << policy;
    }
}

TEST(Pages, SayNothingLoudly) {
    for (const http::Response& response : every_page(acme(), "c")) {
        const std::string page = html(response);
        const std::string body = page.substr(page.find("<body>"));
        const std::string words = body.substr(0, body.find("<script>"));
        EXPECT_EQ(words.find('!'), words.npos) << words;
    }
}

TEST(Pages, MaskAnAddress) {
    EXPECT_EQ(masked_email("einkauf@hoffmann.de"), "e…@hoffmann.de");
    EXPECT_EQ(masked_email("ö@x.de"), "ö…@x.de");
    EXPECT_EQ(masked_email("\"a@b\"@x.de"), "\"…@x.de");
    EXPECT_EQ(masked_email("@x.de"), "…");
    EXPECT_EQ(masked_email("nobody"), "…");
    EXPECT_EQ(masked_email(""), "…");
}

TEST(Pages, TheChallengeDoesNotGiveItselfAway) {
    Offer offer = an_offer();
    offer.tried[0] = true;
    offer.tries_left = 1;
    const std::string page =
        html(challenge_page(acme(), way(), offer, "einkauf@hoffmann.de", true));
    const std::string body = page.substr(page.find("<body>"));
    for (const Picture* const picture : offer.pictures) {
        EXPECT_EQ(body.find(picture->word), body.npos) << picture->word;
    }
    EXPECT_EQ(page.find("einkauf"), page.npos);
    EXPECT_NE(page.find("You have one try left."), page.npos);
    EXPECT_NE(page.find(R"(value="1" disabled>)"), page.npos);
    EXPECT_NE(page.find("Or write the word"), page.npos);
    Offer other = offer;
    other.right = other.pictures[3];
    EXPECT_EQ(html(challenge_page(acme(), way(), other, "einkauf@hoffmann.de", true)), page)
        << "which one is right changes no byte";
}

TEST(Pages, StatusesTellMachinesToo) {
    EXPECT_EQ(stop_page(acme(), Stop::inactive).status, 403);
    EXPECT_EQ(stop_page(acme(), Stop::blocked).status, 403);
    EXPECT_EQ(stop_page(acme(), Stop::no_email).status, 200);
    EXPECT_EQ(unknown_page().status, 404);
    EXPECT_EQ(throttled_page().status, 429);
    EXPECT_EQ(field(throttled_page(), "retry-after"), "60");
    EXPECT_EQ(html(unknown_page()), html(unknown_page()));
    http::Response response = unknown_page();
    secure(response, false);
    EXPECT_EQ(field(response, "cache-control"), "no-store");
    EXPECT_EQ(field(response, "referrer-policy"), "no-referrer");
    EXPECT_EQ(field(response, "x-robots-tag"), "noindex, nofollow");
    EXPECT_EQ(field(response, "strict-transport-security"), "");
}

}  // namespace
}  // namespace footfall::gate
