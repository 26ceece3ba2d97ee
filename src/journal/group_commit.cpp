#include "journal/group_commit.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "assert.h"
#include "journal/recovery.h"
#include "observe/log.h"

namespace footfall::journal {

namespace {

constexpr std::uint64_t segment_bytes_min = 64ULL * 1024;
constexpr std::chrono::seconds watch_interval{1};

}  // namespace

GroupCommit::GroupCommit(Disk& disk, const Clock& clock, Random& random, Options options,
                         Hooks hooks)
    : disk_(disk),
      clock_(clock),
      random_(random),
      options_(std::move(options)),
      hooks_(std::move(hooks)),
      watched_at_(clock.steady()) {}

Result<std::unique_ptr<GroupCommit>> GroupCommit::open(Disk& disk, const Clock& clock,
                                                       Random& random, Options options,
                                                       Hooks hooks) {
    ASSERT(options.segment_bytes >= segment_bytes_min, "segment_bytes=" << options.segment_bytes);
    const std::filesystem::path& folder = options.folder;
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
    std::unique_ptr<GroupCommit> made(
        new GroupCommit(disk, clock, random, std::move(options), std::move(hooks)));
    made->lock_ = std::move(*lock);
    FOOTFALL_CHECK(made->recover_first());
    if (!made->is_recovered() || !made->is_ample()) return made;
    // A full disk shows at the group that finds no room.
    if (const auto room = made->appender_->find_room(); !room && made->is_frozen()) {
        return fail(ErrorCode::io, room.error().message);
    }
    return made;
}

Result<> GroupCommit::recover_first() {
    FOOTFALL_TRY(recovered, recover(disk_, random_, options_));
    recovery_ = recovered.recovery;
    last_ = recovery_.last;
    appender_ = std::move(recovered.appender);
    if (appender_ || options_.ballast == nullptr || !options_.ballast->is_there()) return {};
    options_.ballast->give_up();
    recover_later();
    return {};
}

// What recovery found at first is as true as before, so the numbers made of it stand.
void GroupCommit::recover_later() {
    auto recovered = recover(disk_, random_, options_);
    if (recovered && recovered->recovery.last != recovery_.last) {
        recovered = fail(ErrorCode::corrupt, "the journal changed while it waited for room");
    }
    if (recovered) {
        appender_ = std::move(recovered->appender);
        return;
    }
    gave_up_ = true;
    observe::error("journal", "cannot recover: " + recovered.error().message);
}

Result<> GroupCommit::write(std::vector<Submission>& group) {
    if (is_frozen()) {
        return fail(ErrorCode::busy, "the journal is frozen until the next start", {},
                    "journal_frozen");
    }
    if (!is_recovered()) {
        return fail(ErrorCode::busy, "the journal has no room to begin", {}, "disk_full");
    }
    std::vector<Submission*> pointers;
    pointers.reserve(group.size());
    for (Submission& submission : group) pointers.push_back(&submission);
    if (hooks_.admit) hooks_.admit(pointers);
    take_entries(pointers);
    const Result<> outcome = keep();
    if (outcome) {
        const std::uint64_t end = appender_->tip().last.value;
        if (hooks_.apply) hooks_.apply({{end + 1 - entries_.size()}, {end}}, entries_);
        last_ = {end};
        mark_due_ = mark_due_ || !entries_.empty();
    } else {
        if (hooks_.discard) hooks_.discard(entries_);
        is_full_ = !is_frozen();
        if (is_full_ && options_.ballast != nullptr) options_.ballast->give_up();
    }
    return outcome;
}

void GroupCommit::answer(std::vector<Submission>& group, const Result<>& outcome) {
    for (Submission& submission : group) {
        if (!submission.done) continue;
        if (submission.refusal) {
            submission.done(submission, fail(*submission.refusal));
        } else {
            submission.done(submission, outcome);
        }
    }
}

void GroupCommit::find_room() {
    entries_.clear();
    watch_disk();
    if (is_frozen() || !is_recovered() || !is_ample() || appender_->has_room()) return;
    // A full disk is no trouble yet while the segment in use has room.
    (void)appender_->find_room();
}

void GroupCommit::idle() {
    if (mark_due_ && !is_frozen()) write_mark(false);
    if (options_.ballast != nullptr) options_.ballast->check();
    if (is_frozen() || !is_ample()) return;
    if (!is_recovered()) recover_later();
    if (is_frozen() || !is_recovered()) return;
    if (appender_->find_room()) is_full_ = false;
}

bool GroupCommit::has_idle_work() const {
    if (options_.ballast != nullptr) return true;
    if (is_frozen()) return false;
    return !is_recovered() || mark_due_ || !appender_->has_room() || is_full_;
}

void GroupCommit::stop() {
    if (is_recovered() && !is_frozen() && !appender_->tip().stopped) write_mark(true);
}

std::string GroupCommit::trouble() const {
    if (is_frozen()) return "journal_frozen";
    if (!is_recovered() || is_full_ || !is_ample()) return "disk_full";
    return {};
}

void GroupCommit::watch_disk() {
    if (options_.ballast == nullptr) return;
    const std::chrono::microseconds now = clock_.steady();
    const std::uint32_t segment = is_recovered() ? appender_->tip().header.segment : 0;
    if (now - watched_at_ < watch_interval && segment == watched_segment_) return;
    watched_at_ = now;
    watched_segment_ = segment;
    options_.ballast->check();
}

// Makes entries of all drafts to keep; their bodies move.
void GroupCommit::take_entries(std::span<Submission*> group) {
    entries_.clear();
    std::size_t drafts = 0;
    for (const Submission* submission : group) drafts += submission->drafts.size();
    entries_.reserve(drafts);
    Sequence sequence = appender_->tip().last;
    const Instant received_at = std::max(appender_->tip().received_at, clock_.now());
    for (Submission* submission : group) {
        if (submission->refusal) continue;
        for (Draft& draft : submission->drafts) {
            if (draft.fate != Draft::Fate::kept) continue;
            sequence = next(sequence);
            draft.sequence = sequence;
            entries_.emplace_back(sequence, received_at, std::move(draft.body));
        }
    }
}

// Makes the entries at hand durable.
Result<> GroupCommit::keep() {
    if (entries_.empty()) return {};
    buffer_.clear();
    for (const Entry& entry : entries_) buffer_.add(entry.sequence, entry.received_at, entry.body);
    return appender_->append(buffer_, entries_.back().sequence, entries_.back().received_at, false);
}

// An empty group: after it, damage in the one before cannot be taken for a torn write.
void GroupCommit::write_mark(bool stop) {
    buffer_.clear();
    mark_due_ = false;
    const Instant at = std::max(appender_->tip().received_at, clock_.now());
    // If it fails, the journal is frozen or the next group meets the full disk too.
    (void)appender_->append(buffer_, appender_->tip().last, at, stop);
}

}  // namespace footfall::journal
