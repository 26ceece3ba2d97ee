#include "service/installation.h"

#include <algorithm>
#include <csignal>
#include <exception>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "assert.h"
#include "calendar/zone.h"
#include "journal/reader.h"

namespace footfall::service {

namespace {

constexpr std::size_t mebibyte = 1024 * 1024;

}  // namespace

bool is_stop_asked() {
    sigset_t pending;
    sigpending(&pending);
    return sigismember(&pending, SIGTERM) == 1 || sigismember(&pending, SIGINT) == 1;
}

Result<std::unique_ptr<Installation>> Installation::open(const config::Settings& settings) {
    std::unique_ptr<Installation> made(new Installation(settings));
    const std::filesystem::path& data = settings.data;
    // Whatever is made in it is for its owner alone, DuckDB's files too.
    ::umask(0077);
    FOOTFALL_CHECK(made->disk_.make_folder(data));
    if (::chmod(data.c_str(), 0700) != 0) {
        return fail(ErrorCode::io, data.string() + ": its mode cannot be set to 0700");
    }
    FOOTFALL_TRY(lock, made->disk_.lock(data));
    made->lock_ = std::move(lock);
    made->watch_disk();
    FOOTFALL_CHECK(Zone::load(settings.time_zone));
    FOOTFALL_TRY(secret,
                 workspace::load_or_make_secret(made->disk_, data / "secret", made->random_));
    made->secret_ = secret;
    workspace::Options options;
    options.file = data / "control.sqlite";
    options.secret = secret;
    options.time_zone = settings.time_zone;
    options.session_idle = std::chrono::hours(settings.session_idle_hours);
    options.session_lifetime = std::chrono::hours(24) * settings.session_days;
    FOOTFALL_TRY(control_plane,
                 workspace::ControlPlane::open(std::move(options), made->clock_, made->random_));
    made->control_plane_ = std::move(control_plane);
    made->intake_ = std::make_unique<intake::Intake>(
        made->clock_, made->random_,
        [installation = made.get()](journal::Submission submission) -> Result<> {
            if (!installation->is_open_ || installation->closed_) {
                return fail(ErrorCode::busy, "The journal is being opened.", "",
                            "journal_not_open");
            }
            return installation->writer_->append(std::move(submission));
        });
    return made;
}

void Installation::watch_disk() {
    const std::uint64_t segment_bytes = std::uint64_t{settings_.segment_mib} * mebibyte;
    Ballast::Options options;
    options.file = settings_.data / "ballast";
    // A segment that a deletion may need, and what control.sqlite does.
    options.bytes = segment_bytes + mebibyte;
    low_water_bytes_ = settings_.disk_low_water_mib > 0
                           ? std::uint64_t{settings_.disk_low_water_mib} * mebibyte
                           : 2 * segment_bytes;
    options.low_water_bytes = low_water_bytes_;
    ballast_ = std::make_unique<Ballast>(disk_, std::move(options));
}

Result<> Installation::prepare() {
    FOOTFALL_TRY(damage, JournalDamage::open(disk_, settings_.data / "events"));
    damage_ = std::move(damage);
    source_ = store::journal_source(
        disk_, settings_.data / "journal",
        [this](const journal::Damage& place) { return damage_->take(place); });
    FOOTFALL_CHECK(open_writer());
    const journal::Recovery& recovery = writer_->recovery();
    if (!recovery.damage.empty()) {
        observe::error("journal", "is damaged: reads what is whole", {{"what", recovery.damage}});
    }
    if (recovery.torn_bytes > 0) {
        observe::warning("journal", "cut off the torn end that a crash left",
                         {{"bytes", recovery.torn_bytes}, {"last", recovery.last.value}});
    }
    if (!writer_->is_recovered()) {
        observe::warning("journal", "there is no room to begin: entries are read, none is taken",
                         {{"last", recovery.last.value}});
    }
    if (recovery.unknown_entries > 0) {
        observe::warning("journal", "skips entries that a newer version wrote",
                         {{"entries", recovery.unknown_entries}});
    }
    last_ = recovery.last.value;
    journal_last_ = recovery.last;
    return open_store(recovery.last);
}

Result<> Installation::load() {
    Result<> filled = fail(ErrorCode::io, "loading failed");
    try {
        filled = fill_ids();
        if (filled) {
            is_open_ = true;
            filled = fill_store();
        }
    } catch (const std::exception& thrown) {
        filled = fail(ErrorCode::io, std::string("loading failed: ") + thrown.what());
    }
    if (filled) day_mover_.start();
    loading_ = filled ? Loading::done : Loading::failed;
    loading_.notify_all();
    return filled;
}

bool Installation::wait_until_loaded(const command::Progress& progress) const {
    if (loading_ == Loading::under_way) progress("the server is loading its numbers");
    loading_.wait(Loading::under_way);
    return loading_ == Loading::done;
}

Result<> Installation::fill_ids() {
    const auto go_on = [](Sequence) -> Result<> {
        if (!is_stop_asked()) return {};
        return fail(ErrorCode::unavailable, "stopped before everything was loaded");
    };
    return id_files_->restore(*dedupe_, writer_->recovery().last, clock_.now(), go_on);
}

// What is appended meanwhile is read in its turn; the rest, once it is short, while the writer
// waits.
Result<> Installation::fill_store() {
    constexpr std::uint64_t short_enough = 20'000;
    // Of a journal that has lost entries only what it still has is counted.
    const bool may_restore = writer_->recovery().damage.empty() && !damage_->has_earlier();
    const Sequence restored = may_restore ? store_->restore() : Sequence();
    replayed_ = restored.value;
    saved_ = restored.value;
    while (true) {
        Sequence last;
        {
            const std::lock_guard lock(filling_mutex_);
            last = journal_last_;
            if (last.value - replayed_ <= short_enough) {
                FOOTFALL_CHECK(fill_store_up_to(last));
                is_filled_ = true;
                break;
            }
        }
        FOOTFALL_CHECK(fill_store_up_to(last));
    }
    start_upkeep();
    if (restored.value == 0) {
        has_looked_through();
    } else {
        look_through_ = std::thread([this, restored] { look_through(restored); });
    }
    return {};
}

// What the snapshot spared the start is read behind it, since damage wants to be known. What is
// lost there was counted so far, and is not any more.
void Installation::look_through(Sequence last) {
    constexpr int low_priority = 10;
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), low_priority);
    const auto go_on = [this](SequenceRange, std::span<const Entry>) -> Result<> {
        if (closed_) return fail(ErrorCode::unavailable, "the server stops");
        return {};
    };
    Result<> read = source_({1}, last, go_on);
    if (read) {
        for (const SequenceRange& lost : damage_->lost_ranges()) {
            if (last < lost.first) continue;
            observe::warning("journal", "entries are lost: counts the others again");
            read = store_->read_again();
            break;
        }
    }
    if (read) return has_looked_through();
    if (closed_) return;
    observe::error("journal", "cannot be looked through: " + read.error().message);
}

void Installation::has_looked_through() {
    has_read_damage_ = true;
    if (damage_->is_healed()) {
        observe::info("journal", "lost entries are back: builds the event table again");
        store_->rebuild();
    }
    has_read_all_ = true;
}

Result<> Installation::move_days(const WorkspaceId& workspace) {
    FOOTFALL_TRY(found, control_plane_->find_workspace(workspace));
    if (store_->days(workspace)->zone() == found.time_zone) return {};
    FOOTFALL_TRY(days, make_day_table(found.time_zone));
    FOOTFALL_CHECK(store_->set_days(workspace, std::move(days)));
    saved_ = 0;  // the snapshot has the old days, so that a start would not take it
    return {};
}

bool Installation::is_snapshot_due(std::uint64_t entries_min) const {
    const std::uint64_t applied = store_->progress().applied.value;
    return has_read_all_ && damage_->lost_ranges().empty() &&
           applied - saved_ >= std::max<std::uint64_t>(entries_min, 1);
}

// How many entries a start may have to read. All of the numbers are written each time, so those of
// a busy hour are let go on to an eighth of all entries.
std::uint64_t Installation::snapshot_after() const {
    constexpr std::chrono::hours often_enough{1};
    if (clock_.steady() - saved_at_ >= often_enough) return settings_.snapshot_entries;
    return std::max(settings_.snapshot_entries, store_->progress().applied.value / 8);
}

void Installation::start_upkeep() {
    saved_at_ = clock_.steady();
    Upkeep::Options upkeep;
    upkeep.save_snapshot = [this]() -> Result<bool> {
        if (!is_snapshot_due(snapshot_after())) return false;
        // Tried again after as many, whatever becomes of it.
        saved_ = store_->progress().applied.value;
        saved_at_ = clock_.steady();
        const Result<> saved = store_->save();
        if (!saved && saved.error().code != ErrorCode::unavailable) return fail(saved.error());
        return saved.has_value();
    };
    upkeep.tend_timelines = [this] { return store_->tend(); };
    upkeep.pack_after = std::chrono::seconds(settings_.pack_after_s);
    upkeep.may_write = [this] { return writer_->trouble().empty(); };
    upkeep_ = std::make_unique<Upkeep>(clock_, *id_files_, *dedupe_,
                                       journal::Packer(disk_, settings_.data / "journal"),
                                       std::move(upkeep));
}

Result<> Installation::fill_store_up_to(Sequence last) {
    if (replayed_ == last.value) return {};
    FOOTFALL_CHECK(source_({replayed_ + 1}, last,
                           [&](SequenceRange range, std::span<const Entry> entries) -> Result<> {
                               if (is_stop_asked()) {
                                   return fail(ErrorCode::unavailable,
                                               "stopped before everything was loaded");
                               }
                               replayed_ = range.last.value;
                               const Result<> applied = store_->apply(range, entries);
                               if (applied) tend_timelines();
                               return applied;
                           }));
    if (replayed_ == last.value) return {};
    return fail(ErrorCode::corrupt, "the journal gives entries up to " + std::to_string(replayed_) +
                                        " of " + std::to_string(last.value));
}

// Nobody else does it before upkeep begins, and what is not written yet is in memory.
void Installation::tend_timelines() {
    if (!writer_->trouble().empty()) return;
    Result<bool> did = true;
    while (did && *did) did = store_->tend();
    if (!did) observe::warning("timeline", "runs cannot be kept", {{"why", did.error().message}});
}

// What the journal has lost is no duplicate when it is sent again, whatever the id files say.
void Installation::admit(std::span<journal::Submission*> group) {
    if (has_read_damage_.exchange(false)) {
        for (const SequenceRange& lost : damage_->lost_ranges()) {
            id_files_->lose(*dedupe_, lost);
        }
    }
    dedupe_->admit(group);
}

void Installation::take_in(SequenceRange range, std::span<const Entry> entries) {
    const std::lock_guard lock(filling_mutex_);
    if (!range.empty()) journal_last_ = range.last;
    if (!is_filled_) return;
    const Result<> applied = store_->apply(range, entries);
    ASSERT(applied.has_value(), applied.error().message);
    const WorkspaceId* told = nullptr;  // entries of one workspace mostly come together
    for (const Entry& entry : entries) {
        const WorkspaceId& workspace = workspace_of(entry.body);
        if (told != nullptr && *told == workspace) continue;
        live_.changed(workspace, range.last);
        told = &workspace;
    }
}

Result<> Installation::open_writer() {
    journal::Options options;
    options.folder = settings_.data / "journal";
    options.segment_bytes = std::uint64_t{settings_.segment_mib} * mebibyte;
    options.queue_bytes_max = std::size_t{settings_.queue_mib} * mebibyte;
    options.ballast = ballast_.get();
    journal::Hooks hooks;
    hooks.admit = [this](std::span<journal::Submission*> group) { admit(group); };
    hooks.apply = [this](SequenceRange range, std::span<const Entry> entries) {
        take_in(range, entries);
        dedupe_->commit(entries);
    };
    hooks.discard = [this](std::span<const Entry>) { dedupe_->discard(); };
    options.salvage = true;
    auto writer = journal::Writer::open(disk_, clock_, random_, options, std::move(hooks));
    if (!writer && writer.error().code == ErrorCode::corrupt) {
        Error error = std::move(writer).error();
        error.message +=
            ". The server does not start, since it cannot tell how far the journal "
            "went: restore the file from a backup, or see \"When the journal is "
            "damaged\" in docs/operating.md";
        return fail(std::move(error));
    }
    if (!writer) return fail(std::move(writer).error());
    writer_ = std::move(*writer);
    return {};
}

Result<> Installation::open_store(Sequence journal_last) {
    embedded::Options options;
    options.folder = settings_.data / "events";
    options.memory_limit_bytes = std::uint64_t{settings_.duckdb_memory_mib} * mebibyte;
    options.disk = &disk_;
    options.mark_of = store::journal_mark(disk_, settings_.data / "journal");
    options.has_room = [this](std::uint64_t bytes) {
        const auto free = disk_.free_bytes(settings_.data);
        return free && *free > bytes + 2 * low_water_bytes_;
    };
    // What little room is left is for the control plane, and DuckDB does not outlive a full disk.
    options.may_write = [this] {
        return writer_->is_recovered() && writer_->trouble() != "disk_full";
    };
    FOOTFALL_TRY(store, embedded::EmbeddedStore::open(std::move(options), journal_last, source_));
    store_ = std::move(store);
    intake::DedupeOptions dedupe;
    dedupe.window = std::chrono::hours(24) * settings_.dedupe_days;
    dedupe.ids_max = settings_.dedupe_ids_max;
    dedupe_ = std::make_unique<intake::Dedupe>(clock_, secret_, *store_, dedupe);
    id_files_ = std::make_unique<intake::IdFiles>(disk_, settings_.data / "journal", source_);
    FOOTFALL_TRY(workspaces, control_plane_->workspaces());
    for (const workspace::Workspace& workspace : workspaces) {
        FOOTFALL_TRY(days, make_day_table(workspace.time_zone));
        FOOTFALL_CHECK(store_->set_days(workspace.id, std::move(days)));
    }
    return {};
}

void Installation::close() {
    closed_ = true;
    upkeep_.reset();
    if (store_) store_->stop_reading();
    day_mover_.stop();
    if (look_through_.joinable()) look_through_.join();
    const bool may_write = writer_ && writer_->trouble().empty();
    if (writer_) writer_->stop();
    if (loading_ != Loading::done) return;
    // So many are read in less than it takes to save the others.
    constexpr std::uint64_t few_entries = 20'000;
    if (may_write && is_snapshot_due(std::min(settings_.snapshot_entries, few_entries))) {
        const Result<> saved = store_->save();
        if (!saved && saved.error().code != ErrorCode::unavailable) {
            observe::warning("store", "the snapshot was not saved",
                             {{"why", saved.error().message}});
        }
    }
    if (!has_read_all_ || !store_->progress().trouble.empty()) return;
    if (const auto forgotten = damage_->forget_earlier(); !forgotten) {
        observe::warning("journal", forgotten.error().message);
    }
}

api::Readiness Installation::readiness() const {
    api::Readiness readiness;
    readiness.ready = loading_ == Loading::done;
    const std::uint64_t last = last_;
    readiness.progress =
        last == 0 ? 0.0 : std::min(1.0, static_cast<double>(replayed_) / static_cast<double>(last));
    if (!readiness.ready) {
        readiness.reasons.emplace_back("loading");
        return readiness;
    }
    if (const std::string trouble = writer_->trouble(); !trouble.empty()) {
        readiness.reasons.push_back(trouble);
    }
    if (!damage_->empty()) readiness.reasons.emplace_back("journal_damaged");
    store::Progress store = store_->progress();
    if (store.applied.value > 0) {
        readiness.progress = static_cast<double>(std::min(store.persisted, store.applied).value) /
                             static_cast<double>(store.applied.value);
    }
    for (std::string& trouble : store.trouble) {
        readiness.reasons.push_back(std::move(trouble));
    }
    return readiness;
}

}  // namespace footfall::service
