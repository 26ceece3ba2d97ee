// Visitors at links: over the real control plane, intake and judge, on a clock that stands still.
#include "gate/gate.h"

#include <algorithm>
#include <future>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "assert.h"
#include "gate/pictures.h"
#include "intake/testing.h"
#include "intake/verdicts.h"
#include "workspace/control_plane_testing.h"
#include "workspace/portal_token.h"

namespace footfall::gate {
namespace {

using intake::testing::Bench;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// Knows customers by their profiles. The events themselves are looked at in the journal.
class Directory final : public store::Store {
  public:
    Result<> apply(SequenceRange, std::span<const Entry>) override { return {}; }
    Result<> set_days(const WorkspaceId&, DayTable) override { return {}; }
    std::shared_ptr<const DayTable> days(const WorkspaceId&) const override { return nullptr; }
    Result<std::vector<bool>> kept(std::span<const store::EntryKey> keys) const override {
        return std::vector<bool>(keys.size());
    }
    store::Progress progress() const override { return {}; }
    Result<store::Fingerprint> fingerprint(const WorkspaceId&) const override {
        return store::Fingerprint();
    }
    Result<Table> answer(const Question& question) const override {
        const auto* const asked = std::get_if<CustomerQuestion>(&question);
        if (asked == nullptr) return fail(ErrorCode::not_found, "no events here");
        const auto found = customers.find(asked->customer);
        if (found == customers.end()) return fail(ErrorCode::not_found, "no such customer");
        return Table(found->second);
    }

    std::map<std::string, CustomerTable> customers;
};

http::Response nobody(int, std::string_view, std::string_view) { return {}; }

class GateTest : public workspace::ControlPlaneTest {
  protected:
    GateTest() {
        CustomerTable hoffmann;
        hoffmann.id = "c1";
        hoffmann.name = "Bäckerei Hoffmann";
        hoffmann.email = "einkauf@hoffmann.de";
        directory_.customers["c1"] = hoffmann;
        link_ = control_->link(first(), "c1").value();
        change_portal("https://shop.example/in");
        start();
    }
    ~GateTest() override { gate_.reset(); }

    void start() {
        gate_.reset();
        gate_ = std::make_unique<Gate>(Parts{
            clock_, random_, *control_, intake_, verdicts_, directory_, [this] { return loaded_; },
            [this](const http::Request&, const WorkspaceId&) { return is_member_; },
            workspace::Secret{}});
        http::Application other;
        other.body_bytes_max = [](const http::Request&) { return std::size_t{7}; };
        other.handle = [](const http::Request&, const http::Respond& respond) {
            http::Response response;
            response.status = 299;
            respond(std::move(response));
        };
        other.refuse = nobody;
        application_ = gate_->before(other);
    }

    void change(const workspace::GateChange& change) {
        const auto changed = control_->change_gate(first(), change, {});
        ASSERT(changed.has_value(), changed.error().message);
    }

    void change_portal(std::string url) {
        workspace::GateChange portal;
        portal.portal_url = std::move(url);
        change(portal);
    }

    std::string path(std::string_view part = "") const {
        return "/l/" + link_.token + std::string(part);
    }

    // As a browser with one cookie jar: `cookie_`.
    http::Response send(std::string method, const std::string& path, std::string body = "") {
        http::Request request;
        request.id = "r";
        request.method = std::move(method);
        request.path = path;
        request.body = std::move(body);
        request.peer = peer_;
        request.head_only = head_only_;
        request.fields = {{"user-agent", "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}};
        if (!cookie_.empty()) request.fields.emplace_back("cookie", cookie_);
        std::promise<http::Response> promise;
        std::future<http::Response> answer = promise.get_future();
        application_.handle(std::move(request), [&](http::Response response) {
            promise.set_value(std::move(response));
        });
        http::Response response = answer.get();
        const std::string set = field(response, "set-cookie");
        if (!set.empty() && keeps_cookies_) cookie_ = set.substr(0, set.find(';'));
        return response;
    }
    http::Response get() { return send("GET", path()); }
    http::Response post(std::string body = "start=1") {
        return send("POST", path(), std::move(body));
    }

    static std::string field(const http::Response& response, std::string_view name) {
        for (const auto& [each, value] : response.fields) {
            if (each == name) return value;
        }
        return {};
    }
    static std::string text(const http::Response& response) {
        return std::get<std::string>(response.body);
    }
    static bool says(const http::Response& response, std::string_view words) {
        return text(response).find(words) != std::string::npos;
    }

    std::vector<Event> events(Kind kind) const {
        std::vector<Event> found = bench_.journal.all<Event>();
        std::erase_if(found, [&](const Event& event) { return event.kind != kind; });
        return found;
    }

    // The word of the newest mail, which stands alone on a line.
    std::string mailed_word() {
        const auto mails = control_->mails(first(), 100).value();
        ASSERT(!mails.empty());
        const std::string& body = mails.front().text;
        const std::size_t at = body.find("\n    ") + 5;
        return body.substr(at, body.find('\n', at) - at);
    }
    std::size_t mails() { return control_->mails(first(), 100).value().size(); }

    // Which of the page's pictures shows the word, from 1.
    static std::size_t picture_of(const http::Response& page, const std::string& word) {
        const std::string html = text(page);
        const auto picture = std::find_if(pictures().begin(), pictures().end(),
                                          [&](const Picture& each) { return each.word == word; });
        ASSERT(picture != pictures().end(), word);
        const std::size_t at = html.find(drawing(*picture));
        ASSERT(at != std::string::npos, word);
        const std::size_t value = html.rfind("value=\"", at) + 7;
        return static_cast<std::size_t>(html[value] - '0');
    }

    workspace::PortalClaims claims(const http::Response& response) {
        const std::string location = field(response, "location");
        const std::string start = "https://shop.example/in?footfall=";
        EXPECT_TRUE(location.starts_with(start)) << location;
        return workspace::read_portal_token(location.substr(start.size()), first(),
                                            control_->portal_secret(first()).value(), clock_.now())
            .value();
    }

    Bench bench_;
    Directory directory_;
    std::mutex appending_;
    intake::Intake intake_{clock_, random_, [this](journal::Submission submission) {
                               const std::lock_guard lock(appending_);
                               return bench_.journal.append(std::move(submission));
                           }};
    intake::Verdicts verdicts_{directory_, intake_};
    workspace::Link link_;
    bool loaded_ = true;
    bool is_member_ = false;
    bool head_only_ = false;
    bool keeps_cookies_ = true;
    std::string peer_ = "203.0.113.7";
    std::string cookie_;
    std::unique_ptr<Gate> gate_;
    http::Application application_;
};

TEST_F(GateTest, FromTheOpenToThePortal) {
    const http::Response welcome = get();
    EXPECT_EQ(welcome.status, 200);
    EXPECT_TRUE(says(welcome, "Welcome, <bdi>Bäckerei Hoffmann</bdi>")) << text(welcome);
    EXPECT_EQ(field(welcome, "cache-control"), "no-store");
    EXPECT_EQ(field(welcome, "referrer-policy"), "no-referrer");
    ASSERT_EQ(events(Kind::link_open).size(), 1U);
    EXPECT_TRUE(events(Kind::confirmation).empty()) << "nothing but a click confirms";
    const Event open = events(Kind::link_open).front();
    EXPECT_EQ(open.customer, "c1");
    EXPECT_EQ(open.family, Family::gate);
    EXPECT_EQ(open.via, Via::gate);
    EXPECT_EQ(open.verdict, Verdict::person);
    EXPECT_EQ(open.rule, "fetched");
    EXPECT_EQ(open.link, control_->find_link(link_.token)->id);
    EXPECT_EQ(open.properties.find(peer_), std::string::npos);

    clock_.advance(seconds(100));
    const http::Response gone = post();
    EXPECT_EQ(gone.status, 303);
    EXPECT_EQ(claims(gone).customer, "c1");
    EXPECT_EQ(claims(gone).issued, clock_.now());
    ASSERT_EQ(events(Kind::confirmation).size(), 1U);
    EXPECT_EQ(events(Kind::confirmation).front().rule, "engaged");
    EXPECT_EQ(events(Kind::link_open).size(), 1U);
}

// R12: a double click, and a form that is sent again, count once.
TEST_F(GateTest, ADoubleClickConfirmsOnce) {
    get();
    const std::string before = cookie_;
    EXPECT_EQ(post().status, 303);
    cookie_ = before;  // the second click was sent before the first was answered
    EXPECT_EQ(post().status, 303);
    EXPECT_EQ(post().status, 303);
    EXPECT_EQ(events(Kind::confirmation).size(), 1U);
}

TEST_F(GateTest, AReturnInTheBrowsersSessionSkipsTheWelcome) {
    get();
    post();
    clock_.advance(seconds(31));
    const http::Response again = get();
    EXPECT_EQ(again.status, 303);
    EXPECT_EQ(claims(again).customer, "c1");
    EXPECT_EQ(events(Kind::link_open).size(), 2U) << "a return is an open of its own";
    EXPECT_EQ(events(Kind::confirmation).size(), 1U);
    clock_.advance(seconds(1));
    EXPECT_EQ(get().status, 303);
    EXPECT_EQ(events(Kind::link_open).size(), 2U) << "within the window it is a reload";
    clock_.advance(visit_life);
    EXPECT_EQ(get().status, 200) << "a session that a browser never ends, ends here";
    cookie_.clear();
    EXPECT_EQ(get().status, 200);
}

TEST_F(GateTest, ABrowserWithoutCookiesGetsThrough) {
    keeps_cookies_ = false;
    const std::string page = text(get());
    const std::size_t at = page.find("name=\"visit\" value=\"") + 20;
    const std::string visit = page.substr(at, page.find('"', at) - at);
    EXPECT_EQ(post("visit=" + visit + "&start=1").status, 303);
    EXPECT_EQ(post("visit=" + visit + "&start=1").status, 303);
    EXPECT_EQ(events(Kind::confirmation).size(), 1U);
}

TEST_F(GateTest, TheVisitOfOneLinkOpensNoOther) {
    get();
    post();
    link_ = control_->link(first(), "c2").value();
    EXPECT_EQ(get().status, 200);
    EXPECT_EQ(get().status, 200);
}

TEST_F(GateTest, HeadSaysWhatGetSaysAndConfirmsNothing) {
    const http::Response page = get();
    cookie_.clear();
    head_only_ = true;
    const http::Response head = get();
    EXPECT_EQ(head.status, page.status);
    EXPECT_EQ(field(head, "content-security-policy"), field(page, "content-security-policy"));
    ASSERT_EQ(events(Kind::link_open).size(), 2U);
    EXPECT_EQ(events(Kind::link_open).back().verdict, Verdict::scanner);
    EXPECT_EQ(events(Kind::link_open).back().rule, "head");
    EXPECT_TRUE(events(Kind::confirmation).empty());
}

TEST_F(GateTest, AMembersPreviewIsStaffs) {
    is_member_ = true;
    get();
    post();
    EXPECT_EQ(events(Kind::link_open).front().verdict, Verdict::staff);
    EXPECT_EQ(events(Kind::confirmation).front().verdict, Verdict::staff);
    EXPECT_EQ(events(Kind::confirmation).front().rule, "member_session");
}

TEST_F(GateTest, DeadLinksSayWhyAndAreNoViews) {
    workspace::GateChange support;
    support.support = "Call +49 30 123456";
    change(support);
    directory_.customers["c1"].status = Status::inactive;
    const http::Response inactive = get();
    EXPECT_EQ(inactive.status, 403);
    EXPECT_TRUE(says(inactive, "This account is not active"));
    EXPECT_TRUE(says(inactive, "Call +49 30 123456"));
    EXPECT_EQ(post().status, 403);
    directory_.customers["c1"].status = Status::active;
    ASSERT_TRUE(control_->block_link(first(), "c1", true, {}).has_value());
    clock_.advance(seconds(60));
    const http::Response blocked = get();
    EXPECT_EQ(blocked.status, 403);
    EXPECT_TRUE(says(blocked, "Ordering is temporarily not available"));
    EXPECT_EQ(post().status, 403);
    EXPECT_TRUE(events(Kind::link_open).empty());
    EXPECT_TRUE(events(Kind::confirmation).empty());
    ASSERT_EQ(events(Kind::other).size(), 2U);
    EXPECT_EQ(events(Kind::other).front().name, "Inactive link opened");
    EXPECT_EQ(events(Kind::other).back().name, "Blocked link opened");
}

TEST_F(GateTest, UnknownAndRevokedLinksAreAnsweredWithTheSameBytes) {
    const std::string old = path();
    ASSERT_TRUE(control_->rotate_link(first(), "c1", {}).has_value());
    const http::Response revoked = send("GET", old);
    EXPECT_EQ(revoked.status, 404);
    for (const std::string& other : {"/l/" + std::string(22, 'a'), std::string("/l/x"),
                                     std::string("/l/"), old + "/logo", old + "/nothing"}) {
        const http::Response answer = send("GET", other);
        EXPECT_EQ(answer.status, 404) << other;
        EXPECT_EQ(text(answer), text(revoked)) << other;
        EXPECT_EQ(answer.fields, revoked.fields) << other;
    }
    EXPECT_EQ(text(send("POST", old)), text(revoked));
    EXPECT_TRUE(bench_.journal.entries.empty());
}

TEST_F(GateTest, GuessesAreThrottledAndOthersGetThrough) {
    unsigned unknown = 0;
    unsigned throttled = 0;
    for (int i = 0; i < 1'000; ++i) {
        const http::Response answer = send("GET", "/l/" + std::string(22, 'a'));
        unknown += answer.status == 404 ? 1 : 0;
        throttled += answer.status == 429 ? 1 : 0;
    }
    EXPECT_EQ(unknown, Misses::misses_max);
    EXPECT_EQ(throttled, 1'000 - Misses::misses_max);
    EXPECT_EQ(get().status, 200) << "who has a link is not held back by a guesser next door";
}

TEST_F(GateTest, WithoutAPortalOrderingIsNotOpen) {
    change_portal("");
    EXPECT_TRUE(says(get(), "Ordering is not open yet"));
    EXPECT_TRUE(says(post(), "Ordering is not open yet"));
    EXPECT_EQ(events(Kind::link_open).size(), 1U);
    EXPECT_TRUE(events(Kind::confirmation).empty());
}

// R14.
TEST_F(GateTest, TheWorkspacesLinkIsNobodys) {
    link_ = control_->link(first(), "").value();
    const http::Response welcome = get();
    EXPECT_TRUE(says(welcome, "Start your order"));
    const http::Response gone = post();
    EXPECT_EQ(gone.status, 303);
    EXPECT_EQ(claims(gone).customer, "");
    EXPECT_EQ(get().status, 303);
    EXPECT_TRUE(bench_.journal.entries.empty());
    workspace::GateChange strict;
    strict.is_strict = true;
    change(strict);
    cookie_.clear();
    EXPECT_TRUE(says(get(), "Please use your personal link"));
    EXPECT_TRUE(says(post(), "Please use your personal link"));
}

// R16, F34.
TEST_F(GateTest, AFullDiskLetsVisitorsThroughAndIsCounted) {
    bench_.journal.refusal = Error{ErrorCode::busy, "the disk is full", "", "disk_full"};
    EXPECT_EQ(get().status, 200);
    EXPECT_EQ(post().status, 303);
    ASSERT_TRUE(gate_->unrecorded(first()).has_value());
    EXPECT_EQ(gate_->unrecorded(first())->events, 2U);
    EXPECT_EQ(gate_->last_unrecorded(), clock_.now());
    bench_.journal.refusal.reset();
    EXPECT_EQ(get().status, 303);
    EXPECT_EQ(events(Kind::link_open).size(), 1U)
        << "what was lost is nothing that another open could repeat";
}

TEST_F(GateTest, AJournalThatHangsKeepsNobody) {
    bench_.journal.gathers = true;
    std::future<http::Response> page = std::async(std::launch::async, [this] { return get(); });
    while (page.wait_for(std::chrono::milliseconds(5)) != std::future_status::ready) {
        clock_.advance(Recorder::wait_max);
    }
    EXPECT_EQ(page.get().status, 200);
    EXPECT_EQ(gate_->unrecorded(first())->events, 1U);
    const std::lock_guard lock(appending_);
    bench_.journal.flush();
}

TEST_F(GateTest, WhileTheServerLoadsLinksWork) {
    loaded_ = false;
    directory_.customers["c1"].status = Status::inactive;  // nobody knows yet
    const http::Response welcome = get();
    EXPECT_EQ(welcome.status, 200);
    EXPECT_TRUE(says(welcome, "<h1>Welcome</h1>"));
    EXPECT_EQ(post().status, 303);
}

TEST_F(GateTest, OtherPathsAndMethodsAreNotItsBusiness) {
    EXPECT_EQ(send("GET", "/").status, 299);
    EXPECT_EQ(send("GET", "/link").status, 299);
    const auto body_bytes_max = [&](const std::string& method, const std::string& path) {
        http::Request request;
        request.method = method;
        request.path = path;
        return application_.body_bytes_max(request);
    };
    EXPECT_EQ(body_bytes_max("POST", "/api/v1/events"), 7U);
    EXPECT_EQ(body_bytes_max("POST", path()), 4'096U);
    EXPECT_EQ(body_bytes_max("GET", path()), 0U);
    const http::Response put = send("PUT", path());
    EXPECT_EQ(put.status, 405);
    EXPECT_EQ(field(put, "allow"), "GET, HEAD, POST");
    EXPECT_EQ(send("GET", path("/seen")).status, 405);
    EXPECT_EQ(send("POST", path("/logo")).status, 405);
}

TEST_F(GateTest, TheLogoIsServedAsWhatItIs) {
    EXPECT_EQ(send("GET", path("/logo")).status, 404);
    const std::string png("\x89PNG\r\n\x1a\n", 8);
    ASSERT_TRUE(control_->change_logo(first(), png + std::string(50, '\0'), {}).has_value());
    const http::Response logo = send("GET", path("/logo"));
    EXPECT_EQ(logo.status, 200);
    EXPECT_EQ(field(logo, "content-type"), "image/png");
    EXPECT_TRUE(field(logo, "content-security-policy").starts_with("default-src 'none'"));
    EXPECT_TRUE(says(get(), "<img src=\"" + path("/logo?v=")));
}

// --- Strict Security Mode

class StrictGateTest : public GateTest {
  protected:
    StrictGateTest() {
        workspace::GateChange strict;
        strict.is_strict = true;
        change(strict);
    }
};

TEST_F(StrictGateTest, TheRightPictureLeadsToThePortal) {
    EXPECT_TRUE(says(get(), "Yes, start ordering"));
    EXPECT_EQ(mails(), 0U) << "a look sends nothing";
    const http::Response page = post();
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(says(page, "<bdi>e…@hoffmann.de</bdi>")) << text(page);
    ASSERT_EQ(mails(), 1U);
    const workspace::Mail mail = control_->mails(first(), 1)->front();
    EXPECT_EQ(mail.to, "einkauf@hoffmann.de");
    EXPECT_EQ(mail.purpose, workspace::MailPurpose::code);
    EXPECT_EQ(mail.until, clock_.now() + minutes(10));
    EXPECT_EQ(text(page).find(">" + mailed_word() + "<"), std::string::npos);
    EXPECT_TRUE(events(Kind::verification).empty());

    const std::string right = "picture=" + std::to_string(picture_of(page, mailed_word()));
    const std::string before = cookie_;
    const http::Response gone = post(right);
    EXPECT_EQ(gone.status, 303);
    EXPECT_EQ(claims(gone).customer, "c1");
    cookie_ = before;
    EXPECT_EQ(post(right).status, 303) << "a double click passes, too";
    EXPECT_EQ(events(Kind::verification).size(), 1U);
    EXPECT_EQ(events(Kind::confirmation).size(), 1U);
    clock_.advance(minutes(5));
    EXPECT_EQ(get().status, 303) << "a return skips the challenge";
    EXPECT_EQ(mails(), 1U);
}

TEST_F(StrictGateTest, AMembersPreviewMailsNothing) {
    is_member_ = true;
    get();
    EXPECT_TRUE(says(post(), "open the link in a private window"));
    EXPECT_TRUE(says(post("again=1"), "Here a customer gets a word by mail"));
    EXPECT_EQ(mails(), 0U);
}

TEST_F(StrictGateTest, TheWordItselfDoesAsWell) {
    get();
    post();
    EXPECT_EQ(post("picture=&word=x").status, 200) << "an empty picture is a wrong one";
    EXPECT_EQ(post("word=+" + mailed_word() + "+").status, 303);
    EXPECT_EQ(events(Kind::verification).size(), 1U);
}

// R7: wrong picks and expired challenges never count.
TEST_F(StrictGateTest, ThreeWrongOnesNeedAnotherWord) {
    get();
    const http::Response page = post();
    const std::size_t right = picture_of(page, mailed_word());
    std::size_t wrong = right;
    for (const char* const left : {"You have 2 tries left", "You have one try left"}) {
        wrong = wrong % 4 + 1;
        EXPECT_TRUE(says(post("picture=" + std::to_string(wrong)), left));
    }
    EXPECT_TRUE(says(get(), "Which picture shows the word?")) << "a reload keeps the tries";
    EXPECT_TRUE(says(post("word=nothing"), "There are no tries left"));
    EXPECT_TRUE(says(post("picture=" + std::to_string(right)), "no longer good"));
    EXPECT_TRUE(events(Kind::verification).empty());
    EXPECT_EQ(mails(), 1U);
    EXPECT_TRUE(says(post("again=1"), "Which picture shows the word?"));
    EXPECT_EQ(mails(), 2U);
    EXPECT_EQ(post("word=" + mailed_word()).status, 303);
    EXPECT_EQ(events(Kind::verification).size(), 1U);
}

TEST_F(StrictGateTest, AWordExpires) {
    get();
    post();
    const std::string word = mailed_word();
    clock_.advance(minutes(10));
    EXPECT_TRUE(says(post("word=" + word), "no longer good"));
    EXPECT_TRUE(events(Kind::verification).empty());
}

TEST_F(StrictGateTest, ThreeMailsAnHour) {
    get();
    post();
    post("again=1");
    post("again=1");
    EXPECT_EQ(mails(), 3U);
    const http::Response wait = post("again=1");
    EXPECT_TRUE(says(wait, "in 60 minutes")) << text(wait);
    EXPECT_EQ(mails(), 3U);
    EXPECT_EQ(post("word=" + mailed_word()).status, 303) << "the last word is still good";
    cookie_.clear();
    get();
    post();
    EXPECT_EQ(mails(), 3U) << "another browser has no mails of its own";
    clock_.advance(hours(1));
    post();
    EXPECT_EQ(mails(), 4U);
}

TEST_F(StrictGateTest, AnswersBelongToTheirVisit) {
    get();
    post();
    const std::string word = mailed_word();
    cookie_.clear();
    get();
    EXPECT_TRUE(says(post("word=" + word), "no longer good"));
    start();  // a restart forgets challenges, not visits
    EXPECT_TRUE(says(post("word=" + word), "no longer good"));
    EXPECT_TRUE(events(Kind::verification).empty());
}

// R8: the open counts, Verified does not.
TEST_F(StrictGateTest, WithoutAnAddressTheSupplierIsToBeAsked) {
    directory_.customers["c1"].email.clear();
    EXPECT_TRUE(says(get(), "Please contact"));
    EXPECT_TRUE(says(post(), "Please contact"));
    EXPECT_EQ(events(Kind::link_open).size(), 1U);
    EXPECT_TRUE(events(Kind::confirmation).empty());
    EXPECT_EQ(mails(), 0U);
}

TEST_F(StrictGateTest, WhileTheServerLoadsNobodyIsWrittenTo) {
    loaded_ = false;
    EXPECT_EQ(get().status, 200);
    const http::Response later = post();
    EXPECT_EQ(later.status, 503);
    EXPECT_TRUE(says(later, "Try again"));
    loaded_ = true;
    EXPECT_TRUE(says(post("again=1"), "Which picture shows the word?"));
    EXPECT_EQ(events(Kind::confirmation).size(), 1U);
}

TEST_F(StrictGateTest, AFullDiskDoesNotKeepTheChallengeFromPassing) {
    get();
    post();
    bench_.journal.refusal = Error{ErrorCode::busy, "the disk is full", "", "disk_full"};
    EXPECT_EQ(post("word=" + mailed_word()).status, 303);
    EXPECT_EQ(gate_->unrecorded(first())->events, 1U);
}

}  // namespace
}  // namespace footfall::gate
