// The judge: who opened a link or a mail, a person or something else, and whether it is a repeat.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <initializer_list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <sodium.h>

#include "event/entry.h"
#include "event/ids.h"
#include "event/kind.h"
#include "gate/agent.h"
#include "gate/network.h"
#include "http/message.h"
#include "intake/visitor.h"
#include "random.h"
#include "result.h"

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
inline constexpr std::string_view member_session = intake::member_session_rule;
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
    std::string_view link;      // LinkTarget::id; of a pixel what names it, over all workspaces

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
    std::chrono::microseconds at{0};  // of the steady clock: the wall clock may jump
};

// Names an open while the judge remembers it. 0: none.
using OpenNumber = std::uint64_t;

struct Standing {
    Verdict verdict = Verdict::person;
    std::string_view rule;  // one of namespace rule

    friend bool operator==(const Standing&, const Standing&) = default;
};

// A kept open whose verdict or rule is to be another one than the journal has.
struct Correction {
    OpenNumber open = 0;
    WorkspaceId workspace;
    std::string customer;
    Sequence event;
    Standing standing;

    friend bool operator==(const Correction&, const Correction&) = default;
};

struct Judgement {
    OpenNumber open = 0;
    Standing standing;

    // It is the same open as `open`, which came before: nothing is to be recorded, neither
    // recorded() nor lost() called. What its page does later counts for that one.
    bool is_repeat = false;

    std::vector<Correction> corrections;  // of earlier opens, which look different now
};

// Thread-safe; calls take microseconds and wait for no disk, so that I/O threads may make them.
// Knows nothing before this process and forgets after `judged_for`, or sooner when more than
// `judged_hits_max` came: what is forgotten stays as it was judged.
//
// How the gate uses it, for each GET and HEAD of a link:
//
//     const Judgement judgement = judge.judge(hit);
//     if (!judgement.is_repeat) {
//         // Append Event{.verdict = …standing.verdict, .rule = …standing.rule, …}. If it is kept,
//         // judge.recorded(judgement.open, its sequence), else judge.lost(judgement.open).
//     }
//     // Then every correction of both calls:
//     corrections.add(…);
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
    std::optional<Correction> recorded(OpenNumber open, Sequence event);

    // The open could not be kept: the next one of that browser is no repeat of it.
    void lost(OpenNumber open);

    // The page of the visit said that it was visible. Makes a prefetched open a person's, since it
    // is shown now; a scanner stays one, for scanners run scripts.
    std::optional<Correction> seen(std::string_view link, std::string_view visit);

    // Somebody pressed a button on the page of the visit: the open was a person's, whatever was
    // thought of it, but a member's stays staff.
    std::optional<Correction> engaged(std::string_view link, std::string_view visit);

    // What the open is taken for now; nothing once it is forgotten. Several corrections of one open
    // may be under way: whoever makes one asks here last, so that none brings back what was. Those
    // of a forgotten open say what it was taken for at the time.
    std::optional<Standing> standing(OpenNumber open) const;

  private:
    using Key = std::uint64_t;  // a keyed hash: strangers choose what goes into it

    // An open, or a repeat of one.
    struct Judged {
        OpenNumber open = 0;  // its own number, or that of the one that it repeats
        std::chrono::microseconds at{0};
        Key visit = 0;    // of link, kind and visit
        Key browser = 0;  // of link, kind, network and agent

        // Of an open alone.
        Key link = 0;
        Key network = 0;  // 0: not public
        System system = System::unknown;
        WorkspaceId workspace;
        std::string customer;
        Verdict by_request = Verdict::person;  // as the request alone is judged
        Standing standing;
        Standing kept;   // what it was recorded as
        Sequence event;  // 0: not known yet
        bool is_lost = false;
        OpenNumber before_of_link = 0;  // the open before it
        OpenNumber before_of_network = 0;
    };

    Key key_of(char what, std::initializer_list<std::string_view> texts) const;
    Judged describe(const Hit& hit) const;
    const Judged* find(OpenNumber number) const;
    Judged* find(OpenNumber number);
    Judged* repeated(const Hit& hit, const Judged& judged);
    Judged* open_of(std::string_view link, std::string_view visit);
    OpenNumber add(Judged judged);
    void note_person(const Judged& open);
    void look_at_network(Judged& open, std::vector<Correction>& corrections);
    void look_at_link(Judged& open, std::vector<Correction>& corrections);
    std::optional<Correction> stand(Judged& open, Standing standing);
    void forget(std::chrono::microseconds now);

    std::array<unsigned char, crypto_shorthash_KEYBYTES> key_{};
    mutable std::mutex mutex_;
    // Guarded by mutex_.
    std::deque<Judged> judged_;
    OpenNumber first_ = 1;                        // the number of judged_.front()
    std::unordered_map<Key, OpenNumber> newest_;  // the newest one with a key
};

}  // namespace footfall::gate
