#include "index/activity_page.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "assert.h"
#include "index/matches.h"
#include "index/ranks.h"
#include "question/fold.h"

namespace footfall::index {
namespace {

// What a row counts: five kinds in the period, then opens on each day of the trend. What the
// counters tell besides: automated opens in the period.
constexpr const std::array<Kind, 5>& kinds_of_row = funnel_kinds;
constexpr std::size_t trend_days = std::tuple_size_v<decltype(ActivityRow::trend)>;
constexpr std::size_t measures_of_row = kinds_of_row.size() + trend_days;
constexpr std::size_t measures = measures_of_row + 1;
enum Measure : std::size_t {
    views,
    confirmed,
    verified,
    checkout,
    orders,
    today = measures_of_row - 1,
    automated,
};

constexpr std::size_t stretch = 64;  // so many neighbours are looked at together

constexpr std::size_t few = 8;  // so many matches of a chunk are counted one by one

std::size_t measure_of(Kind kind) {
    const auto found = std::ranges::find(kinds_of_row, kind);
    return static_cast<std::size_t>(found - kinds_of_row.begin());
}

// The count that rows are ordered by, if they are by one.
std::optional<std::size_t> measure_of(ActivitySort sort) {
    switch (sort) {
        case ActivitySort::views:
            return views;
        case ActivitySort::trend:
            return today;
        case ActivitySort::confirmed:
            return confirmed;
        case ActivitySort::verified:
            return verified;
        case ActivitySort::checkout:
            return checkout;
        case ActivitySort::orders:
            return orders;
        default:
            return std::nullopt;
    }
}

// Counts of 32 bits where those of the question fit, else of 64.
template <class Count>
class Scan {
  public:
    Scan(const CustomerDirectory& directory, const ActivityIndex& activity, const Members* members,
         const ActivityQuestion& question)
        : directory_(directory), activity_(activity), members_(members), question_(question) {
        search_ = fold(question.filter.search);
        is_filtered_ = !search_.empty() || question.filter.status != StatusFilter::all ||
                       question.filter.stage || question.filter.did || members != nullptr;
        if (!question.filter.site.empty()) site_ = directory_.site(question.filter.site);
        chunks_ = chunks_of(directory_.ordinals());
    }

    ActivityTable answer();
    EveryRow keep();
    FunnelTable funnel();

  private:
    // Everything but rows, and who has those.
    ActivityTable choose(std::vector<Ordinal>& ordinals);
    template <class Take>
    void look_through(const Take& take);
    Kind kind_of(std::size_t measure) const {
        return measure < kinds_of_row.size() ? kinds_of_row[measure] : Kind::link_open;
    }
    const Counts& counts_of(std::size_t measure) const {
        return measure == automated ? activity_.automated_opens() : activity_.counts();
    }
    Period period_of_measure(std::size_t measure) const;
    std::uint64_t count(std::size_t measure, Ordinal ordinal) const;

    void choose_sums_of_filter();
    void choose_measures();
    void keep_sums(std::size_t measure);
    void find_all_matches();
    std::size_t narrow_by_sums(std::size_t chunk, Matches& matches);
    StageColumns<Count> stage_columns(std::size_t chunk) const;
    void count_stages(std::size_t chunk);
    Stalled stalled_in(Stage stage, Ordinal ordinal) const;
    std::optional<Stalled> stalled(Ordinal ordinal, const ActivityRow& row) const;
    void choose_rows(ActivityTable& table);
    void sum(std::size_t chunk, std::size_t matches);
    void summarize(std::size_t chunk, ActivitySummary& summary) const;
    void add_steps(std::size_t chunk, FunnelTable& funnel) const;
    void rank(std::size_t chunk);
    template <class Primary, class MayHave>
    void rank(std::size_t chunk, const Primary& primary, const MayHave& may_have);
    template <class Primary>
    void rank(std::size_t chunk, const Primary& primary);
    void rank_by_text(std::size_t chunk, const TextOrder& order);
    void rank_by_time(std::size_t chunk, std::span<const Instant> times);
    void rank_by_count(std::size_t chunk, std::size_t measure);
    ActivityRow row(Ordinal ordinal) const;

    std::span<const Count, chunk_size> column(std::size_t measure, std::size_t chunk) const {
        const std::size_t from = is_kept_[measure] ? chunk * chunk_size : 0;
        return std::span(sums_[measure]).subspan(from).template first<chunk_size>();
    }
    std::span<Count, chunk_size> column(std::size_t measure, std::size_t chunk) {
        const std::size_t from = is_kept_[measure] ? chunk * chunk_size : 0;
        return std::span(sums_[measure]).subspan(from).template first<chunk_size>();
    }

    const CustomerDirectory& directory_;
    const ActivityIndex& activity_;
    const Members* const members_;
    const ActivityQuestion& question_;
    std::string search_;
    bool is_filtered_ = false;
    std::optional<Site> site_ = all_sites;  // nothing: one that no event named
    std::size_t chunks_ = 0;

    std::array<bool, measures> is_needed_{};
    std::array<bool, measures> is_of_filter_{};  // which customers are found depends on it
    std::array<bool, measures> is_kept_{};       // for all chunks, not for the one at hand alone
    std::array<bool, measures> is_summed_{};     // for all chunks already
    std::array<std::vector<Count>, measures> sums_;
    bool is_whole_ = false;  // whether all are kept, for many rows

    std::vector<Matches> all_matches_;  // if filtered
    Matches matches_{};                 // of the chunk at hand
    std::array<std::uint64_t, stages.size()> in_stages_{};
    bool has_stages_ = false;  // whether these are those of all chunks already
    std::uint64_t total_ = 0;
    std::optional<Ranks> ranks_;
};

template <class Count>
Period Scan<Count>::period_of_measure(std::size_t measure) const {
    if (measure < kinds_of_row.size() || measure == automated) return period_of(question_.period);
    const auto place = static_cast<std::int32_t>(measure - kinds_of_row.size());
    return {question_.trend.first + place, question_.trend.first + place};
}

template <class Count>
std::uint64_t Scan<Count>::count(std::size_t measure, Ordinal ordinal) const {
    if (is_kept_[measure]) return column(measure, chunk_of(ordinal))[place_of(ordinal)];
    if (!site_) return 0;
    if (measure >= kinds_of_row.size()) {
        return counts_of(measure).at({.ordinal = ordinal,
                                      .kind = kind_of(measure),
                                      .site = *site_,
                                      .day = period_of_measure(measure).first});
    }
    return counts_of(measure).sum(ordinal, kind_of(measure), *site_, period_of_measure(measure));
}

// The rows of all sums that were kept, or of those of the ordinals alone.
template <class Count>
class Rows final : public KeptRows {
  public:
    std::size_t size() const override { return ordinals.size(); }
    std::optional<ActivityRow> at(std::size_t rank,
                                  const CustomerDirectory& directory) const override;

    struct Rest {
        std::optional<Instant> last_open, last_activity;
        Status status = Status::active;
    };

    std::vector<Ordinal> ordinals;
    std::vector<Rest> rest;                         // by rank
    bool is_by_ordinal = false;                     // or by rank:
    std::array<std::vector<Count>, measures> sums;  // by those of a row
};

template <class Count>
ActivityTable Scan<Count>::answer() {
    std::vector<Ordinal> ordinals;
    ActivityTable table = choose(ordinals);
    table.rows.reserve(ordinals.size());
    for (const Ordinal ordinal : ordinals) table.rows.push_back(row(ordinal));
    return table;
}

template <class Count>
EveryRow Scan<Count>::keep() {
    auto rows = std::make_unique<Rows<Count>>();
    EveryRow every;
    every.table = choose(rows->ordinals);
    rows->rest.reserve(rows->size());
    for (const Ordinal ordinal : rows->ordinals) {
        const Recency recency = activity_.recency(ordinal);
        rows->rest.push_back({.last_open = recency.last_open,
                              .last_activity = recency.last_activity,
                              .status = static_cast<Status>(directory_.presence()[ordinal])});
    }
    rows->is_by_ordinal = is_whole_;
    if (is_whole_) {
        rows->sums = std::move(sums_);
    } else {
        for (std::size_t measure = 0; measure < measures_of_row; ++measure) {
            for (const Ordinal ordinal : rows->ordinals) {
                rows->sums[measure].push_back(static_cast<Count>(count(measure, ordinal)));
            }
        }
    }
    every.rows = std::move(rows);
    return every;
}

template <class Count>
FunnelTable Scan<Count>::funnel() {
    ActivityTable table;
    choose_sums_of_filter();
    choose_rows(table);
    for (std::size_t step = 0; step < funnel_kinds.size(); ++step) is_needed_[step] = true;
    choose_measures();
    FunnelTable funnel;
    funnel.zone = activity_.days()->zone();
    funnel.total = table.total;
    look_through([&](std::size_t chunk) { add_steps(chunk, funnel); });
    return funnel;
}

// Takes each chunk with matches at hand, and their sums.
template <class Count>
template <class Take>
void Scan<Count>::look_through(const Take& take) {
    for (std::size_t chunk = 0; chunk < chunks_; ++chunk) {
        std::size_t matches = 0;
        if (is_filtered_) {
            matches_ = all_matches_[chunk];
            matches = footfall::index::count(matches_);
        } else {
            matches = find_by_status(directory_, chunk, StatusFilter::all, matches_);
        }
        if (matches == 0) continue;
        sum(chunk, matches);
        take(chunk);
    }
}

// The sums that a filter by stage or by what somebody did looks at serve the answer too.
template <class Count>
void Scan<Count>::choose_sums_of_filter() {
    const auto keep = [this](std::size_t measure) {
        is_of_filter_[measure] = true;
        keep_sums(measure);
    };
    if (question_.filter.did) keep(measure_of(*question_.filter.did));
    if (!question_.filter.stage) return;
    for (const Measure measure : {views, checkout, orders}) keep(measure);
}

template <class Count>
ActivityTable Scan<Count>::choose(std::vector<Ordinal>& ordinals) {
    ActivityTable table;
    table.zone = activity_.days()->zone();
    table.first_day = activity_.first_day();
    table.customers = directory_.count();
    choose_sums_of_filter();
    choose_rows(table);
    choose_measures();
    look_through([&](std::size_t chunk) {
        if (!has_stages_) count_stages(chunk);
        summarize(chunk, table.summary);
        rank(chunk);
    });
    const Period period = period_of(question_.period);
    if (!is_filtered_ && site_ == all_sites) {
        const Counts& counts = activity_.counts();
        table.summary.total_views = counts.total(kinds_of_row[views], period);
        table.summary.verified = counts.total(kinds_of_row[verified], period);
        table.summary.checkout_started = counts.total(kinds_of_row[checkout], period);
        table.summary.orders_submitted = counts.total(kinds_of_row[orders], period);
        table.summary.automated_views = counts_of(automated).total(kind_of(automated), period);
    }
    if (question_.stages) table.in_stages = in_stages_;
    ordinals = ranks_->take();
    return table;
}

template <class Count>
void Scan<Count>::choose_rows(ActivityTable& table) {
    total_ = directory_.count();
    if (is_filtered_) find_all_matches();
    table.total = total_;
    std::size_t begin = 0;
    std::size_t end = total_;
    if (question_.page) {
        const std::size_t rows_max = question_.page->rows_max;
        const std::size_t pages = total_ == 0 ? 1 : (total_ - 1) / rows_max + 1;
        table.page = std::min(question_.page->number, pages);
        begin = (table.page - 1) * rows_max;
        end = std::min(end - begin, rows_max) + begin;
    }
    ranks_.emplace(begin, end, total_, directory_.rows().labels());
    is_whole_ = (end - begin) * few > directory_.ordinals();
}

template <class Count>
void Scan<Count>::choose_measures() {
    if (is_whole_) std::fill_n(is_needed_.begin(), measures_of_row, true);
    is_needed_[views] = true;
    if (is_filtered_ || site_ != all_sites) {
        is_needed_[verified] = is_needed_[checkout] = is_needed_[orders] = true;
        is_needed_[automated] = true;
    }
    if (question_.stages) is_needed_[checkout] = is_needed_[orders] = true;
    if (const auto measure = measure_of(question_.sort)) is_needed_[*measure] = true;
    for (std::size_t measure = 0; measure < measures; ++measure) {
        if (!is_needed_[measure]) continue;
        if (is_whole_ && measure != automated) {
            keep_sums(measure);
        } else if (!is_kept_[measure]) {
            sums_[measure].resize(chunk_size);
        }
    }
}

template <class Count>
void Scan<Count>::keep_sums(std::size_t measure) {
    is_needed_[measure] = true;
    is_kept_[measure] = true;
    sums_[measure].resize(chunk_size * chunks_);
}

template <class Count>
void Scan<Count>::find_all_matches() {
    all_matches_.resize(chunks_);
    total_ = 0;
    for (std::size_t chunk = 0; chunk < chunks_; ++chunk) {
        Matches& matches = all_matches_[chunk];
        std::size_t found = find_by_status(directory_, chunk, question_.filter.status, matches);
        if (found == 0) continue;
        if (!search_.empty()) {
            narrow_by_search(directory_, chunk, search_, matches);
            found = footfall::index::count(matches);
        }
        if (members_ != nullptr && found > 0) {
            members_->narrow(chunk, matches);
            found = footfall::index::count(matches);
        }
        if ((question_.filter.stage || question_.filter.did) && found > 0) {
            matches_ = matches;
            sum(chunk, found);
            found = narrow_by_sums(chunk, matches);
        }
        total_ += found;
    }
    has_stages_ = question_.filter.stage.has_value();
    is_summed_ = is_of_filter_;
}

// Leaves those of the matches at hand, whose sums are there, that the filter wants.
template <class Count>
std::size_t Scan<Count>::narrow_by_sums(std::size_t chunk, Matches& matches) {
    if (question_.filter.did) {
        const auto counts = column(measure_of(*question_.filter.did), chunk);
        for (std::size_t i = 0; i < chunk_size; ++i) {
            matches_[i] &= static_cast<std::uint8_t>(counts[i] != 0);
        }
    }
    matches = matches_;
    if (!question_.filter.stage) return footfall::index::count(matches);
    count_stages(chunk);
    return find_in_stage(stage_columns(chunk), *question_.filter.stage, matches_, matches);
}

template <class Count>
void Scan<Count>::sum(std::size_t chunk, std::size_t matches) {
    for (std::size_t measure = 0; measure < measures; ++measure) {
        if (!is_needed_[measure] || is_summed_[measure]) continue;
        const auto sums = column(measure, chunk);
        const Kind kind = kind_of(measure);
        const Period period = period_of_measure(measure);
        if (site_ && matches > few) {
            counts_of(measure).sum(chunk, kind, *site_, period, sums);
            continue;
        }
        std::fill(sums.begin(), sums.end(), Count{0});
        if (!site_) continue;
        for (std::size_t i = 0; i < chunk_size; ++i) {
            if (matches_[i] == 0) continue;
            sums[i] = static_cast<Count>(
                counts_of(measure).sum(ordinal_at(chunk, i), kind, *site_, period));
        }
    }
}

template <class Count>
StageColumns<Count> Scan<Count>::stage_columns(std::size_t chunk) const {
    const std::span<const Instant> opens = activity_.last_opens();
    return {.views = column(views, chunk),
            .checkout = column(checkout, chunk),
            .orders = column(orders, chunk),
            .last_opens = opens.subspan(std::min(chunk * chunk_size, opens.size())),
            .rhythms = activity_.order_days().rhythms(chunk),
            .quiet_percent = question_.filter.quiet_percent,
            .today = question_.trend.last()};
}

// Of the matches at hand, whose sums are there.
template <class Count>
void Scan<Count>::count_stages(std::size_t chunk) {
    if (!question_.stages) return;
    const StageColumns<Count> columns = stage_columns(chunk);
    Matches in_stage;
    for (const Stage stage : stages) {
        in_stages_[position(stage)] += find_in_stage(columns, stage, matches_, in_stage);
    }
}

template <class Count>
void Scan<Count>::summarize(std::size_t chunk, ActivitySummary& summary) const {
    const auto add = [&](Measure measure) -> std::uint64_t {
        const Count* __restrict counts = column(measure, chunk).data();
        const std::uint8_t* __restrict matches = matches_.data();
        Count sum = 0;  // of all together it fits
        for (std::size_t i = 0; i < chunk_size; ++i) {
            sum += counts[i] & (Count{0} - Count{matches[i]});
        }
        return sum;
    };
    const Count* __restrict opens = column(views, chunk).data();
    const std::uint8_t* __restrict matches = matches_.data();
    std::uint32_t clicked = 0;
    for (std::size_t i = 0; i < chunk_size; ++i) clicked += (opens[i] != 0) & matches[i];
    summary.customers_with_clicks += clicked;
    if (!is_filtered_ && site_ == all_sites) return;
    summary.total_views += add(views);
    summary.verified += add(verified);
    summary.checkout_started += add(checkout);
    summary.orders_submitted += add(orders);
    summary.automated_views += add(automated);
}

template <class Count>
void Scan<Count>::add_steps(std::size_t chunk, FunnelTable& funnel) const {
    const std::uint8_t* __restrict matches = matches_.data();
    Matches reached{};
    std::uint8_t* __restrict so_far = reached.data();
    for (std::size_t i = funnel_kinds.size(); i > 0; --i) {
        FunnelStep& step = funnel.steps[i - 1];
        const Count* __restrict counts = column(i - 1, chunk).data();
        Count events = 0;  // of all together it fits
        std::uint32_t customers = 0;
        for (std::size_t at = 0; at < chunk_size; ++at) {
            const auto has = static_cast<std::uint8_t>((counts[at] != 0) & matches[at]);
            events += counts[at] & (Count{0} - Count{matches[at]});
            customers += has;
            so_far[at] |= has;
        }
        step.events += events;
        step.customers += customers;
        step.reached += footfall::index::count(reached);
    }
}

template <class Count>
void Scan<Count>::rank(std::size_t chunk) {
    switch (question_.sort) {
        case ActivitySort::id:
            return rank_by_text(chunk, directory_.by_id());
        case ActivitySort::name:
            return rank_by_text(chunk, directory_.by_name());
        case ActivitySort::code:
            return rank_by_text(chunk, directory_.by_code());
        case ActivitySort::email:
            return rank_by_text(chunk, directory_.by_email());
        case ActivitySort::status: {
            const std::uint8_t* presence = directory_.presence().data() + chunk * chunk_size;
            const std::uint64_t turn = question_.descending ? UINT8_MAX : 0;
            return rank(chunk, [=](std::size_t i) { return presence[i] ^ turn; });
        }
        case ActivitySort::last_click:
            return rank_by_time(chunk, activity_.last_opens());
        case ActivitySort::recent_activity:
            return rank_by_time(chunk, activity_.last_activities());
        default:
            return rank_by_count(chunk, *measure_of(question_.sort));
    }
}

// `may_have(from, limit)` says whether one of the stretch from there may be within the limit.
template <class Count>
template <class Primary, class MayHave>
void Scan<Count>::rank(std::size_t chunk, const Primary& primary, const MayHave& may_have) {
    // Nearly all are beyond the limit once the first ones are in, so whole stretches are.
    std::uint64_t limit = ranks_->limit();
    for (std::size_t from = 0; from < chunk_size; from += stretch) {
        if (!may_have(from, limit)) continue;
        for (std::size_t i = from; i < from + stretch; ++i) {
            if (matches_[i] == 0) continue;
            const std::uint64_t first = primary(i);
            if (first > limit) continue;
            ranks_->add(first, ordinal_at(chunk, i));
            limit = ranks_->limit();
        }
    }
}

template <class Count>
template <class Primary>
void Scan<Count>::rank(std::size_t chunk, const Primary& primary) {
    rank(chunk, primary, [](std::size_t, std::uint64_t) { return true; });
}

template <class Count>
void Scan<Count>::rank_by_text(std::size_t chunk, const TextOrder& order) {
    const std::uint32_t turn = question_.descending ? UINT32_MAX : 0;
    rank(chunk, [&](std::size_t i) -> std::uint64_t {
        const std::uint32_t label = order.label(ordinal_at(chunk, i));
        return label == 0 ? UINT64_MAX : label ^ turn;
    });
}

template <class Count>
void Scan<Count>::rank_by_time(std::size_t chunk, std::span<const Instant> times) {
    constexpr std::uint64_t sign = std::uint64_t{1} << 63;
    const std::uint64_t turn = question_.descending ? UINT64_MAX : 0;
    const std::size_t before = std::min(chunk * chunk_size, times.size());
    const Instant* const from = times.data() + before;
    const std::size_t size = times.size() - before;
    const auto primary = [=](std::size_t i) -> std::uint64_t {
        if (i >= size || from[i] == never) return UINT64_MAX;
        return (static_cast<std::uint64_t>(from[i].us) ^ sign) ^ turn;
    };
    if (!question_.descending || size < chunk_size) return rank(chunk, primary);
    // By the upper halves of times, some hours, which processors compare many at once.
    rank(chunk, primary, [=](std::size_t begin, std::uint64_t limit) {
        const auto bound =
            static_cast<std::int32_t>(static_cast<std::int64_t>(~limit ^ sign) >> 32);
        const Instant* __restrict const at = from + begin;
        std::int32_t within = 0;
        for (std::size_t i = 0; i < stretch; ++i) {
            within |= static_cast<std::int32_t>(at[i].us >> 32) >= bound ? 1 : 0;
        }
        return within != 0;
    });
}

template <class Count>
void Scan<Count>::rank_by_count(std::size_t chunk, std::size_t measure) {
    const std::uint64_t turn = question_.descending ? UINT64_MAX : 0;
    const Count* const counts = column(measure, chunk).data();
    rank(chunk, [=](std::size_t i) { return counts[i] ^ turn; });
}

// Texts, and counts by measure.
template <class Counted>
ActivityRow row_of(const Customer& customer, const Counted& counted) {
    ActivityRow row;
    row.id = customer.id;
    row.name = customer.name;
    row.code = customer.code;
    row.email = customer.email;
    row.views = counted(views);
    for (std::size_t i = 0; i < trend_days; ++i) row.trend[i] = counted(kinds_of_row.size() + i);
    row.confirmed = counted(confirmed);
    row.verified = counted(verified);
    row.checkout = counted(checkout);
    row.orders = counted(orders);
    return row;
}

template <class Count>
ActivityRow Scan<Count>::row(Ordinal ordinal) const {
    const Customer customer = directory_.at(ordinal);
    const Recency recency = activity_.recency(ordinal);
    ActivityRow row =
        row_of(customer, [&](std::size_t measure) { return count(measure, ordinal); });
    row.status = customer.status;
    row.last_click = recency.last_open;
    row.recent_activity = recency.last_activity;
    if (question_.stages && question_.page) row.stalled = stalled(ordinal, row);
    return row;
}

template <class Count>
std::optional<Stalled> Scan<Count>::stalled(Ordinal ordinal, const ActivityRow& row) const {
    if (question_.filter.stage) return stalled_in(*question_.filter.stage, ordinal);
    if (row.checkout > 0 && row.orders == 0) return stalled_in(Stage::checkout_no_order, ordinal);
    const bool has_viewed = row.views > 0 && row.checkout == 0 && row.orders == 0;
    if (has_viewed) return stalled_in(Stage::viewed_no_checkout, ordinal);
    const bool is_quiet = activity_.order_days().has_gone_quiet(ordinal, question_.trend.last(),
                                                                question_.filter.quiet_percent);
    if (is_quiet) return stalled_in(Stage::gone_quiet, ordinal);
    if (!row.last_click) return stalled_in(Stage::never_opened, ordinal);
    return std::nullopt;
}

// Of a customer that is in the stage.
template <class Count>
Stalled Scan<Count>::stalled_in(Stage stage, Ordinal ordinal) const {
    const auto first_day = [&](Kind kind) {
        return activity_.counts().first_day(ordinal, kind, site_.value_or(all_sites),
                                            period_of(question_.period));
    };
    std::optional<Day> since;
    switch (stage) {
        case Stage::viewed_no_checkout:
            since = first_day(Kind::link_open);
            break;
        case Stage::checkout_no_order:
            since = first_day(Kind::checkout_start);
            break;
        case Stage::never_opened:
            since = activity_.days()->day_of(
                std::min(directory_.at(ordinal).created,
                         activity_.recency(ordinal).first_activity.value_or(Instant{INT64_MAX})));
            break;
        case Stage::gone_quiet:
            since = activity_.order_days().last(ordinal);
            break;
    }
    const Day today = question_.trend.last();
    return {.stage = stage, .days = today - since.value_or(today)};
}

template <class Count>
std::optional<ActivityRow> Rows<Count>::at(std::size_t rank,
                                           const CustomerDirectory& directory) const {
    const Ordinal ordinal = ordinals[rank];
    if (!directory.is_there(ordinal)) return std::nullopt;
    const std::size_t place = is_by_ordinal ? ordinal : rank;
    ActivityRow row = row_of(directory.at(ordinal), [&](std::size_t measure) -> std::uint64_t {
        return sums[measure][place];
    });
    row.status = rest[rank].status;
    row.last_click = rest[rank].last_open;
    row.recent_activity = rest[rank].last_activity;
    return row;
}

// With a Scan of the narrowest counts that the question needs.
template <class Use>
auto scan(const CustomerDirectory& directory, const ActivityIndex& activity, const Members* members,
          const ActivityQuestion& question, const Use& use) {
    ASSERT(directory.is_settled());
    std::uint64_t most = 0;
    for (const Kind kind : kinds_of_row) {
        most = std::max(most, activity.counts().total(kind, period_of(question.period)));
    }
    most = std::max(most, activity.counts().total(Kind::link_open, period_of(question.trend)));
    most = std::max(most,
                    activity.automated_opens().total(Kind::link_open, period_of(question.period)));
    if (most > UINT32_MAX) return use(Scan<std::uint64_t>(directory, activity, members, question));
    return use(Scan<std::uint32_t>(directory, activity, members, question));
}

}  // namespace

ActivityTable answer_page(const CustomerDirectory& directory, const ActivityIndex& activity,
                          const Members* members, const ActivityQuestion& question) {
    const auto answer = [](auto&& scan) { return scan.answer(); };
    ActivityTable table = scan(directory, activity, members, question, answer);
    if (question.previous) {
        ActivityQuestion before = question;
        before.period = *question.previous;
        before.previous.reset();
        before.stages = false;
        before.sort = ActivitySort::views;
        before.page = Page{.number = 1, .rows_max = 1};
        table.previous = scan(directory, activity, members, before, answer).summary;
    }
    return table;
}

EveryRow keep_rows(const CustomerDirectory& directory, const ActivityIndex& activity,
                   const Members* members, const ActivityQuestion& question) {
    return scan(directory, activity, members, question, [](auto&& scan) { return scan.keep(); });
}

FunnelTable answer_funnel(const CustomerDirectory& directory, const ActivityIndex& activity,
                          const Members* members, const FunnelQuestion& question) {
    ActivityQuestion asked;
    asked.workspace = question.workspace;
    asked.period = question.period;
    asked.trend = question.today;
    asked.filter = question.filter;
    asked.sort = ActivitySort::views;
    asked.page = Page{.number = 1, .rows_max = 1};
    return scan(directory, activity, members, asked, [](auto&& scan) { return scan.funnel(); });
}

}  // namespace footfall::index
