#include "intake/time.h"

#include <chrono>
#include <cstdint>

namespace footfall::intake {

namespace {

constexpr Instant end_of_time = Instant::from_seconds(4'102'444'800);  // 2100-01-01T00:00:00Z

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

class Reader {
  public:
    explicit Reader(std::string_view text) : text_(text) {}

    // Exactly `digits` digits, from `low` to `high`.
    std::optional<int> number(std::size_t digits, int low, int high) {
        if (text_.size() < digits) return std::nullopt;
        int value = 0;
        for (std::size_t i = 0; i < digits; ++i) {
            if (!is_digit(text_[i])) return std::nullopt;
            value = value * 10 + (text_[i] - '0');
        }
        text_.remove_prefix(digits);
        if (value < low || value > high) return std::nullopt;
        return value;
    }

    bool take(std::string_view any_of) {
        if (text_.empty() || any_of.find(text_.front()) == std::string_view::npos) return false;
        text_.remove_prefix(1);
        return true;
    }

    // What follows a decimal point, in microseconds.
    std::optional<int> fraction() {
        std::size_t digits = 0;
        int us = 0;
        for (; digits < text_.size() && is_digit(text_[digits]); ++digits) {
            if (digits < 6) us = us * 10 + (text_[digits] - '0');
        }
        if (digits == 0 || digits > 9) return std::nullopt;
        text_.remove_prefix(digits);
        for (; digits < 6; ++digits) us *= 10;
        return us;
    }

    // The offset from UTC at the end of the text.
    std::optional<std::chrono::minutes> offset() {
        if (take("Zz")) return finished(std::chrono::minutes(0));
        const bool west = !text_.empty() && text_.front() == '-';
        if (!take("+-")) return std::nullopt;
        const std::optional<int> hours = number(2, 0, 23);
        if (!hours) return std::nullopt;
        int minutes = 0;
        if (!text_.empty()) {
            take(":");
            const std::optional<int> given = number(2, 0, 59);
            if (!given) return std::nullopt;
            minutes = *given;
        }
        const int total = *hours * 60 + minutes;
        return finished(std::chrono::minutes(west ? -total : total));
    }

  private:
    std::optional<std::chrono::minutes> finished(std::chrono::minutes offset) const {
        if (!text_.empty()) return std::nullopt;
        return offset;
    }

    std::string_view text_;
};

}  // namespace

std::optional<Instant> parse_time(std::string_view text) {
    Reader reader(text);
    const std::optional<int> year = reader.number(4, 1970, 2099);
    if (!year || !reader.take("-")) return std::nullopt;
    const std::optional<int> month = reader.number(2, 1, 12);
    if (!month || !reader.take("-")) return std::nullopt;
    const std::optional<int> day = reader.number(2, 1, 31);
    if (!day || !reader.take("Tt ")) return std::nullopt;
    const std::optional<int> hour = reader.number(2, 0, 23);
    if (!hour || !reader.take(":")) return std::nullopt;
    const std::optional<int> minute = reader.number(2, 0, 59);
    if (!minute || !reader.take(":")) return std::nullopt;
    const std::optional<int> second = reader.number(2, 0, 59);
    if (!second) return std::nullopt;
    std::optional<int> us = 0;
    if (reader.take(".,")) us = reader.fraction();
    if (!us) return std::nullopt;
    const std::optional<std::chrono::minutes> offset = reader.offset();
    if (!offset) return std::nullopt;

    const std::chrono::year_month_day date{std::chrono::year(*year),
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok()) return std::nullopt;
    const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
    const std::int64_t seconds =
        days * 86'400 + *hour * 3'600 + *minute * 60 + *second - offset->count() * 60;
    const Instant instant{seconds * 1'000'000 + *us};
    if (instant < Instant{} || instant >= end_of_time) return std::nullopt;
    return instant;
}

}  // namespace footfall::intake
