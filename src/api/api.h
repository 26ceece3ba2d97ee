// The API: takes a request to its route, checks who asks, and answers. One file for each resource.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/caller.h"
#include "api/link_mail.h"
#include "api/live.h"
#include "api/pages.h"
#include "api/routes.h"
#include "clock.h"
#include "dashboard/dashboard.h"
#include "http/message.h"
#include "http/server.h"
#include "http/workers.h"
#include "intake/intake.h"
#include "intake/verdicts.h"
#include "random.h"
#include "store/store.h"
#include "workspace/control_plane.h"
#include "workspace/pixel_seal.h"

namespace footfall::api {

// How far the start is, and what is wrong; asked with every request.
struct Readiness {
    bool ready = false;                // the index holds every acknowledged entry
    double progress = 0.0;             // of loading it, then of the event table behind it: 0 to 1
    std::vector<std::string> reasons;  // stable words, for /healthz
};

// Acknowledged entries that the journal cannot give any more, so that numbers may be too small.
struct LostEntries {
    std::uint64_t entries = 0;
    // They were received between these, where that is known.
    std::optional<Instant> after;
    std::optional<Instant> before;
};

// What the API uses; all of it outlives the API.
struct Parts {
    const Clock& clock;
    Random& random;
    workspace::ControlPlane& control_plane;
    intake::Intake& intake;
    intake::Verdicts& verdicts;
    const store::Store& store;
    Live& live;
    const dashboard::Dashboard& dashboard;
    std::function<Readiness()> readiness;
    std::function<std::optional<LostEntries>()> lost_entries;
    // What visitors at the workspace's links did and the journal did not take, since the start.
    std::function<std::optional<LostEntries>(const WorkspaceId&)> unrecorded_opens;
    // What was beyond the number that is recorded of one link or mail in a minute, since the start.
    std::function<std::optional<LostEntries>(const WorkspaceId&)> opens_above_limit;
    std::function<std::string()> origin;  // scheme, host and port under which members come
    // The store's days are to become those of the workspace's zone; does not wait for that.
    std::function<void(const WorkspaceId&)> zone_chosen;
    const workspace::PixelSeal& pixel_seal;
    unsigned retention_days = 0;
    bool prefer_sample = true;             // on a member's first sign-in
    std::optional<std::string> mail_from;  // nothing: this server sends no mail
};

// Thread-safe. Intake is answered from the journal's thread; what may wait runs on threads of the
// API's own.
class Api {
  public:
    explicit Api(Parts parts);
    Api(const Api&) = delete;
    Api& operator=(const Api&) = delete;

    // Waits for the requests under way.
    ~Api() = default;

    // What the HTTP server serves; it must have stopped before the Api ends.
    http::Application application();

  private:
    using Answer = Result<http::Response>;

    void handle(http::Request request, http::Respond respond);
    void take(const Match& match, http::Request request, http::Respond respond);
    // Of a public key: that the page may use it, and who the visitor is.
    Result<intake::Visitor> visitor(const Caller& caller, const http::Request& request);
    // Answers from a thread of `workers`.
    void run(http::Workers& workers, const std::shared_ptr<http::Request>& request,
             const http::Respond& respond, std::function<http::Response()> answer);
    http::Response shell(const http::Request& request);
    http::Response sample_portal(const http::Request& request);  // sample_portal.cpp
    http::Response answer(const Match& match, const http::Request& request);
    Answer dispatch(const Match& match, const http::Request& request);

    // activity.cpp
    Answer get_activity(const Caller& caller, const http::Request& request);
    Answer get_activity_csv(const Caller& caller, const http::Request& request);
    Answer get_funnel(const Caller& caller, const http::Request& request);
    Answer follow_changes(const Caller& caller, const http::Request& request);
    // customers.cpp
    Answer list_customers(const Caller& caller, const http::Request& request);
    Answer edit_customer(const Caller& caller, const http::Request& request, const std::string& id);
    Answer remove_customer(const Caller& caller, const http::Request& request,
                           const std::string& id);
    Answer get_customer(const Caller& caller, const http::Request& request, const std::string& id);
    Answer get_customer_activity(const Caller& caller, const http::Request& request,
                                 const std::string& id);
    Answer get_timeline(const Caller& caller, const http::Request& request, const std::string& id);
    // customer_import.cpp
    Answer import_customers(const Caller& caller, const http::Request& request);
    // verdicts.cpp
    Answer change_verdict(const Caller& caller, const http::Request& request,
                          const std::string& id);
    Answer create_pixel(const Caller& caller, const http::Request& request);
    // links.cpp
    Answer get_link(const Caller& caller, const http::Request& request, const std::string& id);
    Answer rotate_link(const Caller& caller, const http::Request& request, const std::string& id);
    Answer revoke_link(const Caller& caller, const http::Request& request, const std::string& id);
    Answer block_link(const Caller& caller, const http::Request& request, const std::string& id);
    Answer get_outbox(const Caller& caller, const http::Request& request);
    template <class Change>
    Answer answer_link(const Caller& caller, const http::Request& request, const std::string& id,
                       const Change& change);
    http::Response link_response(const workspace::Link& link, std::string_view state,
                                 const std::optional<Instant>& opened) const;
    // Of each row, whether its link is blocked.
    std::vector<bool> blocked(const Caller& caller, const ActivityTable& table) const;
    std::string url_of(const workspace::Link& link) const;  // of one that has a token
    // link_sending.cpp
    Answer send_links(const Caller& caller, const http::Request& request);
    Result<Recipients> matching(const Caller& caller, const std::string& search,
                                const std::string& status) const;
    // gate_settings.cpp
    Answer get_gate(const Caller& caller, const http::Request& request);
    Answer change_gate(const Caller& caller, const http::Request& request);
    Answer put_logo(const Caller& caller, const http::Request& request);
    Answer remove_logo(const Caller& caller, const http::Request& request);
    Answer get_portal_secret(const Caller& caller, const http::Request& request);
    Answer rotate_portal_secret(const Caller& caller, const http::Request& request);
    Answer rotate_public_key(const Caller& caller, const http::Request& request);
    Answer rotate_workspace_link(const Caller& caller, const http::Request& request);
    Answer gate_response(const Caller& caller, const workspace::GateSettings& gate);
    // views.cpp
    Answer list_views(const Caller& caller, const http::Request& request);
    Answer create_view(const Caller& caller, const http::Request& request);
    Answer change_view(const Caller& caller, const http::Request& request, const std::string& id);
    Answer remove_view(const Caller& caller, const http::Request& request, const std::string& id);
    // content.cpp
    Answer put_site(const Caller& caller, const http::Request& request, const std::string& id);
    Answer put_campaign(const Caller& caller, const http::Request& request, const std::string& id);
    Answer put_form(const Caller& caller, const http::Request& request, const std::string& id);
    // members.cpp
    Answer list_members(const Caller& caller, const http::Request& request);
    Answer grant_insights(const Caller& caller, const http::Request& request,
                          const std::string& id);
    // settings.cpp
    Answer get_settings(const Caller& caller, const http::Request& request);
    Answer change_settings(const Caller& caller, const http::Request& request);
    // insights.cpp
    Answer get_insights(const Caller& caller, const http::Request& request);
    Answer get_series(const Caller& caller, const http::Request& request);
    Answer get_recent_campaigns(const Caller& caller, const http::Request& request);
    Answer get_recent_forms(const Caller& caller, const http::Request& request);
    // content_reading.cpp
    Answer list_sites(const Caller& caller, const http::Request& request);
    Answer list_campaigns(const Caller& caller, const http::Request& request);
    Answer get_campaign(const Caller& caller, const http::Request& request, const std::string& id);
    Answer list_forms(const Caller& caller, const http::Request& request);
    Answer get_form(const Caller& caller, const http::Request& request, const std::string& id);
    // targets.cpp
    Answer list_targets(const Caller& caller, const http::Request& request);
    Answer create_target(const Caller& caller, const http::Request& request);
    Answer preview_target(const Caller& caller, const http::Request& request);
    Answer change_target(const Caller& caller, const http::Request& request, const std::string& id);
    Answer remove_target(const Caller& caller, const http::Request& request, const std::string& id);
    // session.cpp
    http::Response session_response(const workspace::Session& session) const;
    Answer get_session(const Caller& caller);
    Answer sign_in(const http::Request& request);
    Answer sign_out(const Caller& caller, const http::Request& request);
    Answer switch_workspace(const http::Request& request);
    Answer set_up(const http::Request& request);
    // health.cpp
    http::Response get_health();

    // `unavailable` (`catching_up`) until the index holds every acknowledged entry.
    Result<> check_ready() const;

    // The error as an answer: with Retry-After where trying again helps, and the progress of
    // `catching_up`.
    http::Response refuse(const Error& error, const http::Request& request);

    Parts parts_;
    Pace pace_;
    std::mutex editing_;  // held from looking at a customer's version until its change is kept
    // Last, so that they end first.
    http::Workers quick_;  // of answers in milliseconds: as many at once as there are cores to work
    http::Workers slow_;   // of passwords, exports and syncs, which the others do not wait for
    http::Workers bulk_;   // of what goes through all customers, which nobody else waits for
};

// What intake says, as an answer.
http::Response response_of(intake::Reply reply);

// Sets the header fields that every answer has: policy, sniffing, framing, caching. `nonce` is the
// one in the page's body, empty for anything else.
void secure(http::Response& response, std::string_view nonce, bool over_tls);

}  // namespace footfall::api
