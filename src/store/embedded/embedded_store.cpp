#include "store/embedded/embedded_store.h"

#include <algorithm>
#include <system_error>
#include <utility>
#include <variant>

#include "assert.h"
#include "observe/log.h"
#include "store/embedded/state.h"
#include "store/fingerprint.h"

namespace footfall::embedded {
namespace {

// How many entries a change of days may still have to take in while apply waits.
constexpr std::size_t waiting_entries_max = 20'000;

// The days that are in force before any are given: those of UTC, over the years of calendar/.
std::shared_ptr<const DayTable> utc_days() {
    static const auto days = [] {
        constexpr std::int32_t first = 10'957;  // 2000-01-01
        constexpr std::int32_t end = 47'482;    // 2100-01-01
        std::vector<Instant> edges;
        for (std::int32_t day = first; day <= end; ++day) {
            edges.push_back(Instant::from_seconds(std::int64_t{day} * 86'400));
        }
        return std::make_shared<const DayTable>("UTC", Day{first}, std::move(edges));
    }();
    return days;
}

tl::unexpected<Error> catching_up() {
    return fail(ErrorCode::unavailable, "the event table is catching up", {}, "catching_up");
}

// A correction says what its event was before, which is true as long as nothing between is missing.
void apply_to(index::WorkspaceIndex& workspace, const Entry& entry,
              const store::MissingEntries& missing) {
    const auto* change = std::get_if<VerdictChange>(&entry.body);
    if (change != nullptr && missing.any(change->event, entry.sequence)) {
        workspace.doubt(change->customer, entry.sequence);
    } else {
        workspace.apply(entry);
    }
}

}  // namespace

std::shared_ptr<const DayTable> EmbeddedStore::State::days_of(const WorkspaceId& id) const {
    if (const auto found = workspaces.find(id); found != workspaces.end()) {
        return found->second.activity().days();
    }
    const auto given = days.find(id);
    return given == days.end() ? utc_days() : given->second;
}

index::WorkspaceIndex& EmbeddedStore::State::workspace(const WorkspaceId& id) {
    const auto found = workspaces.find(id);
    if (found != workspaces.end()) return found->second;
    return workspaces.emplace(id, days_of(id)).first->second;
}

Result<std::unique_ptr<EmbeddedStore>> EmbeddedStore::open(Options options, Sequence journal_last,
                                                           store::JournalSource source) {
    std::error_code trouble;
    std::filesystem::create_directories(options.folder, trouble);
    if (trouble) {
        return fail(ErrorCode::io,
                    "cannot make " + options.folder.string() + ": " + trouble.message());
    }
    auto state = std::make_unique<State>(std::move(options), journal_last, std::move(source));
    if (const auto opened = state->open_table(); !opened) {
        if (opened.error().reason == "journal_behind") return fail(opened.error());
        if (state->options.may_write()) return fail(ErrorCode::io, opened.error().message);
        state->doubt = Doubt::failing;
        state->has_work = true;
    }
    if (state->table && state->persisted >= journal_last) state->doubt = Doubt::none;
    if (state->options.follow) {
        state->follower = std::thread([raw = state.get()] { raw->follow(); });
    }
    return std::unique_ptr<EmbeddedStore>(new EmbeddedStore(std::move(state)));
}

EmbeddedStore::EmbeddedStore(std::unique_ptr<State> state) : state_(std::move(state)) {}

EmbeddedStore::~EmbeddedStore() {
    {
        const std::lock_guard lock(state_->wake_mutex);
        state_->stopping = true;
    }
    state_->wake.notify_all();
    if (state_->follower.joinable()) state_->follower.join();
}

Result<> EmbeddedStore::apply(SequenceRange range, std::span<const Entry> entries) {
    {
        const std::unique_lock lock(state_->mutex);
        if (range.empty() || range.last <= state_->applied) return {};
        if (range.first > next(state_->applied)) {
            return fail(ErrorCode::conflict,
                        "entry " + std::to_string(next(state_->applied).value) +
                            " is missing before " + std::to_string(range.first.value),
                        {}, "sequence_gap");
        }
        const auto fresh = std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) {
            return entry.sequence > state_->applied;
        });
        const auto added = entries.subspan(static_cast<std::size_t>(fresh - entries.begin()));
        state_->missing.take({next(state_->applied), range.last}, added);
        for (const Entry& entry : added) {
            ASSERT(range.first <= entry.sequence && entry.sequence <= range.last,
                   "sequence=" << entry.sequence.value);
            const WorkspaceId& workspace = workspace_of(entry.body);
            apply_to(state_->workspace(workspace), entry, state_->missing);
            if (std::holds_alternative<Forget>(entry.body)) state_->last_forget = entry.sequence;
            if (state_->moving.empty()) continue;
            const auto moving = state_->moving.find(workspace);
            if (moving != state_->moving.end()) moving->second.push_back(entry);
        }
        const bool was_loading = state_->applied < state_->journal_last;
        state_->applied = range.last;
        state_->settle(was_loading, added);
        // What is on disk already is not needed here; that is so during the replay after a start.
        state_->tail.add(range, added);
        state_->tail.drop(state_->persisted);
        state_->timelines.add(range, added);
    }
    {
        const std::lock_guard lock(state_->wake_mutex);
        state_->has_work = true;
    }
    state_->wake.notify_all();
    return {};
}

Result<> EmbeddedStore::set_days(const WorkspaceId& workspace, DayTable days) {
    const std::lock_guard one_at_a_time(state_->days_mutex);
    const auto given = std::make_shared<const DayTable>(std::move(days));
    Sequence last;
    {
        const std::unique_lock lock(state_->mutex);
        const auto found = state_->workspaces.find(workspace);
        if (found == state_->workspaces.end()) {
            state_->days[workspace] = given;
            return {};
        }
        if (*state_->days_of(workspace) == *given) return {};
        last = state_->applied;
        state_->moving[workspace];
    }
    return state_->move(workspace, given, last);
}

Result<> EmbeddedStore::read_again() {
    if (Disk* const disk = state_->options.disk; disk != nullptr) {
        const Result<> removed = disk->remove(state_->snapshot_file());
        if (!removed && removed.error().code != ErrorCode::not_found) return removed;
    }
    state_->timelines.distrust_all();
    const std::lock_guard one_at_a_time(state_->days_mutex);
    std::vector<WorkspaceId> ids;
    {
        const std::shared_lock lock(state_->mutex);
        for (const auto& [id, index] : state_->workspaces) ids.push_back(id);
    }
    for (const WorkspaceId& id : ids) {
        std::shared_ptr<const DayTable> days;
        Sequence last;
        {
            const std::unique_lock lock(state_->mutex);
            days = state_->days_of(id);
            last = state_->applied;
            state_->moving[id];
        }
        FOOTFALL_CHECK(state_->move(id, days, last));
    }
    return {};
}

void EmbeddedStore::stop_reading() {
    const std::lock_guard lock(state_->wake_mutex);
    state_->is_reading_stopped = true;
}

Result<> EmbeddedStore::State::move(const WorkspaceId& id,
                                    const std::shared_ptr<const DayTable>& given,
                                    Sequence last) noexcept {
    store::MissingEntries lost;
    auto fresh = read_again(id, given, last, lost);
    while (true) {
        std::vector<Entry> later;
        {
            const std::unique_lock lock(mutex);
            std::vector<Entry>& waiting = moving.at(id);
            if (fresh) missing.add(lost);
            if (fresh && waiting.size() > waiting_entries_max) {
                later.swap(waiting);
                lost = missing;
            } else {
                for (const Entry& entry : waiting) {
                    if (fresh) apply_to(*fresh, entry, missing);
                }
                if (fresh) fresh->settle();
                moving.erase(id);
                if (!fresh) return fail(fresh.error());
                workspaces.at(id) = std::move(*fresh);
                days[id] = given;
                return {};
            }
        }
        for (const Entry& entry : later) apply_to(*fresh, entry, lost);
        fresh->settle();
    }
}

Result<index::WorkspaceIndex> EmbeddedStore::State::read_again(
    const WorkspaceId& id, std::shared_ptr<const DayTable> given, Sequence last,
    store::MissingEntries& lost) {
    index::WorkspaceIndex fresh(std::move(given));
    Sequence read;
    FOOTFALL_CHECK(
        source({1}, last, [&](SequenceRange range, std::span<const Entry> entries) -> Result<> {
            if (is_reading_to_stop()) return fail(ErrorCode::unavailable, "the store stops");
            lost.take(range, entries);
            for (const Entry& entry : entries) {
                if (entry.sequence > last || workspace_of(entry.body) != id) continue;
                apply_to(fresh, entry, lost);
            }
            read = range.last;
            return {};
        }));
    if (read < last) return fail(ErrorCode::io, "the journal gave less than it has");
    fresh.settle();
    return fresh;
}

// While the journal is read after a start nobody is answered, and all customers together are put in
// order sooner than one range after the other.
void EmbeddedStore::State::settle(bool was_loading, std::span<const Entry> added) {
    if (applied < journal_last) return;
    if (was_loading) {
        for (auto& [id, index] : workspaces) index.settle();
        return;
    }
    for (const Entry& entry : added) workspaces.at(workspace_of(entry.body)).settle();
}

std::shared_ptr<const DayTable> EmbeddedStore::days(const WorkspaceId& workspace) const {
    const std::shared_lock lock(state_->mutex);
    return state_->days_of(workspace);
}

store::Progress EmbeddedStore::progress() const {
    const std::shared_lock lock(state_->mutex);
    store::Progress progress;
    progress.applied = state_->applied;
    progress.persisted = std::min(state_->persisted, state_->applied);
    if (state_->doubt == Doubt::rebuilding) {
        progress.trouble.emplace_back("event_table_rebuilding");
    } else if (state_->doubt == Doubt::failing) {
        progress.trouble.emplace_back("event_table_failing");
    } else if (!state_->is_contiguous()) {
        progress.trouble.emplace_back("event_table_behind");
    }
    return progress;
}

Result<> EmbeddedStore::drain() {
    if (!state_->options.follow) return fail(ErrorCode::unavailable, "it does not follow");
    Sequence wanted;
    {
        const std::shared_lock lock(state_->mutex);
        wanted = state_->applied;
    }
    std::unique_lock lock(state_->wake_mutex);
    std::uint64_t seen = state_->steps;
    while (true) {
        lock.unlock();
        {
            const std::shared_lock reading(state_->mutex);
            if (state_->persisted >= wanted && state_->table) return {};
        }
        lock.lock();
        if (state_->stopping || (state_->steps > seen && state_->last_step_failed)) {
            return fail(ErrorCode::unavailable, "the event table cannot be written");
        }
        seen = state_->steps;
        state_->has_work = true;
        state_->is_hurried = true;
        state_->wake.notify_all();
        state_->wake.wait(lock, [&] { return state_->stopping || state_->steps > seen; });
    }
}

void EmbeddedStore::State::distrust(const std::shared_ptr<EventTable>& read,
                                    const std::string& why) const {
    auto* self = const_cast<State*>(this);
    {
        const std::unique_lock lock(self->mutex);
        if (self->table != read) return;
        self->drop_table();
    }
    observe::warning("events", "builds the event table again from the journal", {{"why", why}});
    const std::lock_guard lock(self->wake_mutex);
    self->has_work = true;
    self->wake.notify_all();
}

Result<bool> EmbeddedStore::tend() { return state_->timelines.tend(); }

void EmbeddedStore::rebuild() {
    std::shared_ptr<EventTable> table;
    {
        const std::shared_lock lock(state_->mutex);
        table = state_->table;
    }
    if (table) state_->distrust(table, "it may lack entries");
}

Result<std::vector<bool>> EmbeddedStore::kept(std::span<const store::EntryKey> keys) const {
    std::vector<bool> answers(keys.size());
    std::vector<bool> is_forgotten(keys.size());
    std::shared_ptr<EventTable> table;
    {
        const std::shared_lock lock(state_->mutex);
        // What came since the start and was let go is in the caller's hands still, but for what it
        // makes the table forget.
        const bool has_all_of_before = state_->doubt != Doubt::rebuilding &&
                                       state_->persisted >= state_->journal_last &&
                                       state_->persisted >= state_->last_forget;
        if (!state_->table || !(state_->is_contiguous() || has_all_of_before) ||
            std::max(state_->applied, state_->persisted) < state_->journal_last) {
            return catching_up();
        }
        table = state_->table;
        const auto compare = [&](const auto& body) {
            for (std::size_t i = 0; i < keys.size(); ++i) {
                if (body.workspace == keys[i].workspace && body.family == keys[i].family &&
                    body.id == keys[i].id && body.customer == keys[i].customer &&
                    body.raw_time == keys[i].raw_time) {
                    answers[i] = true;
                }
            }
        };
        std::vector<std::string> customers;
        for (const store::EntryKey& key : keys) customers.push_back(key.customer);
        state_->tail.for_each_of(customers, [&](const Entry& entry) {
            if (const auto* event = std::get_if<Event>(&entry.body)) compare(*event);
            if (const auto* profile = std::get_if<Profile>(&entry.body)) compare(*profile);
            const auto* forget = std::get_if<Forget>(&entry.body);
            if (forget == nullptr) return;
            for (std::size_t i = 0; i < keys.size(); ++i) {
                if (keys[i].workspace != forget->workspace) continue;
                if (!forget->customer.empty() && keys[i].customer != forget->customer) continue;
                answers[i] = false;
                is_forgotten[i] = true;
            }
        });
    }
    auto stored = table->kept(keys);
    if (!stored) {
        if (stored.error().code != ErrorCode::corrupt) return stored;
        state_->distrust(table, stored.error().message);
        return catching_up();
    }
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if ((*stored)[i] && !is_forgotten[i]) answers[i] = true;
    }
    return answers;
}

}  // namespace footfall::embedded
