// The gate: the entry pages behind order links. What a visitor did becomes events.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clock.h"
#include "event/entry.h"
#include "event/ids.h"
#include "gate/challenges.h"
#include "gate/corrections.h"
#include "gate/events.h"
#include "gate/judge.h"
#include "gate/misses.h"
#include "gate/network.h"
#include "gate/pages.h"
#include "gate/path.h"
#include "gate/recorder.h"
#include "gate/throttle.h"
#include "gate/visit.h"
#include "http/message.h"
#include "http/server.h"
#include "http/workers.h"
#include "intake/intake.h"
#include "intake/verdicts.h"
#include "random.h"
#include "store/store.h"
#include "workspace/control_plane.h"
#include "workspace/pixel_seal.h"
#include "workspace/secret.h"

namespace footfall::gate {

// What the gate uses; all of it outlives the gate.
struct Parts {
    const Clock& clock;
    Random& random;
    workspace::ControlPlane& control_plane;
    intake::Intake& intake;
    intake::Verdicts& verdicts;
    const store::Store& store;
    std::function<bool()> is_loaded;  // the store holds every acknowledged entry
    // Whether a member of the workspace asks, from a browser that is signed in to the dashboard.
    // Must not wait, as the gate asks it for every request.
    std::function<bool(const http::Request&, const WorkspaceId&)> is_member;
    workspace::Secret secret{};
    bool sends_mail = false;  // there is a mail server
};

// Thread-safe. I/O threads are never waited on. A visitor whose link works gets through whatever
// becomes of the recording: on a full or frozen disk, while the server loads, and after
// Recorder::wait_max in any case. Nobody waits for the control plane's database but for a logo and
// for a word that is to be mailed.
class Gate {
  public:
    // So many events of each kind are kept of one link, or of one mail, in a minute. Whoever comes
    // beyond that is let in like anybody, with a line in the log, and counted: above_limit().
    static constexpr std::uint64_t recorded_max = 30;

    explicit Gate(Parts parts);
    Gate(const Gate&) = delete;
    Gate& operator=(const Gate&) = delete;

    // Waits for the requests under way and for the journal's answers.
    ~Gate() = default;

    // Waits for the journal's answers and makes the corrections that wait, as far as they can be
    // made now. Once the HTTP server has stopped, before the journal closes.
    void finish();

    // Serves links and pixels, and gives everything else to `other`. The HTTP server must have
    // stopped before the gate ends.
    http::Application before(http::Application other);

    // What the journal did not take of a workspace's visitors since the start; nothing if it took
    // all. When it happened last, to any.
    std::optional<Unrecorded> unrecorded(const WorkspaceId& workspace) const {
        return recorder_.unrecorded(workspace);
    }
    std::optional<Instant> last_unrecorded() const { return recorder_.last_unrecorded(); }

    // What was beyond `recorded_max` at a workspace's links and mails since the start; nothing if
    // nothing was.
    std::optional<Unrecorded> above_limit(const WorkspaceId& workspace) const;

  private:
    // One request at a link that leads somewhere, and what is known of it.
    struct Visitor;
    using VisitorRef = std::shared_ptr<Visitor>;

    // The open of a mail, and what the judge calls it.
    struct MailOpen {
        OpenNumber open = 0;
        Event event;
    };

    void handle(http::Request request, http::Respond respond);
    void answer(const Path& path, const std::shared_ptr<http::Request>& request,
                const http::Respond& respond);
    http::Response miss(std::string_view peer);
    http::Response logo(const WorkspaceId& workspace);
    Result<VisitorRef> know(const std::shared_ptr<http::Request>& request,
                            const http::Respond& respond, const workspace::LinkTarget& link);
    Judgement judge(const Visitor& visitor, Kind kind);
    Recorder::Settled tell_judge(OpenNumber open);
    bool may_record(const Event& event);

    // pixel.cpp: the open of a mail
    void show_pixel(http::Request request, const http::Respond& respond);
    std::optional<MailOpen> open_mail(const http::Request& request);

    // gate.cpp: the open
    void open(const VisitorRef& visitor);
    void refuse(const VisitorRef& visitor, Stop stop);
    void record_open(const VisitorRef& visitor, Kind kind, std::string_view name,
                     const std::shared_ptr<http::Response>& response);
    http::Response page_of(const Visitor& visitor);
    http::Response welcome(const Visitor& visitor);
    std::optional<Stop> wordless(const Visitor& visitor) const;
    void tell_seen(const VisitorRef& visitor);

    // gate_steps.cpp: what only a deliberate act does
    void act(const VisitorRef& visitor);
    Circumstances engage(const Visitor& visitor);
    void confirm(const VisitorRef& visitor, bool wants_another_word);
    void challenge(const VisitorRef& visitor, bool anew);
    void try_answer(const VisitorRef& visitor, const std::string* picture, const std::string* word);
    http::Response mail_word(const Visitor& visitor, const Offer& offer);
    http::Response to_portal(const Visitor& visitor);
    void keep_visit(const Visitor& visitor, http::Response& response);

    Parts parts_;
    VisitSeal seal_;
    workspace::PixelSeal pixel_seal_;
    Misses misses_;
    Networks networks_;
    Throttle recorded_;

    mutable std::mutex above_limit_mutex_;
    std::map<WorkspaceId, Unrecorded> above_limit_;  // guarded by it
    Judge judge_;
    Challenges challenges_;
    // What is below ends first: no new requests, then the journal's answers, then what these ask.
    http::Workers slow_;  // of what waits for the control plane
    Corrections corrections_;
    Recorder recorder_;
    http::Workers quick_;  // of what is in memory: as many at once as there are cores to work
};

}  // namespace footfall::gate
