// The installation: everything that lives on one data folder.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <thread>

#include "api/api.h"
#include "api/live.h"
#include "clock.h"
#include "command/commands.h"
#include "config/settings.h"
#include "disk/ballast.h"
#include "disk/posix_disk.h"
#include "intake/dedupe.h"
#include "intake/intake.h"
#include "journal/writer.h"
#include "observe/log.h"
#include "random.h"
#include "result.h"
#include "service/day_mover.h"
#include "service/journal_damage.h"
#include "service/upkeep.h"
#include "store/embedded/embedded_store.h"
#include "store/relay.h"
#include "workspace/control_plane.h"
#include "workspace/secret.h"

namespace footfall::service {

// Whether SIGTERM or SIGINT has come: they stay pending while they are blocked.
bool is_stop_asked();

// Members are made top down and end bottom up. load() is called by one thread; what the API uses
// may be called by any.
class Installation {
  public:
    // Stops the writer first, since its hooks use what ends before it.
    ~Installation() { close(); }

    // Opens the folder, its lock and the control plane.
    static Result<std::unique_ptr<Installation>> open(const config::Settings& settings);

    // Opens the journal and the store, which is empty still.
    Result<> prepare();

    // Fills the id set, from then on intake is open, and the store from the journal. After
    // prepare().
    Result<> load();

    // Whether load() came to its end well; waits for it. From another thread than load()'s.
    bool wait_until_loaded(const command::Progress& progress) const;

    // No entry is taken any more; what was taken is finished.
    void close();

    api::Readiness readiness() const;

    // Whether the store holds every acknowledged entry.
    bool is_loaded() const { return loading_ == Loading::done; }

    command::Parts command_parts() {
        return {clock_, random_, *control_plane_, intake_.get(), store_.get(), source_, [this] {
                    return damage_->lines();
                }};
    }

    // Entries of the journal that cannot be read; nothing if there are none.
    std::optional<api::LostEntries> lost_entries() const {
        return damage_ ? damage_->lost() : std::nullopt;
    }

    const Clock& clock() const { return clock_; }
    Random& random() { return random_; }
    workspace::ControlPlane& control_plane() { return *control_plane_; }
    intake::Intake& intake() { return *intake_; }
    store::Store& store() { return *store_; }
    const workspace::Secret& secret() const { return secret_; }
    api::Live& live() { return live_; }
    DayMover& day_mover() { return day_mover_; }

  private:
    explicit Installation(const config::Settings& settings) : settings_(settings) {}
    void watch_disk();

    Result<> open_store(Sequence journal_last);
    Result<> open_writer();
    Result<> fill_ids();
    Result<> fill_store();
    Result<> fill_store_up_to(Sequence last);
    void tend_timelines();
    void start_upkeep();
    void look_through(Sequence last);
    void has_looked_through();
    Result<> move_days(const WorkspaceId& workspace);
    bool is_snapshot_due(std::uint64_t entries_min) const;
    std::uint64_t snapshot_after() const;
    void take_in(SequenceRange range, std::span<const Entry> entries);
    void admit(std::span<journal::Submission*> group);

    const config::Settings& settings_;
    SystemClock clock_;
    api::Live live_{clock_};
    SystemRandom random_;
    PosixDisk disk_;
    std::unique_ptr<FolderLock> lock_;
    std::unique_ptr<Ballast> ballast_;
    std::uint64_t low_water_bytes_ = 0;
    std::unique_ptr<workspace::ControlPlane> control_plane_;
    workspace::Secret secret_{};
    std::unique_ptr<JournalDamage> damage_;
    store::JournalSource source_;
    std::unique_ptr<journal::Writer> writer_;  // the store asks it
    std::unique_ptr<embedded::EmbeddedStore> store_;
    std::unique_ptr<intake::Dedupe> dedupe_;
    std::unique_ptr<intake::IdFiles> id_files_;
    std::unique_ptr<Upkeep> upkeep_;
    std::unique_ptr<intake::Intake> intake_;

    // While the store is filled the writer's groups are left to the journal, to be read from there.
    std::mutex filling_mutex_;
    // Guarded by filling_mutex_.
    bool is_filled_ = false;
    Sequence journal_last_;

    enum class Loading : std::uint8_t { under_way, done, failed };
    std::atomic<Loading> loading_ = Loading::under_way;
    std::atomic<bool> is_open_ = false;
    std::atomic<bool> has_read_damage_ = false;
    std::atomic<bool> has_read_all_ = false;  // of what the journal had at the start
    std::thread look_through_;
    DayMover day_mover_{[this](const WorkspaceId& workspace) {
        const Result<> moved = move_days(workspace);
        if (moved || closed_) return;
        observe::error("service", "a workspace keeps to its old time zone",
                       {{"workspace", to_string(workspace)}, {"why", moved.error().message}});
    }};
    std::atomic<bool> closed_ = false;
    std::atomic<std::uint64_t> replayed_ = 0;  // sequences, of `last_`
    std::atomic<std::uint64_t> saved_ = 0;     // the snapshot's last sequence
    std::chrono::microseconds saved_at_{0};    // upkeep's; of the steady clock
    std::atomic<std::uint64_t> last_ = 0;
};

}  // namespace footfall::service
