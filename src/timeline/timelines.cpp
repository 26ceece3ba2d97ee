#include "timeline/timelines.h"

#include <algorithm>
#include <set>
#include <utility>

#include "assert.h"
#include "observe/log.h"
#include "timeline/run_file.h"

namespace footfall::timeline {

namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> catching_up() {
    return fail(ErrorCode::unavailable, "timelines are made again from the journal", {},
                "catching_up");
}

std::uint64_t count_of(const SequenceRange& range) { return range.count(); }

// So that a listing is in the order of the journal.
std::string digits(std::uint64_t number) {
    std::string text = std::to_string(number);
    return std::string(20 - text.size(), '0') + text;
}

}  // namespace

Timelines::Timelines(Options options, store::JournalSource source)
    : options_(std::move(options)),
      source_(std::move(source)),
      open_(std::make_shared<MemoryRun>(Sequence{1})) {}

fs::path Timelines::path_of(const RunName& name) const {
    return options_.folder / (digits(name.range.first.value) + "-" + digits(name.id) + ".run");
}

Sequence Timelines::last_of_runs() const {
    return stretches_.empty() ? Sequence() : stretches_.back().range.last;
}

Sequence Timelines::last() const {
    const std::lock_guard lock(mutex_);
    return open_->range().last;
}

void Timelines::add(SequenceRange range, std::span<const Entry> entries) {
    const std::lock_guard lock(mutex_);
    const Sequence last = open_->range().last;
    if (range.empty() || range.last <= last) return;
    ASSERT(range.first <= next(last), range.first.value << " after " << last.value);
    const auto fresh = std::find_if(entries.begin(), entries.end(),
                                    [&](const Entry& entry) { return entry.sequence > last; });
    open_->add({next(last), range.last}, {fresh, entries.end()});
    const bool is_full =
        count_of(open_->range()) >= options_.run_entries || open_->bytes() >= options_.run_bytes;
    if (is_full) seal_open();
}

void Timelines::seal() {
    const std::lock_guard lock(mutex_);
    seal_open();
}

void Timelines::seal_open() {
    if (open_->range().empty()) return;
    stretches_.push_back({.range = open_->range(), .run = open_, .name = std::nullopt});
    open_ = std::make_shared<MemoryRun>(next(stretches_.back().range.last));
    if (options_.disk != nullptr) let_go();
}

void Timelines::let_go() {
    std::size_t waiting = 0;
    for (auto stretch = stretches_.rbegin(); stretch != stretches_.rend(); ++stretch) {
        if (!stretch->run || stretch->name) continue;
        if (++waiting > options_.waiting_max) stretch->run.reset();
    }
}

Result<View> Timelines::view(const CustomerKey& key) const {
    const std::lock_guard lock(mutex_);
    View view;
    view.runs.reserve(stretches_.size());
    for (const Stretch& stretch : stretches_) {
        if (!stretch.run) return catching_up();
        view.runs.push_back(stretch.run);
    }
    FOOTFALL_CHECK(open_->read(
        key, [](const Extent&) { return true; },
        [&](std::string_view bytes) -> Result<> {
            view.newest = bytes;
            return {};
        }));
    return view;
}

void Timelines::distrust(const Run& run, const std::string& why) {
    const std::lock_guard lock(mutex_);
    for (Stretch& stretch : stretches_) {
        if (stretch.run.get() != &run) continue;
        observe::warning("timeline", "makes a run again from the journal",
                         {{"why", why}, {"first", stretch.range.first.value}});
        stretch.run.reset();
        stretch.name.reset();
    }
}

void Timelines::distrust_all() {
    const std::lock_guard lock(mutex_);
    seal_open();
    for (Stretch& stretch : stretches_) {
        stretch.run.reset();
        stretch.name.reset();
    }
}

Result<bool> Timelines::tend() {
    if (!has_tidied_ && options_.disk != nullptr) {
        FOOTFALL_CHECK(options_.disk->make_folder(options_.folder));
        FOOTFALL_CHECK(remove_others({}));
        has_tidied_ = true;
    }
    FOOTFALL_TRY(made, make_missing());
    if (made) return true;
    FOOTFALL_TRY(kept, keep_full());
    if (kept) return true;
    return merge_small();
}

void Timelines::replace(std::span<const Stretch> before, Stretch made) {
    const std::lock_guard lock(mutex_);
    const auto first = std::find_if(stretches_.begin(), stretches_.end(), [&](const auto& one) {
        return one.range.first == made.range.first;
    });
    ASSERT(first != stretches_.end() &&
           static_cast<std::size_t>(stretches_.end() - first) >= before.size());
    const auto last = first + static_cast<std::ptrdiff_t>(before.size());
    const bool is_same = std::equal(first, last, before.begin(), [](const auto& a, const auto& b) {
        return a.range == b.range && a.run == b.run;
    });
    if (!is_same) return;
    *first = std::move(made);
    stretches_.erase(first + 1, last);
}

Result<Timelines::Stretch> Timelines::keep(const std::shared_ptr<const MemoryRun>& run) {
    if (options_.disk == nullptr) return Stretch{run->range(), run, std::nullopt};
    const RunName name{.range = run->range(), .id = random_.next()};
    FOOTFALL_CHECK(write_run(*options_.disk, path_of(name), *run, name.id));
    FOOTFALL_TRY(file, RunFile::open(*options_.disk, path_of(name)));
    return Stretch{name.range, std::move(file), name};
}

Result<bool> Timelines::make_missing() {
    Stretch missing;
    {
        const std::lock_guard lock(mutex_);
        const auto found = std::find_if(stretches_.begin(), stretches_.end(),
                                        [](const Stretch& stretch) { return !stretch.run; });
        if (found == stretches_.end()) return false;
        missing = *found;
    }
    auto run = std::make_shared<MemoryRun>(missing.range.first);
    FOOTFALL_CHECK(source_(missing.range.first, missing.range.last,
                           [&](SequenceRange range, std::span<const Entry> entries) -> Result<> {
                               run->add(range, entries);
                               return {};
                           }));
    if (run->range() != missing.range) {
        return fail(ErrorCode::io, "a run: the journal gave less than it has");
    }
    FOOTFALL_TRY(made, keep(run));
    replace({&missing, 1}, std::move(made));
    return true;
}

Result<bool> Timelines::keep_full() {
    if (options_.disk == nullptr) return false;
    Stretch full;
    {
        const std::lock_guard lock(mutex_);
        const auto found =
            std::find_if(stretches_.begin(), stretches_.end(),
                         [](const Stretch& stretch) { return stretch.run && !stretch.name; });
        if (found == stretches_.end()) return false;
        full = *found;
    }
    const auto run = std::dynamic_pointer_cast<const MemoryRun>(full.run);
    ASSERT(run != nullptr, "first=" << full.range.first.value);
    FOOTFALL_TRY(kept, keep(run));
    replace({&full, 1}, std::move(kept));
    return true;
}

// Restarts and snapshots end runs early.
Result<bool> Timelines::merge_small() {
    std::vector<Stretch> pair;
    {
        const std::lock_guard lock(mutex_);
        for (std::size_t i = 1; i < stretches_.size(); ++i) {
            const Stretch& a = stretches_[i - 1];
            const Stretch& b = stretches_[i];
            if (!a.name || !b.name) continue;
            if (count_of(a.range) + count_of(b.range) > options_.run_entries) continue;
            pair = {a, b};
            break;
        }
    }
    if (pair.empty()) return false;
    auto run = std::make_shared<MemoryRun>(pair.front().range.first);
    for (const Stretch& stretch : pair) {
        const auto file = std::dynamic_pointer_cast<const RunFile>(stretch.run);
        ASSERT(file != nullptr, "first=" << stretch.range.first.value);
        if (const Result<> added = file->add_to(*run); !added) {
            distrust(*file, added.error().message);
            return true;
        }
    }
    FOOTFALL_TRY(made, keep(run));
    replace(pair, std::move(made));
    return true;
}

Result<std::vector<RunName>> Timelines::save(Sequence last) {
    if (options_.disk != nullptr) FOOTFALL_CHECK(options_.disk->make_folder(options_.folder));
    while (true) {
        FOOTFALL_TRY(kept, keep_full());
        if (!kept) break;
    }
    std::vector<RunName> names;
    const std::lock_guard lock(mutex_);
    for (const Stretch& stretch : stretches_) {
        if (stretch.range.first > last) break;
        if (!stretch.run) return catching_up();
        ASSERT(stretch.range.last <= last, stretch.range.last.value << " beyond " << last.value);
        if (stretch.name) names.push_back(*stretch.name);
    }
    return names;
}

Result<> Timelines::remove_others(std::span<const RunName> names) {
    if (options_.disk == nullptr) return {};
    std::set<std::string> kept;
    for (const RunName& name : names) kept.insert(path_of(name).filename().string());
    {
        const std::lock_guard lock(mutex_);
        for (const Stretch& stretch : stretches_) {
            if (stretch.name) kept.insert(path_of(*stretch.name).filename().string());
        }
    }
    FOOTFALL_TRY(files, options_.disk->list(options_.folder));
    for (const std::string& file : files) {
        if (!kept.contains(file)) FOOTFALL_CHECK(options_.disk->remove(options_.folder / file));
    }
    return {};
}

void Timelines::restore(std::span<const RunName> names) {
    const std::lock_guard lock(mutex_);
    ASSERT(stretches_.empty() && open_->range().empty());
    for (const RunName& name : names) {
        ASSERT(options_.disk != nullptr);
        auto file = RunFile::open(*options_.disk, path_of(name));
        Stretch stretch{.range = name.range, .run = nullptr, .name = std::nullopt};
        if (file && (*file)->id() == name.id && (*file)->range() == name.range) {
            stretch.run = std::move(*file);
            stretch.name = name;
        } else {
            observe::warning("timeline", "makes a run again from the journal",
                             {{"why", file ? "it is another one" : file.error().message},
                              {"first", name.range.first.value}});
        }
        stretches_.push_back(std::move(stretch));
    }
    open_ = std::make_shared<MemoryRun>(next(last_of_runs()));
}

std::size_t Timelines::memory_bytes() const {
    const std::lock_guard lock(mutex_);
    std::size_t bytes = open_->memory_bytes();
    for (const Stretch& stretch : stretches_) {
        if (stretch.run) bytes += stretch.run->memory_bytes();
    }
    return bytes;
}

}  // namespace footfall::timeline
