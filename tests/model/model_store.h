// The model: a store that keeps every entry in a vector and answers by full scans, the oracle.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "store/store.h"

namespace footfall::model {

class ModelStore final : public store::Store {
  public:
    Result<> apply(SequenceRange range, std::span<const Entry> entries) override;
    Result<> set_days(const WorkspaceId& workspace, DayTable days) override;
    std::shared_ptr<const DayTable> days(const WorkspaceId& workspace) const override;
    Result<Table> answer(const Question& question) const override;
    Result<std::vector<bool>> kept(std::span<const store::EntryKey> keys) const override;
    store::Progress progress() const override;
    Result<store::Fingerprint> fingerprint(const WorkspaceId& workspace) const override;

  private:
    std::shared_ptr<const DayTable> days_locked(const WorkspaceId& workspace) const;

    mutable std::mutex mutex_;
    // Guarded by mutex_.
    Sequence applied_;
    std::vector<Entry> entries_;
    std::map<WorkspaceId, std::shared_ptr<const DayTable>> days_;
};

}  // namespace footfall::model
