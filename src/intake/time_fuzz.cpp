// A time that is read is the one that was written; every instant is read back.
#include <cstdint>
#include <string>
#include <string_view>

#include <fuzzer/FuzzedDataProvider.h>

#include "assert.h"
#include "calendar/date.h"
#include "intake/time.h"

namespace footfall::intake {
namespace {

constexpr std::int64_t end_of_time_us = 4'102'444'800'000'000;

void check_text(const std::string& text) {
    const std::optional<Instant> instant = parse_time(text);
    if (!instant) return;
    ASSERT(instant->us >= 0 && instant->us < end_of_time_us, text);
    for (const char separator : {'T', 't', ' '}) {
        std::string other = text;
        other[10] = separator;
        ASSERT(parse_time(other) == instant, other);
    }
    const std::string written = to_rfc3339(*instant);
    ASSERT(parse_time(written) == Instant{instant->us / 1'000 * 1'000}, text << " " << written);
    if (text.back() != 'Z' && text.back() != 'z') return;
    const std::string local = text.substr(0, text.size() - 1);
    ASSERT(written.substr(0, 10) == text.substr(0, 10), text << " " << written);
    ASSERT(written.substr(11, 8) == text.substr(11, 8), text << " " << written);
    for (const char* offset : {"+00:00", "-00:00", "+0000", "+00"}) {
        ASSERT(parse_time(local + offset) == instant, local << offset);
    }
    const std::optional<Instant> east = parse_time(local + "+01:30");
    ASSERT(!east || *instant - *east == std::chrono::minutes(90), text);
}

}  // namespace
}  // namespace footfall::intake

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using footfall::Instant;
    FuzzedDataProvider input(data, size);
    const auto us =
        input.ConsumeIntegralInRange<std::int64_t>(0, footfall::intake::end_of_time_us - 1);
    ASSERT(footfall::intake::parse_time(footfall::to_rfc3339({us})) == Instant{us / 1'000 * 1'000});
    footfall::intake::check_text(input.ConsumeRemainingBytesAsString());
    return 0;
}
