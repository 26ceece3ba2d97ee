#include "differential/generator.h"

#include <array>
#include <cstdio>
#include <map>
#include <string_view>

#include "calendar/date.h"
#include "calendar/range.h"
#include "calendar/zone.h"
#include "event/kind.h"
#include "question/table.h"
#include "sample/dice.h"

namespace footfall::differential {
namespace {

constexpr std::int64_t second_us = 1'000'000;
constexpr std::int64_t day_us = 86'400 * second_us;

// Zones with clock changes of an hour and of half an hour, at midnight, on skipped dates, none.
constexpr std::array<std::string_view, 10> zones{"UTC",
                                                 "Europe/Berlin",
                                                 "America/New_York",
                                                 "Australia/Lord_Howe",
                                                 "Pacific/Apia",
                                                 "America/Sao_Paulo",
                                                 "Asia/Kathmandu",
                                                 "Pacific/Chatham",
                                                 "America/Havana",
                                                 "Africa/Casablanca"};

// Around these days things happen: clock changes, a skipped date, leap days, ends of years, the
// ends of the day tables.
constexpr std::array<Date, 12> days_of_interest{{{2025, 3, 30},
                                                 {2025, 10, 26},
                                                 {2025, 4, 6},
                                                 {2025, 10, 5},
                                                 {2011, 12, 30},
                                                 {2017, 10, 15},
                                                 {2024, 2, 29},
                                                 {2025, 12, 31},
                                                 {2025, 11, 2},
                                                 {2000, 1, 8},
                                                 {2099, 12, 24},
                                                 {2025, 6, 15}}};

// Texts of strangers. All are valid UTF-8, as what intake keeps.
const std::array<std::string, 26> texts{"Ana",
                                        "ana",
                                        "Bo",
                                        "Café Straße",
                                        "cafe\xCC\x81",
                                        "ΟΔΟΣ",
                                        "İzmir",
                                        "日本",
                                        "مرحبا",
                                        "100%",
                                        "under_score",
                                        "x' OR '1'='1",
                                        "'); DROP TABLE events; --",
                                        "\"quoted\", with comma",
                                        "=1+1",
                                        "@cmd",
                                        "back\\slash",
                                        "two\nlines",
                                        "tab\there",
                                        std::string("nul\0inside", 10),
                                        " ",
                                        "  leading",
                                        "\xF0\x9F\x98\x80",
                                        "\xE2\x80\x8Bzero width",
                                        std::string(256, 'w'),
                                        "null"};

constexpr std::array<std::string_view, 12> searches{"a",  "CAFE", "strasse", "%",  "_",   "'",
                                                    "\n", "οδος", "zz",      "日", "i̇zm", " "};

constexpr std::array<std::string_view, 7> verdicts{"person",       "scanner", "preview", "prefetch",
                                                   "machine_open", "staff",   "unknown"};

constexpr std::array<std::string_view, 13> sorts{
    "id",    "name",      "code",     "email",    "status", "last_click",     "views",
    "trend", "confirmed", "verified", "checkout", "orders", "recent_activity"};

constexpr std::array<std::string_view, 7> weekdays{"monday", "tuesday",  "wednesday", "thursday",
                                                   "friday", "saturday", "sunday"};

const DayTable& days_of_zone(std::string_view zone) {
    static std::map<std::string_view, DayTable> tables;
    const auto found = tables.find(zone);
    if (found != tables.end()) return found->second;
    return tables.emplace(zone, make_day_table(zone).value()).first->second;
}

std::string time_text(std::int64_t us) {
    std::int64_t day = us / day_us;
    if (us % day_us < 0) --day;
    const auto of_day = static_cast<int>((us - day * day_us) / second_us);
    char clock[32];
    std::snprintf(clock, sizeof clock, "T%02d:%02d:%02d.%06dZ", of_day / 3600, of_day / 60 % 60,
                  of_day % 60, static_cast<int>((us - day * day_us) % second_us));
    return to_string(Day{static_cast<std::int32_t>(day)}) + clock;
}

// An event or profile that was loaded.
struct Loaded {
    std::string id;
    std::string customer;
    std::string own_time;  // empty: none
    bool segment = false;
    bool is_event = true;
};

class Generator {
  public:
    Generator(std::uint64_t seed, Contents contents) : dice_(seed), contents_(contents) {}

    Lines script();

  private:
    template <class List>
    const auto& any(const List& list) {
        return list[static_cast<std::size_t>(dice_.below(static_cast<std::int64_t>(list.size())))];
    }
    bool chance(int percent) { return dice_.below(100) < percent; }

    void add(std::string line) { lines_.push_back(std::move(line)); }
    void enter(const std::string& workspace, std::string_view indent);
    void set_zone();
    void load();
    std::int64_t time();
    std::string customer();
    std::string site();
    std::string content();
    std::string target();
    std::string rule();
    std::string open_days();
    std::string insights();
    std::string funnel();
    std::string event();
    std::string profile();
    std::string traits();
    std::string entry();
    std::string days();
    void ask();
    std::string activity();
    std::string timeline();
    std::string kept();

    sample::Dice dice_;
    Contents contents_;
    Lines lines_;
    Day base_;
    std::vector<std::string> workspaces_;
    std::vector<std::string> customers_;
    std::vector<std::int64_t> times_;
    std::map<std::string, std::vector<Loaded>> loaded_;  // by workspace
    std::map<std::pair<std::string, bool>, int> ids_;    // by workspace and family
    std::string workspace_;
    std::uint64_t sequence_ = 0;
};

Lines Generator::script() {
    base_ = to_day(any(days_of_interest));
    workspaces_ = {"north", "south", "east"};
    workspaces_.resize(static_cast<std::size_t>(dice_.between(1, 3)));
    const auto customers = static_cast<std::size_t>(dice_.between(2, 20));
    while (customers_.size() < customers) {
        customers_.push_back(chance(60) ? "c" + std::to_string(customers_.size()) : any(texts));
    }
    for (const std::string& workspace : workspaces_) {
        enter(workspace, "");
        if (chance(80)) set_zone();
    }
    const std::int64_t loads = dice_.between(3, 8);
    for (std::int64_t i = 0; i < loads; ++i) {
        load();
        if (contents_ == Contents::everything && chance(25)) add("again");
        if (chance(15)) add("restart");
        if (chance(20)) {
            enter(any(workspaces_), "");
            set_zone();
        }
        const std::int64_t questions = dice_.between(4, 14);
        for (std::int64_t k = 0; k < questions; ++k) ask();
    }
    for (int k = 0; k < 30; ++k) ask();
    return lines_;
}

void Generator::enter(const std::string& workspace, std::string_view indent) {
    if (workspace != workspace_) add(std::string(indent) + "workspace " + workspace);
    workspace_ = workspace;
}

void Generator::set_zone() { add("zone " + std::string(any(zones))); }

void Generator::load() {
    add("load");
    const std::int64_t entries = dice_.between(1, chance(20) ? 60 : 20);
    for (std::int64_t i = 0; i < entries; ++i) {
        if (chance(20)) enter(any(workspaces_), "  ");
        ++sequence_;
        add("  " + entry());
    }
}

// Near the base day, at the edge of a local day, at a time that was already, or far outside.
std::int64_t Generator::time() {
    std::int64_t at = base_.number * day_us + dice_.between(-12 * day_us, 12 * day_us);
    const std::int64_t how = dice_.below(100);
    if (how < 15 && !times_.empty()) {
        at = any(times_);
    } else if (how < 55) {
        static constexpr std::array<std::int64_t, 7> beside{0,      0,     -1,           1,
                                                            -1'000, 1'000, 1'800'000'000};
        const Day day = base_ + static_cast<std::int32_t>(dice_.between(-4, 4));
        const LocalDays days = days_of_zone(any(zones)).days(day, day);
        if (days.count() > 0) at = days.edges[0].us + any(beside);
    } else if (how < 58) {
        static constexpr std::array<std::int64_t, 6> outside{0,
                                                             946'684'800 * second_us - 1,
                                                             946'684'800 * second_us,
                                                             4'102'444'800 * second_us - 1,
                                                             4'102'444'800 * second_us,
                                                             5'700'000'000 * second_us};
        at = any(outside);
    }
    times_.push_back(at);
    return at;
}

std::string Generator::customer() { return quoted(any(customers_)); }

// One of a few, so that questions find events there, or any text.
std::string Generator::site() { return chance(70) ? texts[chance(50) ? 2 : 3] : any(texts); }

// The id of a campaign or form: one of a few, or any text.
std::string Generator::content() {
    return chance(85) ? "k" + std::to_string(dice_.below(4)) : quoted(any(texts));
}

// Any or no days at either end.
std::string Generator::open_days() {
    const std::string text = days();
    const std::size_t middle = text.find("..");
    return (chance(70) ? text.substr(0, middle) : "") + ".." +
           (chance(70) ? text.substr(middle + 2) : "");
}

std::string Generator::rule() {
    static constexpr std::array<std::string_view, 8> traits{
        "trait:plan:is:PRO",      "trait:size:more_than:-20",
        "trait:size:between:0,7", "trait:plan:contains:r,o:every",
        "trait:size:exists",      "trait:plan:starts_with:p,5",
        "trait:size:less_than:5", "trait:nothing:is:x"};
    const std::string sign = chance(30) ? "!" : "";
    switch (dice_.below(7)) {
        case 0:
            return sign + (chance(50) ? "status:active" : "status:inactive");
        case 1:
            return sign + std::string(any(traits));
        case 2:
            return sign + "signed_up:" + open_days();
        case 3:
            return sign + "last_login:" + open_days();
        case 4:
            return sign + "campaign:k" + std::to_string(dice_.below(5));
        case 5:
            return sign + "form:k" + std::to_string(dice_.below(5));
        default:
            return sign +
                   "count:" + std::string(kinds[static_cast<std::size_t>(dice_.below(14))].name) +
                   ":" + (chance(70) ? std::to_string(dice_.below(3)) : "") + "-" +
                   (chance(50) ? std::to_string(dice_.below(4)) : "") + ":" + open_days();
    }
}

std::string Generator::target() {
    std::string text;
    for (std::int64_t group = dice_.between(1, 3); group > 0; --group) {
        for (std::int64_t rules = dice_.between(1, 3); rules > 0; --rules) {
            text += rule() + (rules > 1 ? "|" : "");
        }
        text += group > 1 ? "&" : "";
    }
    return text;
}

// One of the questions of the Insights page.
std::string Generator::insights() {
    static constexpr std::array<std::string_view, 8> metrics{
        "activity",   "active_users",  "delivered", "email_open",
        "email_spam", "form_response", "login",     "notification_open"};
    const std::int64_t what = dice_.below(100);
    if (what < 10) return "ask mentions";
    if (what < 20) return "ask members target=" + target();
    std::string line;
    if (what < 45) {
        line = what < 33 ? "ask campaigns" : "ask forms";
        for (std::int64_t i = dice_.between(1, 4); i > 0; --i) {
            line += " k" + std::to_string(dice_.below(5));
        }
        if (chance(60)) line += " by_day=yes";
    } else {
        line = what < 70 ? "ask insights" : "ask series " + std::string(any(metrics));
        if (what >= 70 && chance(50)) line += "," + std::string(any(metrics));
        line += " days=" + days();
        if (what < 70 && chance(50)) line += " previous=" + days();
        if (chance(30)) line += " site=" + quoted(site());
        if (chance(30)) line += " set=link_open,order_submit,login,other";
    }
    if (chance(40)) line += " target=" + target();
    if (chance(30)) {
        line += " within=";
        for (std::int64_t i = dice_.below(4); i > 0; --i) line += target() + (i > 1 ? ";" : "");
    }
    return line;
}

std::string Generator::entry() {
    const std::int64_t what = dice_.below(1'000);
    if (what < 150) return profile();
    if (what < 850 || contents_ == Contents::additions) return event();
    std::vector<Loaded>& loaded = loaded_[workspace_];
    if (what < 940) {
        if (loaded.empty()) return event();
        const Loaded& one = any(loaded);
        if (!one.is_event) return event();
        std::string line = "verdict " + one.id + " " + std::string(any(verdicts));
        if (chance(40)) line += " rule=" + quoted(any(texts));
        return line;
    }
    if (what < 970) return "dead_letter d" + std::to_string(sequence_);
    if (what < 995) return "forget " + customer();
    return "forget workspace";
}

std::string Generator::event() {
    static constexpr std::array<int, kinds.size()> weights{30, 10, 10, 10, 15, 12, 5,
                                                           8,  5,  9,  3,  4,  6,  8};
    Loaded one;
    one.segment = chance(30);
    one.id = "e" + std::to_string(++ids_[{workspace_, one.segment}]);
    one.customer = customer();
    const std::string at = time_text(time());
    one.own_time = at;
    std::string line = at + " " + one.customer + " " +
                       std::string(kinds[dice_.pick(weights)].name) + " id=" + one.id;
    if (one.segment) line += " family=segment";
    if (chance(50)) line += " site=" + quoted(site());
    if (chance(25)) line += " campaign=" + content();
    if (chance(25)) line += " form=" + content();
    if (chance(20)) line += " name=" + quoted(any(texts));
    if (chance(20)) line += " order=" + quoted(any(texts));
    if (chance(25)) line += " verdict=" + std::string(any(verdicts));
    if (chance(10)) line += " rule=" + quoted(any(texts));
    if (chance(10)) line += " by_customer=no";
    if (chance(20)) line += " received=" + time_text(time());
    if (chance(10)) {
        one.own_time = chance(50) ? "" : time_text(time());
        line += " raw=" + (one.own_time.empty() ? "none" : one.own_time);
    }
    loaded_[workspace_].push_back(one);
    return line;
}

std::string Generator::profile() {
    Loaded one;
    one.is_event = false;
    one.segment = chance(30);
    one.id = "p" + std::to_string(++ids_[{workspace_, one.segment}]);
    one.customer = customer();
    one.own_time = time_text(time());
    std::string line = "profile " + one.customer + " at=" + one.own_time + " id=" + one.id;
    if (one.segment) line += " family=segment";
    for (const char* field : {"name", "code", "email", "phone", "contact"}) {
        if (!chance(40)) continue;
        line += std::string(" ") + field + "=" + quoted(chance(15) ? "" : any(texts));
    }
    if (chance(40)) line += chance(50) ? " status=inactive" : " status=active";
    if (chance(30)) line += " traits=" + quoted(traits());
    if (chance(20)) line += " received=" + time_text(time());
    loaded_[workspace_].push_back(one);
    return line;
}

std::string Generator::traits() {
    static constexpr std::array<std::string_view, 5> keys{"plan", "size", "é", "a b", "null"};
    static constexpr std::array<std::string_view, 8> values{
        R"("pro")", "5", "-17", "null", "true", "[1,null]", R"({"x":null})", R"("\"Köln\"")"};
    std::string text;
    for (const std::string_view key : keys) {
        if (!chance(40)) continue;
        text +=
            (text.empty() ? "{\"" : ",\"") + std::string(key) + "\":" + std::string(any(values));
    }
    return text.empty() ? "{}" : text + "}";
}

std::string Generator::days() {
    const auto around = [&](std::int64_t days) {
        return base_ + static_cast<std::int32_t>(dice_.between(-days, days));
    };
    const std::int64_t how = dice_.below(100);
    Day from = around(12);
    if (how < 30) return to_string(from) + ".." + to_string(from);
    Day to = how < 90 ? around(12) : around(200);
    if (how == 99) from = Day{0};
    if (to < from) std::swap(from, to);
    return to_string(from) + ".." + to_string(to);
}

void Generator::ask() {
    const bool elsewhere = chance(3);
    enter(elsewhere ? "nowhere" : any(workspaces_), "");
    const std::string whom = chance(5) ? "nobody" : customer();
    const std::int64_t what = dice_.below(100);
    if (what < 20) return add(insights());
    if (what < 45) return add(activity());
    if (what < 50) return add(funnel());
    if (what < 70) return add(timeline());
    if (what < 80) return add("ask customer " + whom);
    if (what < 92) {
        const std::string period = days();
        return add("ask customer_activity " + whom + " days=" + period + " trend=" + days());
    }
    if (what < 97 && !loaded_[workspace_].empty()) return add(kept());
    add("ask fingerprint");
}

std::string Generator::activity() {
    std::string line = "ask activity ";
    const std::string today = to_string(base_ + static_cast<std::int32_t>(dice_.between(-12, 12)));
    if (chance(35)) {
        const auto preset = static_cast<Preset>(dice_.below(8));
        line += "preset=" + std::string(to_string(preset)) + " week=" + std::string(any(weekdays));
    } else {
        line += "days=" + days();
    }
    line += " today=" + today;
    const std::int64_t search = dice_.below(100);
    if (search < 15) line += " search=" + quoted(any(texts));
    if (search >= 15 && search < 40) line += " search=" + quoted(std::string(any(searches)));
    if (chance(30)) line += chance(50) ? " status=active" : " status=inactive";
    if (chance(25)) line += " site=" + quoted(site());
    if (chance(30)) line += " stage=" + std::string(to_string(any(stages)));
    if (chance(30)) line += " quiet=" + std::to_string(dice_.between(100, 400));
    if (chance(20)) line += " did=" + std::string(to_string(any(funnel_kinds)));
    if (chance(20)) line += " target=" + target();
    if (chance(50)) line += " stages=yes";
    if (chance(20)) line += " previous=" + days();
    if (chance(85)) {
        line += chance(50) ? " sort=-" : " sort=";
        line += any(sorts);
    }
    if (chance(60)) {
        line += " page=" + std::to_string(chance(5) ? 99 : dice_.between(1, 4));
        line += "/" + std::to_string(dice_.between(1, 8));
    }
    return line +
           " columns=id,name,code,email,status,last_click,views,trend,confirmed,verified,checkout,"
           "orders,recent_activity,stalled";
}

std::string Generator::funnel() {
    std::string line = "ask funnel days=" + days();
    line += " today=" + to_string(base_ + static_cast<std::int32_t>(dice_.between(-12, 12)));
    if (chance(25)) line += " search=" + quoted(std::string(any(searches)));
    if (chance(30)) line += chance(50) ? " status=active" : " status=inactive";
    if (chance(25)) line += " site=" + quoted(site());
    if (chance(30)) line += " stage=" + std::string(to_string(any(stages)));
    if (chance(30)) line += " quiet=" + std::to_string(dice_.between(100, 400));
    if (chance(20)) line += " did=" + std::string(to_string(any(funnel_kinds)));
    return line;
}

std::string Generator::timeline() {
    std::string line = "ask timeline " + (chance(3) ? "nobody" : customer());
    if (chance(50)) line += " automated=yes";
    if (chance(30)) {
        std::string names;
        for (const KindFacts& kind : kinds) {
            if (chance(25)) names += (names.empty() ? "" : ",") + std::string(kind.name);
        }
        if (!names.empty()) line += " kinds=" + names;
    }
    if (chance(60)) line += " rows=" + std::to_string(dice_.between(1, 8));
    if (chance(50) && !times_.empty()) {
        line += " after=" + time_text(any(times_));
        line += "/" + std::to_string(dice_.between(0, static_cast<std::int64_t>(sequence_) + 1));
    }
    return line;
}

std::string Generator::kept() {
    const Loaded& one = any(loaded_[workspace_]);
    std::string id = one.id;
    std::string whom = one.customer;
    std::string at = one.own_time.empty() ? time_text(time()) : one.own_time;
    bool segment = one.segment;
    switch (dice_.below(10)) {
        case 0:
            id += "x";
            break;
        case 1:
            whom = customer();
            break;
        case 2:
            at = time_text(time());
            break;
        case 3:
            segment = !segment;
            break;
        default:
            break;
    }
    return "ask kept " + whom + " id=" + id + " at=" + at + (segment ? " family=segment" : "");
}

}  // namespace

Lines make_script(std::uint64_t seed, Contents contents) {
    return Generator(seed, contents).script();
}

std::string quoted(const std::string& text) {
    std::string word = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') word += '\\';
        word += c == '\n' ? std::string("\\n") : std::string(1, c);
    }
    return word + "\"";
}

}  // namespace footfall::differential
