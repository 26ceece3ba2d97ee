#include "sample/sample.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>

#include "assert.h"
#include "sample/dice.h"
#include "sample/people.h"

namespace footfall::sample {

namespace {

constexpr std::int64_t minute = 60;
constexpr std::int64_t hour = 60 * minute;

// When the trade opens the portal, hour by hour from midnight.
constexpr std::array<int, 24> hour_weights{0, 0,  0,  0,  0, 1, 3, 9, 14, 16, 14, 11,
                                           7, 10, 13, 12, 9, 6, 3, 2, 1,  0,  0,  0};

struct Campaign {
    std::int32_t sent;  // the position of the day; moved to the next Tuesday
    std::string_view name;
    bool by_notification = false;
};

constexpr std::array<Campaign, 10> campaigns{{
    {4, "New price list"},
    {17, "Weekend specials"},
    {30, "Delivery days over the holidays"},
    {43, "From the mill: new flours"},
    {56, "Free delivery this week"},
    {69, "Meet the growers"},
    {82, "Order by Thursday"},
    {95, "What is in season"},
    {106, "Your autumn catalogue"},
    {110, "Order again in two taps", true},
}};

constexpr std::array<std::string_view, 6> forms{"Request a sample",  "Report a problem",
                                                "Change of address", "Credit account",
                                                "Delivery survey",   "Suggest a product"};

constexpr std::array<std::string_view, 4> other_names{"Catalogue Downloaded", "Invoice Viewed",
                                                      "Past Orders Viewed", "Product Searched"};

struct Timed {
    Instant at;
    EntryBody body;
};

const std::string& id_of(const EntryBody& body) {
    if (const auto* event = std::get_if<Event>(&body)) return event->id;
    return std::get<Profile>(body).id;
}

std::string money(std::int64_t cents) {
    const std::string fraction = std::to_string(cents % 100);
    return std::to_string(cents / 100) + (fraction.size() == 1 ? ".0" : ".") + fraction;
}

}  // namespace

struct Generator::State {
    explicit State(Options given) : options(std::move(given)) {
        ASSERT(options.days != nullptr);
        first = options.until - (days_shown - 1);
        const LocalDays held = options.days->days(first, options.until);
        ASSERT(held.count() == static_cast<std::size_t>(days_shown), "days=" << held.count());
        edges = held.edges;
        people = make_people(options.seed, first);
    }

    // What one person does on one day, in the making.
    struct DayOf {
        const Person& person;
        std::int32_t day;
        Dice dice;
        int events = 0;
    };

    Event& add(DayOf& of, Kind kind, Instant at) {
        Event event;
        event.workspace = options.workspace;
        event.kind = kind;
        event.via = Via::sample;
        event.by_customer = facts(kind).by_customer;
        event.id = "sample-" + of.person.id.substr(of.person.id.find('-') + 1) + "-" +
                   std::to_string((first + of.day).number) + "-" + std::to_string(of.events++);
        event.customer = of.person.id;
        event.occurred_at = at;
        event.raw_time = at;
        today.push_back({at, std::move(event)});
        return std::get<Event>(today.back().body);
    }

    Instant local(std::int32_t day, std::int64_t seconds, std::int64_t ms) const {
        const Instant midnight = edges[static_cast<std::size_t>(day)];
        return {midnight.us + (seconds * 1'000 + ms) * 1'000};
    }

    void add_profile(const Person& person, Instant at, bool whole) {
        Profile profile;
        profile.workspace = options.workspace;
        profile.via = Via::sample;
        profile.id = "sample-" + person.id.substr(person.id.find('-') + 1) +
                     (whole ? "-profile" : "-inactive");
        profile.customer = person.id;
        profile.changed_at = at;
        profile.raw_time = at;
        profile.status = whole ? Status::active : Status::inactive;
        if (whole) {
            profile.name = person.name;
            if (!person.code.empty()) profile.code = person.code;
            if (!person.email.empty()) profile.email = person.email;
            if (!person.phone.empty()) profile.phone = person.phone;
            if (!person.contact.empty()) profile.contact = person.contact;
            profile.traits = R"({"price_group":")" + person.price_group + R"("})";
        }
        today.push_back({at, std::move(profile)});
    }

    // From the link to as far as the day's plan goes.
    void add_visit(DayOf& of, Visit furthest) {
        const std::int64_t from = static_cast<std::int64_t>(of.dice.pick(hour_weights)) * hour;
        const std::int64_t ms = of.dice.below(1'000);
        Instant at = local(of.day, from + of.dice.below(hour), ms);
        const auto later = [&](std::int64_t least, std::int64_t most) {
            const std::int64_t s = of.dice.between(least, most);
            at = {at.us + (s * 1'000 + of.dice.below(1'000)) * 1'000};
        };
        const auto step = [&](Kind kind) -> Event& {
            Event& event = add(of, kind, at);
            event.site = of.person.site;
            return event;
        };
        step(Kind::link_open).link = "order-link";
        // Many who only look leave at the welcome screen.
        if (furthest == Visit::browse && of.dice.chance_permille(350)) return;
        later(4, 60);
        step(Kind::confirmation);
        if (of.person.verifies) {
            later(5, 90);
            step(Kind::verification);
        }
        if (of.person.logs_in && of.dice.chance_permille(400)) {
            later(2, 30);
            step(Kind::login);
        }
        if (of.dice.chance_permille(25)) {
            later(5, 120);
            step(Kind::other).name = other_names[static_cast<std::size_t>(of.dice.below(4))];
        }
        if (furthest == Visit::browse) return;
        later(60, 20 * minute);
        step(Kind::checkout_start);
        if (furthest != Visit::order) return;
        later(20, 8 * minute);
        add_order(of, step(Kind::order_submit), at);
    }

    void add_order(DayOf& of, Event& order, Instant at) {
        order.order = "SO-" + std::to_string((first + of.day).number) + "-" +
                      of.person.id.substr(of.person.id.find('-') + 1);
        const std::int64_t cents = of.dice.between(1'900, 140'000);
        const std::int64_t items = of.dice.between(1, 40);
        order.properties = R"({"value":)" + money(cents) + R"(,"currency":"EUR","items":)" +
                           std::to_string(items) + "}";
        if (!of.dice.chance_permille(250)) return;
        // "Your order is on its way", the same day.
        at = {at.us + of.dice.between(10 * minute, 90 * minute) * 1'000'000};
        add(of, Kind::notification_delivered, at).message = "notice-" + std::to_string(of.day);
        if (!of.dice.chance_permille(400)) return;
        at = {at.us + of.dice.between(20, 30 * minute) * 1'000'000};
        add(of, Kind::notification_open, at).message = "notice-" + std::to_string(of.day);
    }

    // The position of the day on which campaign `i` goes out; the next one is for late readers.
    std::int32_t sent_on(std::size_t i) const {
        std::int32_t day = campaigns[i].sent;
        while (weekday(first + day) != 1) ++day;
        return day;
    }

    // To those with an account, at ten in the morning.
    void add_notification(DayOf& of) {
        for (std::size_t i = 0; i < campaigns.size(); ++i) {
            if (!campaigns[i].by_notification || of.day != sent_on(i)) continue;
            const auto notice = [&](Kind kind, Instant at) {
                Event& event = add(of, kind, at);
                event.campaign = campaigns[i].name;
                event.message = "notice-" + std::to_string(i + 1) + "-" + of.person.id;
            };
            const std::int64_t ms = of.dice.below(1'000);
            Instant at = local(of.day, 10 * hour + of.dice.below(20 * minute), ms);
            notice(Kind::notification_delivered, at);
            if (!of.dice.chance_permille(380)) continue;
            at = {at.us + of.dice.between(20, 9 * hour) * 1'000'000};
            notice(Kind::notification_open, at);
            if (!of.dice.chance_permille(150)) continue;
            notice(Kind::notification_open, {at.us + of.dice.between(30, hour) * 1'000'000});
        }
    }

    void add_mail(DayOf& of) {
        for (std::size_t i = 0; i < campaigns.size(); ++i) {
            if (campaigns[i].by_notification) continue;
            const std::int32_t since = of.day - sent_on(i);
            if (since < 0 || since > 1) continue;
            const auto mail = [&](Kind kind, Instant at) -> Event& {
                Event& event = add(of, kind, at);
                event.campaign = campaigns[i].name;
                event.message = "mail-" + std::to_string(i + 1) + "-" + of.person.id;
                return event;
            };
            // Nine in the morning, then whenever they read it.
            const std::int64_t ms = of.dice.below(1'000);
            Instant at = local(of.day, 9 * hour + of.dice.below(10 * minute), ms);
            if (since == 0) {
                mail(Kind::email_delivered, at);
                // A mail program's proxy fetches the pictures of every mail.
                if (of.dice.chance_permille(110)) {
                    const std::int64_t s = of.dice.between(1, 40);
                    Event& fetched = mail(Kind::email_open, {at.us + s * 1'000'000});
                    fetched.verdict = Verdict::machine_open;
                    fetched.rule = "sample:mail_proxy";
                }
                if (of.person.scanned) add_automated_open(of, at);
                if (of.dice.chance_permille(4)) {
                    mail(Kind::email_spam, {at.us + of.dice.between(30, 9 * hour) * 1'000'000});
                }
            }
            if (!of.dice.chance_permille(since == 0 ? 330 : 110)) continue;
            at = {at.us + of.dice.between(40, 11 * hour) * 1'000'000};
            mail(Kind::email_open, at);
            if (of.dice.chance_permille(200)) {
                mail(Kind::email_open, {at.us + of.dice.between(30, 2 * hour) * 1'000'000});
            }
        }
    }

    // A scanner or a chat fetches the link before anybody sees it: kept, never counted.
    void add_automated_open(DayOf& of, Instant delivered) {
        const bool scanner = of.dice.chance_permille(600);
        Event& open = add(of, Kind::link_open, {delivered.us + of.dice.between(1, 8) * 1'000'000});
        open.site = of.person.site;
        open.link = "order-link";
        open.verdict = scanner ? Verdict::scanner : Verdict::preview;
        open.rule = scanner ? "several_links" : "preview_agent";
    }

    void add_form(DayOf& of) {
        const std::int64_t at = of.dice.between(8 * hour, 17 * hour);
        Event& response = add(of, Kind::form_response, local(of.day, at, of.dice.below(1'000)));
        response.site = of.person.site;
        response.form = forms[static_cast<std::size_t>(of.dice.below(forms.size()))];
    }

    void add_person(std::size_t number, std::int32_t day) {
        const Person& person = people[number];
        if (person.joins > day) return;
        DayOf of{person, day, Dice(mix(options.seed, number, static_cast<std::uint64_t>(day) + 1)),
                 0};
        if (person.joins == day) {
            // Those of the first day were there before it began; the others come in the morning.
            const std::int64_t at = day == 0 ? 0 : of.dice.between(8 * hour, 11 * hour);
            const auto ms = day == 0 ? static_cast<std::int64_t>(number) : of.dice.below(1'000);
            add_profile(person, local(day, at, ms), true);
            if (!person.signs_up) return;
            const Instant signed_up = local(day, at + of.dice.between(20, 5 * minute), ms);
            add(of, Kind::signup, signed_up).site = person.site;
            return;
        }
        if (person.leaves && day >= *person.leaves) {
            if (day == *person.leaves) add_profile(person, local(day, 18 * hour, 0), false);
            return;
        }
        const Visit visit = person.visits[static_cast<std::size_t>(day)];
        if (person.gets_mail) add_mail(of);
        if (person.logs_in) add_notification(of);
        if (visit == Visit::none) return;
        add_visit(of, visit);
        if (of.dice.chance_permille(90)) add_visit(of, Visit::browse);
        if (of.dice.chance_permille(30)) add_form(of);
    }

    // Fills `today` with the next day that has anything; false when there is none.
    bool fill() {
        today.clear();
        taken = 0;
        while (today.empty() && next_day < days_shown) {
            const std::int32_t day = next_day++;
            for (std::size_t i = 0; i < people.size(); ++i) add_person(i, day);
            std::sort(today.begin(), today.end(), [](const Timed& a, const Timed& b) {
                return std::tie(a.at, id_of(a.body)) < std::tie(b.at, id_of(b.body));
            });
            // A day that the clocks cut short ends before its last evening visits do.
            Instant end = edges[static_cast<std::size_t>(day) + 1];
            if (options.now) end = std::min(end, Instant{options.now->us + 1});
            const auto later = std::find_if(today.begin(), today.end(),
                                            [&](const Timed& entry) { return entry.at >= end; });
            today.erase(later, today.end());
        }
        return !today.empty();
    }

    Options options;  // Constant after construction, as are the next three.
    Day first;
    std::vector<Instant> edges;  // of the days shown
    std::vector<Person> people;

    std::int32_t next_day = 0;
    std::vector<Timed> today;
    std::size_t taken = 0;  // of `today`
};

Generator::Generator(Options options) : state_(std::make_unique<State>(std::move(options))) {}

Generator::~Generator() = default;

std::optional<std::vector<EntryBody>> Generator::next_batch() {
    std::vector<EntryBody> batch;
    while (batch.size() < batch_entries_max) {
        if (state_->taken == state_->today.size() && !state_->fill()) break;
        const std::size_t count =
            std::min(batch_entries_max - batch.size(), state_->today.size() - state_->taken);
        for (std::size_t i = 0; i < count; ++i) {
            batch.push_back(std::move(state_->today[state_->taken++].body));
        }
    }
    if (batch.empty()) return std::nullopt;
    return batch;
}

}  // namespace footfall::sample
