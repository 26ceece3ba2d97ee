// The follower: the thread that brings what was applied into the event table.
#include <algorithm>
#include <chrono>
#include <utility>

#include "observe/log.h"
#include "store/embedded/state.h"

namespace footfall::embedded {
namespace {

constexpr std::chrono::milliseconds retry_interval{1'000};

// Once for each trouble: it is tried again every second.
void say(const Error& error, std::string& said) {
    if (error.message == said) return;
    said = error.message;
    observe::warning("events", "the event table cannot be written", {{"why", said}});
}

}  // namespace

bool EmbeddedStore::State::is_stopping() {
    const std::lock_guard lock(wake_mutex);
    return stopping;
}

void EmbeddedStore::State::follow() {
    int failures = 0;  // one after the other
    std::string said;  // the last failure in the log
    while (true) {
        {
            std::unique_lock lock(wake_mutex);
            wake.wait(lock, [this] { return stopping || has_work; });
            if (stopping) return;
            has_work = false;
        }
        Result<bool> wrote = step();
        failures = wrote ? 0 : failures + 1;
        Result<> mended = wrote ? Result<>() : fail(wrote.error());
        if (!wrote && wrote.error().code == ErrorCode::corrupt) mended = replace_table();
        const bool is_replaced = !wrote && mended;
        // That there is no table was said when it was dropped.
        if (!wrote && wrote.error().reason != "no_table") say(wrote.error(), said);
        if (!mended) say(mended.error(), said);
        if (wrote) said.clear();
        {
            const std::unique_lock lock(mutex);
            const Doubt before = doubt;
            if (!wrote && !is_replaced) doubt = std::max(doubt, Doubt::failing);
            if (wrote && doubt == Doubt::failing) doubt = Doubt::none;
            if (wrote && is_contiguous() && persisted >= journal_last) doubt = Doubt::none;
            if (doubt == Doubt::none && before != Doubt::none) {
                observe::info("events", "the event table is complete again");
            }
        }
        std::unique_lock lock(wake_mutex);
        ++steps;
        last_step_failed = !wrote && !is_replaced;
        if (!wrote || *wrote) has_work = true;
        wake.notify_all();
        // A file that was put aside is filled at once, unless that broke the next one too.
        if (last_step_failed || failures > 1) {
            wake.wait_for(lock, retry_interval, [this] { return stopping; });
        }
    }
}

Result<bool> EmbeddedStore::State::step() {
    std::shared_ptr<EventTable> to;
    std::vector<std::shared_ptr<const Batch>> batches;
    Sequence from;
    Sequence gap_end;
    {
        const std::shared_lock lock(mutex);
        to = table;
        from = next(persisted);
        if (applied <= persisted) return false;
        if (is_contiguous()) {
            batches = tail.oldest(options.batch_entries);
        } else {
            gap_end = tail.let_go();
        }
    }
    if (!to) return fail(ErrorCode::corrupt, "event table: there is none", {}, "no_table");
    if (batches.empty()) {
        FOOTFALL_CHECK(write_from_journal(to, from, gap_end));
        return true;
    }
    std::vector<const Entry*> entries;
    for (const auto& batch : batches) {
        for (const Entry& entry : batch->entries) {
            if (entry.sequence >= from) entries.push_back(&entry);
        }
    }
    FOOTFALL_CHECK(write(to, entries, batches.back()->range.last));
    return true;
}

Result<> EmbeddedStore::State::write(const std::shared_ptr<EventTable>& to,
                                     std::span<const Entry* const> entries, Sequence last) {
    FOOTFALL_CHECK(to->write(entries, last));
    const std::unique_lock lock(mutex);
    if (table != to) return {};
    persisted = last;
    tail.drop(last);
    return {};
}

Result<> EmbeddedStore::State::write_from_journal(const std::shared_ptr<EventTable>& to,
                                                  Sequence from, Sequence last) {
    std::vector<Entry> entries;
    Sequence read = Sequence{from.value - 1};
    const auto flush = [&]() -> Result<> {
        std::vector<const Entry*> pointers;
        for (const Entry& entry : entries) pointers.push_back(&entry);
        FOOTFALL_CHECK(write(to, pointers, read));
        entries.clear();
        return {};
    };
    FOOTFALL_CHECK(
        source(from, last, [&](SequenceRange range, std::span<const Entry> given) -> Result<> {
            if (is_stopping()) return fail(ErrorCode::unavailable, "the store stops");
            entries.insert(entries.end(), given.begin(), given.end());
            read = range.last;
            if (entries.size() < options.batch_entries) return {};
            return flush();
        }));
    if (read < last) return fail(ErrorCode::io, "event table: the journal gave less than it has");
    return flush();
}

// What is broken is never closed in an orderly way, since that would write to its file again.
Result<> EmbeddedStore::State::replace_table() {
    {
        const std::unique_lock lock(mutex);
        doubt = Doubt::rebuilding;
        if (table) table->abandon();
        table.reset();
    }
    FOOTFALL_CHECK(EventTable::put_aside(options.folder));
    FOOTFALL_TRY(fresh, EventTable::open(options.folder, options.memory_limit_bytes,
                                         options.threads, journal_last));
    const std::unique_lock lock(mutex);
    table = std::move(fresh);
    persisted = Sequence();
    return {};
}

}  // namespace footfall::embedded
