// SimulatedStore: the index for answers, and an event table that lags, fails and is built anew.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "index/workspace_index.h"
#include "simulator/dice.h"
#include "simulator/tally.h"
#include "store/missing_entries.h"
#include "store/store.h"

namespace footfall::simulator {

// How far the event table is. It outlives the process, as a file does.
struct EventTable {
    Sequence persisted;
    bool rebuilding = false;  // it knows nothing before it is where the journal ended
};

// Timelines and fingerprints are unavailable. One thread.
class SimulatedStore final : public store::Store {
  public:
    SimulatedStore(EventTable& table, Tally& tally) : table_(table), tally_(tally) {}

    Result<> apply(SequenceRange range, std::span<const Entry> entries) override;
    Result<> set_days(const WorkspaceId& workspace, DayTable days) override;
    std::shared_ptr<const DayTable> days(const WorkspaceId& workspace) const override;
    Result<Table> answer(const Question& question) const override;
    Result<std::vector<bool>> kept(std::span<const store::EntryKey> keys) const override;
    store::Progress progress() const override;
    Result<store::Fingerprint> fingerprint(const WorkspaceId& workspace) const override;

    // All that was applied, in order.
    const std::vector<Entry>& entries() const { return entries_; }

    // As set_days, without a copy of the table.
    void share_days(const WorkspaceId& workspace, std::shared_ptr<const DayTable> days);

    // The event table takes in some of what is applied, or all.
    void follow(Dice& dice);
    void follow();

    // The event table is put aside, and begins from nothing.
    void rebuild();

  private:
    // What the event table knows once it has all that is applied.
    void recount(const WorkspaceId& workspace, const std::string& customer);

    EventTable& table_;
    Tally& tally_;
    Sequence applied_;
    std::vector<Entry> entries_;
    std::map<WorkspaceId, std::shared_ptr<const DayTable>> days_;
    std::map<WorkspaceId, index::WorkspaceIndex> workspaces_;
    store::MissingEntries missing_;
};

}  // namespace footfall::simulator
