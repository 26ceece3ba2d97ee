// MortalDisk: a simulated disk whose process dies at a given operation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "disk/disk.h"
#include "disk/simulated_disk.h"
#include "simulator/dice.h"
#include "simulator/trace.h"

namespace footfall::simulator {

enum class Death : std::uint8_t {
    kill,       // what was written stays, synced or not
    power_cut,  // what was not synced stays or goes, at random
};

// What changes files is counted as an operation; reading is not. One thread.
class MortalDisk final : public Disk {
  public:
    MortalDisk(SimulatedDisk& disk, Dice& dice, Trace& trace)
        : disk_(disk), dice_(dice), trace_(trace) {}

    Result<std::unique_ptr<File>> open(const std::filesystem::path& path, Open how) override;
    Result<std::vector<std::string>> list(const std::filesystem::path& folder) const override;
    Result<> make_folder(const std::filesystem::path& folder) override;
    Result<> rename(const std::filesystem::path& from, const std::filesystem::path& to) override;
    Result<> remove(const std::filesystem::path& path) override;
    Result<> sync_folder(const std::filesystem::path& folder) override;
    Result<std::uint64_t> free_bytes(const std::filesystem::path& folder) const override;
    Result<std::unique_ptr<FolderLock>> lock(const std::filesystem::path& folder) override;

    // The process dies at its nth operation from here on, 1 being the next: of that one nothing,
    // all or, of a write, a part happens, and no caller learns of it. 0: it lives.
    void die_at(std::uint64_t nth, Death how);

    // Dies now, between two operations.
    void die(Death how);

    // Another process; nothing of the last one may be left.
    void begin_life();

    bool is_dead() const { return is_dead_; }
    Death death() const { return how_; }

    // Of this life, as the process saw them.
    std::uint64_t failed_syncs() const { return failed_syncs_; }
    std::uint64_t short_writes() const { return short_writes_; }
    std::uint64_t failed_for_room() const { return failed_for_room_; }
    std::uint64_t failed_otherwise() const { return failed_otherwise_; }
    std::uint64_t segments_placed() const { return segments_placed_; }

  private:
    class MortalFile;

    bool dies_here();
    template <class Operation>
    Result<> change(std::string_view what, const std::filesystem::path& path, std::uint64_t number,
                    const Operation& operation);
    Result<> note(std::string_view what, Result<> outcome);
    Result<> alive() const;

    SimulatedDisk& disk_;
    Dice& dice_;
    Trace& trace_;
    std::uint64_t operations_to_death_ = 0;  // 0: none
    Death how_ = Death::kill;
    bool is_dead_ = false;
    std::uint64_t open_files_ = 0;
    std::uint64_t failed_syncs_ = 0;
    std::uint64_t short_writes_ = 0;
    std::uint64_t failed_for_room_ = 0;
    std::uint64_t failed_otherwise_ = 0;
    std::uint64_t segments_placed_ = 0;
};

}  // namespace footfall::simulator
