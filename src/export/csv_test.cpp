#include "export/csv.h"

#include <rapidcheck.h>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "calendar/date.h"

namespace footfall::exports {
namespace {

using Cells = std::vector<std::string>;

// Reads RFC 4180 strictly and by itself: a lone CR or LF, or a quote out of place, is a failure.
std::vector<Cells> read_csv(const std::string& file) {
    std::vector<Cells> rows(1, Cells(1));
    enum class At { start, plain, quoted, closed } at = At::start;
    for (std::size_t i = 0; i < file.size(); ++i) {
        const char c = file[i];
        std::string& cell = rows.back().back();
        if (at == At::quoted) {
            if (c != '"') {
                cell += c;
            } else if (i + 1 < file.size() && file[i + 1] == '"') {
                cell += '"';
                ++i;
            } else {
                at = At::closed;
            }
        } else if (c == ',') {
            rows.back().emplace_back();
            at = At::start;
        } else if (c == '\r' && i + 1 < file.size() && file[i + 1] == '\n') {
            rows.emplace_back(1);
            at = At::start;
            ++i;
        } else if (c == '"' && at == At::start) {
            at = At::quoted;
        } else if (at == At::closed || c == '"' || c == '\r' || c == '\n') {
            ADD_FAILURE() << "broken at byte " << i << " of: " << file;
            return rows;
        } else {
            cell += c;
            at = At::plain;
        }
    }
    EXPECT_NE(at, At::quoted);
    EXPECT_EQ(rows.back(), Cells(1)) << "the last line has no end";
    rows.pop_back();
    return rows;
}

// What a spreadsheet would take for a formula, written down anew from the rule.
bool is_dangerous(const std::string& cell) {
    bool line_start = true;
    for (const char c : cell) {
        if (line_start &&
            (c == '=' || c == '+' || c == '-' || c == '@' || c == '\t' || c == '\r' || c == '\0')) {
            return true;
        }
        if (c == '\n' || c == '\r') {
            line_start = true;
        } else if (c != ' ') {
            line_start = false;
        }
    }
    return false;
}

// The text of a cell: without its guard, if it has one.
std::string unguard(const std::string& cell) {
    if (!cell.starts_with('\'')) return cell;
    std::size_t behind = 0;
    while (behind < cell.size() && cell[behind] == '\'') ++behind;
    return is_dangerous(cell.substr(behind)) || is_dangerous(cell.substr(1)) ? cell.substr(1)
                                                                             : cell;
}

std::string all(const Pieces& pieces) {
    std::string file;
    for (std::string piece = pieces(); !piece.empty(); piece = pieces()) file += piece;
    EXPECT_EQ(pieces(), "");
    return file;
}

std::string file_of(ActivityTable table) {
    if (table.zone.empty()) table.zone = "Europe/Berlin";
    const auto pieces =
        activity_csv(std::move(table), {to_day({2026, 10, 1}), to_day({2026, 10, 31})});
    EXPECT_TRUE(pieces);
    std::string file = all(*pieces);
    EXPECT_TRUE(file.starts_with("\xEF\xBB\xBF")) << "no byte-order mark";
    return file.substr(3);
}

const std::string expected_header =
    "Customer,Code,Email,Status,Last click,Views,Trend -6d,Trend -5d,Trend -4d,Trend -3d,Trend -2d,"
    "Trend -1d,Trend today,Confirmed,Verified,Checkout,Orders,Recent activity,Period from,"
    "Period to,Time zone\r\n";

TEST(Csv, AnEmptyTableGivesTheHeaderAlone) { EXPECT_EQ(file_of({}), expected_header); }

TEST(Csv, ARowHasEveryColumnInItsOrder) {
    ActivityTable table;
    ActivityRow row;
    row.id = "c1";
    row.name = "Café \"Zwölf\", Berlin";
    row.code = "0012";
    row.email = "cafe@example.com";
    row.status = Status::inactive;
    row.last_click = Instant{1'792'888'199'999'999};  // 2026-10-25 00:29:59 UTC
    row.views = 18'446'744'073'709'551'615U;
    row.trend = {1, 2, 3, 4, 5, 6, 7};
    row.confirmed = 8;
    row.verified = 9;
    row.checkout = 10;
    row.orders = 11;
    row.recent_activity = Instant::from_seconds(1'792'891'800);  // the repeated hour's second one
    table.rows = {row, {}};
    EXPECT_EQ(file_of(table),
              expected_header +
                  "\"Café \"\"Zwölf\"\", Berlin\",0012,cafe@example.com,inactive,"
                  "2026-10-25 02:29:59,18446744073709551615,1,2,3,4,5,6,7,8,9,10,11,"
                  "2026-10-25 02:30:00,2026-10-01,2026-10-31,Europe/Berlin\r\n"
                  ",,,active,,0,0,0,0,0,0,0,0,0,0,0,0,,2026-10-01,2026-10-31,Europe/Berlin\r\n");
}

TEST(Csv, FormulasAreGuarded) {
    EXPECT_EQ(csv_text("=1+1"), "'=1+1");
    EXPECT_EQ(csv_text("+49 30 1234"), "'+49 30 1234");
    EXPECT_EQ(csv_text("-5"), "'-5");
    EXPECT_EQ(csv_text("@SUM(A1)"), "'@SUM(A1)");
    EXPECT_EQ(csv_text("\t=1"), "'\t=1");
    EXPECT_EQ(csv_text("\r=1"), "\"'\r=1\"");
    EXPECT_EQ(csv_text(std::string_view("\0=1", 3)), std::string("'\0=1", 4));
    EXPECT_EQ(csv_text("  =1"), "'  =1");
    EXPECT_EQ(csv_text("a\n=1"), "\"'a\n=1\"");
    EXPECT_EQ(csv_text("a\r\n  @1"), "\"'a\r\n  @1\"");
    EXPECT_EQ(csv_text("'=1"), "''=1");
    EXPECT_EQ(csv_text("'' =1"), "''' =1");
    EXPECT_EQ(csv_text("=HYPERLINK(\"http://x\",\"y\")"),
              "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"");
}

TEST(Csv, OtherTextsStayAsTheyAre) {
    for (const char* text :
         {"", " ", "'", "O'Neill", "'tis", "a=b", "a-b", "a@b.c", "1", "東京", "a\tb", "=", "Ω"}) {
        const bool formula = std::string_view(text) == "=";
        EXPECT_EQ(csv_text(text), formula ? "'=" : text);
    }
    EXPECT_EQ(csv_text("a,b"), "\"a,b\"");
    EXPECT_EQ(csv_text("a\nb"), "\"a\nb\"");
}

rc::Gen<std::string> nasty_text() {
    const auto part =
        rc::gen::elementOf(std::vector<std::string>{"=",  "+",           "-",
                                                    "@",  "\t",          "\r",
                                                    "\n", "\r\n",        std::string(1, '\0'),
                                                    "'",  "''",          "\"",
                                                    ",",  ";",           " ",
                                                    "  ", "a",           "0",
                                                    "é",  "東",          "=cmd|' /C calc'!A0",
                                                    "|",  "\xEF\xBB\xBF"});
    return rc::gen::map(rc::gen::container<std::vector<std::string>>(part),
                        [](const std::vector<std::string>& parts) {
                            std::string text;
                            for (const auto& each : parts) text += each;
                            return text;
                        });
}

// 100 tables of 120 texts.
TEST(Csv, AnyTextComesBackAndNoCellIsAFormula) {
    EXPECT_TRUE(rc::check([] {
        const auto texts =
            *rc::gen::container<std::vector<std::string>>(40, rc::gen::resize(12, nasty_text()));
        ActivityTable table;
        for (const std::string& text : texts) {
            ActivityRow row;
            row.name = text;
            row.code = text + text;
            row.email = "'" + text;
            table.rows.push_back(std::move(row));
        }
        const std::vector<Cells> rows = read_csv(file_of(std::move(table)));
        RC_ASSERT(rows.size() == texts.size() + 1);
        for (std::size_t i = 0; i < texts.size(); ++i) {
            const Cells& cells = rows[i + 1];
            RC_ASSERT(cells.size() == 21U);
            const std::vector<std::string> originals{texts[i], texts[i] + texts[i], "'" + texts[i]};
            for (std::size_t j = 0; j < originals.size(); ++j) {
                const bool plain = cells[j].empty() || cells[j].front() != '\'';
                RC_ASSERT(!(plain && is_dangerous(cells[j])));
                RC_ASSERT(unguard(cells[j]) == originals[j]);
            }
        }
    }));
}

// A guard that could not be told from a text would merge two customers on the way back.
TEST(Csv, DifferentTextsGiveDifferentCells) {
    EXPECT_TRUE(rc::check([] {
        const std::string a = *nasty_text();
        const std::string b = *rc::gen::oneOf(rc::gen::just("'" + a), nasty_text());
        RC_ASSERT((csv_text(a) == csv_text(b)) == (a == b));
    }));
}

TEST(Csv, ManyRowsComeInPiecesOfBoundedSize) {
    ActivityTable table;
    table.zone = "UTC";
    table.rows.resize(20'000);
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        table.rows[i].name = "customer " + std::to_string(i);
    }
    const auto pieces = activity_csv(std::move(table), {Day{0}, Day{0}});
    ASSERT_TRUE(pieces);
    std::string file;
    std::size_t count = 0;
    for (std::string piece = (*pieces)(); !piece.empty(); piece = (*pieces)()) {
        EXPECT_LT(piece.size(), 66U * 1024);
        EXPECT_TRUE(piece.ends_with("\r\n"));
        file += piece;
        ++count;
    }
    EXPECT_GT(count, 10U);
    const std::vector<Cells> rows = read_csv(file);
    ASSERT_EQ(rows.size(), 20'001U);
    for (std::size_t i = 0; i < 20'000; ++i) {
        ASSERT_EQ(rows[i + 1][0], "customer " + std::to_string(i));
    }
}

TEST(Csv, AnUnknownZoneIsAnError) {
    ActivityTable table;
    table.zone = "Nowhere";
    EXPECT_FALSE(activity_csv(std::move(table), {Day{0}, Day{0}}));
}

TEST(Csv, TheNameHoldsTheDate) {
    EXPECT_EQ(activity_csv_name(to_day({2026, 1, 5})), "customer-activity-2026-01-05.csv");
}

}  // namespace
}  // namespace footfall::exports
