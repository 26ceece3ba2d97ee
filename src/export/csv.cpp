#include "export/csv.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <utility>

#include "calendar/zone.h"

namespace footfall::exports {

namespace {

constexpr std::size_t piece_bytes = 64 * 1024;

constexpr std::string_view header =
    "\xEF\xBB\xBF"
    "Customer,Code,Email,Status,Last click,Views,Trend -6d,Trend -5d,Trend -4d,Trend -3d,"
    "Trend -2d,Trend -1d,Trend today,Confirmed,Verified,Checkout,Orders,Recent activity,"
    "Period from,Period to,Time zone\r\n";

// Whether, behind spaces, a character follows that makes a spreadsheet read on as a formula, or
// that is dropped so that the next one does.
bool begins_formula(std::string_view text) {
    constexpr std::string_view dangerous("=+-@\t\r\0", 7);
    const std::size_t at = text.find_first_not_of(' ');
    return at != text.npos && dangerous.find(text[at]) != dangerous.npos;
}

// Apostrophes before a formula count as one, so that a guard can always be told from the text.
bool needs_guard(std::string_view text) {
    const std::size_t begin = text.find_first_not_of('\'');
    if (begin == text.npos) return false;
    if (begins_formula(text.substr(begin))) return true;
    for (std::size_t at = text.find_first_of("\r\n"); at != text.npos;
         at = text.find_first_of("\r\n", at + 1)) {
        if (begins_formula(text.substr(at + 1))) return true;
    }
    return false;
}

void append_text(std::string& out, std::string_view text) {
    const bool guard = needs_guard(text);
    const bool quote = text.find_first_of(",\"\r\n") != text.npos;
    if (quote) out += '"';
    if (guard) out += '\'';
    for (const char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    if (quote) out += '"';
}

struct File {
    NextRows next;
    Zone zone;
    std::string tail;  // of every row: period and zone
    std::vector<ActivityRow> rows;
    std::size_t row = 0;
    bool begun = false;

    void append_row(std::string& out, const ActivityRow& from) const {
        for (const std::string* text : {&from.name, &from.code, &from.email}) {
            append_text(out, *text);
            out += ',';
        }
        out += from.status == Status::active ? "active," : "inactive,";
        append_time(out, from.last_click);
        append_number(out, from.views);
        for (const std::uint64_t count : from.trend) append_number(out, count);
        for (const std::uint64_t count :
             {from.confirmed, from.verified, from.checkout, from.orders}) {
            append_number(out, count);
        }
        append_time(out, from.recent_activity);
        out += tail;
    }

    void append_time(std::string& out, const std::optional<Instant>& at) const {
        if (at) out += zone.local_time(*at);
        out += ',';
    }

    static void append_number(std::string& out, std::uint64_t number) {
        out += std::to_string(number);
        out += ',';
    }

    std::string next_piece() {
        std::string piece;
        if (!begun) piece = header;
        begun = true;
        while (piece.size() < piece_bytes) {
            if (row == rows.size()) {
                rows = next();
                row = 0;
                if (rows.empty()) break;
            }
            append_row(piece, rows[row]);
            ++row;
        }
        return piece;
    }
};

}  // namespace

std::string csv_text(std::string_view text) {
    std::string cell;
    append_text(cell, text);
    return cell;
}

std::string activity_csv_name(Day today) {
    return "customer-activity-" + to_string(today) + ".csv";
}

Result<Pieces> activity_csv(const std::string& zone, DayRange period, NextRows next) {
    FOOTFALL_TRY(loaded, Zone::load(zone));
    std::string tail =
        to_string(period.from) + ',' + to_string(period.to) + ',' + csv_text(zone) + "\r\n";
    auto file = std::make_shared<File>(File{
        .next = std::move(next), .zone = std::move(loaded), .tail = std::move(tail), .rows = {}});
    return Pieces([file = std::move(file)] { return file->next_piece(); });
}

Result<Pieces> activity_csv(ActivityTable table, DayRange period) {
    return activity_csv(table.zone, period, [rows = std::move(table.rows)]() mutable {
        return std::exchange(rows, {});
    });
}

}  // namespace footfall::exports
