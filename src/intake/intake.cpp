#include "intake/intake.h"

#include <cstddef>
#include <future>
#include <memory>
#include <type_traits>
#include <utility>
#include <variant>

#include "event/limits.h"
#include "intake/body.h"
#include "intake/decode_events.h"
#include "observe/log.h"

namespace footfall::intake {

namespace {

// Of one request, and of one workspace in a day; more rejections are told and counted, not kept.
constexpr std::size_t dead_letters_max = 1'000;
constexpr std::int64_t dead_letters_a_day = 10'000;

// About what an entry weighs besides its texts.
constexpr std::size_t entry_bytes = 160;

std::size_t text_bytes(const Event& event) {
    return event.id.size() + event.customer.size() + event.name.size() + event.site.size() +
           event.campaign.size() + event.form.size() + event.order.size() + event.link.size() +
           event.message.size() + event.anonymous.size() + event.company.size() +
           event.rule.size() + event.properties.size() + event.raw.size();
}

std::size_t text_bytes(const Profile& profile) {
    std::size_t bytes =
        profile.id.size() + profile.customer.size() + profile.traits.size() + profile.raw.size();
    for (const ProfileField* const field :
         {&profile.name, &profile.code, &profile.email, &profile.phone, &profile.contact}) {
        if (*field) bytes += (*field)->size();
    }
    return bytes;
}

std::size_t text_bytes(const DeadLetter& letter) {
    return letter.id.size() + letter.field.size() + letter.reason.size() + letter.raw.size();
}

std::size_t text_bytes(const VerdictChange& change) {
    return change.customer.size() + change.site.size() + change.campaign.size() +
           change.form.size() + change.rule.size() + change.member.size();
}

std::size_t text_bytes(const Forget& forget) {
    return forget.customer.size() + forget.member.size();
}

template <class Body>
void add(journal::Submission& submission, Body&& body) {
    const EntryBody& added =
        submission.drafts.emplace_back(std::forward<Body>(body), journal::Draft::Fate::kept).body;
    submission.bytes +=
        entry_bytes + std::visit([](const auto& one) { return text_bytes(one); }, added);
}

Counts count(const journal::Submission& submission) {
    Counts counts;
    counts.sequences.reserve(submission.drafts.size());
    for (const journal::Draft& draft : submission.drafts) {
        const bool kept = draft.fate == journal::Draft::Fate::kept;
        ++(kept ? counts.stored : counts.duplicates);
        counts.sequences.push_back(kept ? draft.sequence : Sequence());
    }
    return counts;
}

}  // namespace

Intake::Intake(const Clock& clock, Random& random, Append append)
    : clock_(clock),
      random_(random),
      append_(std::move(append)),
      patience_(clock, random),
      dead_letters_(dead_letters_a_day) {}

void Intake::take_events(const Source& source, std::string body, const Answer& answer) {
    take(source, Family::footfall, std::move(body), answer,
         [](const Terms& terms, std::string_view text) { return decode_events(terms, text); });
}

void Intake::take_profile(const Source& source, std::string_view customer, std::string body,
                          const Answer& answer) {
    take(source, Family::footfall, std::move(body), answer,
         [customer](const Terms& terms, std::string_view text) {
             return decode_profile(terms, customer, text);
         });
}

void Intake::take_segment_batch(const Source& source, std::string body, const Answer& answer) {
    take(source, Family::segment, std::move(body), answer,
         [](const Terms& terms, std::string_view text) {
             return decode_segment_batch(terms, text);
         });
}

void Intake::take_segment_call(const Source& source, SegmentCall call, std::string body,
                               const Answer& answer) {
    take(source, Family::segment, std::move(body), answer,
         [call](const Terms& terms, std::string_view text) {
             return decode_segment_call(terms, call, text);
         });
}

void Intake::take(const Source& source, Family family, std::string received, const Answer& answer,
                  const Decode& decode) {
    const Terms terms{source.workspace, family,   source.via,    clock_.now(),
                      source.kept_from, &random_, source.visitor};
    const Result<Body> body = Body::open(std::move(received));
    if (!body) return refuse_body(terms, source, body.error(), {}, answer);
    Result<std::vector<Decision>> decisions = decode(terms, body->text());
    if (!decisions) return refuse_body(terms, source, decisions.error(), body->text(), answer);
    submit(terms, source, *std::move(decisions), answer);
}

void Intake::submit(const Terms& terms, const Source& source, std::vector<Decision> decisions,
                    const Answer& answer) {
    if (decisions.empty()) return answer(receipt({}));
    std::vector<Line> lines;
    lines.reserve(decisions.size());
    std::vector<std::size_t> line_of_draft;
    line_of_draft.reserve(decisions.size());
    std::vector<DeadLetter> letters;
    journal::Submission submission;
    submission.drafts.reserve(decisions.size());
    for (Decision& decision : decisions) {
        if (decision.body) {
            line_of_draft.push_back(lines.size());
            add(submission, *std::move(decision.body));
            lines.push_back({std::move(decision.id), Outcome::stored, decision.clock_future, {}});
            continue;
        }
        if (letters.size() < dead_letters_max && keeps_dead_letter(terms)) {
            letters.push_back(dead_letter(terms, decision.id, decision.rejection, decision.bytes));
        }
        lines.push_back(
            {std::move(decision.id), Outcome::rejected, false, std::move(decision.rejection)});
    }
    for (DeadLetter& letter : letters) add(submission, std::move(letter));
    if (submission.drafts.empty()) {  // all is rejected, and nothing of it is kept
        count_lines(lines);
        return answer(receipt(lines));
    }

    submission.done = [this, family = terms.family, request_id = source.request_id, answer,
                       lines = std::move(lines), line_of_draft = std::move(line_of_draft)](
                          journal::Submission& kept, Result<> outcome) mutable {
        if (!outcome) return refuse(outcome.error(), family, request_id, answer);
        patience_.succeeded();
        for (std::size_t i = 0; i < line_of_draft.size(); ++i) {
            const bool duplicate = kept.drafts[i].fate == journal::Draft::Fate::duplicate;
            if (duplicate) lines[line_of_draft[i]].outcome = Outcome::duplicate;
        }
        count_lines(lines);
        answer(receipt(lines));
    };
    const Result<> queued = append_(std::move(submission));
    if (!queued) refuse(queued.error(), terms.family, source.request_id, answer);
}

bool Intake::keeps_dead_letter(const Terms& terms) {
    return terms.visitor == nullptr && dead_letters_.take(terms.workspace, clock_.steady());
}

void Intake::count_lines(const std::vector<Line>& lines) {
    Totals totals;
    for (const Line& line : lines) {
        if (line.outcome == Outcome::stored) ++totals.stored;
        if (line.outcome == Outcome::duplicate) ++totals.duplicates;
        if (line.outcome == Outcome::rejected) ++totals.rejected;
    }
    counters_.stored += totals.stored;
    counters_.duplicates += totals.duplicates;
    counters_.rejected += totals.rejected;
}

// The answer tells what the client's family acts on, and nothing of the server's inside.
void Intake::refuse(const Error& error, Family family, const std::string& request_id,
                    const Answer& answer) {
    ++counters_.refusals;
    // What lasts is named: whoever runs the server can end it.
    const bool lasts = error.reason == "disk_full" || error.reason == "journal_frozen";
    Reply reply = problem(family == Family::segment ? 429 : 503,
                          Error{ErrorCode::busy,
                                "events cannot be kept now; send them again",
                                {},
                                lasts ? error.reason : "busy"},
                          request_id);
    reply.retry_after = patience_.wait(error);
    answer(std::move(reply));
}

// A body that is no use to anybody is answered with 4xx, sent again it would be no better; so the
// answer stays the same if its dead letter cannot be kept.
void Intake::refuse_body(const Terms& terms, const Source& source, const Error& error,
                         std::string_view body, const Answer& answer) {
    ++counters_.unreadable_bodies;
    observe::warning("intake", "a body was refused as a whole",
                     {{"reason", error.reason}, {"request", source.request_id}});
    if (error.code == ErrorCode::too_large) {
        return answer(problem(413, error, source.request_id));
    }
    const Rejection rejection{error.field, error.reason, error.message};
    const Reply reply = problem(400, error, source.request_id);
    if (!keeps_dead_letter(terms)) return answer(reply);
    journal::Submission submission;
    add(submission, dead_letter(terms, {}, rejection, body));
    submission.done = [answer, reply](journal::Submission&, const Result<>&) { answer(reply); };
    if (!append_(std::move(submission))) answer(reply);
}

Result<Counts> Intake::append(std::vector<EntryBody> bodies) {
    auto promise = std::make_shared<std::promise<Result<Counts>>>();
    std::future<Result<Counts>> future = promise->get_future();
    append(std::move(bodies),
           [promise](Result<Counts> outcome) { promise->set_value(std::move(outcome)); });
    return future.get();
}

void Intake::append(std::vector<EntryBody> bodies, Done done) {
    if (bodies.empty()) return done(Counts());
    journal::Submission submission;
    submission.drafts.reserve(bodies.size());
    for (EntryBody& body : bodies) add(submission, std::move(body));
    submission.done = [this, done](journal::Submission& kept, Result<> outcome) {
        if (!outcome) {
            ++counters_.refusals;
            return done(fail(std::move(outcome).error()));
        }
        patience_.succeeded();
        Counts counts = count(kept);
        counters_.stored += counts.stored;
        counters_.duplicates += counts.duplicates;
        done(std::move(counts));
    };
    if (Result<> queued = append_(std::move(submission)); !queued) {
        ++counters_.refusals;
        done(fail(std::move(queued).error()));
    }
}

Totals Intake::totals() const {
    return {counters_.stored, counters_.duplicates, counters_.rejected, counters_.unreadable_bodies,
            counters_.refusals};
}

}  // namespace footfall::intake
