// A journal in memory, for tests: keeps ranges and gives them back as a store's source.
#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

#include "store/journal_source.h"

namespace footfall::model {

class MemoryJournal {
  public:
    // Follows what is there; gives the range.
    SequenceRange append(std::vector<Entry> entries) {
        const std::lock_guard lock(shared_->mutex);
        const Sequence first = next(last_locked());
        for (std::size_t i = 0; i < entries.size(); ++i) {
            entries[i].sequence = {first.value + i};
        }
        const SequenceRange range{first, {first.value + entries.size() - 1}};
        shared_->ranges.emplace_back(range, std::move(entries));
        return range;
    }

    Sequence last() const {
        const std::lock_guard lock(shared_->mutex);
        return last_locked();
    }

    // The entries of the last range.
    std::vector<Entry> last_entries() const {
        const std::lock_guard lock(shared_->mutex);
        return shared_->ranges.back().second;
    }

    // Stays good after the journal is gone.
    store::JournalSource source() const {
        return [shared = shared_](Sequence from, Sequence to,
                                  const store::TakeRange& take) -> Result<> {
            std::vector<std::pair<SequenceRange, std::vector<Entry>>> ranges;
            {
                const std::lock_guard lock(shared->mutex);
                ranges = shared->ranges;
            }
            for (auto& [range, entries] : ranges) {
                if (range.last < from || to < range.first) continue;
                std::erase_if(entries, [&](const Entry& entry) { return entry.sequence < from; });
                FOOTFALL_CHECK(take({std::max(range.first, from), range.last}, entries));
            }
            return {};
        };
    }

  private:
    struct Shared {
        std::mutex mutex;
        std::vector<std::pair<SequenceRange, std::vector<Entry>>> ranges;
    };

    Sequence last_locked() const {
        return shared_->ranges.empty() ? Sequence() : shared_->ranges.back().first.last;
    }

    std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
};

}  // namespace footfall::model
