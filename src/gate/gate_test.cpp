// Visitors at links: what they meet, and what is kept of it.
#include "gate/gate_testing.h"

namespace footfall::gate {
namespace {

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

// G20.
TEST_F(GateTest, AClockThatIsSetBackMakesNoOpenARepeat) {
    for (const hours back : {hours(2), hours(24 * 30)}) {
        const std::size_t before = events(Kind::link_open).size();
        cookie_.clear();
        get();
        clock_.jump(clock_.now() - back);
        clock_.advance(seconds(31));
        cookie_.clear();
        get();
        EXPECT_EQ(events(Kind::link_open).size(), before + 2) << back.count() << " hours";
        clock_.jump(clock_.now() + back);
        clock_.advance(seconds(31));
    }
}

TEST_F(GateTest, AClockThatIsSetForwardMakesAReloadNoOpen) {
    keeps_cookies_ = false;
    get();
    clock_.jump(clock_.now() + hours(2));
    get();
    EXPECT_EQ(events(Kind::link_open).size(), 1U);
}

TEST_F(GateTest, AClockThatIsSetBackMakesNoScannerOfWhoOpensSeveralLinks) {
    for (const char* const customer : {"c1", "c2", "c3", "c4"}) {
        link_ = control_->link(first(), customer).value();
        get();
        clock_.advance(hours(1));
        clock_.jump(clock_.now() - hours(2));
    }
    start();
    EXPECT_TRUE(corrected().empty());
    for (const Event& open : events(Kind::link_open)) EXPECT_EQ(open.rule, "fetched");
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
    EXPECT_TRUE(claims(get()).is_staff);
    is_member_ = false;
    EXPECT_FALSE(claims(get()).is_staff);
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

TEST_F(GateTest, OneLinkRecordsSoMuchAMinuteAndLetsEverybodyIn) {
    keeps_cookies_ = false;
    const auto come = [&](unsigned place) {
        peer_ = "203.0." + std::to_string(place) + ".7";
        EXPECT_EQ(get().status, 200);
        EXPECT_EQ(post().status, 303);
    };
    for (unsigned place = 0; place < 2 * Gate::recorded_max; ++place) come(place);
    EXPECT_EQ(events(Kind::link_open).size(), Gate::recorded_max);
    EXPECT_EQ(events(Kind::confirmation).size(), Gate::recorded_max);
    const auto beyond = gate_->above_limit(first());
    ASSERT_TRUE(beyond);
    EXPECT_EQ(beyond->events, 2 * Gate::recorded_max);
    EXPECT_FALSE(gate_->unrecorded(first()).has_value()) << "the journal takes all it is given";

    const workspace::Link flooded = link_;
    link_ = control_->link(first(), "c2").value();
    come(250);
    EXPECT_EQ(events(Kind::link_open).back().customer, "c2") << "other links are not concerned";
    link_ = flooded;
    clock_.advance(minutes(1));
    come(2 * Gate::recorded_max - 1);
    EXPECT_EQ(events(Kind::link_open).size(), Gate::recorded_max + 2);
    EXPECT_EQ(events(Kind::confirmation).size(), Gate::recorded_max + 2);
}

TEST_F(GateTest, ABrowserWhoseOpenWasNotRecordedIsNoRepeat) {
    workspace::GateChange change_window;
    change_window.repeat_window_s = 3'600;
    change(change_window);
    keeps_cookies_ = false;
    for (unsigned place = 0; place <= Gate::recorded_max; ++place) {
        peer_ = "203.0." + std::to_string(place) + ".7";
        get();
    }
    EXPECT_EQ(events(Kind::link_open).size(), Gate::recorded_max);
    clock_.advance(minutes(1));
    get();
    EXPECT_EQ(events(Kind::link_open).size(), Gate::recorded_max + 1);
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

// 0024: a visitor's way asks memory alone, from the first open after a start on.
TEST_F(GateTest, AnOpenerNeverWaitsForTheDatabase) {
    const WorkspaceId sample = add_sample().id;
    const std::string links[] = {link_.token, control_->link(sample, "c1")->token};
    const std::string names[] = {"Workspace", "Sample"};
    gate_.reset();
    open();
    start();
    const workspace::Occupied occupied(file());
    for (std::size_t i = 0; i < 2; ++i) {
        link_.token = links[i];
        cookie_.clear();
        clock_.advance(minutes(5));
        const http::Response welcome = get();
        EXPECT_TRUE(says(welcome, "Yes, start ordering")) << names[i];
        EXPECT_TRUE(says(welcome, names[i])) << text(welcome);
        EXPECT_EQ(post().status, 303) << names[i];
    }
}

// The step to the portal is taken on the thread that the journal writes with.
TEST_F(GateTest, ADatabaseThatHangsKeepsNobodyFromThePortal) {
    EXPECT_EQ(get().status, 200);
    {
        const workspace::Occupied occupied(file());
        const http::Response gone = post();
        EXPECT_EQ(gone.status, 303);
        EXPECT_EQ(claims(gone).customer, "c1");
    }
    EXPECT_EQ(events(Kind::confirmation).size(), 1U);
}

TEST_F(GateTest, ASecretThatCannotBeOpenedIsNotRenewedByVisitors) {
    const std::string before = sql("SELECT portal_secret FROM gates");
    secret_.fill(std::byte{1});
    gate_.reset();
    open();
    start();
    get();
    for (int click = 0; click < 2; ++click) EXPECT_EQ(post().status, 503);
    EXPECT_EQ(sql("SELECT portal_secret FROM gates"), before);
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

TEST_F(GateTest, WhatIsJudgedAnewWhileTheServerLoadsIsNotLost) {
    loaded_ = false;
    directory_.knows_events = false;
    get();
    send("POST", path("/seen"));
    post();
    start();
    EXPECT_TRUE(corrected().empty());
    EXPECT_EQ(events(Kind::link_open).size(), 1U);
    get();
    post();
    directory_.knows_events = true;
    loaded_ = true;
    start();
    EXPECT_EQ(corrected(), std::vector<std::string>{"engaged"});
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

}  // namespace
}  // namespace footfall::gate
