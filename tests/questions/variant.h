// The stores that every question script is run against.
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <memory>
#include <string_view>
#include <vector>

#include "disk/posix_disk.h"
#include "model/memory_journal.h"
#include "store/store.h"

namespace footfall::questions {

enum class Variant {
    model,
    embedded,   // as it runs
    reopened,   // closed and opened again after each load
    held_back,  // the event table gets nothing: answers come from the tail
    rebuilt,    // the event table's file is damaged after each load and built again
    behind,     // the tail holds nothing: the event table is filled from the journal
    saved,      // closed and opened again from a snapshot, of this load or the one before
};

inline constexpr std::array<std::string_view, 7> variant_names{
    "model", "embedded", "reopened", "held_back", "rebuilt", "behind", "saved"};

// A store of one variant with a journal of its own. Failures end the test with a message.
class Subject {
  public:
    explicit Subject(Variant variant);
    Subject(const Subject&) = delete;
    Subject& operator=(const Subject&) = delete;
    ~Subject();

    void load(std::vector<Entry> entries);
    void apply_last_range_again();
    void restart();
    void set_days(const WorkspaceId& workspace, const DayTable& days);

    Sequence last() const { return journal_.last(); }
    const store::Store& store() const { return *store_; }

  private:
    void open();
    void reopen();
    void drain();
    void save();

    Variant variant_;
    std::filesystem::path folder_;
    model::MemoryJournal journal_;
    std::map<WorkspaceId, DayTable> days_;
    PosixDisk disk_;
    std::size_t loads_ = 0;
    Sequence saved_;
    std::unique_ptr<store::Store> store_;
};

}  // namespace footfall::questions
