#include "calendar/zone.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <utility>
#include <vector>

#include <cctz/civil_time.h>
#include <cctz/time_zone.h>

namespace footfall {

struct Zone::Rules {
    cctz::time_zone zone;
};

namespace {

constexpr std::size_t name_bytes_max = 64;

// What cctz would take besides an IANA name: paths, `file:`, `libc:`, `Fixed/`, the machine's own
// zone, and the variants and lists that lie beside the zones.
bool is_plain_name(std::string_view name) {
    if (name.empty() || name.size() > name_bytes_max) return false;
    if (name.front() == '/' || name.back() == '/' || name.find("//") != name.npos) return false;
    for (const std::string_view other : {"Fixed/", "posix/", "right/"}) {
        if (name.starts_with(other)) return false;
    }
    for (const std::string_view other : {"localtime", "posixrules", "Factory"}) {
        if (name == other) return false;
    }
    return std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '/' || c == '_' || c == '-' || c == '+';
    });
}

using Seconds = cctz::time_point<cctz::seconds>;

Seconds to_seconds(Instant at) {
    return Seconds(std::chrono::floor<cctz::seconds>(std::chrono::microseconds(at.us)));
}

// The instant at which the date first shows on the clocks, or would have.
Instant begin_of(const cctz::time_zone& zone, const cctz::civil_day& day) {
    const cctz::time_zone::civil_lookup found = zone.lookup(cctz::civil_second(day));
    const Seconds at =
        found.kind == cctz::time_zone::civil_lookup::SKIPPED ? found.trans : found.pre;
    return Instant::from_seconds(at.time_since_epoch().count());
}

cctz::civil_day civil(Date date) {
    return cctz::civil_day(date.year, int{date.month}, int{date.day});
}

}  // namespace

Zone::Zone(std::string name, std::shared_ptr<const Rules> rules)
    : name_(std::move(name)), rules_(std::move(rules)) {}

Result<Zone> Zone::load(std::string_view name) {
    std::string text(name);
    Rules rules;
    if (!is_plain_name(name) || !cctz::load_time_zone(text, &rules.zone)) {
        if (text.size() > name_bytes_max) text.resize(name_bytes_max);
        return fail(ErrorCode::invalid, "There is no time zone '" + text + "'.", "time_zone",
                    "unknown_time_zone");
    }
    return Zone(std::move(text), std::make_shared<const Rules>(std::move(rules)));
}

DayTable Zone::days() const {
    const Day first = to_day(first_table_date);
    const Day last = to_day(last_table_date);
    std::vector<Instant> edges;
    edges.reserve(static_cast<std::size_t>(last - first) + 2);
    const cctz::civil_day end = civil(last_table_date) + 1;
    for (cctz::civil_day day = civil(first_table_date); day <= end; ++day) {
        edges.push_back(begin_of(rules_->zone, day));
    }
    return DayTable(name_, first, std::move(edges));
}

Day Zone::day_of(Instant at) const {
    const cctz::civil_day day(cctz::convert(to_seconds(at), rules_->zone));
    return {static_cast<std::int32_t>(day - cctz::civil_day(1970, 1, 1))};
}

std::string Zone::local_time(Instant at) const {
    const cctz::civil_second local = cctz::convert(to_seconds(at), rules_->zone);
    char text[40];
    const int size = std::snprintf(text, sizeof text, "%04d-%02d-%02d %02d:%02d:%02d",
                                   static_cast<int>(local.year()), local.month(), local.day(),
                                   local.hour(), local.minute(), local.second());
    return {text, static_cast<std::size_t>(size)};
}

int Zone::offset_seconds(Instant at) const { return rules_->zone.lookup(to_seconds(at)).offset; }

Result<DayTable> make_day_table(std::string_view zone) {
    FOOTFALL_TRY(loaded, Zone::load(zone));
    return loaded.days();
}

}  // namespace footfall
