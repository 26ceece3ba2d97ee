// A zone's name is never a path, and dates are read as they are written.
#include <cstdint>
#include <string>
#include <string_view>

#include <fuzzer/FuzzedDataProvider.h>

#include "assert.h"
#include "calendar/date.h"
#include "calendar/zone.h"

namespace footfall {
namespace {

void check_zone(const std::string& name, Instant at) {
    const Result<Zone> zone = Zone::load(name);
    if (!zone) {
        ASSERT(zone.error().reason == "unknown_time_zone", zone.error().message);
        return;
    }
    ASSERT(zone->name() == name, name);
    ASSERT(name.find("..") == name.npos && ("/" + name + "/").find("//") == name.npos, name);
    const int offset = zone->offset_seconds(at);
    ASSERT(offset > -24 * 3'600 && offset < 24 * 3'600, offset);
    const Instant local = at + std::chrono::seconds(offset);
    ASSERT(to_rfc3339(local).substr(0, 10) == to_string(zone->day_of(at)));
    ASSERT(to_rfc3339(local).substr(11, 8) == zone->local_time(at).substr(11), name);
}

void check_date(const std::string& text) {
    const std::optional<Day> day = parse_date(text);
    if (!day) return;
    ASSERT(to_string(*day) == text, text);
    ASSERT(to_day(to_date(*day)) == *day && weekday_of(*day) != weekday_of(*day + 1));
}

}  // namespace
}  // namespace footfall

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    FuzzedDataProvider input(data, size);
    // The years 1900 to 2100.
    const auto seconds = input.ConsumeIntegralInRange<std::int64_t>(-2'208'988'800, 4'133'980'800);
    const std::string text = input.ConsumeRemainingBytesAsString();
    footfall::check_zone(text, footfall::Instant::from_seconds(seconds));
    footfall::check_date(text);
    return 0;
}
