#include "journal/writer.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

#include "assert.h"
#include "journal/recovery.h"

namespace footfall::journal {

namespace {

constexpr std::chrono::seconds idle_span{1};
constexpr std::uint64_t segment_bytes_min = 64ULL * 1024;

Error refused(const std::string& why) {
    if (why == "disk_full") {
        return {ErrorCode::busy, "the journal's disk is full", {}, why};
    }
    return {ErrorCode::busy, "the journal is frozen until the next start", {}, why};
}

}  // namespace

struct Writer::State {
    State(Disk& the_disk, const Clock& the_clock, Options the_options, Hooks the_hooks)
        : disk(the_disk),
          clock(the_clock),
          options(std::move(the_options)),
          hooks(std::move(the_hooks)) {}

    // The thread.
    void run();
    bool wait_for_work(std::vector<Submission>& group);
    void on_idle();
    void set_trouble(const Error& cause);
    void write_group(std::vector<Submission>& group);
    void take_entries(std::span<Submission*> group);
    void give_bodies_back();
    Result<> keep();
    void write_mark(bool stop);
    void answer(std::vector<Submission>& group, const Result<>& outcome);

    // Constant after opening.
    Disk& disk;
    const Clock& clock;
    const Options options;
    const Hooks hooks;
    Recovery recovery;
    std::unique_ptr<FolderLock> lock;

    // The thread's own, after opening.
    std::unique_ptr<Appender> appender;
    GroupBuffer buffer;
    std::vector<Entry> entries;  // of the group at hand
    std::vector<Draft*> drafts;  // where their bodies came from
    bool mark_due = false;

    std::atomic<std::uint64_t> last{0};
    std::mutex join_mutex;  // guards the joining of `thread`
    std::thread thread;

    std::mutex mutex;  // guards what follows
    std::condition_variable work;
    std::deque<Submission> queue;
    std::size_t queue_bytes = 0;
    bool stopping = false;
    std::string trouble;
};

void Writer::State::run() {
    std::vector<Submission> group;
    while (wait_for_work(group)) {
        if (group.empty()) {
            on_idle();
        } else {
            write_group(group);
            group.clear();
        }
        if (!appender->frozen() && !appender->has_room()) {
            // A full disk is no trouble yet while the segment in use has room.
            if (const auto room = appender->find_room(); !room && appender->frozen()) {
                set_trouble(room.error());
            }
        }
    }
    if (!appender->frozen() && !appender->tip().stopped) write_mark(true);
}

// Fills `group` with what waits; leaves it empty after an idle second. False: it is time to stop.
bool Writer::State::wait_for_work(std::vector<Submission>& group) {
    std::unique_lock guard(mutex);
    const auto has_work = [this] { return stopping || !queue.empty(); };
    const bool wakes_by_itself = mark_due || !appender->has_room() || trouble == "disk_full";
    if (wakes_by_itself && !appender->frozen()) {
        if (!work.wait_for(guard, idle_span, has_work)) return true;
    } else {
        work.wait(guard, has_work);
    }
    std::size_t bytes = 0;
    while (!queue.empty()) {
        const std::size_t more = queue.front().bytes;
        if (!group.empty() && bytes + more > options.group_bytes_max) break;
        bytes += more;
        group.push_back(std::move(queue.front()));
        queue.pop_front();
    }
    queue_bytes -= bytes;
    return !group.empty();
}

void Writer::State::on_idle() {
    if (mark_due) write_mark(false);
    if (appender->frozen()) return;
    if (const auto room = appender->find_room(); room) {
        const std::lock_guard guard(mutex);
        trouble.clear();
    } else if (appender->frozen()) {
        set_trouble(room.error());
    }
}

void Writer::State::set_trouble(const Error& cause) {
    const std::lock_guard guard(mutex);
    trouble = appender->frozen() ? "journal_frozen" : cause.reason;
}

void Writer::State::write_group(std::vector<Submission>& group) {
    if (appender->frozen()) {
        answer(group, fail(refused("journal_frozen")));
        return;
    }
    std::vector<Submission*> pointers;
    pointers.reserve(group.size());
    for (Submission& submission : group) pointers.push_back(&submission);
    if (hooks.admit) hooks.admit(pointers);
    take_entries(pointers);
    const Result<> outcome = keep();
    if (outcome) {
        const std::uint64_t end = appender->tip().last.value;
        if (hooks.apply) hooks.apply({{end + 1 - entries.size()}, {end}}, entries);
        last.store(end);
        mark_due = mark_due || !entries.empty();
    } else {
        if (hooks.discard) hooks.discard();
        set_trouble(outcome.error());
    }
    give_bodies_back();
    answer(group, outcome);
}

// Makes entries of all drafts to keep. Their bodies move, and come back when the group is done.
void Writer::State::take_entries(std::span<Submission*> group) {
    entries.clear();
    drafts.clear();
    Sequence sequence = appender->tip().last;
    const Instant received_at = std::max(appender->tip().received_at, clock.now());
    for (Submission* submission : group) {
        if (submission->refusal) continue;
        for (Draft& draft : submission->drafts) {
            if (draft.fate != Draft::Fate::kept) continue;
            sequence = next(sequence);
            entries.push_back({sequence, received_at, std::move(draft.body)});
            drafts.push_back(&draft);
        }
    }
}

void Writer::State::give_bodies_back() {
    for (std::size_t i = 0; i < drafts.size(); ++i) drafts[i]->body = std::move(entries[i].body);
    entries.clear();
    drafts.clear();
}

// Makes the entries at hand durable.
Result<> Writer::State::keep() {
    if (entries.empty()) return {};
    buffer.clear();
    for (const Entry& entry : entries) buffer.add(entry.sequence, entry.received_at, entry.body);
    return appender->append(buffer, entries.back().sequence, entries.back().received_at, false);
}

// An empty group: after it, damage in the one before cannot be taken for a torn write.
void Writer::State::write_mark(bool stop) {
    buffer.clear();
    mark_due = false;
    const Instant at = std::max(appender->tip().received_at, clock.now());
    const auto written = appender->append(buffer, appender->tip().last, at, stop);
    if (!written && appender->frozen()) set_trouble(written.error());
}

void Writer::State::answer(std::vector<Submission>& group, const Result<>& outcome) {
    for (Submission& submission : group) {
        if (!submission.done) continue;
        if (submission.refusal) {
            submission.done(submission, fail(*submission.refusal));
        } else {
            submission.done(submission, outcome);
        }
    }
}

Writer::Writer(std::unique_ptr<State> state) : state_(std::move(state)) {}

Result<std::unique_ptr<Writer>> Writer::open(Disk& disk, const Clock& clock, Random& random,
                                             Options options, Hooks hooks) {
    ASSERT(options.segment_bytes >= segment_bytes_min, "segment_bytes=" << options.segment_bytes);
    auto state = std::make_unique<State>(disk, clock, std::move(options), std::move(hooks));
    const std::filesystem::path& folder = state->options.folder;
    FOOTFALL_CHECK(disk.make_folder(folder));
    if (folder.has_parent_path()) FOOTFALL_CHECK(disk.sync_folder(folder.parent_path()));
    auto lock = disk.lock(folder);
    if (!lock) {
        Error error = std::move(lock).error();
        if (error.code == ErrorCode::conflict) {
            error.message = "the journal is in use by another process: " + error.message;
        }
        return fail(std::move(error));
    }
    state->lock = std::move(*lock);
    FOOTFALL_TRY(recovered, recover(disk, random, state->options));
    state->recovery = recovered.recovery;
    state->appender = std::move(recovered.appender);
    state->last.store(state->recovery.last.value);
    // A full disk shows at the group that finds no room.
    if (const auto room = state->appender->find_room(); !room && state->appender->frozen()) {
        return fail(ErrorCode::io, room.error().message);
    }
    State* thread_state = state.get();
    std::unique_ptr<Writer> writer(new Writer(std::move(state)));
    thread_state->thread = std::thread([thread_state] { thread_state->run(); });
    return writer;
}

Writer::~Writer() { stop(); }

Result<> Writer::append(Submission submission) {
    ASSERT(submission.bytes > 0);
    const std::lock_guard guard(state_->mutex);
    if (state_->stopping) return fail(ErrorCode::busy, "the journal stops", {}, "stopping");
    if (!state_->trouble.empty()) return fail(refused(state_->trouble));
    // One that is larger than the whole queue is taken when nothing else waits: it would be refused
    // for ever otherwise.
    const std::size_t queued = state_->queue_bytes + submission.bytes;
    if (state_->queue_bytes > 0 && queued > state_->options.queue_bytes_max) {
        return fail(ErrorCode::busy, "the journal's queue is full", {}, "queue_full");
    }
    state_->queue_bytes += submission.bytes;
    state_->queue.push_back(std::move(submission));
    state_->work.notify_one();
    return {};
}

void Writer::stop() {
    {
        const std::lock_guard guard(state_->mutex);
        state_->stopping = true;
        state_->work.notify_one();
    }
    const std::lock_guard guard(state_->join_mutex);
    if (state_->thread.joinable()) state_->thread.join();
}

const Recovery& Writer::recovery() const { return state_->recovery; }

Sequence Writer::last() const { return {state_->last.load()}; }

std::string Writer::trouble() const {
    const std::lock_guard guard(state_->mutex);
    return state_->trouble;
}

}  // namespace footfall::journal
