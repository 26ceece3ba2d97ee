#include "service/journal_damage.h"

#include <algorithm>
#include <memory>
#include <sstream>

#include "observe/log.h"

namespace footfall::service {

namespace {

constexpr const char* file_name = "lost-entries";

std::string sequences(const SequenceRange& lost) {
    if (lost.empty()) return "none";
    return std::to_string(lost.first.value) + " to " + std::to_string(lost.last.value);
}

}  // namespace

JournalDamage::JournalDamage(Disk& disk, std::filesystem::path folder)
    : disk_(disk), folder_(std::move(folder)) {}

Result<std::unique_ptr<JournalDamage>> JournalDamage::open(Disk& disk,
                                                           std::filesystem::path folder) {
    FOOTFALL_CHECK(disk.make_folder(folder));
    std::unique_ptr<JournalDamage> made(new JournalDamage(disk, std::move(folder)));
    FOOTFALL_CHECK(made->read());
    return made;
}

Result<> JournalDamage::take(const journal::Damage& damage) {
    const std::lock_guard guard(mutex_);
    if (!places_.emplace(std::pair(damage.segment, damage.offset), damage).second) return {};
    observe::error("journal", "is damaged",
                   {{"segment", damage.segment},
                    {"offset", damage.offset},
                    {"lost_sequences", sequences(damage.lost)},
                    {"lost_entries", damage.lost.count()},
                    {"what", damage.what}});
    if (damage.lost.empty()) return {};
    lost_.emplace(damage.lost.first.value, damage.lost.last.value);
    return write();
}

bool JournalDamage::empty() const {
    const std::lock_guard guard(mutex_);
    return places_.empty();
}

std::vector<SequenceRange> JournalDamage::lost_ranges() const {
    const std::lock_guard guard(mutex_);
    std::vector<SequenceRange> ranges;
    for (const auto& [first, last] : lost_) ranges.push_back({{first}, {last}});
    return ranges;
}

std::optional<api::LostEntries> JournalDamage::lost() const {
    const std::lock_guard guard(mutex_);
    if (lost_.empty()) return std::nullopt;
    api::LostEntries all;
    bool is_after_known = true;
    bool is_before_known = true;
    for (const auto& [place, damage] : places_) {
        if (damage.lost.empty()) continue;
        all.entries += damage.lost.count();
        is_after_known = is_after_known && damage.after;
        is_before_known = is_before_known && damage.before;
        if (damage.after) all.after = std::min(all.after.value_or(*damage.after), *damage.after);
        if (damage.before) {
            all.before = std::max(all.before.value_or(*damage.before), *damage.before);
        }
    }
    if (!is_after_known) all.after.reset();
    if (!is_before_known) all.before.reset();
    return all;
}

std::vector<std::string> JournalDamage::lines() const {
    const std::lock_guard guard(mutex_);
    std::vector<std::string> lines;
    for (const auto& [place, damage] : places_) {
        lines.push_back("journal: segment " + std::to_string(damage.segment) + ", offset " +
                        std::to_string(damage.offset) + ", lost sequences " +
                        sequences(damage.lost) + " (" + std::to_string(damage.lost.count()) +
                        " entries): " + damage.what);
    }
    return lines;
}

bool JournalDamage::has_earlier() const {
    const std::lock_guard guard(mutex_);
    return !earlier_.empty();
}

bool JournalDamage::is_healed() const {
    const std::lock_guard guard(mutex_);
    return !std::ranges::includes(lost_, earlier_);
}

Result<> JournalDamage::forget_earlier() {
    const std::lock_guard guard(mutex_);
    if (earlier_.empty()) return {};
    earlier_.clear();
    return write();
}

Result<> JournalDamage::read() {
    const auto file = disk_.open(folder_ / file_name, Disk::Open::existing);
    if (!file && file.error().code == ErrorCode::not_found) return {};
    if (!file) return fail(file.error());
    FOOTFALL_TRY(size, (*file)->size());
    std::string text(size, ' ');
    FOOTFALL_CHECK((*file)->read(0, std::as_writable_bytes(std::span(text))));
    std::istringstream words(text);
    for (std::uint64_t first = 0, last = 0; words >> first >> last;) earlier_.emplace(first, last);
    return {};
}

// A line for each range, of earlier runs and of this one.
Result<> JournalDamage::write() const {
    Ranges all = lost_;
    all.insert(earlier_.begin(), earlier_.end());
    std::string text;
    for (const auto& [first, last] : all) {
        text += std::to_string(first) + " " + std::to_string(last) + "\n";
    }
    const std::filesystem::path path = folder_ / file_name;
    const std::filesystem::path fresh = folder_ / (std::string(file_name) + ".new");
    if (const auto removed = disk_.remove(fresh);
        !removed && removed.error().code != ErrorCode::not_found) {
        return removed;
    }
    FOOTFALL_TRY(file, disk_.open(fresh, Disk::Open::create_new));
    FOOTFALL_CHECK(file->write(0, std::as_bytes(std::span(text))));
    FOOTFALL_CHECK(file->sync());
    FOOTFALL_CHECK(disk_.rename(fresh, path));
    return disk_.sync_folder(folder_);
}

}  // namespace footfall::service
