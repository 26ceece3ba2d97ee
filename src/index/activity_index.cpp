#include "index/activity_index.h"

#include <algorithm>
#include <utility>

#include "assert.h"

namespace footfall::index {
namespace {

std::optional<Instant> time_of(Instant at) {
    return at == never ? std::nullopt : std::optional(at);
}

}  // namespace

ActivityIndex::ActivityIndex(std::shared_ptr<const DayTable> days) : days_(std::move(days)) {}

void ActivityIndex::add(Ordinal ordinal, const EventFacts& event, const Named& named) {
    if (!footfall::counts(event.verdict)) return add_automated(ordinal, event, named);
    if (ordinal >= last_opens_.size()) {
        last_opens_.resize(ordinal + 1, never);
        last_logins_.resize(ordinal + 1, never);
        first_activities_.resize(ordinal + 1, never);
        last_activities_.resize(ordinal + 1, never);
    }
    const Instant at = event.occurred_at;
    ASSERT(at != never);
    if (event.kind == Kind::link_open) last_opens_[ordinal] = std::max(last_opens_[ordinal], at);
    if (event.kind == Kind::login) last_logins_[ordinal] = std::max(last_logins_[ordinal], at);
    if (event.by_customer && facts(event.kind).by_customer) {
        Instant& first = first_activities_[ordinal];
        if (first == never || at < first) first = at;
        last_activities_[ordinal] = std::max(last_activities_[ordinal], at);
    }
    if (const std::optional<Day> day = day_of(at)) {
        counts_.add({.ordinal = ordinal, .kind = event.kind, .site = named.site, .day = *day},
                    {.campaign = named.campaign, .form = named.form});
        const bool is_order = event.kind == Kind::order_submit;
        if (is_order && orders_on(ordinal, *day) == 1) order_days_.add(ordinal, *day);
    }
}

void ActivityIndex::add_automated(Ordinal ordinal, const EventFacts& event, const Named& named) {
    if (!opens.has(event.kind)) return;
    if (const std::optional<Day> day = days_->day_of(event.occurred_at)) {
        automated_opens_.add(
            {.ordinal = ordinal, .kind = event.kind, .site = named.site, .day = *day});
    }
}

void ActivityIndex::take_automated(Ordinal ordinal, const EventFacts& event, const Named& named) {
    if (!opens.has(event.kind)) return;
    if (const std::optional<Day> day = days_->day_of(event.occurred_at)) {
        automated_opens_.take(
            {.ordinal = ordinal, .kind = event.kind, .site = named.site, .day = *day});
    }
}

// Events mostly are of the same day as the one before.
std::optional<Day> ActivityIndex::day_of(Instant at) {
    if (latest_.count() == 1 && latest_.edges[0] <= at && at < latest_.edges[1]) {
        return latest_.first;
    }
    const std::optional<Day> day = days_->day_of(at);
    if (day) latest_ = days_->days(*day, *day);
    return day;
}

std::uint64_t ActivityIndex::orders_on(Ordinal ordinal, Day day) const {
    return counts_.at(
        {.ordinal = ordinal, .kind = Kind::order_submit, .site = all_sites, .day = day});
}

bool ActivityIndex::correct(Ordinal ordinal, const EventFacts& event, const Named& named,
                            Verdict after) {
    if (footfall::counts(event.verdict) == footfall::counts(after)) return true;
    if (footfall::counts(after)) {
        take_automated(ordinal, event, named);
        EventFacts counted = event;
        counted.verdict = after;
        add(ordinal, counted, named);
        return true;
    }
    add_automated(ordinal, event, named);
    if (const std::optional<Day> day = days_->day_of(event.occurred_at)) {
        counts_.take({.ordinal = ordinal, .kind = event.kind, .site = named.site, .day = *day},
                     {.campaign = named.campaign, .form = named.form});
        const bool is_order = event.kind == Kind::order_submit;
        if (is_order && orders_on(ordinal, *day) == 0) order_days_.take(ordinal, *day);
    }
    const Recency known = recency(ordinal);
    return known.last_open != event.occurred_at && known.last_login != event.occurred_at &&
           known.first_activity != event.occurred_at && known.last_activity != event.occurred_at;
}

void ActivityIndex::remove(Ordinal ordinal) {
    automated_opens_.clear(ordinal);
    if (ordinal >= last_opens_.size()) return;
    counts_.clear(ordinal);
    order_days_.clear(ordinal);
    last_opens_[ordinal] = never;
    last_logins_[ordinal] = never;
    first_activities_[ordinal] = never;
    last_activities_[ordinal] = never;
}

void ActivityIndex::forget(Ordinal ordinal) {
    counts_.move(ordinal, of_forgotten_);
    remove(ordinal);
}

Recency ActivityIndex::recency(Ordinal ordinal) const {
    if (ordinal >= last_opens_.size()) return {};
    return {.last_open = time_of(last_opens_[ordinal]),
            .last_login = time_of(last_logins_[ordinal]),
            .first_activity = time_of(first_activities_[ordinal]),
            .last_activity = time_of(last_activities_[ordinal])};
}

void ActivityIndex::save(std::size_t part, Saver& saver) const {
    if (part == 0) {
        for (const Counts* counts : {&counts_, &automated_opens_, &of_forgotten_}) {
            counts->save(0, saver);
        }
        for (const auto* times :
             {&last_opens_, &last_logins_, &first_activities_, &last_activities_}) {
            saver.values(*times);
        }
        return;
    }
    for (const Counts* counts : {&counts_, &automated_opens_, &of_forgotten_}) {
        if (part <= counts->chunks()) return counts->save(part, saver);
        part -= counts->chunks();
    }
}

void ActivityIndex::load(std::size_t part, Loader& loader) {
    if (part == 0) {
        for (Counts* counts : {&counts_, &automated_opens_, &of_forgotten_}) {
            counts->load(0, loader);
        }
        for (auto* times : {&last_opens_, &last_logins_, &first_activities_, &last_activities_}) {
            *times = loader.values<Instant>();
        }
        return;
    }
    const bool is_last_of_counts = part == counts_.chunks();
    for (Counts* counts : {&counts_, &automated_opens_, &of_forgotten_}) {
        if (part <= counts->chunks()) {
            counts->load(part, loader);
            break;
        }
        part -= counts->chunks();
    }
    if (!is_last_of_counts) return;
    counts_.for_each_day(Kind::order_submit,
                         [this](Ordinal ordinal, Day day) { order_days_.add(ordinal, day); });
}

std::size_t ActivityIndex::memory_bytes() const {
    return counts_.memory_bytes() + automated_opens_.memory_bytes() + of_forgotten_.memory_bytes() +
           order_days_.memory_bytes() +
           (last_opens_.capacity() + last_logins_.capacity() + first_activities_.capacity() +
            last_activities_.capacity()) *
               sizeof(Instant);
}

std::optional<Day> ActivityIndex::first_day() const {
    const std::optional<Day> first = counts_.first_day();
    const std::optional<Day> of_forgotten = of_forgotten_.first_day();
    if (!first || !of_forgotten) return first ? first : of_forgotten;
    return std::min(*first, *of_forgotten);
}

}  // namespace footfall::index
