#include "journal/writer.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>
#include <variant>

#include "assert.h"
#include "journal/group_commit.h"

namespace footfall::journal {

namespace {

constexpr std::chrono::seconds idle_span{1};

Error refused(const std::string& why) {
    if (why == "disk_full") {
        return {ErrorCode::busy, "the journal's disk is full", {}, why};
    }
    return {ErrorCode::busy, "the journal is frozen until the next start", {}, why};
}

bool only_forgets(const Submission& submission) {
    const auto forgets = [](const Draft& draft) {
        return std::holds_alternative<Forget>(draft.body);
    };
    return !submission.drafts.empty() && std::ranges::all_of(submission.drafts, forgets);
}

}  // namespace

struct Writer::State {
    State(std::size_t group_max, std::size_t queue_max, std::unique_ptr<GroupCommit> opened)
        : group_bytes_max(group_max),
          queue_bytes_max(queue_max),
          recovery(opened->recovery()),
          commit(std::move(opened)),
          last(commit->last().value),
          recovered(commit->is_recovered()),
          trouble(commit->trouble()) {}

    // The thread.
    void run();
    bool wait_for_work(std::vector<Submission>& group);
    void publish();

    // Constant after opening.
    const std::size_t group_bytes_max;
    const std::size_t queue_bytes_max;
    const Recovery recovery;

    // The thread's own.
    std::unique_ptr<GroupCommit> commit;

    std::atomic<std::uint64_t> last;
    std::atomic<bool> recovered;
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
            commit->idle();
        } else {
            const Result<> outcome = commit->write(group);
            publish();
            GroupCommit::answer(group, outcome);
            group.clear();
        }
        commit->find_room();
        publish();
    }
    commit->stop();
    publish();
}

// Shows other threads what the thread knows.
void Writer::State::publish() {
    last.store(commit->last().value);
    recovered.store(commit->is_recovered());
    const std::lock_guard guard(mutex);
    trouble = commit->trouble();
}

// Fills `group` with what waits; leaves it empty after an idle second. False: it is time to stop.
bool Writer::State::wait_for_work(std::vector<Submission>& group) {
    std::unique_lock guard(mutex);
    const auto has_work = [this] { return stopping || !queue.empty(); };
    if (commit->has_idle_work()) {
        if (!work.wait_for(guard, idle_span, has_work)) return true;
    } else {
        work.wait(guard, has_work);
    }
    std::size_t bytes = 0;
    while (!queue.empty()) {
        const std::size_t more = queue.front().bytes;
        if (!group.empty() && bytes + more > group_bytes_max) break;
        bytes += more;
        group.push_back(std::move(queue.front()));
        queue.pop_front();
    }
    queue_bytes -= bytes;
    return !group.empty();
}

Writer::Writer(std::unique_ptr<State> state) : state_(std::move(state)) {}

Result<std::unique_ptr<Writer>> Writer::open(Disk& disk, const Clock& clock, Random& random,
                                             Options options, Hooks hooks) {
    const std::size_t group_bytes_max = options.group_bytes_max;
    const std::size_t queue_bytes_max = options.queue_bytes_max;
    FOOTFALL_TRY(commit,
                 GroupCommit::open(disk, clock, random, std::move(options), std::move(hooks)));
    auto state = std::make_unique<State>(group_bytes_max, queue_bytes_max, std::move(commit));
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
    const bool may_pass = state_->trouble == "disk_full" && only_forgets(submission);
    if (!state_->trouble.empty() && !may_pass) return fail(refused(state_->trouble));
    // One that is larger than the whole queue is taken when nothing else waits: it would be refused
    // for ever otherwise.
    const std::size_t queued = state_->queue_bytes + submission.bytes;
    if (state_->queue_bytes > 0 && queued > state_->queue_bytes_max) {
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

bool Writer::is_recovered() const { return state_->recovered; }

std::string Writer::trouble() const {
    const std::lock_guard guard(state_->mutex);
    return state_->trouble;
}

}  // namespace footfall::journal
