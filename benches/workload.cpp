#include "workload.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <numeric>

#include "assert.h"

namespace footfall::bench {

namespace {

constexpr std::uint64_t flattening = 100;  // of the power law's head
constexpr std::int64_t ms_a_day = 86'400'000;

// From Monday on.
constexpr std::array<std::uint64_t, 7> weekday_weights{110, 116, 118, 120, 126, 70, 40};
constexpr std::array<std::uint64_t, 24> hour_weights{2,  1,  1,  1,  2,  6,  14, 30, 48, 60, 62, 58,
                                                     50, 48, 52, 55, 52, 44, 36, 30, 24, 16, 9,  4};

// A visit that rolls below these, of 4,096, goes that far.
struct Stage {
    Kind kind;
    std::uint64_t below;
};
constexpr std::array<Stage, 4> stages{{{Kind::confirmation, 2'600},
                                       {Kind::verification, 1'700},
                                       {Kind::checkout_start, 1'100},
                                       {Kind::order_submit, 700}}};

// Words of one script; a name is a trade, an owner and often a number.
struct Script {
    std::array<std::string_view, 4> trades;
    std::array<std::string_view, 8> owners;
};
constexpr std::array<Script, 8> scripts{{
    {{"Bakery", "Café", "Deli", "Greengrocer"},
     {"Harbour", "O’Brien", "Foxglove", "Ashdown", "Mill Lane", "Wren", "Three Elms", "Northgate"}},
    {{"Bäckerei", "Gasthof", "Café", "Metzgerei"},
     {"Müller", "Weiß", "Schröder", "Jäger", "Zur Mühle", "Kröger", "Lindenhof", "Böhm"}},
    {{"Boulangerie", "Épicerie", "Crêperie", "Café"},
     {"Lefèvre", "du Château", "Benoît", "Noël", "Françoise", "l’Étoile", "Gérard", "d’Été"}},
    {{"Пекарня", "Кафе", "Столовая", "Сыроварня"},
     {"Заря", "Берёзка", "Иванов", "Уют", "Соловьёв", "У моря", "Жар-птица", "Фёдоров"}},
    {{"Αρτοποιείο", "Καφενείο", "Ταβέρνα", "Κουζίνα"},
     {"Ήλιος", "Παπαδόπουλος", "Ελιά", "Λιμάνι", "Αθηνά", "Μαΐστρος", "Ρόδι", "Ακρόπολη"}},
    {{"مخبز", "مقهى", "مطعم", "بقالة"},
     {"الأمل", "الشام", "النخيل", "الياسمين", "البحر", "السلام", "ليلى", "الفجر"}},
    {{"面包店", "茶馆", "餐厅", "水果行"},
     {"金龙", "福满楼", "小王", "四季", "老街", "明月", "東方", "江南"}},
    {{"베이커리", "카페", "식당", "분식"},
     {"한빛", "서울", "김가네", "달콤", "푸른들", "해돋이", "강남", "제주"}},
}};

constexpr std::uint64_t gamma = 0x9E3779B97F4A7C15U;

constexpr std::uint64_t scramble(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
}

// The whole root of `square`, rounded down.
constexpr std::uint64_t root_of(std::uint64_t square) {
    std::uint64_t root = 0;
    for (std::uint64_t bit = std::uint64_t{1} << 31; bit != 0; bit >>= 1) {
        if ((root | bit) * (root | bit) <= square) root |= bit;
    }
    return root;
}

// log2(above / below) in 2^-24; above >= below, both under 2^32.
std::uint64_t log2_of(std::uint64_t above, std::uint64_t below) {
    std::uint64_t whole = 0;
    while (above >= below * 2) {
        below *= 2;
        ++whole;
    }
    std::uint64_t mantissa = (above << 31) / below;  // 1 to 2, in 2^-31
    std::uint64_t log = whole;
    for (int bit = 0; bit < 24; ++bit) {
        mantissa = (mantissa * mantissa) >> 31;
        log <<= 1;
        if (mantissa >= std::uint64_t{1} << 32) {
            mantissa >>= 1;
            log |= 1;
        }
    }
    return log;
}

// Which of 256ths falls to which site: 50, 30, 15 and 5 %.
constexpr std::uint8_t site_of(std::uint64_t roll) {
    if (roll < 128) return 0;
    if (roll < 205) return 1;
    return roll < 243 ? 2 : 3;
}

std::uint64_t weight_of(Day day) {
    // Day 0, 1970-01-01, was a Thursday.
    return weekday_weights[static_cast<std::size_t>(((day.number + 3) % 7 + 7) % 7)];
}

void append_number(std::string& text, std::uint64_t number) {
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    text.append(digits.data(), end);
}

}  // namespace

Workload::Workload(const WorkloadOptions& options)
    : options_(options), state_(scramble(options.seed + gamma)) {
    ASSERT(options.customers >= 1 && options.customers <= 10'000'000,
           "customers=" << options.customers);
    ASSERT(options.days >= 1 && options.days <= 3'660, "days=" << options.days);
    batch_.reserve(batch_facts_max + 16);

    const std::uint64_t customers = options.customers;
    rank_factor_ = customers * 618 / 1'000 + 1;
    while (std::gcd(rank_factor_, customers) != 1) ++rank_factor_;
    rank_shift_ = scramble(options.seed) % customers;
    spread_log2_ = log2_of(customers + flattening, flattening);

    std::uint64_t power = std::uint64_t{2} << 31;  // the root of the root … of 2
    for (auto& table : powers_) {
        table.fill(std::uint64_t{1} << 31);
        for (std::size_t bit = 128; bit != 0; bit >>= 1) {
            power = root_of(power << 31);
            for (std::size_t i = 0; i < table.size(); ++i) {
                if ((i & bit) != 0) table[i] = (table[i] * power) >> 31;
            }
        }
    }

    const std::uint64_t hours_sum =
        std::accumulate(hour_weights.begin(), hour_weights.end(), std::uint64_t{0});
    std::uint64_t before = 0;
    std::size_t hour = 0;
    for (std::size_t step = 0; step <= day_steps; ++step) {
        const std::uint64_t wanted = step * hours_sum;  // in 1 / day_steps of a weight
        while (hour < 23 && (before + hour_weights[hour]) * day_steps <= wanted) {
            before += hour_weights[hour];
            ++hour;
        }
        day_ms_[step] = hour * 3'600'000 + (wanted - before * day_steps) * 3'600'000 /
                                               (hour_weights[hour] * day_steps);
    }

    for (std::int32_t day = 0; day < options.days; ++day) {
        weight_sum_ += weight_of(options.last_day - day);
    }
}

std::span<const Fact> Workload::next_batch() {
    batch_.clear();
    while (batch_.size() + 16 <= batch_facts_max && given_ < options_.events) {
        if (day_given_ == day_events_) {
            begin_day();
        } else {
            add_visit();
        }
    }
    return batch_;
}

void Workload::begin_day() {
    ++day_;
    // Shares of the weights so far, so that nothing is lost to rounding.
    const auto share = [&](std::uint64_t weight) {
        return options_.events / weight_sum_ * weight +
               options_.events % weight_sum_ * weight / weight_sum_;
    };
    const std::uint64_t before = share(weight_before_);
    weight_before_ += weight_of(options_.last_day - (options_.days - 1 - day_));
    day_events_ = share(weight_before_) - before;
    day_given_ = 0;
    if (day_events_ > 0) day_step_ = (std::uint64_t{1} << 40) / day_events_;
}

void Workload::add_visit() {
    const std::uint64_t who = next_word();
    const std::uint64_t when = next_word();
    const CustomerNumber customer = customer_of(static_cast<std::uint32_t>(who >> 32));
    const bool at_home = (who & 255) < 236;
    const std::uint8_t site = at_home ? own_site(customer) : site_of(when >> 56);
    const std::uint64_t depth = (who >> 8) & 4'095;
    const std::uint64_t roll = (who >> 20) & 255;
    const std::uint64_t opens = roll < 144 ? 1 : roll < 224 ? 2 : 3;

    const std::uint64_t through = day_given_ * day_step_;  // the day, in 2^-40
    const std::uint64_t step = through >> 28;
    const std::uint64_t rest = through & ((std::uint64_t{1} << 28) - 1);
    std::uint64_t ms = day_ms_[step] + ((day_ms_[step + 1] - day_ms_[step]) * rest >> 28);
    std::uint64_t gaps = when;
    const std::int64_t midnight =
        (options_.last_day.number - (options_.days - 1 - day_)) * ms_a_day;
    const auto add = [&](Kind kind) {
        if (day_given_ == day_events_) return;
        ms = std::min(ms + 7 + (gaps & 127) * 331, static_cast<std::uint64_t>(ms_a_day) - 1);
        gaps >>= 7;
        batch_.push_back({.occurred_at = Instant::from_ms(midnight + static_cast<std::int64_t>(ms)),
                          .customer = customer,
                          .kind = kind,
                          .site = site});
        ++day_given_;
        ++given_;
    };
    for (std::uint64_t open = 0; open < opens; ++open) add(Kind::link_open);
    for (const Stage& stage : stages) {
        if (depth < stage.below) add(stage.kind);
    }
}

// The rank is 100 · ((customers + 100) / 100)^x - 100 for an x below 1 that is rolled.
CustomerNumber Workload::customer_of(std::uint32_t roll) const {
    const std::uint64_t exponent = (roll * spread_log2_) >> 24;  // in 2^-32
    const std::uint64_t whole = exponent >> 32;
    std::uint64_t power = powers_[0][(exponent >> 24) & 255];
    power = (power * powers_[1][(exponent >> 16) & 255]) >> 31;
    power = (power * powers_[2][(exponent >> 8) & 255]) >> 31;
    const std::uint64_t rank = (((flattening * power) << whole) >> 31) - flattening;
    const std::uint64_t last = options_.customers - 1;
    return static_cast<CustomerNumber>((std::min(rank, last) * rank_factor_ + rank_shift_) %
                                       options_.customers);
}

std::uint8_t Workload::own_site(CustomerNumber customer) const {
    return site_of(scramble(options_.seed ^ (customer * gamma)) & 255);
}

std::uint64_t Workload::next_word() {
    state_ += gamma;
    return scramble(state_);
}

std::string Workload::customer_id(CustomerNumber customer) {
    std::string id = "c";
    for (std::uint32_t unit = 1'000'000; unit != 0; unit /= 10) {
        id += static_cast<char>('0' + customer / unit % 10);
    }
    return id;
}

Profile Workload::profile(CustomerNumber customer) const {
    const std::uint64_t roll = scramble(scramble(options_.seed) ^ (customer * gamma));
    const auto digits = [&](int from, std::uint64_t count) { return (roll >> from) % count; };
    Profile profile;
    profile.workspace = options_.workspace;
    profile.customer = customer_id(customer);
    profile.id = "p-" + profile.customer;
    profile.changed_at =
        Instant::from_ms((options_.last_day.number - (options_.days - 1)) * ms_a_day);
    const Script& script = scripts[digits(0, scripts.size())];
    std::string name(script.trades[digits(3, script.trades.size())]);
    name += ' ';
    name += script.owners[digits(5, script.owners.size())];
    if (digits(8, 8) != 0) {
        name += ' ';
        append_number(name, 1 + digits(11, 999));
    }
    profile.name = std::move(name);
    if (digits(24, 100) >= 8) {
        std::string code = "K-";
        append_number(code, 100'000 + digits(20, 900'000));
        profile.code = std::move(code);
    }
    if (digits(32, 100) >= 5) {
        profile.email =
            "order." + profile.customer + (digits(40, 3) == 0 ? "@example.org" : "@example.com");
    }
    profile.status = digits(44, 100) < 6 ? Status::inactive : Status::active;
    return profile;
}

void Workload::write(const Fact& fact, std::uint64_t number, Event& event) const {
    event.workspace = options_.workspace;
    event.kind = fact.kind;
    event.family = Family::footfall;
    event.via = Via::server_key;
    event.verdict = Verdict::person;
    event.by_customer = true;
    event.id = "e-";
    append_number(event.id, number);
    event.customer = customer_id(fact.customer);
    event.name = to_string(fact.kind);
    event.site = site_names[fact.site];
    event.occurred_at = fact.occurred_at;
    event.raw_time = fact.occurred_at;
}

}  // namespace footfall::bench
