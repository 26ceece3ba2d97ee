// The judge: who opened a link or a mail, a person or something else, and whether it is a repeat.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <sodium.h>

#include "clock.h"
#include "event/entry.h"
#include "event/ids.h"
#include "event/kind.h"
#include "gate/agent.h"
#include "gate/network.h"
#include "http/message.h"
#include "random.h"

namespace footfall::gate {

// What decided a verdict: the words that stand in Event::rule. The dashboard has a text for each,
// docs/semantics.md their meaning. Two more are made elsewhere: `member`, somebody changed the
// verdict (intake/verdicts.h), and `impersonated`, a portal's staff acted in the customer's name.
namespace rule {
// Persons: how far they came.
inline constexpr std::string_view fetched = "fetched";  // the page was asked for
inline constexpr std::string_view seen = "seen";        // the page said that it was visible
inline constexpr std::string_view engaged = "engaged";  // a button was pressed
// Staff.
inline constexpr std::string_view member_session = "member_session";
// Prefetch.
inline constexpr std::string_view prefetch_header = "prefetch_header";
// Preview.
inline constexpr std::string_view preview_agent = "preview_agent";
// Scanner.
inline constexpr std::string_view machine_agent = "machine_agent";  // says what it is
inline constexpr std::string_view several_links = "several_links";
inline constexpr std::string_view twin_open = "twin_open";
// Scanner, or preview if the agent says so.
inline constexpr std::string_view head = "head";
// Machine open, of mails alone.
inline constexpr std::string_view image_proxy = "image_proxy";
}  // namespace rule

// The rules' numbers.
inline constexpr std::chrono::seconds several_links_window{10};
inline constexpr std::size_t several_links_min = 3;
inline constexpr std::chrono::seconds twin_window{15};

// What is remembered, and for how long. Full, this is about 50 MB; an hour of 5,000 opens, 3 MB.
inline constexpr std::size_t judged_hits_max = 100'000;
inline constexpr std::chrono::hours judged_for{1};  // the longest repeat window

// Somebody asks for a link's page or a mail's pixel. The texts live during the call.
struct Hit {
    WorkspaceId workspace;
    std::string_view customer;  // empty: the workspace's link
    std::string_view link;  // LinkTarget::id; of a pixel, what names customer, campaign, message

    // `link_open`; `other` where the link leads nobody on now; `email_open` for a pixel.
    Kind kind = Kind::link_open;

    // Names the visit: what the browser's cookie says, or a new one, which the page is to carry.
    // Empty for a pixel.
    std::string_view visit;
    bool is_visit_known = false;  // the cookie said it

    const http::Request& request;  // a GET or a HEAD
    Network network;               // of request.peer
    bool is_member = false;        // it carries the session of a member of the workspace
    std::chrono::seconds repeat_window{30};
    Instant at;
};

// Names a judged hit while the judge remembers it. 0: none.
using HitNumber = std::uint64_t;

// A kept open whose verdict or rule is to be another one than the journal has.
struct Correction {
    HitNumber hit = 0;
    WorkspaceId workspace;
    std::string customer;
    Sequence event;

    friend bool operator==(const Correction&, const Correction&) = default;
};

struct Standing {
    Verdict verdict = Verdict::person;
    std::string_view rule;  // one of namespace rule

    friend bool operator==(const Standing&, const Standing&) = default;
};

struct Judgement {
    HitNumber hit = 0;
    Standing standing;

    // It is the same open as one before: nothing is to be recorded, and `hit` needs no call of
    // recorded() or lost(). What its page does later counts for that one.
    bool is_repeat = false;

    std::vector<Correction> corrections;  // of earlier opens, which look different now
};

// Thread-safe; calls take microseconds and wait for no disk, so that I/O threads may make them.
// Knows nothing before this process and forgets after `judged_for`, or sooner when more than
// `judged_hits_max` came: what is forgotten stays as it was judged.
//
// How the gate uses it, for each GET and HEAD of a link:
//
//     Judgement judgement = judge.judge(hit);
//     if (!judgement.is_repeat) {
//         // append Event{verdict, rule = judgement.standing, …}; kept: its sequence
//         corrections = kept ? judge.recorded(judgement.hit, sequence) : (judge.lost(hit), nothing)
//     }
//     // then, where waiting for the disk is allowed, every correction of both calls:
//     verdicts.change({workspace, customer, event}, [&](…) { return judge.standing(hit); });
//
// and for `/seen` and every POST that only a deliberate act sends, seen() and engaged(). Whatever
// is judged, the answer to the visitor is the same.
class Judge {
  public:
    explicit Judge(Random& random);

    Judge(const Judge&) = delete;
    Judge& operator=(const Judge&) = delete;

    Judgement judge(const Hit& hit);

    // The open is kept as `event`, with the standing that judge() gave. What happened meanwhile
    // may have changed that.
    std::optional<Correction> recorded(HitNumber hit, Sequence event);

    // The open could not be kept: the next one of that browser is no repeat of it.
    void lost(HitNumber hit);

    // The page of the visit said that it was visible. Makes a prefetched open a person's, since it
    // is shown now; a scanner stays one, for scanners run scripts.
    std::optional<Correction> seen(std::string_view link, std::string_view visit);

    // Somebody pressed a button on the page of the visit: the open was a person's, whatever was
    // thought of it, but a member's stays staff.
    std::optional<Correction> engaged(std::string_view link, std::string_view visit);

    // What the open is taken for now; nothing once it is forgotten. Several corrections of one open
    // may be under way: whoever makes one asks here last, so that none brings back what was.
    std::optional<Standing> standing(HitNumber hit) const;

  private:
    using Key = std::uint64_t;  // a keyed hash: strangers choose what goes into it

    struct Judged {
        HitNumber open = 0;  // itself, or the one that it repeats
        Instant at;
        WorkspaceId workspace;
        std::string customer;
        Kind kind = Kind::link_open;
        Key link = 0;
        Key visit = 0;    // of link and visit
        Key browser = 0;  // of link, network and agent
        Network network;
        System system = System::unknown;
        Standing by_request;  // by what the request itself says
        Standing standing;
        Standing kept;   // as the journal has it, if it has it
        Sequence event;  // 0: not known yet
        bool is_lost = false;
        HitNumber before_of_link = 0;  // the open before it
        HitNumber before_of_network = 0;
    };

    Key key_of(char what, std::string_view a, std::string_view b, std::string_view c = {}) const;
    const Judged* find(HitNumber hit) const;
    Judged* find(HitNumber hit);
    Judged* open_of(Key visit);
    const Judged* repeated(const Hit& hit, const Judged& judged) const;
    void look_at_network(Judged& judged, std::vector<Correction>& corrections);
    void look_at_link(Judged& judged, std::vector<Correction>& corrections);
    std::optional<Correction> stand(Judged& judged, Standing standing);
    HitNumber add(Judged judged);
    void forget(Instant now);

    std::array<unsigned char, crypto_shorthash_KEYBYTES> key_{};
    mutable std::mutex mutex_;
    // Guarded by mutex_.
    std::deque<Judged> judged_;
    HitNumber first_ = 1;                      // the number of judged_.front()
    std::unordered_map<Key, HitNumber> last_;  // by visit, browser, link and network
};

}  // namespace footfall::gate
