#include "index/counts.h"

#include <algorithm>

#include "assert.h"

namespace footfall::index {
namespace {

// Those that an event is in.
template <class Take>
void for_each_subset(Site site, const Counts::Content& content, const Take& take) {
    take(Subset());
    if (site != all_sites) take(Subset(site));
    if (content.campaign != 0) take(Subset(Subset::Of::campaign, content.campaign));
    if (content.form != 0) take(Subset(Subset::Of::form, content.form));
}

}  // namespace

void Counts::add(const Cell& cell, const Content& content, std::uint64_t count) {
    if (count == 0) return;
    if (chunk_of(cell.ordinal) >= chunks_.size()) chunks_.resize(chunk_of(cell.ordinal) + 1);
    Chunk& chunk = chunk_to_change(chunk_of(cell.ordinal));
    const Place place = place_of(cell.ordinal);
    for_each_subset(cell.site, content,
                    [&](Subset in) { chunk[{cell.kind, in}].add(place, cell.day, count); });
    total(cell.kind, cell.day) += count;
}

void Counts::take(const Cell& cell, const Content& content, std::uint64_t count) {
    if (count == 0) return;
    ASSERT(chunk_of(cell.ordinal) < chunks_.size(), "ordinal=" << cell.ordinal);
    Chunk& chunk = chunk_to_change(chunk_of(cell.ordinal));
    for_each_subset(cell.site, content, [&](Subset in) {
        const auto found = chunk.find({cell.kind, in});
        ASSERT(found != chunk.end(), "number=" << in.number);
        found->second.take(place_of(cell.ordinal), cell.day, count);
        if (found->second.empty()) chunk.erase(found);
    });
    total(cell.kind, cell.day) -= count;
}

void Counts::clear(Ordinal ordinal) {
    if (chunk_of(ordinal) >= chunks_.size() || !chunks_[chunk_of(ordinal)]) return;
    Chunk& chunk = chunk_to_change(chunk_of(ordinal));
    const Place place = place_of(ordinal);
    for (auto it = chunk.begin(); it != chunk.end();) {
        auto& [key, series] = *it;
        for (const auto& [day, count] : series.counts(place)) {
            series.take(place, day, count);
            if (key.in == all_sites) total(key.kind, day) -= count;
        }
        it = series.empty() ? chunk.erase(it) : std::next(it);
    }
}

void Counts::move(Ordinal ordinal, Counts& to) {
    const std::size_t chunk = chunk_of(ordinal);
    if (chunk >= chunks_.size() || !chunks_[chunk]) return;
    const Place place = place_of(ordinal);
    for (const auto& [key, series] : *chunks_[chunk]) {
        for (const auto& [day, count] : series.counts(place)) {
            if (chunk >= to.chunks_.size()) to.chunks_.resize(chunk + 1);
            to.chunk_to_change(chunk)[key].add(place, day, count);
            if (key.in == all_sites) to.total(key.kind, day) += count;
        }
    }
    clear(ordinal);
}

Counts::Chunk& Counts::chunk_to_change(std::size_t chunk) {
    std::shared_ptr<Chunk>& found = chunks_[chunk];
    if (!found) {
        found = std::make_shared<Chunk>();
    } else if (found.use_count() > 1) {
        found = std::make_shared<Chunk>(*found);
    }
    return *found;
}

const Series* Counts::find(std::size_t chunk, Kind kind, Subset in) const {
    if (chunk >= chunks_.size() || !chunks_[chunk]) return nullptr;
    const auto found = chunks_[chunk]->find({kind, in});
    return found == chunks_[chunk]->end() ? nullptr : &found->second;
}

std::uint64_t Counts::at(const Cell& cell) const {
    const Series* series = find(chunk_of(cell.ordinal), cell.kind, cell.site);
    return series == nullptr ? 0 : series->at(place_of(cell.ordinal), cell.day);
}

std::uint64_t Counts::sum(Ordinal ordinal, Kind kind, Subset in, const Period& period) const {
    const Series* series = find(chunk_of(ordinal), kind, in);
    if (series == nullptr || period.last < period.first) return 0;
    return series->sum(place_of(ordinal), period.first, period.last);
}

std::optional<Day> Counts::first_day(Ordinal ordinal, Kind kind, Subset in,
                                     const Period& period) const {
    const Series* series = find(chunk_of(ordinal), kind, in);
    if (series == nullptr || period.last < period.first) return std::nullopt;
    return series->first_day(place_of(ordinal), period.first, period.last);
}

template <class Sum>
void Counts::sum(std::size_t chunk, Kind kind, Subset in, const Period& period,
                 std::span<Sum, chunk_size> sums) const {
    const Series* series = find(chunk, kind, in);
    if (series == nullptr || period.last < period.first) {
        std::fill(sums.begin(), sums.end(), Sum{0});
    } else {
        series->sum(period.first, period.last, sums);
    }
}

template void Counts::sum(std::size_t, Kind, Subset, const Period&,
                          std::span<std::uint32_t, chunk_size>) const;
template void Counts::sum(std::size_t, Kind, Subset, const Period&,
                          std::span<std::uint64_t, chunk_size>) const;

std::uint64_t Counts::add_saturated(std::size_t chunk, Kind kind, Subset in, Day day,
                                    std::span<std::uint8_t, chunk_size> sums,
                                    const std::array<std::uint8_t, chunk_size>* matches) const {
    const Series* series = find(chunk, kind, in);
    return series == nullptr ? 0 : series->add_saturated(day, sums, matches);
}

void Counts::add_days(std::size_t chunk, Kind kind, Subset in,
                      const std::array<std::uint8_t, chunk_size>& matches, Day first,
                      std::span<std::uint64_t> days) const {
    if (const Series* series = find(chunk, kind, in)) series->add_days(matches, first, days);
}

std::uint64_t& Counts::total(Kind kind, Day day) {
    Totals& totals = totals_[position(kind)];
    if (!totals.empty() && totals.back().first == day) return totals.back().second;
    auto found = std::lower_bound(totals.begin(), totals.end(), std::pair(day, std::uint64_t{0}));
    if (found == totals.end() || found->first != day) found = totals.emplace(found, day, 0);
    return found->second;
}

std::optional<Day> Counts::first_day() const {
    std::optional<Day> first;
    for (const Totals& totals : totals_) {
        const auto found =
            std::ranges::find_if(totals, [](const auto& of) { return of.second > 0; });
        if (found != totals.end()) first = std::min(first.value_or(found->first), found->first);
    }
    return first;
}

std::uint64_t Counts::total(Kind kind, const Period& period) const {
    const Totals& totals = totals_[position(kind)];
    std::uint64_t sum = 0;
    for (auto it = std::lower_bound(totals.begin(), totals.end(),
                                    std::pair(period.first, std::uint64_t{0}));
         it != totals.end() && it->first <= period.last; ++it) {
        sum += it->second;
    }
    return sum;
}

void Counts::for_each_day(Kind kind, const std::function<void(Ordinal, Day)>& take) const {
    for (std::size_t chunk = 0; chunk < chunks_.size(); ++chunk) {
        const Series* series = find(chunk, kind, all_sites);
        if (series == nullptr) continue;
        series->for_each(
            [&](Day day, Place place, std::uint64_t) { take(ordinal_at(chunk, place), day); });
    }
}

void Counts::for_each(const std::function<void(Kind, Day, Ordinal, std::uint64_t)>& take) const {
    for (std::size_t chunk = 0; chunk < chunks_.size(); ++chunk) {
        if (!chunks_[chunk]) continue;
        for (const auto& [key, series] : *chunks_[chunk]) {
            if (key.in != all_sites) continue;
            series.for_each([&, kind = key.kind](Day day, Place place, std::uint64_t count) {
                take(kind, day, ordinal_at(chunk, place), count);
            });
        }
    }
}

void Counts::save(std::size_t part, Saver& saver) const {
    if (part == 0) {
        saver.value(std::uint64_t{chunks_.size()});
        for (const Totals& totals : totals_) {
            saver.value(std::uint64_t{totals.size()});
            for (const auto& [day, total] : totals) {
                saver.value(day);
                saver.value(total);
            }
        }
        return;
    }
    static const Chunk nothing;
    const Chunk& chunk = chunks_[part - 1] ? *chunks_[part - 1] : nothing;
    saver.value(std::uint64_t{chunk.size()});
    for (const auto& [key, series] : chunk) {
        saver.value(key);
        series.save(saver);
    }
}

void Counts::load(std::size_t part, Loader& loader) {
    if (part == 0) {
        const auto chunks = loader.value<std::uint64_t>();
        if (chunks > chunks_of(UINT32_MAX)) return loader.fail();
        chunks_.resize(chunks);
        for (Totals& totals : totals_) {
            const std::uint64_t days = loader.count(sizeof(Day));
            for (std::uint64_t i = 0; i < days; ++i) {
                const auto day = loader.value<Day>();
                totals.emplace_back(day, loader.value<std::uint64_t>());
            }
        }
        return;
    }
    const std::uint64_t count = loader.count(sizeof(Key));
    if (count == 0) return;
    auto chunk = std::make_shared<Chunk>();
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto key = loader.value<Key>();
        chunk->emplace(key, Series::load(loader));
    }
    chunks_[part - 1] = std::move(chunk);
}

std::size_t Counts::memory_bytes() const {
    constexpr std::size_t node_bytes = 32;  // the map's own for each series
    std::size_t bytes = chunks_.capacity() * sizeof chunks_[0];
    for (const std::shared_ptr<Chunk>& chunk : chunks_) {
        if (!chunk) continue;
        bytes += sizeof *chunk + chunk->bucket_count() * sizeof(void*);
        for (const auto& [key, series] : *chunk) {
            bytes += node_bytes + sizeof series + series.memory_bytes();
        }
    }
    for (const Totals& totals : totals_) bytes += totals.capacity() * sizeof totals[0];
    return bytes;
}

}  // namespace footfall::index
