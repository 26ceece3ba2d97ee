#include "questions/script_text.h"

#include <chrono>
#include <cstdio>
#include <map>
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

std::string text_of(const ActivitySummary& sums) {
    return "clicks=" + std::to_string(sums.customers_with_clicks) +
           " views=" + std::to_string(sums.total_views) +
           " verified=" + std::to_string(sums.verified) +
           " checkout=" + std::to_string(sums.checkout_started) +
           " orders=" + std::to_string(sums.orders_submitted) +
           (sums.automated_views > 0 ? " automated=" + std::to_string(sums.automated_views) : "");
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
            line += " verdict=" + std::string(to_string(row.verdict));
        }
        if (!row.rule.empty()) line += " rule=" + row.rule;
        lines.push_back(line);
    }
    if (table.rows.empty()) lines.emplace_back("nothing");
    if (table.more) lines.emplace_back("more");
    return lines;
}

std::string text_of(const InsightsNumbers& numbers) {
    return "active_users=" + std::to_string(numbers.active_users) +
           " activity=" + std::to_string(numbers.activity) +
           " logins=" + std::to_string(numbers.logins) + " logs=" + std::to_string(numbers.logs) +
           " sign_ups=" + std::to_string(numbers.sign_ups);
}

std::vector<std::string> print_table(const InsightsTable& table, const std::string&) {
    std::vector<std::string> lines{text_of(table.numbers)};
    if (table.previous) lines.push_back("previous " + text_of(*table.previous));
    if (table.automated_opens > 0) {
        lines.push_back("automated_opens=" + std::to_string(table.automated_opens));
    }
    lines.push_back(std::to_string(table.customers) + " customers, " + table.zone);
    return lines;
}

std::vector<std::string> print_table(const SeriesTable& table, const std::string&) {
    std::vector<std::string> lines;
    for (const SeriesTable::Line& line : table.lines) {
        lines.push_back(std::to_string(line.total) + " " + join(line.values));
    }
    lines.push_back("zone " + table.zone);
    return lines;
}

std::vector<std::string> print_table(const ContentTable& table, const std::string&) {
    std::vector<std::string> lines;
    for (const ContentRow& row : table.rows) {
        std::string line = text_of(row.id);
        const auto add = [&](const char* name, std::uint64_t number) {
            if (number > 0) line += std::string(" ") + name + "=" + std::to_string(number);
        };
        add("emails", row.emails);
        add("notifications", row.notifications);
        add("recipients", row.recipients);
        add("email_opens", row.email_opens);
        add("notification_opens", row.notification_opens);
        add("openers", row.openers);
        add("spam", row.spam);
        add("responses", row.responses);
        add("respondents", row.respondents);
        lines.push_back(line);
        for (const ContentRow::OfDay& day : row.days) {
            lines.push_back(to_string(day.day) + " delivered=" + std::to_string(day.delivered) +
                            " opens=" + std::to_string(day.opens) +
                            " responses=" + std::to_string(day.responses));
        }
    }
    lines.push_back("zone " + table.zone);
    return lines;
}

std::vector<std::string> print_table(const MentionsTable& table, const std::string&) {
    std::string sites = "sites";
    for (const std::string& site : table.sites) sites += " " + site;
    std::vector<std::string> lines{sites};
    for (const auto& each : table.campaigns) {
        lines.push_back("campaign " + each.id + " " + text_of(each.at));
    }
    for (const auto& each : table.forms) {
        lines.push_back("form " + each.id + " " + text_of(each.at));
    }
    return lines;
}

std::vector<std::string> print_table(const MembersTable& table, const std::string&) {
    return {std::to_string(table.members) + " of " + std::to_string(table.customers)};
}

DaysBetween parse_days(const std::string& text) {
    const std::size_t at = text.find("..");
    ASSERT(at != std::string::npos, text);
    DaysBetween days;
    if (at > 0) days.first = parse_date(text.substr(0, at)).value();
    if (at + 2 < text.size()) days.last = parse_date(text.substr(at + 2)).value();
    return days;
}

TraitRule parse_trait(const std::vector<std::string>& words) {
    using Operator = TraitRule::Operator;
    static const std::map<std::string, Operator> operators{
        {"exists", Operator::exists},       {"is", Operator::is},
        {"contains", Operator::contains},   {"starts_with", Operator::starts_with},
        {"less_than", Operator::less_than}, {"more_than", Operator::more_than},
        {"between", Operator::between}};
    TraitRule rule;
    rule.key = words.at(1);
    rule.op = operators.at(words.at(2));
    if (words.size() > 3) rule.values = pieces(words[3], ',');
    rule.every = words.size() > 4;
    return rule;
}

Rule parse_rule(std::string text) {
    Rule rule;
    rule.match = !text.starts_with('!');
    if (!rule.match) text.erase(0, 1);
    const std::vector<std::string> words = pieces(text, ':');
    const std::string& what = words.at(0);
    if (what == "status") {
        rule.what = StatusRule{words.at(1) == "active" ? Status::active : Status::inactive};
    } else if (what == "trait") {
        rule.what = parse_trait(words);
    } else if (what == "signed_up" || what == "last_login") {
        rule.what = DayRule{what == "signed_up" ? DayRule::Of::signed_up : DayRule::Of::last_login,
                            parse_days(words.at(1))};
    } else if (what == "count") {
        CountRule count;
        count.kind = parse_kind(words.at(1)).value();
        const std::vector<std::string> bounds = pieces(words.at(2), '-');
        if (!bounds.at(0).empty()) count.least = std::stoull(bounds[0]);
        if (!bounds.at(1).empty()) count.most = std::stoull(bounds[1]);
        count.days = parse_days(words.at(3));
        rule.what = count;
    } else if (what == "campaign") {
        rule.what = CampaignRule{words.at(1)};
    } else {
        ASSERT(what == "form", text);
        rule.what = FormRule{words.at(1)};
    }
    return rule;
}

}  // namespace

std::vector<std::string> pieces(const std::string& text, char separator) {
    std::vector<std::string> found;
    std::size_t begin = 0;
    for (std::size_t at = 0; at <= text.size(); ++at) {
        if (at < text.size() && text[at] != separator) continue;
        found.push_back(text.substr(begin, at - begin));
        begin = at + 1;
    }
    return found;
}

Target parse_target(const std::string& text) {
    Target target;
    for (const std::string& group : pieces(text, '&')) {
        target.groups.emplace_back();
        for (const std::string& rule : pieces(group, '|')) {
            target.groups.back().push_back(parse_rule(rule));
        }
    }
    return target;
}

std::optional<std::vector<Target>> parse_within(const std::optional<std::string>& text) {
    if (!text) return std::nullopt;
    std::vector<Target> targets;
    if (text->empty()) return targets;
    for (const std::string& target : pieces(*text, ';')) targets.push_back(parse_target(target));
    return targets;
}

Kinds parse_kinds(const std::optional<std::string>& names) {
    if (!names) return default_activity_set;
    Kinds set;
    for (const std::string& name : pieces(*names, ',')) set.add(parse_kind(name).value());
    return set;
}

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
