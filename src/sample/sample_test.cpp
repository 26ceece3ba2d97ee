#include "sample/sample.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "event/limits.h"
#include "sample/names.h"
#include "sample/people.h"

namespace footfall::sample {
namespace {

constexpr std::int64_t day_us = 86'400'000'000;
constexpr Day until{20'400};  // 2025-11-08, a Saturday

// The days of a zone `offset_hours` east of UTC; the day `short_day` loses six hours, more than
// any real one, so that many evening visits meet its end.
std::shared_ptr<const DayTable> days(std::int64_t offset_hours = 0, std::int32_t short_day = 0) {
    std::vector<Instant> edges;
    std::int64_t shift = -offset_hours * 3'600'000'000;
    for (std::int32_t day = until.number - 200; day <= until.number + 31; ++day) {
        edges.push_back({day * day_us + shift});
        if (day == short_day) shift -= 6 * 3'600'000'000;
    }
    return std::make_shared<const DayTable>("Test/Zone", Day{until.number - 200}, edges);
}

Options options(std::uint64_t seed = 1) {
    Options made;
    made.workspace.bytes.fill(7);
    made.seed = seed;
    made.until = until;
    made.days = days();
    return made;
}

std::vector<EntryBody> all(Options given) {
    Generator generator(std::move(given));
    std::vector<EntryBody> entries;
    while (auto batch = generator.next_batch()) {
        EXPECT_FALSE(batch->empty());
        EXPECT_LE(batch->size(), batch_entries_max);
        entries.insert(entries.end(), batch->begin(), batch->end());
    }
    EXPECT_EQ(generator.next_batch(), std::nullopt);
    return entries;
}

const std::vector<EntryBody>& usual() {
    static const std::vector<EntryBody> entries = all(options());
    return entries;
}

Instant time_of(const EntryBody& body) {
    if (const auto* event = std::get_if<Event>(&body)) return event->occurred_at;
    return std::get<Profile>(body).changed_at;
}

template <class T>
std::vector<const T*> only(const std::vector<EntryBody>& entries) {
    std::vector<const T*> found;
    for (const EntryBody& body : entries) {
        if (const T* one = std::get_if<T>(&body)) found.push_back(one);
    }
    return found;
}

TEST(Sample, EqualSeedAndDateGiveEqualEntries) { EXPECT_EQ(usual(), all(options())); }

// Equality is promised across machines and library versions too, so one run is pinned.
TEST(Sample, StaysEqual) {
    std::uint64_t hash = 0xCBF29CE484222325U;  // FNV-1a
    const auto add = [&](const std::string& text) {
        for (const char byte : text) {
            hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001B3U;
        }
    };
    for (const EntryBody& body : usual()) {
        add(std::to_string(time_of(body).us));
        if (const auto* profile = std::get_if<Profile>(&body)) {
            add(profile->id + profile->name.value_or("") + profile->email.value_or(""));
        } else {
            const auto& event = std::get<Event>(body);
            add(event.id + event.site + event.campaign + event.form + event.properties);
        }
    }
    EXPECT_EQ(hash, 13735415223004218307U);
}

TEST(Sample, AnotherSeedGivesOthers) {
    const std::vector<EntryBody> other = all(options(2));
    EXPECT_NE(usual(), other);
    EXPECT_NE(only<Profile>(usual())[0]->name, only<Profile>(other)[0]->name);
}

TEST(Sample, HoldsWhatItPromises) {
    const auto profiles = only<Profile>(usual());
    const auto events = only<Event>(usual());
    EXPECT_GE(events.size(), 150'000U);
    EXPECT_LE(events.size(), 250'000U);

    std::set<std::string> whole;
    std::size_t inactive = 0;
    for (const Profile* profile : profiles) {
        if (profile->status == Status::inactive) {
            ++inactive;
        } else {
            EXPECT_TRUE(whole.insert(profile->customer).second) << profile->customer;
        }
    }
    EXPECT_EQ(whole.size(), customers);
    EXPECT_GT(inactive, 50U);
    EXPECT_LT(inactive, 250U);

    std::map<Kind, std::size_t> by_kind;
    std::set<std::string> sites;
    std::set<std::string> forms;
    std::set<std::string> campaigns;
    std::map<Kind, std::size_t> automated;
    std::map<std::string, std::set<Kind>> kinds_of;  // by campaign
    for (const Event* event : events) {
        ++by_kind[event->kind];
        sites.insert(event->site);
        forms.insert(event->form);
        campaigns.insert(event->campaign);
        if (!event->campaign.empty()) kinds_of[event->campaign].insert(event->kind);
        if (!counts(event->verdict)) {
            ++automated[event->kind];
            EXPECT_FALSE(event->rule.empty());
        }
        if (event->kind == Kind::order_submit) {
            EXPECT_FALSE(event->order.empty());
        }
    }
    for (const KindFacts& fact : kinds) EXPECT_GT(by_kind[fact.kind], 20U) << fact.name;
    EXPECT_EQ(sites.size(), 3U + 1);  // and mail, which has none
    EXPECT_EQ(forms.size(), 6U + 1);
    EXPECT_EQ(campaigns.size(), 10U + 1);
    const std::set<Kind> notices{Kind::notification_delivered, Kind::notification_open};
    EXPECT_EQ(std::count_if(kinds_of.begin(), kinds_of.end(),
                            [&](const auto& campaign) { return campaign.second == notices; }),
              1);
    EXPECT_EQ(automated.size(), 2U);
    EXPECT_GT(automated[Kind::link_open], 100U);
    EXPECT_LT(automated[Kind::link_open] * 50, by_kind[Kind::link_open]);
    EXPECT_GT(automated[Kind::email_open], 100U);
    EXPECT_LT(automated[Kind::email_open], by_kind[Kind::email_open] / 2);
    EXPECT_GT(by_kind[Kind::link_open], by_kind[Kind::confirmation]);
    EXPECT_GT(by_kind[Kind::confirmation], by_kind[Kind::checkout_start]);
    EXPECT_GT(by_kind[Kind::checkout_start], by_kind[Kind::order_submit]);
}

TEST(Sample, CustomersShowEveryStage) {
    std::map<std::string, std::array<std::size_t, 3>> seen;  // opens, checkouts, orders
    for (const Profile* profile : only<Profile>(usual())) seen[profile->customer];
    std::map<std::string, std::set<std::int64_t>> order_days;
    for (const Event* event : only<Event>(usual())) {
        auto& [opens, checkouts, orders] = seen[event->customer];
        if (event->kind == Kind::link_open && counts(event->verdict)) ++opens;
        if (event->kind == Kind::checkout_start) ++checkouts;
        if (event->kind != Kind::order_submit) continue;
        ++orders;
        order_days[event->customer].insert(event->occurred_at.us / day_us);
    }
    std::size_t silent = 0;
    std::size_t viewed_only = 0;
    std::size_t stalled = 0;
    std::size_t regular = 0;
    for (const auto& [customer, stages] : seen) {
        const auto& [opens, checkouts, orders] = stages;
        silent += opens == 0;
        viewed_only += opens > 0 && checkouts == 0 && orders == 0;
        stalled += checkouts > 0 && orders == 0;
        regular += order_days[customer].size() >= 3;
    }
    EXPECT_GT(silent, 100U);
    EXPECT_GT(viewed_only, 250U);
    EXPECT_GT(stalled, 100U);
    EXPECT_GT(regular, 900U);
}

TEST(Sample, TimesRiseAndProfilesComeFirst) {
    std::set<std::string> known;
    Instant last{};
    for (const EntryBody& body : usual()) {
        EXPECT_LE(last, time_of(body));
        last = time_of(body);
        if (const auto* profile = std::get_if<Profile>(&body)) {
            known.insert(profile->customer);
        } else {
            EXPECT_TRUE(known.contains(std::get<Event>(body).customer));
        }
    }
    EXPECT_GE(time_of(usual().front()).us, (until.number - days_shown + 1) * day_us);
    EXPECT_LT(last.us, (until.number + 1) * day_us);
}

TEST(Sample, IdsAndOrdersAreUnique) {
    std::set<std::string> ids;
    std::set<std::string> orders;
    for (const EntryBody& body : usual()) {
        if (const auto* profile = std::get_if<Profile>(&body)) {
            EXPECT_TRUE(ids.insert(profile->id).second) << profile->id;
            continue;
        }
        const auto& event = std::get<Event>(body);
        EXPECT_TRUE(ids.insert(event.id).second) << event.id;
        if (event.kind == Kind::order_submit) {
            EXPECT_TRUE(orders.insert(event.order).second) << event.order;
        }
    }
}

TEST(Sample, KeepsToTheLimits) {
    for (const EntryBody& body : usual()) {
        if (const auto* profile = std::get_if<Profile>(&body)) {
            EXPECT_LE(profile->id.size(), limits::id_bytes_max);
            EXPECT_LE(profile->customer.size(), limits::customer_bytes_max);
            EXPECT_LE(profile->name.value_or("").size(), limits::name_bytes_max);
            EXPECT_LE(profile->email.value_or("").size(), limits::email_bytes_max);
            EXPECT_EQ(profile->via, Via::sample);
        } else {
            const auto& event = std::get<Event>(body);
            EXPECT_LE(event.id.size(), limits::id_bytes_max);
            EXPECT_LE(event.campaign.size(), limits::text_bytes_max);
            EXPECT_LE(event.properties.size(), limits::properties_bytes_max);
            EXPECT_EQ(event.by_customer, facts(event.kind).by_customer);
            EXPECT_EQ(event.via, Via::sample);
        }
    }
}

TEST(Sample, WeekendsAndNightsAreQuiet) {
    std::array<std::size_t, 7> opens{};
    std::array<std::size_t, 24> hours{};
    for (const Event* event : only<Event>(usual())) {
        if (event->kind != Kind::link_open || !counts(event->verdict)) continue;
        const std::int64_t day = event->occurred_at.us / day_us;
        ++opens[static_cast<std::size_t>(weekday(Day{static_cast<std::int32_t>(day)}))];
        ++hours[static_cast<std::size_t>((event->occurred_at.us - day * day_us) / 3'600'000'000)];
    }
    for (std::size_t i = 0; i < 5; ++i) {
        EXPECT_GT(opens[i], 2 * opens[5]) << i;
        EXPECT_GT(opens[i], 3 * opens[6]) << i;
    }
    EXPECT_EQ(hours[2], 0U);
    EXPECT_GT(hours[9], 5 * hours[19]);
}

TEST(Sample, OfficeHoursAreLocal) {
    Options far = options();
    far.days = days(-11);
    const std::vector<EntryBody> shifted = all(far);
    ASSERT_EQ(shifted.size(), usual().size());
    for (std::size_t i = 0; i < shifted.size(); i += 997) {
        EXPECT_EQ(time_of(shifted[i]) - time_of(usual()[i]), std::chrono::hours(11));
    }
}

// Evening visits of a day cut short would fall into the next one, out of order.
TEST(Sample, DaysThatTheClocksCutShortStayInOrder) {
    for (std::int32_t day = until.number - 2; day <= until.number; ++day) {
        Options given = options();
        given.days = days(0, day);
        Instant last{};
        for (const EntryBody& body : all(given)) {
            ASSERT_LE(last, time_of(body)) << "short day " << day;
            last = time_of(body);
        }
        EXPECT_LT(last, given.days->days(until, until).edges[1]);
    }
}

TEST(Sample, NothingIsLaterThanNow) {
    Options given = options();
    // Noon of the last day but one, to the microsecond of an event.
    const std::size_t cut = usual().size() - 900;
    given.now = time_of(usual()[cut]);
    const std::vector<EntryBody> entries = all(given);
    ASSERT_GT(entries.size(), cut);
    EXPECT_LE(time_of(entries.back()), *given.now);
    EXPECT_TRUE(std::equal(entries.begin(), entries.end(), usual().begin()));
    EXPECT_GT(time_of(usual()[entries.size()]), *given.now);

    given.now = Instant{};
    EXPECT_TRUE(all(given).empty());
}

TEST(Sample, NamesAreUniqueAndInManyScripts) {
    for (const std::uint64_t seed : {1U, 2U, 77U}) {
        const std::vector<BusinessName> names = business_names(seed, customers);
        std::set<std::string> texts;
        std::set<std::string> addresses;
        std::map<std::string, std::size_t> scripts;
        for (const BusinessName& name : names) {
            EXPECT_TRUE(texts.insert(name.text).second) << name.text;
            addresses.insert(name.latin);
            EXPECT_LE(name.latin.size(), 63U) << name.latin;
            EXPECT_EQ(name.latin.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"),
                      std::string::npos)
                << name.latin;
            const auto lead = static_cast<unsigned char>(name.text[0]);
            ++scripts[lead < 0x80   ? "latin"
                      : lead < 0xCD ? "latin with marks"
                      : lead < 0xD0 ? "greek"
                      : lead < 0xD4 ? "cyrillic"
                      : lead < 0xD8 ? "hebrew"
                      : lead < 0xE0 ? "arabic"
                                    : "south and east asia"];
        }
        EXPECT_EQ(scripts.size(), 7U);
        for (const auto& [script, count] : scripts) EXPECT_GT(count, 20U) << script;
    }
}

TEST(Sample, WeekdaysFollowTheCalendar) {
    EXPECT_EQ(weekday(Day{0}), 3);  // 1970-01-01 was a Thursday
    EXPECT_EQ(weekday(Day{-1}), 2);
    EXPECT_EQ(weekday(Day{4}), 0);
    EXPECT_EQ(weekday(until), 5);
}

}  // namespace
}  // namespace footfall::sample
