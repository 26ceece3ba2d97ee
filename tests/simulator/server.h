// Server: one life of intake, dedupe, journal and store, wired as the service does, in one thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "clock.h"
#include "intake/dedupe.h"
#include "intake/id_file.h"
#include "intake/intake.h"
#include "journal/group_commit.h"
#include "journal/packed_segment.h"
#include "journal/writer.h"
#include "simulator/mortal_disk.h"
#include "simulator/simulated_store.h"
#include "simulator/tally.h"
#include "simulator/trace.h"

namespace footfall::simulator {

// What a server is made of and finds again at the next start.
struct Machine {
    MortalDisk& disk;
    SimulatedClock& clock;
    Random& random;
    EventTable& event_table;
    Tally& tally;
    Trace& trace;
    journal::Options journal;
    intake::DedupeOptions dedupe;
    std::vector<std::pair<WorkspaceId, std::shared_ptr<const DayTable>>> days;
};

// Plays the writer's thread too: its queue, its groups, its idle second.
class Server {
  public:
    // Recovers and loads the journal.
    static Result<std::unique_ptr<Server>> start(const Machine& machine);

    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    intake::Intake& intake() { return intake_; }
    SimulatedStore& store() { return store_; }
    const journal::Recovery& recovery() const { return commit_->recovery(); }
    Sequence last() const { return commit_->last(); }
    std::string trouble() const { return commit_->trouble(); }
    bool has_queue() const { return !queue_.empty(); }
    bool has_idle_work() const { return commit_->has_idle_work(); }
    Instant dedupe_edge() const { return dedupe_->edge(); }

    // Appends what operators' commands append; it is answered when this returns.
    Result<intake::Counts> append_now(std::vector<EntryBody> bodies);

    // The writer's thread takes one group off the queue, if there is one.
    void write_group();

    // The writer's thread waits for a second in vain; upkeep does one thing.
    void idle_second();

    // Finishes the queue and leaves the mark of an orderly stop.
    void stop();

    // All entries ever applied, by this life and, loaded at its start, those before.
    const std::vector<Entry>& applied() const { return store_.entries(); }

    // The entries of a group that failed in a way that leaves it in doubt, by a freeze or a death.
    const std::optional<std::vector<EntryBody>>& in_doubt() const { return in_doubt_; }

  private:
    explicit Server(const Machine& machine);

    Result<> open();
    Result<> load();
    Result<> append(journal::Submission submission);
    void write(std::vector<journal::Submission> group);

    const Machine& machine_;
    SimulatedStore store_;
    store::JournalSource source_;
    std::unique_ptr<intake::Dedupe> dedupe_;
    std::unique_ptr<intake::IdFiles> id_files_;
    journal::Packer packer_;
    intake::Intake intake_;
    std::unique_ptr<journal::GroupCommit> commit_;
    std::deque<journal::Submission> queue_;
    std::size_t queue_bytes_ = 0;
    bool answers_at_once_ = false;
    std::optional<std::vector<EntryBody>> in_doubt_;
};

}  // namespace footfall::simulator
