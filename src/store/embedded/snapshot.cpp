// The snapshot: what the store holds in memory, kept so that a start reads only what came after.
#include <map>
#include <shared_mutex>
#include <string>
#include <utility>
#include <vector>

#include "index/saved.h"
#include "observe/log.h"
#include "question/fold.h"
#include "store/embedded/state.h"
#include "store/snapshot_file.h"

namespace footfall::embedded {
namespace {

using index::Loader;
using index::Saver;

void save_days(Saver& saver, const DayTable& days) {
    saver.text(days.zone());
    saver.value(days.first());
    saver.values(days.days(days.first(), days.last()).edges);
}

// Nothing if there is no table in it.
std::shared_ptr<const DayTable> load_days(Loader& loader) {
    std::string zone(loader.text());
    const auto first = loader.value<Day>();
    auto edges = loader.values<Instant>();
    if (!loader.is_good() || edges.size() < 2) return nullptr;
    return std::make_shared<const DayTable>(std::move(zone), first, std::move(edges));
}

tl::unexpected<Error> other(const char* what) {
    return fail(ErrorCode::conflict, std::string("it is of another ") + what);
}

tl::unexpected<Error> unreadable() { return fail(ErrorCode::corrupt, "it cannot be read"); }

}  // namespace

struct EmbeddedStore::State::Snapshot {
    Sequence applied;
    store::MissingEntries missing;
    std::vector<timeline::RunName> runs;  // that hold everything up to there
    std::vector<std::pair<WorkspaceId, index::WorkspaceIndex>> workspaces;
};

Result<> EmbeddedStore::save() {
    State& state = *state_;
    if (state.options.disk == nullptr) return {};
    State::Snapshot snapshot;
    {
        const std::shared_lock lock(state.mutex);
        const auto not_now = [] { return fail(ErrorCode::unavailable, "not all is counted yet"); };
        if (state.applied < state.journal_last || !state.moving.empty()) return not_now();
        for (const auto& [id, index] : state.workspaces) {
            if (!index.is_whole()) return not_now();
        }
        snapshot.applied = state.applied;
        snapshot.missing = state.missing;
        state.timelines.seal();
        for (const auto& [id, index] : state.workspaces)
            snapshot.workspaces.emplace_back(id, index);
    }
    std::uint64_t bytes = 0;
    for (const auto& [id, index] : snapshot.workspaces) bytes += index.memory_bytes();
    Result<> written = fail(ErrorCode::unavailable, "there is no room for the snapshot");
    if (state.options.has_room(bytes)) {
        auto runs = state.timelines.save(snapshot.applied);
        written = runs ? Result<>() : fail(runs.error());
        if (runs) snapshot.runs = std::move(*runs);
        if (written) written = state.write_snapshot(snapshot);
        if (written) written = state.timelines.remove_others(snapshot.runs);
    }
    // A copy is let go while nothing changes.
    const std::shared_lock lock(state.mutex);
    snapshot.workspaces.clear();
    return written;
}

Result<> EmbeddedStore::State::write_snapshot(const Snapshot& snapshot) const {
    FOOTFALL_TRY(mark, options.mark_of(snapshot.applied));
    FOOTFALL_TRY(file, store::SnapshotWriter::begin(*options.disk, snapshot_file()));
    Saver head;
    head.value(index::saved_version);
    head.text(fold_version());
    head.value(snapshot.applied);
    head.value(mark);
    head.values(snapshot.missing.ranges());
    head.values(snapshot.runs);
    head.value(std::uint64_t{snapshot.workspaces.size()});
    FOOTFALL_CHECK(file.add(head.bytes()));
    for (const auto& [id, workspace] : snapshot.workspaces) {
        Saver name;
        name.value(id);
        save_days(name, *workspace.activity().days());
        FOOTFALL_CHECK(file.add(name.bytes()));
        for (std::size_t part = 0; part < workspace.parts(); ++part) {
            Saver saver;
            workspace.save(part, saver);
            FOOTFALL_CHECK(file.add(saver.bytes()));
        }
    }
    return file.finish();
}

Sequence EmbeddedStore::restore() {
    State& state = *state_;
    if (state.options.disk == nullptr) return {};
    auto snapshot = state.read_snapshot();
    if (!snapshot) {
        if (snapshot.error().code != ErrorCode::not_found) {
            observe::info("store", "does not take the snapshot: reads the whole journal",
                          {{"why", snapshot.error().message}});
        }
        return {};
    }
    {
        const std::unique_lock lock(state.mutex);
        state.applied = snapshot->applied;
        state.missing = std::move(snapshot->missing);
        for (auto& [id, index] : snapshot->workspaces) {
            state.workspaces.emplace(id, std::move(index));
        }
        state.tail.begin_after(state.applied);
        state.timelines.restore(snapshot->runs);
    }
    {
        const std::lock_guard lock(state.wake_mutex);
        state.has_work = true;
    }
    state.wake.notify_all();
    return snapshot->applied;
}

Result<EmbeddedStore::State::Snapshot> EmbeddedStore::State::read_snapshot() const {
    FOOTFALL_TRY(file, store::SnapshotReader::open(*options.disk, snapshot_file()));
    std::string block;
    FOOTFALL_CHECK(file.next(block));
    Loader head(block);
    if (head.value<std::uint32_t>() != index::saved_version || head.text() != fold_version()) {
        return other("version");
    }
    Snapshot snapshot;
    snapshot.applied = head.value<Sequence>();
    const auto mark = head.value<store::JournalMark>();
    snapshot.missing = store::MissingEntries(head.values<SequenceRange>());
    snapshot.runs = head.values<timeline::RunName>();
    const auto count = head.value<std::uint64_t>();
    if (!head.is_at_end()) return unreadable();
    const auto own_mark = options.mark_of(snapshot.applied);
    if (!own_mark || *own_mark != mark) return other("journal");
    for (std::uint64_t i = 0; i < count; ++i) {
        FOOTFALL_CHECK(file.next(block));
        Loader name(block);
        const auto id = name.value<WorkspaceId>();
        const auto its_days = load_days(name);
        if (!its_days || !name.is_at_end()) return unreadable();
        {
            const std::shared_lock lock(mutex);
            if (*its_days != *days_of(id)) return other("time zone");
        }
        index::WorkspaceIndex& index =
            snapshot.workspaces.emplace_back(id, index::WorkspaceIndex(its_days)).second;
        for (std::size_t part = 0; part < index.parts(); ++part) {
            FOOTFALL_CHECK(file.next(block));
            Loader loader(block);
            index.load(part, loader);
            if (!loader.is_at_end()) return unreadable();
        }
    }
    FOOTFALL_CHECK(file.end());
    return snapshot;
}

}  // namespace footfall::embedded
