#include "questions/script.h"

#include <charconv>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <utility>

#include "assert.h"
#include "calendar/date.h"
#include "calendar/zone.h"
#include "questions/script_text.h"

namespace footfall::questions {
namespace {

Verdict parse_verdict(const std::string& name) {
    static const std::map<std::string, Verdict> names{{"person", Verdict::person},
                                                      {"scanner", Verdict::scanner},
                                                      {"preview", Verdict::preview},
                                                      {"prefetch", Verdict::prefetch},
                                                      {"machine_open", Verdict::machine_open},
                                                      {"staff", Verdict::staff},
                                                      {"unknown", Verdict::unknown}};
    ASSERT(names.contains(name), name);
    return names.at(name);
}

std::uint64_t parse_number(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    ASSERT(error == std::errc() && end == text.data() + text.size(), text);
    return number;
}

// The two sides of a separator that must be there.
std::pair<std::string, std::string> cut(const std::string& text, std::string_view separator) {
    const std::size_t at = text.find(separator);
    ASSERT(at != std::string::npos, text);
    return {text.substr(0, at), text.substr(at + separator.size())};
}

class Script {
  public:
    explicit Script(Variant variant) : subject_(variant) {}

    std::vector<std::string> run(std::istream& lines);

  private:
    void command(const std::string& text);
    Entry entry(const std::string& text);
    EntryBody event(Line& line);
    EntryBody profile(Line& line);
    EntryBody verdict_change(Line& line);
    void flush_load();
    void ask(const std::string& text);
    Question question(Line& line);
    ActivityQuestion activity(Line& line) const;
    TimelineQuestion timeline(Line& line) const;
    LocalDays days(const std::string& text) const;

    Subject subject_;
    WorkspaceId workspace_{};
    std::vector<Entry> loading_;
    Instant received_;
    std::map<std::string, std::pair<Sequence, Event>> events_;  // by id
    std::string columns_;
    std::vector<std::string> answer_;
};

std::vector<std::string> Script::run(std::istream& lines) {
    std::vector<std::string> failures;
    std::size_t number = 0;
    std::size_t questions = 0;
    std::string text;
    while (std::getline(lines, text)) {
        ++number;
        if (text.starts_with("#")) continue;
        if (text.starts_with("  ")) {
            loading_.push_back(entry(text));
            continue;
        }
        flush_load();
        if (text.empty() || text == "load") continue;
        if (text != "----") {
            command(text);
            continue;
        }
        ++questions;
        const std::size_t asked_at = number - 1;
        std::vector<std::string> wanted;
        while (std::getline(lines, text) && !text.empty()) {
            ++number;
            wanted.push_back(squeeze(text));
        }
        ++number;
        if (wanted == answer_) continue;
        std::string failure = "line " + std::to_string(asked_at) + "\n  wanted:\n";
        for (const std::string& line : wanted) failure += "    " + line + "\n";
        failure += "  answered:\n";
        for (const std::string& line : answer_) failure += "    " + line + "\n";
        failures.push_back(failure);
    }
    if (questions == 0) failures.emplace_back("asks nothing");
    return failures;
}

void Script::command(const std::string& text) {
    Line line = split(text);
    const std::string& verb = line.words.at(0);
    if (verb == "zone") {
        auto table = make_day_table(line.words.at(1));
        ASSERT(table.has_value(), text);
        subject_.set_days(workspace_, *table);
    } else if (verb == "workspace") {
        workspace_ = WorkspaceId();
        const std::string& name = line.words.at(1);
        for (std::size_t i = 0; i < std::min(name.size(), workspace_.bytes.size()); ++i) {
            workspace_.bytes[i] = static_cast<std::uint8_t>(name[i]);
        }
    } else if (verb == "again") {
        subject_.apply_last_range_again();
    } else {
        ASSERT(verb == "ask", text);
        ask(text);
    }
}

void Script::flush_load() {
    if (!loading_.empty()) subject_.load(std::exchange(loading_, {}));
}

Entry Script::entry(const std::string& text) {
    Line line = split(text);
    const std::optional<std::string> received = line.take("received");
    const std::string& verb = line.words.at(0);
    EntryBody body;
    std::optional<Instant> own_time;
    if (verb == "profile") {
        body = profile(line);
        own_time = std::get<Profile>(body).changed_at;
    } else if (verb == "verdict") {
        body = verdict_change(line);
    } else if (verb == "forget") {
        const std::string& whom = line.words.at(1);
        body = Forget{.workspace = workspace_,
                      .customer = whom == "workspace" ? "" : whom,
                      .member = "admin"};
    } else {
        body = event(line);
        own_time = std::get<Event>(body).occurred_at;
    }
    ASSERT(line.pairs.empty(), "unknown " << line.pairs.begin()->first << " in " << text);
    if (received) own_time = parse_time(*received);
    if (own_time) received_ = std::max(received_, *own_time);
    return {.sequence = {subject_.last().value + loading_.size() + 1},
            .received_at = received_,
            .body = body};
}

EntryBody Script::event(Line& line) {
    const Sequence sequence{subject_.last().value + loading_.size() + 1};
    Event event;
    event.workspace = workspace_;
    event.occurred_at = parse_time(line.words.at(0));
    event.raw_time = event.occurred_at;
    event.customer = line.words.at(1);
    const std::optional<Kind> kind = parse_kind(line.words.at(2));
    ASSERT(kind.has_value(), line.words.at(2));
    event.kind = *kind;
    event.id = line.take("id").value_or("event-" + std::to_string(sequence.value));
    event.site = line.take("site").value_or("");
    event.name = line.take("name").value_or("");
    event.order = line.take("order").value_or("");
    event.rule = line.take("rule").value_or("");
    event.verdict = parse_verdict(line.take("verdict").value_or("person"));
    event.by_customer = line.take("by_customer").value_or("yes") == "yes";
    event.properties = R"({"kept":"elsewhere"})";
    events_[event.id] = {sequence, event};
    return event;
}

EntryBody Script::profile(Line& line) {
    Profile profile;
    profile.workspace = workspace_;
    profile.customer = line.words.at(1);
    profile.changed_at = parse_time(line.take("at").value());
    profile.raw_time = profile.changed_at;
    profile.id = line.take("id").value_or(
        "profile-" + std::to_string(subject_.last().value + loading_.size() + 1));
    if (line.take("family") == "segment") profile.family = Family::segment;
    profile.name = line.take("name");
    profile.code = line.take("code");
    profile.email = line.take("email");
    profile.phone = line.take("phone");
    profile.contact = line.take("contact");
    profile.traits = line.take("traits").value_or("");
    if (const auto status = line.take("status")) {
        ASSERT(*status == "active" || *status == "inactive", *status);
        profile.status = *status == "active" ? Status::active : Status::inactive;
    }
    return profile;
}

EntryBody Script::verdict_change(Line& line) {
    auto& [sequence, event] = events_.at(line.words.at(1));
    VerdictChange change;
    change.workspace = workspace_;
    change.event = sequence;
    change.customer = event.customer;
    change.kind = event.kind;
    change.site = event.site;
    change.occurred_at = event.occurred_at;
    change.by_customer = event.by_customer;
    change.before = event.verdict;
    change.after = parse_verdict(line.words.at(2));
    change.rule = line.take("rule").value_or("");
    event.verdict = change.after;
    return change;
}

LocalDays Script::days(const std::string& text) const {
    const auto [from, to] = cut(text, "..");
    const std::optional<Day> first = parse_date(from);
    const std::optional<Day> last = parse_date(to);
    ASSERT(first && last, text);
    return subject_.store().days(workspace_)->days(*first, *last);
}

ActivityQuestion Script::activity(Line& line) const {
    ActivityQuestion question;
    question.workspace = workspace_;
    question.period = days(line.take("days").value());
    const Day last = question.period.last();
    const Day today = parse_date(line.take("today").value_or(to_string(last))).value();
    question.trend = subject_.store().days(workspace_)->days(today - 6, today);
    question.filter.search = line.take("search").value_or("");
    const std::string status = line.take("status").value_or("all");
    ASSERT(status == "all" || status == "active" || status == "inactive", status);
    if (status == "active") question.filter.status = StatusFilter::active;
    if (status == "inactive") question.filter.status = StatusFilter::inactive;
    std::string sort = line.take("sort").value_or("-recent_activity");
    question.descending = sort.starts_with('-');
    if (question.descending) sort.erase(0, 1);
    question.sort = parse_activity_sort(sort).value();
    if (const auto page = line.take("page")) {
        const auto [at, rows] = cut(*page, "/");
        question.page = Page{.number = parse_number(at), .rows_max = parse_number(rows)};
    }
    return question;
}

TimelineQuestion Script::timeline(Line& line) const {
    TimelineQuestion question;
    question.workspace = workspace_;
    question.customer = line.words.at(2);
    question.automated = line.take("automated") == "yes";
    if (const auto rows = line.take("rows")) question.rows_max = parse_number(*rows);
    if (const auto after = line.take("after")) {
        const auto [at, sequence] = cut(*after, "/");
        question.after = {.occurred_at = parse_time(at), .sequence = {parse_number(sequence)}};
    }
    std::istringstream kinds_of(line.take("kinds").value_or(""));
    for (std::string name; std::getline(kinds_of, name, ',');) {
        question.kinds.push_back(parse_kind(name).value());
    }
    return question;
}

Question Script::question(Line& line) {
    const std::string& what = line.words.at(1);
    if (what == "activity") {
        columns_ = line.take("columns").value_or("id,views,confirmed,verified,checkout,orders");
        return activity(line);
    }
    if (what == "timeline") return timeline(line);
    if (what == "customer") {
        return CustomerQuestion{.workspace = workspace_, .customer = line.words.at(2)};
    }
    ASSERT(what == "customer_activity", what);
    return CustomerActivityQuestion{.workspace = workspace_,
                                    .customer = line.words.at(2),
                                    .period = days(line.take("days").value()),
                                    .trend = days(line.take("trend").value())};
}

void Script::ask(const std::string& text) {
    Line line = split(text);
    const Question asked = question(line);
    ASSERT(line.pairs.empty(), "unknown " << line.pairs.begin()->first << " in " << text);
    const auto table = subject_.store().answer(asked);
    if (!table) {
        answer_ = {table.error().code == ErrorCode::not_found
                       ? "not_found"
                       : "error " + table.error().message + " " + table.error().reason};
        return;
    }
    if (const auto* rows = std::get_if<ActivityTable>(&*table)) {
        answer_ = print(*rows, columns_);
    } else {
        std::visit(
            [&](const auto& each) {
                if constexpr (!std::is_same_v<std::decay_t<decltype(each)>, ActivityTable>) {
                    answer_ = print(each);
                }
            },
            *table);
    }
    for (std::string& each : answer_) each = squeeze(each);
}

}  // namespace

std::vector<std::string> run_script(const std::filesystem::path& file, Variant variant) {
    std::ifstream lines(file);
    if (!lines) return {"cannot be read"};
    return Script(variant).run(lines);
}

}  // namespace footfall::questions
