#include "simulator/server.h"

#include <span>
#include <utility>

#include "assert.h"
#include "journal/reader.h"

namespace footfall::simulator {

Server::Server(const Machine& machine)
    : machine_(machine),
      store_(machine.event_table, machine.tally),
      source_([&machine](Sequence from, Sequence to, const store::TakeRange& take) -> Result<> {
          const auto pass = journal::read(machine.disk, machine.journal.folder, from, to, take);
          if (!pass) return fail(pass.error());
          return {};
      }),
      packer_(machine.disk, machine.journal.folder),
      intake_(machine.clock, machine.random,
              [this](journal::Submission submission) { return append(std::move(submission)); }) {}

Result<std::unique_ptr<Server>> Server::start(const Machine& machine) {
    std::unique_ptr<Server> server(new Server(machine));
    FOOTFALL_CHECK(server->open());
    FOOTFALL_CHECK(server->load());
    return server;
}

Result<> Server::open() {
    journal::Hooks hooks;
    hooks.admit = [this](std::span<journal::Submission*> group) { dedupe_->admit(group); };
    hooks.apply = [this](SequenceRange range, std::span<const Entry> entries) {
        const Result<> done = store_.apply(range, entries);
        ASSERT(done.has_value(), done.error().message);
        dedupe_->commit(entries);
    };
    hooks.discard = [this](std::span<const Entry> entries) {
        dedupe_->discard();
        if (trouble() != "journal_frozen") return;
        in_doubt_.emplace();
        for (const Entry& entry : entries) in_doubt_->push_back(entry.body);
    };
    FOOTFALL_TRY(commit, journal::GroupCommit::open(machine_.disk, machine_.clock, machine_.random,
                                                    machine_.journal, std::move(hooks)));
    commit_ = std::move(commit);
    return {};
}

Result<> Server::load() {
    if (machine_.event_table.persisted > recovery().last) {
        return fail(ErrorCode::corrupt, "the event table has more than the journal", {},
                    "journal_behind");
    }
    intake::DedupeSecret secret{};
    secret[0] = std::byte{7};
    dedupe_ = std::make_unique<intake::Dedupe>(machine_.clock, secret, store_, machine_.dedupe);
    for (const auto& [workspace, days] : machine_.days) store_.share_days(workspace, days);
    id_files_ = std::make_unique<intake::IdFiles>(machine_.disk, machine_.journal.folder, source_);
    FOOTFALL_CHECK(id_files_->restore(*dedupe_, recovery().last, machine_.clock.now(),
                                      [](Sequence) -> Result<> { return {}; }));
    FOOTFALL_TRY(pass,
                 journal::read(machine_.disk, machine_.journal.folder, Sequence{1}, recovery().last,
                               [this](SequenceRange range, std::span<const Entry> entries) {
                                   return store_.apply(range, entries);
                               }));
    if (pass.last != recovery().last) {
        return fail(ErrorCode::corrupt, "the reader ends before the recovery", {}, "short_pass");
    }
    return {};
}

// As journal::Writer::append.
Result<> Server::append(journal::Submission submission) {
    ASSERT(submission.bytes > 0);
    if (const std::string& why = trouble(); !why.empty()) {
        return fail(ErrorCode::busy, "refused", {}, why);
    }
    const std::size_t queued = queue_bytes_ + submission.bytes;
    if (queue_bytes_ > 0 && queued > machine_.journal.queue_bytes_max) {
        machine_.tally.add(Happening::queue_full_refusal);
        return fail(ErrorCode::busy, "the journal's queue is full", {}, "queue_full");
    }
    queue_bytes_ = queued;
    queue_.push_back(std::move(submission));
    while (answers_at_once_ && has_queue()) write_group();
    return {};
}

Result<intake::Counts> Server::append_now(std::vector<EntryBody> bodies) {
    answers_at_once_ = true;
    Result<intake::Counts> counts = intake_.append(std::move(bodies));
    answers_at_once_ = false;
    return counts;
}

// As journal::Writer's thread.
void Server::write_group() {
    if (queue_.empty()) return;
    std::vector<journal::Submission> group;
    std::size_t bytes = 0;
    while (!queue_.empty()) {
        const std::size_t more = queue_.front().bytes;
        if (!group.empty() && bytes + more > machine_.journal.group_bytes_max) break;
        bytes += more;
        group.push_back(std::move(queue_.front()));
        queue_.pop_front();
    }
    queue_bytes_ -= bytes;
    write(std::move(group));
}

void Server::write(std::vector<journal::Submission> group) {
    const Result<> outcome = commit_->write(group);
    machine_.trace("  group of", group.size(), outcome ? "kept" : outcome.error().reason, "last",
                   last().value);
    for (const journal::Submission& submission : group) {
        if (submission.refusal) machine_.tally.add(Happening::store_refusal);
    }
    journal::GroupCommit::answer(group, outcome);
    commit_->find_room();
}

void Server::idle_second() {
    commit_->idle();
    commit_->find_room();
    machine_.tally.add(Happening::idle_second);
    if (!trouble().empty()) return;
    // What fails is tried again, and nothing depends on it.
    const Result<bool> made = id_files_->make_one(*dedupe_, [this] { return trouble().empty(); });
    if (made && *made) machine_.tally.add(Happening::id_file);
    const Result<bool> packed = packer_.pack_one(machine_.clock.now());
    if (packed && *packed) machine_.tally.add(Happening::packed_segment);
}

void Server::stop() {
    while (has_queue()) write_group();
    commit_->stop();
}

}  // namespace footfall::simulator
