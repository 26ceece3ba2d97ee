#include "journal/group_commit.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "assert.h"
#include "journal/recovery.h"

namespace footfall::journal {

namespace {

constexpr std::uint64_t segment_bytes_min = 64ULL * 1024;

}  // namespace

GroupCommit::GroupCommit(const Clock& clock, Hooks hooks)
    : clock_(clock), hooks_(std::move(hooks)) {}

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
    FOOTFALL_TRY(recovered, recover(disk, random, options));
    std::unique_ptr<GroupCommit> made(new GroupCommit(clock, std::move(hooks)));
    made->lock_ = std::move(*lock);
    made->recovery_ = recovered.recovery;
    made->appender_ = std::move(recovered.appender);
    made->last_ = made->recovery_.last;
    // A full disk shows at the group that finds no room.
    if (const auto room = made->appender_->find_room(); !room && made->appender_->frozen()) {
        return fail(ErrorCode::io, room.error().message);
    }
    return made;
}

Result<> GroupCommit::write(std::vector<Submission>& group) {
    if (appender_->frozen()) {
        return fail(ErrorCode::busy, "the journal is frozen until the next start", {},
                    "journal_frozen");
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
        if (hooks_.discard) hooks_.discard();
        set_trouble(outcome.error());
    }
    give_bodies_back();
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
    if (appender_->frozen() || appender_->has_room()) return;
    // A full disk is no trouble yet while the segment in use has room.
    if (const auto room = appender_->find_room(); !room && appender_->frozen()) {
        set_trouble(room.error());
    }
}

void GroupCommit::idle() {
    if (mark_due_) write_mark(false);
    if (appender_->frozen()) return;
    if (const auto room = appender_->find_room(); room) {
        trouble_.clear();
    } else if (appender_->frozen()) {
        set_trouble(room.error());
    }
}

bool GroupCommit::has_idle_work() const {
    return !appender_->frozen() && (mark_due_ || !appender_->has_room() || trouble_ == "disk_full");
}

void GroupCommit::stop() {
    if (!appender_->frozen() && !appender_->tip().stopped) write_mark(true);
}

void GroupCommit::set_trouble(const Error& cause) {
    trouble_ = appender_->frozen() ? "journal_frozen" : cause.reason;
}

// Makes entries of all drafts to keep. Their bodies move, and come back when the group is done.
void GroupCommit::take_entries(std::span<Submission*> group) {
    entries_.clear();
    drafts_.clear();
    Sequence sequence = appender_->tip().last;
    const Instant received_at = std::max(appender_->tip().received_at, clock_.now());
    for (Submission* submission : group) {
        if (submission->refusal) continue;
        for (Draft& draft : submission->drafts) {
            if (draft.fate != Draft::Fate::kept) continue;
            sequence = next(sequence);
            entries_.push_back({sequence, received_at, std::move(draft.body)});
            drafts_.push_back(&draft);
        }
    }
}

void GroupCommit::give_bodies_back() {
    for (std::size_t i = 0; i < drafts_.size(); ++i) {
        drafts_[i]->body = std::move(entries_[i].body);
    }
    entries_.clear();
    drafts_.clear();
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
    const auto written = appender_->append(buffer_, appender_->tip().last, at, stop);
    if (!written && appender_->frozen()) set_trouble(written.error());
}

}  // namespace footfall::journal
