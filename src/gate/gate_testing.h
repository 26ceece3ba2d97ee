// What tests of the gate share: visitors at links, over the real control plane, intake and judge,
// on a clock that stands still.
#pragma once

#include <algorithm>
#include <atomic>
#include <future>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "assert.h"
#include "gate/gate.h"
#include "gate/pictures.h"
#include "intake/testing.h"
#include "intake/verdicts.h"
#include "workspace/control_plane_testing.h"
#include "workspace/portal_token.h"

namespace footfall::gate {

using intake::testing::Bench;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// Knows customers by their profiles, and their events from the journal.
class Directory final : public store::Store {
  public:
    Directory(const intake::testing::MemoryJournal& journal, std::mutex& appending)
        : timelines_(journal, appending) {}

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
        if (asked == nullptr && !knows_events) return fail(ErrorCode::not_found, "nobody yet");
        if (asked == nullptr) return timelines_.answer(question);
        const auto found = customers.find(asked->customer);
        if (found == customers.end()) return fail(ErrorCode::not_found, "no such customer");
        return Table(found->second);
    }

    std::map<std::string, CustomerTable> customers;
    std::atomic<bool> knows_events = true;

  private:
    const intake::testing::JournalStore timelines_;
};

inline http::Response nobody(int, std::string_view, std::string_view) { return {}; }

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
        gate_ = std::make_unique<Gate>(
            Parts{clock_, random_, *control_, intake_, verdicts_, directory_,
                  [this] { return loaded_.load(); },
                  [this](const http::Request&, const WorkspaceId&) { return is_member_; },
                  workspace::Secret{}, sends_mail_});
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

    std::vector<Event> events(Kind kind) {
        const std::lock_guard lock(appending_);
        std::vector<Event> found = bench_.journal.all<Event>();
        std::erase_if(found, [&](const Event& event) { return event.kind != kind; });
        return found;
    }

    std::vector<std::string> corrected() {
        const std::lock_guard lock(appending_);
        std::vector<std::string> rules;
        for (const auto& change : bench_.journal.all<VerdictChange>()) rules.push_back(change.rule);
        return rules;
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
        return workspace::read_portal_token(location.substr(start.size()), first_,
                                            control_->portal_secret(first_).value(), clock_.now())
            .value();
    }

    const WorkspaceId first_ = first();
    Bench bench_;
    std::mutex appending_;
    Directory directory_{bench_.journal, appending_};
    intake::Intake intake_{clock_, random_, [this](journal::Submission submission) {
                               const std::lock_guard lock(appending_);
                               return bench_.journal.append(std::move(submission));
                           }};
    intake::Verdicts verdicts_{directory_, intake_};
    workspace::Link link_;
    std::atomic<bool> loaded_ = true;
    bool is_member_ = false;
    bool sends_mail_ = true;
    bool head_only_ = false;
    bool keeps_cookies_ = true;
    std::string peer_ = "203.0.113.7";
    std::string cookie_;
    std::unique_ptr<Gate> gate_;
    http::Application application_;
};

}  // namespace footfall::gate
