#include "simulator/promises.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <variant>

#include "intake/admission.h"

namespace footfall::simulator {

namespace {

constexpr std::string_view number_mark = "\"n\":";
constexpr std::int64_t day_us = 86'400'000'000;

// The number that a client put into what it sent.
std::optional<std::size_t> number_in(std::string_view text) {
    const std::size_t at = text.find(number_mark);
    if (at == std::string_view::npos) return std::nullopt;
    const char* const begin = text.data() + at + number_mark.size();
    std::size_t number = 0;
    if (std::from_chars(begin, text.data() + text.size(), number).ec != std::errc()) {
        return std::nullopt;
    }
    return number;
}

// What events and profiles have in common.
struct Stored {
    const WorkspaceId& workspace;
    Family family;
    const std::string& id;
    const std::string& customer;
    const std::string& text;  // that has the number in it
    std::optional<Instant> raw_time;
    bool derived = false;
};

std::optional<Stored> stored(const EntryBody& body) {
    if (const auto* const event = std::get_if<Event>(&body)) {
        return Stored{event->workspace,  event->family,   event->id,        event->customer,
                      event->properties, event->raw_time, event->id_derived};
    }
    if (const auto* const profile = std::get_if<Profile>(&body)) {
        return Stored{profile->workspace, profile->family,   profile->id, profile->customer,
                      profile->traits,    profile->raw_time, false};
    }
    return std::nullopt;
}

// One kept copy of an id.
struct Copy {
    std::string customer;
    Instant received_at;
    std::optional<Instant> raw_time;
    Sequence sequence;
};

class Inventory {
  public:
    Inventory(std::span<const Item> items, const intake::DedupeOptions& dedupe, Judge& judge,
              Tally& tally)
        : items_(items),
          dedupe_(dedupe),
          judge_(judge),
          tally_(tally),
          copies_(items.size()),
          dead_letters_(items.size()) {}

    void take(const Entry& entry) {
        if (const auto* const letter = std::get_if<DeadLetter>(&entry.body)) {
            const std::optional<std::size_t> number = number_in(letter->raw);
            if (number && *number < items_.size()) ++dead_letters_[*number];
        } else if (const auto* const forget = std::get_if<Forget>(&entry.body)) {
            forgets_.emplace_back(entry.sequence, *forget);
        } else if (const std::optional<Stored> one = stored(entry.body)) {
            take_stored(entry, *one);
        }
    }

    void compare() {
        for (const Item& item : items_) {
            const std::uint64_t copies = copies_[item.number];
            if (!judge_.expect(copies >= item.stored, "item ", item.number, " was acknowledged ",
                               item.stored, " times and is stored ", copies, " times: lost")) {
                tally_.lost += item.stored - copies;
            }
            const std::uint64_t most = item.stored + item.in_doubt;
            if (!judge_.expect(copies <= most, "item ", item.number, " was acknowledged ",
                               item.stored, " times, in doubt ", item.in_doubt,
                               " times and is stored ", copies, " times: doubled")) {
                tally_.duplicated += copies - most;
            }
            judge_.expect(item.duplicates == 0 || copies > 0 || has_twin(item), "item ",
                          item.number, " was called a duplicate and is not stored");
            judge_.expect(dead_letters_[item.number] >= item.rejected || item.is_good, "item ",
                          item.number, " was rejected ", item.rejected, " times and has ",
                          dead_letters_[item.number], " dead letters");
        }
    }

    std::uint64_t repeats() const { return repeats_; }

  private:
    void take_stored(const Entry& entry, const Stored& one) {
        const std::optional<std::size_t> number = number_in(one.text);
        if (!judge_.expect(number && *number < items_.size(), "entry ", entry.sequence.value,
                           " was never sent")) {
            return;
        }
        const Item& item = items_[*number];
        ++copies_[*number];
        const bool as_sent = item.is_good && item.workspace == one.workspace &&
                             item.family == one.family && item.customer == one.customer &&
                             item.time == one.raw_time &&
                             (item.id.empty() || intake::bounded_id(item.id) == one.id) &&
                             item.is_profile == std::holds_alternative<Profile>(entry.body) &&
                             (item.is_profile || std::get<Event>(entry.body).kind == item.kind);
        judge_.expect(as_sent, "entry ", entry.sequence.value, " is not item ", *number,
                      " as it was sent");
        if (!one.derived) take_id(entry, one);
        if (!item.order.empty()) {
            judge_.expect(orders_.emplace(one.workspace, item.order).second, "order ", item.order,
                          " is stored twice");
        }
    }

    void take_id(const Entry& entry, const Stored& one) {
        std::string key(reinterpret_cast<const char*>(one.workspace.bytes.data()),
                        one.workspace.bytes.size());
        key += static_cast<char>(one.family);
        key += one.id;
        const Copy copy{one.customer, entry.received_at, one.raw_time, entry.sequence};
        std::vector<Copy>& copies = ids_[std::move(key)];
        for (const Copy& before : copies) {
            if (!may_follow(before, copy, one.workspace)) {
                ++tally_.duplicated;
                judge_.expect(false, "id ", one.id, " is stored twice, as entries ",
                              before.sequence.value, " and ", copy.sequence.value);
            }
            ++repeats_;
        }
        copies.push_back(copy);
    }

    // Only beyond the window, and only where customer and own time do not find the first copy.
    bool may_follow(const Copy& before, const Copy& after, const WorkspaceId& workspace) const {
        const auto day = [](Instant at) { return at.us / day_us; };
        const bool beyond = after.received_at - before.received_at >= dedupe_.window ||
                            (dedupe_.ids_max < intake::DedupeOptions().ids_max &&
                             day(after.received_at) > day(before.received_at));
        if (!beyond) return false;
        const bool is_findable = before.raw_time && before.raw_time == after.raw_time &&
                                 before.customer == after.customer &&
                                 *before.raw_time <= before.received_at + std::chrono::hours(24);
        if (!is_findable) return true;
        return std::ranges::any_of(forgets_, [&](const auto& forget) {
            const auto& [sequence, what] = forget;
            return before.sequence < sequence && what.workspace == workspace &&
                   (what.customer.empty() || what.customer == before.customer);
        });
    }

    // Whether another item's copy is the one that this was a duplicate of.
    bool has_twin(const Item& item) const {
        if (!item.order.empty() && orders_.contains({item.workspace, item.order})) return true;
        std::string key(reinterpret_cast<const char*>(item.workspace.bytes.data()),
                        item.workspace.bytes.size());
        key += static_cast<char>(item.family);
        key += intake::bounded_id(item.id);
        return !item.id.empty() && ids_.contains(key);
    }

    const std::span<const Item> items_;
    const intake::DedupeOptions& dedupe_;
    Judge& judge_;
    Tally& tally_;
    std::uint64_t repeats_ = 0;
    std::vector<std::uint64_t> copies_;
    std::vector<std::uint64_t> dead_letters_;
    std::vector<std::pair<Sequence, Forget>> forgets_;
    std::unordered_map<std::string, std::vector<Copy>> ids_;
    std::set<std::pair<WorkspaceId, std::string>> orders_;
};

}  // namespace

void check_entries(std::span<const Entry> found, const Past& past, Judge& judge, Tally& tally) {
    Instant received_at{INT64_MIN};
    for (std::size_t i = 0; i < found.size(); ++i) {
        judge.expect(found[i].sequence.value == i + 1, "entry ", i + 1, " has sequence ",
                     found[i].sequence.value);
        judge.expect(found[i].received_at >= received_at, "entry ", i + 1,
                     " was received before the one before it");
        received_at = found[i].received_at;
    }
    const std::size_t applied = past.applied.size();
    if (!judge.expect(found.size() >= applied, "the journal has ", found.size(), " entries of ",
                      applied, " that were applied: lost")) {
        tally.lost += applied - found.size();
        return;
    }
    for (std::size_t i = 0; i < applied; ++i) {
        judge.expect(found[i] == past.applied[i], "entry ", i + 1, " is another one now");
    }
    const auto more = found.subspan(applied);
    if (!past.in_doubt || past.in_doubt->empty()) {
        judge.expect(more.empty(), more.size(), " entries that no group in doubt explains");
        return;
    }
    tally.add(more.empty() ? Happening::doubtful_group_gone : Happening::doubtful_group_kept);
    if (more.empty()) return;
    const bool whole = std::ranges::equal(more, *past.in_doubt, {}, &Entry::body);
    judge.expect(whole, more.size(), " entries of a group in doubt of ", past.in_doubt->size(),
                 ", or not the ones it had");
}

std::uint64_t check_items(std::span<const Entry> found, std::span<const Item> items,
                          const intake::DedupeOptions& dedupe, Judge& judge, Tally& tally) {
    if (!judge.is_content()) return 0;
    Inventory inventory(items, dedupe, judge, tally);
    for (const Entry& entry : found) inventory.take(entry);
    inventory.compare();
    return inventory.repeats();
}

}  // namespace footfall::simulator
