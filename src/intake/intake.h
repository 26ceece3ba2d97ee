// Intake: what clients send becomes entries of the journal; nothing else appends to it.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "clock.h"
#include "event/entry.h"
#include "event/ids.h"
#include "intake/admission.h"
#include "intake/allowance.h"
#include "intake/decode_segment.h"
#include "intake/patience.h"
#include "intake/receipt.h"
#include "journal/writer.h"
#include "random.h"
#include "result.h"

namespace footfall::intake {

// Whose body it is. The caller has looked the key up already.
struct Source {
    WorkspaceId workspace;
    Via via = Via::server_key;
    Instant kept_from;       // the workspace's retention: older events are `too_old`
    std::string request_id;  // for answers that tell of an error
};

using Answer = std::function<void(Reply)>;

// What became of entries given to append().
struct Counts {
    std::uint64_t stored = 0;
    std::uint64_t duplicates = 0;
    std::vector<Sequence> sequences;  // of each one, in their order; 0 for a duplicate
};

// Counted since the start; refusals are whole requests that may be sent again.
struct Totals {
    std::uint64_t stored = 0;
    std::uint64_t duplicates = 0;
    std::uint64_t rejected = 0;
    std::uint64_t unreadable_bodies = 0;
    std::uint64_t refusals = 0;
};

// Thread-safe. Every entry point decodes on the caller's thread and calls `answer` exactly once:
// on the writer's thread after the sync, or at once if nothing is to be kept or the journal
// refuses. What a reply counts as stored or duplicate is durable. Bodies are as received: gzip is
// told by its first bytes, headers do not matter.
class Intake {
  public:
    // Gives a submission to the journal, as Writer::append does. While there is no journal it
    // returns `busy` with reason `journal_not_open`.
    using Append = std::function<Result<>(journal::Submission)>;

    // What is passed in outlives the Intake and the journal's writer.
    Intake(const Clock& clock, Random& random, Append append);

    Intake(const Intake&) = delete;
    Intake& operator=(const Intake&) = delete;

    // POST /api/v1/events: an array or NDJSON, strict.
    void take_events(const Source& source, std::string body, const Answer& answer);

    // PUT /api/v1/customers/{id}: one profile, strict.
    void take_profile(const Source& source, std::string_view customer, std::string body,
                      const Answer& answer);

    // POST /v1/batch: `{"batch": […]}`, lenient.
    void take_segment_batch(const Source& source, std::string body, const Answer& answer);

    // POST /v1/{identify,track,…}: one call, lenient; the path says which, whatever the body says.
    void take_segment_call(const Source& source, SegmentCall call, std::string body,
                           const Answer& answer);

    // Appends ready-made entries, which keep to limits.h, as one submission through the same
    // dedupe, and waits until they are durable. On failure nothing of them is kept. Not for the
    // writer's thread.
    Result<Counts> append(std::vector<EntryBody> bodies);

    // The same without waiting: calls `done` once, on the writer's thread, where it must not wait,
    // or at once if the journal refuses.
    using Done = std::function<void(Result<Counts>)>;
    void append(std::vector<EntryBody> bodies, Done done);

    Totals totals() const;

  private:
    struct Counters {
        std::atomic<std::uint64_t> stored{0};
        std::atomic<std::uint64_t> duplicates{0};
        std::atomic<std::uint64_t> rejected{0};
        std::atomic<std::uint64_t> unreadable_bodies{0};
        std::atomic<std::uint64_t> refusals{0};
    };

    using Decode =
        std::function<Result<std::vector<Decision>>(const Terms& terms, std::string_view text)>;

    void take(const Source& source, Family family, std::string received, const Answer& answer,
              const Decode& decode);
    void submit(const Terms& terms, const Source& source, std::vector<Decision> decisions,
                const Answer& answer);
    // Whether another dead letter of the workspace is kept; those beyond are told and counted.
    bool keeps_dead_letter(const Terms& terms);

    void count_lines(const std::vector<Line>& lines);
    void refuse(const Error& error, Family family, const std::string& request_id,
                const Answer& answer);
    void refuse_body(const Terms& terms, const Source& source, const Error& error,
                     std::string_view body, const Answer& answer);

    const Clock& clock_;
    Random& random_;
    const Append append_;
    Patience patience_;
    Allowance dead_letters_;
    Counters counters_;
};

}  // namespace footfall::intake
