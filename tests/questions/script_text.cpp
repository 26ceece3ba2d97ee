#include "questions/script_text.h"

#include <chrono>
#include <cstdio>
#include <sstream>

#include "assert.h"
#include "calendar/date.h"

namespace footfall::questions {
namespace {

std::string text_of(Instant at) {
    std::string text = to_rfc3339(at);
    if (text.ends_with(".000Z")) text = text.substr(0, text.size() - 5) + "Z";
    return text;
}

std::string text_of(const std::optional<Instant>& at) { return at ? text_of(*at) : "-"; }
std::string text_of(const std::string& text) { return text.empty() ? "-" : text; }

template <class Numbers>
std::string join(const Numbers& numbers) {
    std::string text;
    for (const auto number : numbers) text += (text.empty() ? "" : ",") + std::to_string(number);
    return text;
}

std::string cell(const ActivityRow& row, const std::string& column) {
    if (column == "id") return row.id;
    if (column == "name") return row.name;
    if (column == "code") return text_of(row.code);
    if (column == "email") return text_of(row.email);
    if (column == "status") return row.status == Status::active ? "active" : "inactive";
    if (column == "last_click") return text_of(row.last_click);
    if (column == "views") return std::to_string(row.views);
    if (column == "trend") return join(row.trend);
    if (column == "confirmed") return std::to_string(row.confirmed);
    if (column == "verified") return std::to_string(row.verified);
    if (column == "checkout") return std::to_string(row.checkout);
    if (column == "orders") return std::to_string(row.orders);
    if (column == "recent_activity") return text_of(row.recent_activity);
    if (column == "stalled") {
        if (!row.stalled) return "-";
        return std::string(to_string(row.stalled->stage)) + "/" + std::to_string(row.stalled->days);
    }
    ASSERT(false, "no column " << column);
    return {};
}

std::string_view verdict_name(Verdict verdict) {
    static constexpr std::string_view names[] = {"",         "person",       "scanner", "preview",
                                                 "prefetch", "machine_open", "staff",   "unknown"};
    return names[static_cast<std::size_t>(verdict)];
}

std::string text_of(const ActivitySummary& sums) {
    return "clicks=" + std::to_string(sums.customers_with_clicks) +
           " views=" + std::to_string(sums.total_views) +
           " verified=" + std::to_string(sums.verified) +
           " checkout=" + std::to_string(sums.checkout_started) +
           " orders=" + std::to_string(sums.orders_submitted);
}

std::vector<std::string> print_table(const ActivityTable& table, const std::string& columns) {
    std::vector<std::string> lines;
    lines.push_back("summary " + text_of(table.summary));
    if (table.previous) lines.push_back("previous " + text_of(*table.previous));
    if (table.in_stages) {
        std::string counts = "stages";
        for (const Stage stage : stages) {
            counts += " " + std::string(to_string(stage)) + "=" +
                      std::to_string((*table.in_stages)[position(stage)]);
        }
        lines.push_back(counts);
    }
    lines.push_back(std::to_string(table.total) + " of " + std::to_string(table.customers) +
                    " customers, page " + std::to_string(table.page) + ", " + table.zone);
    std::vector<std::string> names;
    std::istringstream parts(columns);
    for (std::string name; std::getline(parts, name, ',');) names.push_back(name);
    std::string header;
    for (const std::string& name : names) header += name + " ";
    lines.push_back(squeeze(header));
    for (const ActivityRow& row : table.rows) {
        std::string line;
        for (const std::string& name : names) line += cell(row, name) + " ";
        lines.push_back(squeeze(line));
    }
    return lines;
}

std::vector<std::string> print_table(const FunnelTable& table, const std::string&) {
    std::vector<std::string> lines;
    lines.push_back(std::to_string(table.total) + " customers, " + table.zone);
    lines.emplace_back("kind events customers reached");
    for (std::size_t i = 0; i < funnel_kinds.size(); ++i) {
        const FunnelStep& step = table.steps[i];
        lines.push_back(std::string(to_string(funnel_kinds[i])) + " " +
                        std::to_string(step.events) + " " + std::to_string(step.customers) + " " +
                        std::to_string(step.reached));
    }
    return lines;
}

std::vector<std::string> print_table(const CustomerTable& table, const std::string&) {
    std::string sites;
    for (const std::string& site : table.sites) sites += (sites.empty() ? "" : ",") + site;
    return {"id " + table.id,
            "name " + squeeze(table.name),
            "code " + text_of(table.code),
            "email " + text_of(table.email),
            "phone " + text_of(table.phone),
            "contact " + text_of(table.contact),
            std::string("status ") + (table.status == Status::active ? "active" : "inactive"),
            "traits " + table.traits,
            "sites " + text_of(sites),
            "created " + text_of(table.created),
            "first_seen " + text_of(table.first_seen),
            "last_seen " + text_of(table.last_seen)};
}

std::vector<std::string> print_table(const CustomerActivityTable& table, const std::string&) {
    return {"views=" + std::to_string(table.views) + " verified=" + std::to_string(table.verified) +
                " checkout=" + std::to_string(table.checkout) +
                " orders=" + std::to_string(table.orders),
            "trend " + join(table.trend), "zone " + table.zone};
}

std::vector<std::string> print_table(const TimelineTable& table, const std::string&) {
    std::vector<std::string> lines;
    for (const TimelineRow& row : table.rows) {
        std::string line = std::to_string(row.sequence.value) + " " + text_of(row.occurred_at) +
                           " " + std::string(to_string(row.kind));
        if (!row.name.empty()) line += " name=" + row.name;
        if (!row.site.empty()) line += " site=" + row.site;
        if (!row.order.empty()) line += " order=" + row.order;
        if (row.verdict != Verdict::person) {
            line += " verdict=" + std::string(verdict_name(row.verdict));
        }
        if (!row.rule.empty()) line += " rule=" + row.rule;
        lines.push_back(line);
    }
    if (table.rows.empty()) lines.emplace_back("nothing");
    if (table.more) lines.emplace_back("more");
    return lines;
}

}  // namespace

std::optional<std::string> Line::take(const std::string& key) {
    const auto found = pairs.find(key);
    if (found == pairs.end()) return std::nullopt;
    std::string value = found->second;
    pairs.erase(found);
    return value;
}

Line split(std::string_view text) {
    Line line;
    std::size_t at = 0;
    while (true) {
        while (at < text.size() && text[at] == ' ') ++at;
        if (at == text.size()) return line;
        std::string word;
        std::optional<std::size_t> equals;
        bool is_quoted = false;
        for (; at < text.size() && (is_quoted || text[at] != ' '); ++at) {
            if (text[at] == '"') {
                is_quoted = !is_quoted;
                continue;
            }
            if (text[at] == '=' && !is_quoted && !equals) equals = word.size();
            if (text[at] == '\\' && is_quoted && at + 1 < text.size()) {
                ++at;
                word.push_back(text[at] == 'n' ? '\n' : text[at]);
                continue;
            }
            word.push_back(text[at]);
        }
        if (equals) {
            line.pairs[word.substr(0, *equals)] = word.substr(*equals + 1);
        } else {
            line.words.push_back(word);
        }
    }
}

Instant parse_time(const std::string& text) {
    const std::optional<Day> day = parse_date(text.substr(0, 10));
    int hour = 0;
    int minute = 0;
    int used = 0;
    ASSERT(day && std::sscanf(text.c_str() + 10, "T%2d:%2d%n", &hour, &minute, &used) == 2, text);
    std::string rest = text.substr(10 + static_cast<std::size_t>(used));
    double seconds = 0;
    if (rest.starts_with(':')) {
        ASSERT(std::sscanf(rest.c_str(), ":%lf%n", &seconds, &used) == 1, text);
        rest = rest.substr(static_cast<std::size_t>(used));
    }
    int offset_hours = 0;
    int offset_minutes = 0;
    char sign = '+';
    if (rest != "Z") {
        ASSERT(std::sscanf(rest.c_str(), "%c%2d:%2d", &sign, &offset_hours, &offset_minutes) == 3,
               text);
    }
    const int offset = (sign == '-' ? -1 : 1) * (offset_hours * 60 + offset_minutes);
    const std::int64_t minutes = std::int64_t{day->number} * 24 * 60 + hour * 60 + minute - offset;
    return Instant::from_seconds(minutes * 60) +
           std::chrono::microseconds(static_cast<std::int64_t>(seconds * 1e6 + 0.5));
}

std::string squeeze(std::string_view text) {
    std::istringstream words{std::string(text)};
    std::string line;
    for (std::string word; words >> word;) line += (line.empty() ? "" : " ") + word;
    return line;
}

std::vector<std::string> print(const Table& table, const std::string& columns) {
    return std::visit([&](const auto& each) { return print_table(each, columns); }, table);
}

std::vector<std::string> print(const std::vector<bool>& kept) {
    std::vector<std::string> lines;
    for (const bool is_kept : kept) lines.emplace_back(is_kept ? "yes" : "no");
    return lines;
}

std::vector<std::string> print(const store::Fingerprint& fingerprint) {
    return {"customers=" + std::to_string(fingerprint.customers) +
            " counted=" + std::to_string(fingerprint.events) +
            " kept=" + std::to_string(fingerprint.stored_events)};
}

}  // namespace footfall::questions
