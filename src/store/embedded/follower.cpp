// The follower: the thread that brings what was applied into the event table.
#include <algorithm>
#include <chrono>
#include <utility>

#include "observe/log.h"
#include "store/embedded/state.h"

namespace footfall::embedded {
namespace {

constexpr std::chrono::seconds retry_least{1};
constexpr std::chrono::seconds retry_most{60};

// An abandoned database keeps its memory and the room of its file.
constexpr int abandoned_max = 4;

std::chrono::seconds retry_after(int failures) {
    std::chrono::seconds wait = retry_least;
    for (int i = 1; i < failures && wait < retry_most; ++i) wait *= 2;
    return std::min(wait, retry_most);
}

tl::unexpected<Error> no_room() {
    return fail(ErrorCode::unavailable, "event table: it may not be written now");
}

tl::unexpected<Error> stops() {
    return fail(ErrorCode::unavailable, "event table: the store stops", {}, "stopping");
}

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

bool EmbeddedStore::State::is_reading_to_stop() {
    const std::lock_guard lock(wake_mutex);
    return stopping || is_reading_stopped;
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
            is_hurried = false;
        }
        const bool may_write = options.may_write();
        Result<bool> wrote = may_write ? step() : Result<bool>(no_room());
        if (!wrote && wrote.error().reason == "stopping") return;
        if (may_write) failures = wrote ? 0 : failures + 1;
        Result<> mended = wrote ? Result<>() : fail(wrote.error());
        if (!wrote && wrote.error().code == ErrorCode::corrupt) mended = replace_table();
        const bool is_replaced = !wrote && mended;
        // That there is no table was said when it was dropped.
        if (may_write && !wrote && wrote.error().reason != "no_table") say(wrote.error(), said);
        if (may_write && !mended) say(mended.error(), said);
        if (wrote) said.clear();
        {
            const std::unique_lock lock(mutex);
            const Doubt before = doubt;
            if (may_write && !wrote && !is_replaced) doubt = std::max(doubt, Doubt::failing);
            if (wrote && doubt == Doubt::failing) doubt = Doubt::none;
            if (wrote && is_contiguous() && persisted >= journal_last) doubt = Doubt::none;
            if (doubt == Doubt::none && before != Doubt::none) {
                observe::info("events", "the event table is complete again");
            }
        }
        {
            std::unique_lock lock(wake_mutex);
            ++steps;
            last_step_failed = !wrote && !is_replaced;
            if (!wrote || *wrote) has_work = true;
            wake.notify_all();
            // A file that was put aside is filled at once, unless that broke the next one too.
            if (last_step_failed || failures > 1) {
                wake.wait_for(lock, retry_after(failures), [this] { return stopping; });
            }
        }
        if (wrote && *wrote) pause();
    }
}

// What comes in many small groups goes to the event table in few large transactions. Nobody waits
// for it: what is not there yet is answered from the tail.
void EmbeddedStore::State::pause() {
    constexpr std::chrono::milliseconds look_again_after{20};
    const auto is_called = [this] { return stopping || is_hurried; };
    std::chrono::milliseconds waited{0};
    for (; waited < options.pause && !has_much_work(); waited += look_again_after) {
        std::unique_lock lock(wake_mutex);
        if (wake.wait_for(lock, look_again_after, is_called)) return;
    }
}

bool EmbeddedStore::State::has_much_work() {
    const std::shared_lock lock(mutex);
    return !is_contiguous() || tail.is_half_full() ||
           tail.entries() > options.batch_entries / 8 * 5;
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
        if (!to) return fail(ErrorCode::corrupt, "event table: there is none", {}, "no_table");
        if (applied <= persisted) return false;
        if (is_contiguous()) {
            batches = tail.oldest(options.batch_entries);
        } else {
            gap_end = tail.let_go();
        }
    }
    if (batches.empty()) {
        FOOTFALL_CHECK(write_from_journal(to, from, gap_end));
    } else {
        FOOTFALL_CHECK(write_from_tail(to, from, batches));
    }
    return true;
}

Result<> EmbeddedStore::State::commit(const std::shared_ptr<EventTable>& to,
                                      EventTable::Transaction& transaction, Sequence last) {
    FOOTFALL_CHECK(transaction.commit(last));
    const std::unique_lock lock(mutex);
    if (table != to) return {};
    persisted = last;
    tail.drop(last);
    return {};
}

Result<> EmbeddedStore::State::write_from_tail(
    const std::shared_ptr<EventTable>& to, Sequence from,
    std::span<const std::shared_ptr<const Batch>> batches) {
    FOOTFALL_TRY(transaction, to->begin());
    for (const auto& batch : batches) {
        if (is_stopping()) return stops();
        batch->for_each([&](const Entry& entry) {
            if (entry.sequence >= from) transaction->append(entry);
        });
    }
    return commit(to, *transaction, batches.back()->range().last);
}

// As it is read, so that no more of it is in memory than DuckDB needs.
Result<> EmbeddedStore::State::write_from_journal(const std::shared_ptr<EventTable>& to,
                                                  Sequence from, Sequence last) {
    std::unique_ptr<EventTable::Transaction> transaction;
    std::size_t appended = 0;
    Sequence read = Sequence{from.value - 1};
    const auto take = [&](SequenceRange range, std::span<const Entry> given) -> Result<> {
        if (is_stopping()) return stops();
        if (!transaction) {
            FOOTFALL_TRY(begun, to->begin());
            transaction = std::move(begun);
        }
        for (const Entry& entry : given) transaction->append(entry);
        appended += given.size();
        read = range.last;
        if (appended < options.batch_entries) return {};
        appended = 0;
        return commit(to, *std::exchange(transaction, nullptr), read);
    };
    FOOTFALL_CHECK(source(from, last, take));
    if (read < last) return fail(ErrorCode::io, "event table: the journal gave less than it has");
    return transaction ? commit(to, *transaction, read) : Result<>();
}

Result<> EmbeddedStore::State::replace_table() {
    {
        const std::unique_lock lock(mutex);
        if (table) drop_table();
        if (abandoned > abandoned_max) {
            doubt = Doubt::failing;
            return fail(ErrorCode::io, "event table: it broke too often since the start");
        }
    }
    return open_table();
}

Result<> EmbeddedStore::State::open_table() {
    bool is_usable = false;
    {
        const std::shared_lock lock(mutex);
        is_usable = !in_doubt;
    }
    if (is_usable) {
        auto taken = take_table();
        if (taken || taken.error().code != ErrorCode::corrupt) return taken;
        // Without room even a good file does not open.
        if (taken.error().reason == "journal_behind" || !options.may_write()) return taken;
        observe::warning("events", "builds the event table again from the journal",
                         {{"why", taken.error().message}});
    }
    FOOTFALL_CHECK(EventTable::put_aside(options.folder));
    {
        const std::unique_lock lock(mutex);
        in_doubt = false;
        doubt = Doubt::rebuilding;
    }
    return take_table();
}

Result<> EmbeddedStore::State::take_table() {
    FOOTFALL_TRY(opened, EventTable::open(options.folder, options.memory_limit_bytes,
                                          options.threads, journal_last));
    const std::unique_lock lock(mutex);
    table = std::move(opened);
    persisted = table->applied_at_opening();
    return {};
}

void EmbeddedStore::State::drop_table() {
    doubt = Doubt::rebuilding;
    in_doubt = true;
    ++abandoned;
    table->abandon();
    table.reset();
    persisted = Sequence();
}

}  // namespace footfall::embedded
