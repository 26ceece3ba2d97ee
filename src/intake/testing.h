// What intake's tests share: a journal in memory, a store that only knows what is kept, and gzip.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <boost/json.hpp>
#include <zlib.h>

#include "assert.h"
#include "clock.h"
#include "event/entry.h"
#include "intake/dedupe.h"
#include "intake/intake.h"
#include "intake/time.h"
#include "journal/writer.h"
#include "random.h"
#include "store/store.h"

namespace footfall::intake::testing {

inline Instant at(std::string_view text) {
    const std::optional<Instant> instant = parse_time(text);
    ASSERT(instant.has_value(), text);
    return *instant;
}

inline const Instant start = at("2026-03-02T10:00:00Z");
inline const WorkspaceId workspace{{1, 2, 3}};

// Knows which ids are kept, and how far it has them.
class FakeStore final : public store::Store {
  public:
    Result<> apply(SequenceRange, std::span<const Entry>) override { return {}; }
    Result<> set_days(const WorkspaceId&, DayTable) override { return {}; }
    std::shared_ptr<const DayTable> days(const WorkspaceId&) const override { return nullptr; }
    Result<Table> answer(const Question&) const override {
        return fail(ErrorCode::unavailable, "no answers here");
    }
    Result<std::vector<bool>> kept(std::span<const store::EntryKey> keys) const override {
        ++lookups;
        looked_up += keys.size();
        if (!answers) return fail(ErrorCode::unavailable, "rebuilding");
        std::vector<bool> found;
        for (const store::EntryKey& key : keys) {
            found.push_back(ids.contains({key.family, key.id, key.customer, key.raw_time}));
        }
        return found;
    }
    store::Progress progress() const override { return {applied, persisted, {}}; }
    Result<store::Fingerprint> fingerprint(const WorkspaceId&) const override {
        return store::Fingerprint();
    }

    void take(const Entry& entry) {
        applied = entry.sequence;
        if (const auto* const event = std::get_if<Event>(&entry.body)) {
            if (event->raw_time) {
                ids.insert({event->family, event->id, event->customer, *event->raw_time});
            }
        }
    }

    std::set<std::tuple<Family, std::string, std::string, Instant>> ids;
    Sequence applied;
    Sequence persisted;
    bool answers = true;
    mutable std::size_t lookups = 0;
    mutable std::size_t looked_up = 0;
};

// Plays the journal's writer on the caller's thread.
class MemoryJournal {
  public:
    MemoryJournal(const Clock& clock, Dedupe& dedupe, FakeStore& store)
        : clock_(clock), dedupe_(dedupe), store_(store) {}

    Result<> append(journal::Submission submission) {
        ASSERT(!submission.drafts.empty());
        if (refusal) return fail(*refusal);
        queue_.push_back(std::move(submission));
        if (!gathers) flush();
        return {};
    }

    // One group of all that is queued.
    void flush() {
        std::vector<journal::Submission> group = std::exchange(queue_, {});
        std::vector<journal::Submission*> pointers;
        for (journal::Submission& submission : group) pointers.push_back(&submission);
        dedupe_.admit(pointers);
        if (failure) {
            dedupe_.discard();
            const Error error = *std::exchange(failure, std::nullopt);
            for (journal::Submission& submission : group) submission.done(submission, fail(error));
            return;
        }
        std::vector<Entry> kept;
        for (journal::Submission& submission : group) {
            if (submission.refusal) continue;
            for (journal::Draft& draft : submission.drafts) {
                if (draft.fate != journal::Draft::Fate::kept) continue;
                last_receipt_ = std::max(last_receipt_, clock_.now());
                draft.sequence = {entries.size() + kept.size() + 1};
                kept.push_back({draft.sequence, last_receipt_, draft.body});
            }
        }
        for (const Entry& entry : kept) store_.take(entry);
        dedupe_.commit(kept);
        entries.insert(entries.end(), kept.begin(), kept.end());
        for (journal::Submission& submission : group) {
            if (submission.refusal) {
                submission.done(submission, fail(*submission.refusal));
            } else {
                submission.done(submission, {});
            }
        }
    }

    template <class T>
    std::vector<T> all() const {
        std::vector<T> found;
        for (const Entry& entry : entries) {
            if (const T* const one = std::get_if<T>(&entry.body)) found.push_back(*one);
        }
        return found;
    }

    std::vector<Entry> entries;
    std::optional<Error> refusal;  // of every append
    std::optional<Error> failure;  // of the next group
    bool gathers = false;          // append() only queues

  private:
    const Clock& clock_;
    Dedupe& dedupe_;
    FakeStore& store_;
    std::vector<journal::Submission> queue_;
    Instant last_receipt_;
};

// Answers one event's timeline from the journal, as it is then.
class JournalStore final : public store::Store {
  public:
    JournalStore(const testing::MemoryJournal& journal, std::mutex& mutex)
        : journal_(journal), mutex_(mutex) {}

    Result<Table> answer(const Question& question) const override {
        const auto& asked = std::get<TimelineQuestion>(question);
        const std::lock_guard lock(mutex_);
        TimelineTable table;
        for (const Entry& entry : journal_.entries) {
            if (const auto* const event = std::get_if<Event>(&entry.body)) {
                if (entry.sequence != asked.event || event->customer != asked.customer) continue;
                table.rows.push_back({entry.sequence, event->kind, event->name, event->occurred_at,
                                      event->site, event->order, event->verdict, event->rule,
                                      event->campaign, event->form, event->by_customer});
            } else if (const auto* const change = std::get_if<VerdictChange>(&entry.body)) {
                if (table.rows.empty() || change->event != table.rows[0].sequence) continue;
                table.rows[0].verdict = change->after;
                table.rows[0].rule = change->rule;
            }
        }
        return Table(std::move(table));
    }

    Result<> apply(SequenceRange, std::span<const Entry>) override { return {}; }
    Result<> set_days(const WorkspaceId&, DayTable) override { return {}; }
    std::shared_ptr<const DayTable> days(const WorkspaceId&) const override { return nullptr; }
    Result<std::vector<bool>> kept(std::span<const store::EntryKey>) const override {
        return std::vector<bool>();
    }
    store::Progress progress() const override { return {}; }
    Result<store::Fingerprint> fingerprint(const WorkspaceId&) const override {
        return store::Fingerprint();
    }

  private:
    const testing::MemoryJournal& journal_;
    std::mutex& mutex_;
};

// A reply and its body.
struct Answered {
    Reply reply;
    boost::json::value json;

    std::int64_t stored() const { return json.at("stored").as_int64(); }
    std::int64_t duplicates() const { return json.at("duplicates").as_int64(); }
    std::size_t rejected() const { return json.at("rejected").as_array().size(); }
    std::string result(std::size_t index) const {
        return std::string(json.at("results").at(index).at("result").as_string());
    }
    std::string field(std::size_t rejection = 0) const {
        return std::string(json.at("rejected").at(rejection).at("field").as_string());
    }
    std::string reason(std::size_t rejection = 0) const {
        return std::string(json.at("rejected").at(rejection).at("reason").as_string());
    }
    std::string code() const { return std::string(json.at("error").at("code").as_string()); }
};

// An intake with its dedupe over a journal in memory.
struct Bench {
    explicit Bench(DedupeOptions options = {}) : dedupe(clock, secret(), store, options) {}

    static DedupeSecret secret() {
        DedupeSecret bytes{};
        bytes[0] = std::byte{7};
        return bytes;
    }

    Answer note() {
        return [this](Reply reply) {
            boost::json::value json = boost::json::parse(reply.body);
            answers.push_back({std::move(reply), std::move(json)});
        };
    }

    Answered last() {
        ASSERT(!answers.empty());
        return answers.back();
    }
    Answered events(std::string body) {
        intake.take_events(source, std::move(body), note());
        return last();
    }
    Answered profile(std::string_view customer, std::string body) {
        intake.take_profile(source, customer, std::move(body), note());
        return last();
    }
    Answered batch(std::string body) {
        intake.take_segment_batch(source, std::move(body), note());
        return last();
    }
    // A batch of one call.
    Answered call(const std::string& body) { return batch("{\"batch\":[" + body + "]}"); }
    Answered single(SegmentCall call, std::string body) {
        intake.take_segment_call(source, call, std::move(body), note());
        return last();
    }
    Event only_event() const {
        const std::vector<Event> found = journal.all<Event>();
        ASSERT(found.size() == 1, "events=" << found.size());
        return found.front();
    }
    Profile only_profile() const {
        const std::vector<Profile> found = journal.all<Profile>();
        ASSERT(found.size() == 1, "profiles=" << found.size());
        return found.front();
    }

    SimulatedClock clock{start};
    SeededRandom random{42};
    FakeStore store;
    Dedupe dedupe;
    MemoryJournal journal{clock, dedupe, store};
    Intake intake{clock, random, [this](journal::Submission submission) {
                      return journal.append(std::move(submission));
                  }};
    Source source{workspace, Via::server_key, at("2025-03-02T00:00:00Z"), "req-1"};
    std::vector<Answered> answers;
};

inline std::string gzip(std::string_view text) {
    z_stream stream{};
    ASSERT(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) ==
           Z_OK);
    std::string out(deflateBound(&stream, text.size()) + 64, '\0');
    std::string in(text);
    stream.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    ASSERT(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(out.size() - stream.avail_out);
    deflateEnd(&stream);
    return out;
}

// `{"a":{"a":…}}` of that depth.
inline std::string nested(std::size_t depth) {
    std::string text;
    for (std::size_t i = 1; i < depth; ++i) text += "{\"a\":";
    text += "{}";
    text.append(depth - 1, '}');
    return text;
}

}  // namespace footfall::intake::testing
