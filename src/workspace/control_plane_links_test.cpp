#include <array>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "workspace/control_plane_testing.h"
#include "workspace/portal_url.h"

namespace footfall::workspace {
namespace {

class Links : public ControlPlaneTest {};

TEST_F(Links, AreMadeOnceAndStay) {
    const Link made = control_->link(first(), "C-1").value();
    EXPECT_EQ(made.customer, "C-1");
    EXPECT_EQ(made.token.size(), link_token_characters);
    EXPECT_EQ(made.made, clock_.now());
    EXPECT_FALSE(made.last_sent);
    EXPECT_EQ(control_->link(first(), "C-1").value(), made);
    open();
    EXPECT_EQ(control_->link(first(), "C-1").value(), made);
    EXPECT_NE(control_->link(first(), "C-2")->token, made.token);
}

TEST_F(Links, LeadToTheirCustomer) {
    const Link link = control_->link(first(), "C-1").value();
    for (int start = 0; start < 2; ++start) {
        const LinkTarget target = control_->find_link(link.token).value();
        EXPECT_EQ(target.workspace, first());
        EXPECT_EQ(target.customer, "C-1");
        EXPECT_FALSE(target.is_blocked);
        EXPECT_EQ(target.id.size(), 16U);
        EXPECT_EQ(link.token.find(target.id), std::string::npos);
        open();
    }
    EXPECT_EQ(control_->find_link("").error().code, ErrorCode::not_found);
    EXPECT_EQ(control_->find_link(link.token + "x").error().code, ErrorCode::not_found);
}

TEST_F(Links, OfManyAreMadeAtOnce) {
    const std::array<std::string, 4> customers{"b", "a", "b", "c"};
    const Link a = control_->link(first(), "a").value();
    const std::vector<Link> links = control_->links(first(), customers).value();
    ASSERT_EQ(links.size(), 4U);
    EXPECT_EQ(links[0], links[2]);
    EXPECT_EQ(links[1], a);
    EXPECT_EQ(links[3].customer, "c");
    EXPECT_EQ(control_->find_link(links[0].token)->customer, "b");
}

TEST_F(Links, AreLookedAtWithoutMakingThem) {
    const std::array<std::string, 2> customers{"a", "b"};
    const Link b = control_->link(first(), "b").value();
    const std::vector<std::optional<Link>> made = control_->made_links(first(), customers).value();
    ASSERT_EQ(made.size(), 2U);
    EXPECT_FALSE(made[0]);
    EXPECT_EQ(made[1], b);
    EXPECT_EQ(sql("SELECT count(*) FROM links"), "1");
}

TEST_F(Links, AreMadeOnceByManyThreads) {
    std::vector<std::string> tokens(8);
    std::vector<std::thread> threads;
    for (std::string& token : tokens) {
        threads.emplace_back([&] { token = control_->link(first(), "C-1")->token; });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(std::set(tokens.begin(), tokens.end()).size(), 1U);
    EXPECT_TRUE(control_->find_link(tokens.front()));
}

TEST_F(Links, ThatAreRotatedLeadNowhere) {
    const Link before = control_->link(first(), "C-1").value();
    const Link after = control_->rotate_link(first(), "C-1", {}).value();
    EXPECT_NE(before.token, after.token);
    for (int start = 0; start < 2; ++start) {
        EXPECT_FALSE(control_->find_link(before.token));
        EXPECT_EQ(control_->find_link(after.token)->customer, "C-1");
        open();
    }
}

TEST_F(Links, ThatAreRevokedAreNotMadeAgain) {
    const Link before = control_->link(first(), "C-1").value();
    EXPECT_EQ(control_->revoke_link(first(), "C-1", {})->token, "");
    for (int start = 0; start < 2; ++start) {
        EXPECT_FALSE(control_->find_link(before.token));
        EXPECT_EQ(control_->link(first(), "C-1")->token, "");
        open();
    }
    EXPECT_NE(control_->rotate_link(first(), "C-1", {})->token, "");
}

TEST_F(Links, AreBlockedAndLetWorkAgain) {
    const Link link = control_->block_link(first(), "C-1", true, {}).value();
    EXPECT_TRUE(link.is_blocked);
    const std::array<std::string, 2> customers{"C-2", "C-1"};
    for (int start = 0; start < 2; ++start) {
        EXPECT_TRUE(control_->find_link(link.token)->is_blocked);
        EXPECT_EQ(control_->blocked(first(), customers), (std::vector<bool>{false, true}));
        open();
    }
    // A new token does not unblock.
    EXPECT_TRUE(control_->find_link(control_->rotate_link(first(), "C-1", {})->token)->is_blocked);
    EXPECT_FALSE(control_->block_link(first(), "C-1", false, {})->is_blocked);
    EXPECT_EQ(control_->blocked(first(), customers), (std::vector<bool>{false, false}));
}

TEST_F(Links, OfTwoWorkspacesAreApart) {
    const WorkspaceId sample = add_sample().id;
    const Link ours = control_->link(first(), "C-1").value();
    const Link theirs = control_->link(sample, "C-1").value();
    EXPECT_NE(ours.token, theirs.token);
    EXPECT_TRUE(control_->block_link(sample, "C-1", true, {}));
    EXPECT_FALSE(control_->find_link(ours.token)->is_blocked);
    EXPECT_TRUE(control_->remove_workspace(sample, {}));
    EXPECT_FALSE(control_->find_link(theirs.token));
    EXPECT_EQ(control_->link(sample, "C-1").error().code, ErrorCode::not_found);
    EXPECT_EQ(sql("SELECT count(*) FROM links"), "1");
}

TEST_F(Links, AreNotInTheFileAsText) {
    const Link link = control_->link(first(), "C-1").value();
    EXPECT_EQ(sql("SELECT count(*) FROM links WHERE token_hash LIKE '%" + link.token +
                  "%' OR token_sealed LIKE '%" + link.token + "%'"),
              "0");
    // Nor does a copy of the file give them away without the secret.
    sql("UPDATE links SET token_sealed = substr(token_sealed, 1, 40) || 'AAAA' || "
        "substr(token_sealed, 45)");
    const Link unreadable = control_->link(first(), "C-1").value();
    EXPECT_TRUE(unreadable.is_unreadable);
    EXPECT_EQ(unreadable.token, "");
    // It goes on working, can be blocked, and a new one takes its place.
    EXPECT_TRUE(control_->find_link(link.token));
    EXPECT_TRUE(control_->block_link(first(), "C-1", true, {})->is_unreadable);
    EXPECT_TRUE(control_->find_link(link.token)->is_blocked);
    const Link renewed = control_->rotate_link(first(), "C-1", {}).value();
    EXPECT_FALSE(renewed.is_unreadable);
    EXPECT_TRUE(control_->find_link(renewed.token));
    EXPECT_FALSE(control_->find_link(link.token));
}

TEST_F(Links, OfTheWorkspaceNameNobody) {
    const Link link = control_->link(first(), "").value();
    EXPECT_EQ(control_->find_link(link.token)->customer, "");
}

TEST_F(Links, ChangesAreAudited) {
    const Link link = control_->link(first(), "C-1").value();
    EXPECT_TRUE(control_->rotate_link(first(), "C-1", {}));
    EXPECT_TRUE(control_->revoke_link(first(), "C-1", {}));
    EXPECT_TRUE(control_->block_link(first(), "C-1", true, {}));
    const std::vector<AuditRow> rows = control_->audit_rows(first(), 10).value();
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows[0].action, "link_blocked");
    EXPECT_EQ(rows[1].action, "link_revoked");
    EXPECT_EQ(rows[2].action, "link_rotated");
    for (const AuditRow& row : rows) {
        EXPECT_EQ(row.detail, R"({"customer":"C-1"})");
    }
}

class Gates : public ControlPlaneTest {
  protected:
    std::string reason_of(const GateChange& change) {
        const Result<GateSettings> changed = control_->change_gate(first(), change, {});
        return changed ? "" : changed.error().field + " " + changed.error().reason;
    }
    static GateChange with_support(std::string support) {
        GateChange change;
        change.support = std::move(support);
        return change;
    }

    const WorkspaceId first_ = first();
};

TEST_F(Gates, AreStandardUntilChanged) {
    const GateSettings standard = control_->gate_settings(first()).value();
    EXPECT_EQ(standard.portal_url, "");
    EXPECT_FALSE(standard.is_strict);
    EXPECT_EQ(standard.repeat_window_s, 30U);
    EXPECT_NE(standard.mail_text.find("{link}"), std::string::npos);
    GateChange change;
    change.portal_url = " HTTPS://Shop.Example:443/order?from=mail ";
    change.order_url = " HTTPS://Shop.Example/#/orders/{order}?tab=1 ";
    change.is_strict = true;
    change.repeat_window_s = 60;
    change.brand_name = "Hoffmann & Söhne";
    change.brand_color = "#0A7B3C";
    change.support = "Call 030 1234";
    change.notice = "We note when you open this page.";
    change.origins = {{"https://Shop.example/", "https://shop.example", "http://127.0.0.1:8080"}};
    change.mail_subject = "Your link";
    change.mail_text = "Here:\n{link}\n";
    const GateSettings after = control_->change_gate(first(), change, {}).value();
    EXPECT_EQ(after.portal_url, "https://shop.example/order?from=mail");
    EXPECT_EQ(after.order_url, "https://shop.example/#/orders/{order}?tab=1");
    EXPECT_EQ(after.brand_color, "#0a7b3c");
    EXPECT_EQ(after.origins,
              (std::vector<std::string>{"https://shop.example", "http://127.0.0.1:8080"}));
    for (int start = 0; start < 2; ++start) {
        EXPECT_EQ(control_->gate_settings(first()).value(), after);
        open();
    }
    EXPECT_TRUE(control_->change_gate(first(), change, {}));
    EXPECT_EQ(control_->audit_rows(first(), 10)->size(), 1U);  // nothing changed
}

TEST_F(Gates, RefuseWhatIsNoPortalsAddress) {
    for (const char* url :
         {"javascript:alert(1)", "//evil.example", "/\\evil.example", "ftp://a.example", "https://",
          "https:///x", "https://user:pass@a.example/", "https://a.example@b.example/",
          "https://a.example/#x", "https://a.example/\r\nSet-Cookie: a=b", "https://a.example/ä",
          "https://a.example\\@b.example", "shop.example", "https://a b.example/",
          "data:text/html,x", "https://a.example/\"onload=\""}) {
        GateChange change;
        change.portal_url = url;
        EXPECT_EQ(reason_of(change), "portal_url invalid_url") << url;
    }
    GateChange change;
    change.portal_url = "https://a.example/" + std::string(2'000, 'x');
    EXPECT_EQ(reason_of(change), "portal_url invalid_url");
    change.portal_url = "";
    EXPECT_EQ(reason_of(change), "");
}

TEST_F(Gates, RefuseWhatIsNoOrdersAddress) {
    for (const char* url :
         {"https://a.example/orders", "https://{order}.example/", "https://a.example{order}/",
          "https://a.example@{order}/", "javascript:alert({order})", "//a.example/{order}",
          "https://user:pass@a.example/{order}", "https://a.example/{order}/{order}",
          "https://a.example/{order}\\", "https://a.example/{order} x", "https://a.example/{id}",
          "ftp://a.example/{order}", "{order}", "https://{order}", "https:///{order}"}) {
        GateChange change;
        change.order_url = url;
        EXPECT_EQ(reason_of(change), "order_url invalid_url") << url;
    }
    GateChange change;
    change.order_url = "https://a.example/{order}/" + std::string(2'000, 'x');
    EXPECT_EQ(reason_of(change), "order_url invalid_url");
    change.order_url = "";
    EXPECT_EQ(reason_of(change), "");
}

TEST(PortalUrl, LeadsToTheOrderWhateverItIsCalled) {
    const std::string url = "https://shop.example/orders/{order}?from=footfall";
    EXPECT_EQ(url_of_order(url, "1042"), "https://shop.example/orders/1042?from=footfall");
    EXPECT_EQ(url_of_order(url, "../a?b=c#d&{order}"),
              "https://shop.example/orders/..%2Fa%3Fb%3Dc%23d%26%7Border%7D?from=footfall");
    EXPECT_EQ(url_of_order(url, "Ä"), "https://shop.example/orders/%C3%84?from=footfall");
    EXPECT_EQ(url_of_order(url, ".."), std::nullopt);
    EXPECT_EQ(url_of_order(url, ""), std::nullopt);
    EXPECT_EQ(url_of_order("", "1042"), std::nullopt);
}

TEST_F(Gates, RefuseWhatIsNoSetting) {
    const auto with = [&](auto GateChange::* member, auto value) {
        GateChange change;
        change.*member = value;
        return reason_of(change);
    };
    EXPECT_EQ(with(&GateChange::repeat_window_s, 3'601U), "repeat_window invalid_number");
    EXPECT_EQ(with(&GateChange::brand_color, "red"), "brand_color invalid_color");
    EXPECT_EQ(with(&GateChange::brand_color, "#12345g"), "brand_color invalid_color");
    EXPECT_EQ(with(&GateChange::brand_name, "a\nb"), "brand_name invalid_text");
    EXPECT_EQ(with(&GateChange::support, std::string(301, 'x')), "support invalid_text");
    EXPECT_EQ(with(&GateChange::notice, "\xFF"), "notice invalid_text");
    EXPECT_EQ(with(&GateChange::mail_subject, " "), "mail_subject invalid_text");
    EXPECT_EQ(with(&GateChange::mail_subject, "a\r\nBcc: b"), "mail_subject invalid_text");
    EXPECT_EQ(with(&GateChange::mail_text, "no place for it"), "mail_text missing_link");
    using Origins = std::vector<std::string>;
    EXPECT_EQ(with(&GateChange::origins, Origins{"https://a.example/x"}), "origins invalid_origin");
    EXPECT_EQ(with(&GateChange::origins, Origins{"*"}), "origins invalid_origin");
    EXPECT_EQ(with(&GateChange::origins, Origins{"null"}), "origins invalid_origin");
    EXPECT_EQ(with(&GateChange::origins, Origins(21, "https://a.example")),
              "origins too_many_origins");
    EXPECT_EQ(control_->gate_settings(first()).value(),
              GateSettings(control_->gate_settings(add_sample().id).value()));
}

TEST_F(Gates, KeepALogo) {
    const std::string png = "\x89PNG\r\n\x1a\n and more";
    EXPECT_FALSE(control_->logo(first()).value());
    const GateSettings with = control_->change_logo(first(), png, {}).value();
    EXPECT_EQ(with.logo_changed, clock_.now());
    open();
    EXPECT_EQ(control_->logo(first()).value(), (Logo{"image/png", png}));
    // Other settings do not lose it.
    GateChange change;
    change.is_strict = true;
    EXPECT_TRUE(control_->change_gate(first(), change, {})->logo_changed);
    EXPECT_TRUE(control_->logo(first()).value());
    EXPECT_EQ(control_->change_logo(first(), "<svg onload=alert(1)>", {}).error().reason,
              "invalid_image");
    EXPECT_EQ(
        control_->change_logo(first(), png + std::string(logo_bytes_max, 'x'), {}).error().reason,
        "too_large");
    EXPECT_FALSE(control_->change_logo(first(), "", {})->logo_changed);
    EXPECT_FALSE(control_->logo(first()).value());
}

TEST_F(Gates, HaveASecretForThePortal) {
    const std::string secret = control_->portal_secret(first()).value();
    EXPECT_EQ(secret.size(), 64U);
    EXPECT_EQ(sql("SELECT count(*) FROM gates WHERE portal_secret LIKE '%" + secret + "%'"), "0");
    for (int start = 0; start < 2; ++start) {
        EXPECT_EQ(control_->portal_secret(first()).value(), secret);
        open();
    }
    const std::string other = control_->rotate_portal_secret(first(), {}).value();
    EXPECT_NE(other, secret);
    EXPECT_EQ(control_->portal_secret(first()).value(), other);
}

TEST_F(Gates, HaveAPublicKey) {
    const std::string key = control_->public_key(first()).value();
    EXPECT_TRUE(key.starts_with("fk_p_")) << key;
    for (int start = 0; start < 2; ++start) {
        EXPECT_EQ(control_->public_key(first()).value(), key);
        EXPECT_EQ(control_->find_key(key)->kind, KeyKind::public_);
        open();
    }
    const std::string other = control_->rotate_public_key(first(), {}).value();
    EXPECT_FALSE(control_->find_key(key));
    EXPECT_EQ(control_->find_key(other)->workspace, first());
}

// A visitor's way and the intake ask for both on threads that must not wait.
TEST_F(Gates, AreAskedWhatTheySignWithWithoutTheDatabase) {
    const WorkspaceId sample = add_sample().id;
    const Occupied occupied(file());
    EXPECT_TRUE(control_->portal_secret(first_));
    EXPECT_TRUE(control_->public_key(first_));
    EXPECT_TRUE(control_->portal_secret(sample));
    EXPECT_TRUE(control_->find_key(control_->public_key(sample).value_or("")));
}

TEST_F(Gates, KnowTheirWorkspacesWithoutTheDatabase) {
    SettingsChange change;
    change.name = "Hoffmann";
    ASSERT_TRUE(control_->change_settings(first_, change, {}));
    const Workspace sample = add_sample();
    {
        const Occupied occupied(file());
        EXPECT_EQ(control_->shop(first_).value(), (Shop{"Hoffmann", false}));
        EXPECT_EQ(control_->shop(sample.id).value(), (Shop{sample.name, true}));
        EXPECT_FALSE(control_->needs_mail());
    }
    GateChange strict;
    strict.is_strict = true;
    ASSERT_TRUE(control_->change_gate(sample.id, strict, {}));
    EXPECT_FALSE(control_->needs_mail()) << "a sample's mails are kept";
    ASSERT_TRUE(control_->change_gate(first_, strict, {}));
    EXPECT_TRUE(control_->needs_mail());
    open();
    EXPECT_EQ(control_->shop(first_).value(), (Shop{"Hoffmann", false}));
    EXPECT_TRUE(control_->needs_mail());
    ASSERT_TRUE(control_->remove_workspace(sample.id, {}));
    EXPECT_EQ(control_->shop(sample.id).error().code, ErrorCode::not_found);
}

TEST_F(Gates, OfAnOlderServerAreCompletedAtItsStart) {
    ASSERT_TRUE(reason_of(with_support("Call 030")).empty());
    const WorkspaceId sample = add_sample().id;
    sql("DELETE FROM access_keys");
    sql("UPDATE gates SET portal_secret = NULL, public_key = NULL");
    sql("DELETE FROM gates WHERE workspace = '" + to_string(sample) + "'");
    open();
    EXPECT_EQ(control_->gate_settings(first_)->support, "Call 030");
    for (const WorkspaceId& workspace : {first_, sample}) {
        const std::string secret = control_->portal_secret(workspace).value();
        const std::string key = control_->public_key(workspace).value();
        open();
        EXPECT_EQ(control_->portal_secret(workspace).value(), secret);
        EXPECT_EQ(control_->public_key(workspace).value(), key);
        EXPECT_EQ(control_->find_key(key)->workspace, workspace);
    }
}

// The portal has that secret still: a new one that nobody asked for would turn away everybody.
TEST_F(Gates, DoNotMakeANewSecretForOneThatCannotBeOpened) {
    const std::string secret = control_->portal_secret(first_).value();
    secret_.fill(std::byte{1});
    open();
    for (int asked = 0; asked < 2; ++asked) {
        const Result<std::string> unreadable = control_->portal_secret(first_);
        ASSERT_FALSE(unreadable);
        EXPECT_EQ(unreadable.error().code, ErrorCode::conflict);
        EXPECT_EQ(unreadable.error().reason, "unreadable_secret");
    }
    EXPECT_TRUE(reason_of(with_support("Call 030")).empty());
    secret_ = {};
    open();
    EXPECT_EQ(control_->portal_secret(first_).value(), secret);
    secret_.fill(std::byte{1});
    open();
    const std::string other = control_->rotate_portal_secret(first_, {}).value();
    open();
    EXPECT_EQ(control_->portal_secret(first_).value(), other);
}

TEST_F(Gates, HaveOnePublicKeyAfterManyRenewals) {
    std::vector<std::string> made(8);
    std::vector<std::thread> threads;
    for (std::string& key : made) {
        threads.emplace_back([&] { key = control_->rotate_public_key(first_, {}).value(); });
    }
    for (std::thread& thread : threads) thread.join();
    const std::string now = control_->public_key(first_).value();
    for (int start = 0; start < 2; ++start) {
        EXPECT_EQ(control_->public_key(first_).value(), now);
        for (const std::string& key : made)
            EXPECT_EQ(control_->find_key(key).has_value(), key == now);
        open();
    }
    EXPECT_EQ(sql("SELECT count(*) FROM access_keys WHERE kind = 3"), "1");
}

}  // namespace
}  // namespace footfall::workspace
