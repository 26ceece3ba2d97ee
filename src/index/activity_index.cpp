#include "index/activity_index.h"

#include <algorithm>
#include <utility>

#include "assert.h"

namespace footfall::index {

void Column::increment(Ordinal ordinal) {
    if (ordinal >= low_.size()) low_.resize(ordinal + 1);
    if (++low_[ordinal] == 0) ++wraps_[ordinal];
}

void Column::decrement(Ordinal ordinal) {
    ASSERT(at(ordinal) > 0, "ordinal=" << ordinal);
    if (low_[ordinal]-- != 0) return;
    const auto wraps = wraps_.find(ordinal);
    if (--wraps->second == 0) wraps_.erase(wraps);
}

void Column::clear(Ordinal ordinal) {
    if (ordinal >= low_.size()) return;
    low_[ordinal] = 0;
    wraps_.erase(ordinal);
}

std::uint32_t Column::at(Ordinal ordinal) const {
    if (ordinal >= low_.size()) return 0;
    const auto wraps = wraps_.find(ordinal);
    return low_[ordinal] + (wraps == wraps_.end() ? 0 : wraps->second * 256);
}

void Column::add_to(std::span<std::uint64_t> sums) const {
    for (std::size_t i = 0; i < low_.size(); ++i) sums[i] += low_[i];
    for (const auto& [ordinal, wraps] : wraps_) sums[ordinal] += wraps * std::uint64_t{256};
}

Columns::Columns(std::shared_ptr<const DayTable> days) : days_(std::move(days)) {}

void Columns::add(Ordinal ordinal, const EventFacts& event) {
    const std::optional<Day> day = days_->day_of(event.occurred_at);
    if (!counts(event.verdict) || !day) return;
    auto& of_kind = columns_[position(event.kind)];
    const auto place = static_cast<std::size_t>(*day - days_->first());
    if (place >= of_kind.size()) of_kind.resize(place + 1);
    if (!of_kind[place]) of_kind[place] = std::make_unique<Column>();
    of_kind[place]->increment(ordinal);
}

void Columns::remove(Ordinal ordinal, const EventFacts& event) {
    const std::optional<Day> day = days_->day_of(event.occurred_at);
    if (!counts(event.verdict) || !day) return;
    columns_[position(event.kind)][static_cast<std::size_t>(*day - days_->first())]->decrement(
        ordinal);
}

void Columns::clear(Ordinal ordinal) {
    for (auto& of_kind : columns_) {
        for (auto& column : of_kind) {
            if (column) column->clear(ordinal);
        }
    }
}

const Column* Columns::find(Kind kind, Day day) const {
    const auto& of_kind = columns_[position(kind)];
    if (day < days_->first()) return nullptr;
    const auto place = static_cast<std::size_t>(day - days_->first());
    return place < of_kind.size() ? of_kind[place].get() : nullptr;
}

void Columns::sum(Kind kind, const LocalDays& period, std::span<std::uint64_t> sums) const {
    for (std::size_t i = 0; i < period.count(); ++i) {
        const Column* column = find(kind, period.first + static_cast<std::int32_t>(i));
        if (column != nullptr) column->add_to(sums);
    }
}

std::uint64_t Columns::count(Kind kind, Day day, Ordinal ordinal) const {
    const Column* column = find(kind, day);
    return column == nullptr ? 0 : column->at(ordinal);
}

void Columns::for_each(Ordinal ordinals,
                       const std::function<void(Kind, Day, Ordinal, std::uint64_t)>& take) const {
    for (const KindFacts& kind : kinds) {
        const auto& of_kind = columns_[position(kind.kind)];
        for (std::size_t place = 0; place < of_kind.size(); ++place) {
            if (!of_kind[place]) continue;
            const Day day = days_->first() + static_cast<std::int32_t>(place);
            for (Ordinal ordinal = 0; ordinal < ordinals; ++ordinal) {
                const std::uint64_t count = of_kind[place]->at(ordinal);
                if (count > 0) take(kind.kind, day, ordinal, count);
            }
        }
    }
}

ActivityIndex::ActivityIndex(std::shared_ptr<const DayTable> days) : columns_(std::move(days)) {}

void ActivityIndex::add(Ordinal ordinal, const EventFacts& event) {
    if (!counts(event.verdict)) return;
    if (ordinal >= recency_.size()) recency_.resize(ordinal + 1);
    Recency& recency = recency_[ordinal];
    const Instant at = event.occurred_at;
    if (event.kind == Kind::link_open) {
        recency.last_open = std::max(recency.last_open.value_or(at), at);
    }
    if (event.by_customer && facts(event.kind).by_customer) {
        recency.first_activity = std::min(recency.first_activity.value_or(at), at);
        recency.last_activity = std::max(recency.last_activity.value_or(at), at);
    }
    columns_.add(ordinal, event);
}

bool ActivityIndex::correct(Ordinal ordinal, const EventFacts& event, Verdict after) {
    if (counts(event.verdict) == counts(after)) return true;
    if (counts(after)) {
        EventFacts counted = event;
        counted.verdict = after;
        add(ordinal, counted);
        return true;
    }
    columns_.remove(ordinal, event);
    const Recency known = recency(ordinal);
    return known.last_open != event.occurred_at && known.first_activity != event.occurred_at &&
           known.last_activity != event.occurred_at;
}

void ActivityIndex::remove(Ordinal ordinal) {
    if (ordinal >= recency_.size()) return;
    columns_.clear(ordinal);
    recency_[ordinal] = Recency();
}

}  // namespace footfall::index
