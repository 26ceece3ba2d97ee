// JournalDamage: what of the journal cannot be read, for the log, /healthz, the page and the check.
#pragma once

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "api/api.h"
#include "disk/disk.h"
#include "journal/salvage.h"
#include "result.h"

namespace footfall::service {

// Keeps in `file` which entries an event table may lack that was written meanwhile, so that it is
// built again once they are back. Thread-safe.
class JournalDamage {
  public:
    // Reads what earlier runs left in `file`, in `folder`.
    static Result<std::unique_ptr<JournalDamage>> open(Disk& disk, std::filesystem::path folder);

    // Logs damage that was not seen before and keeps it.
    Result<> take(const journal::Damage& damage);

    bool empty() const;

    // What all of it hides; nothing if no entry is lost.
    std::optional<api::LostEntries> lost() const;

    // The ranges of sequences that are lost.
    std::vector<SequenceRange> lost_ranges() const;

    // A line for each place.
    std::vector<std::string> lines() const;

    // Whether an earlier run has lost entries.
    bool has_earlier() const;

    // Whether entries that were lost in an earlier run are not, once the journal was read.
    bool is_healed() const;

    // The event table lacks no more than what is lost now.
    Result<> forget_earlier();

  private:
    using Ranges = std::set<std::pair<std::uint64_t, std::uint64_t>>;

    JournalDamage(Disk& disk, std::filesystem::path folder);
    Result<> read();
    Result<> write() const;

    Disk& disk_;
    const std::filesystem::path folder_;
    mutable std::mutex mutex_;  // guards what follows
    std::map<std::pair<std::uint32_t, std::uint64_t>, journal::Damage> places_;
    Ranges lost_;
    Ranges earlier_;
};

}  // namespace footfall::service
