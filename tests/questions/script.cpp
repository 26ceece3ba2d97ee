#include "questions/script.h"

#include <charconv>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <type_traits>
#include <utility>

#include "assert.h"
#include "calendar/date.h"
#include "calendar/range.h"
#include "calendar/zone.h"

namespace footfall::questions {
namespace {

Verdict verdict_named(const std::string& name) {
    const std::optional<Verdict> verdict = parse_verdict(name);
    ASSERT(verdict.has_value(), name);
    return *verdict;
}

std::uint64_t parse_number(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    ASSERT(error == std::errc() && end == text.data() + text.size(), text);
    return number;
}

Weekday parse_weekday(const std::string& name) {
    static const std::map<std::string, Weekday> names{
        {"monday", Weekday::monday},       {"tuesday", Weekday::tuesday},
        {"wednesday", Weekday::wednesday}, {"thursday", Weekday::thursday},
        {"friday", Weekday::friday},       {"saturday", Weekday::saturday},
        {"sunday", Weekday::sunday}};
    ASSERT(names.contains(name), name);
    return names.at(name);
}

Family parse_family(const std::optional<std::string>& name) {
    ASSERT(!name || name == "segment" || name == "footfall", *name);
    return name == "segment" ? Family::segment : Family::footfall;
}

// The workspace whose id begins with the name's bytes.
WorkspaceId named(const std::string& name) {
    WorkspaceId workspace;
    for (std::size_t i = 0; i < std::min(name.size(), workspace.bytes.size()); ++i) {
        workspace.bytes[i] = static_cast<std::uint8_t>(name[i]);
    }
    return workspace;
}

// The two sides of a separator that must be there.
std::pair<std::string, std::string> cut(const std::string& text, std::string_view separator) {
    const std::size_t at = text.find(separator);
    ASSERT(at != std::string::npos, text);
    return {text.substr(0, at), text.substr(at + separator.size())};
}

}  // namespace

Script::Script(Variant variant) : subject_(variant) {}

std::optional<Answer> Script::take(const std::string& text) {
    if (text.starts_with("#")) return std::nullopt;
    if (text.starts_with("  ")) {
        if (const Line line = split(text); line.words.at(0) == "workspace") {
            workspace_ = named(line.words.at(1));
        } else {
            loading_.push_back(entry(text));
        }
        return std::nullopt;
    }
    if (!loading_.empty()) subject_.load(std::exchange(loading_, {}));
    if (text.starts_with("ask ")) return ask(text);
    if (!text.empty() && text != "load") command(text);
    return std::nullopt;
}

void Script::command(const std::string& text) {
    Line line = split(text);
    const std::string& verb = line.words.at(0);
    if (verb == "zone") {
        auto table = make_day_table(line.words.at(1));
        ASSERT(table.has_value(), text);
        subject_.set_days(workspace_, *table);
    } else if (verb == "workspace") {
        workspace_ = named(line.words.at(1));
    } else if (verb == "again") {
        subject_.apply_last_range_again();
    } else {
        ASSERT(verb == "restart", text);
        subject_.restart();
    }
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
    } else if (verb == "dead_letter") {
        body = DeadLetter{.workspace = workspace_,
                          .family = Family::footfall,
                          .id = line.words.at(1),
                          .field = "customer",
                          .reason = "missing_customer",
                          .raw = "{}"};
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
    if (const auto raw = line.take("raw")) {
        event.raw_time = *raw == "none" ? std::nullopt : std::optional(parse_time(*raw));
    }
    event.family = parse_family(line.take("family"));
    event.customer = line.words.at(1);
    const std::optional<Kind> kind = parse_kind(line.words.at(2));
    ASSERT(kind.has_value(), line.words.at(2));
    event.kind = *kind;
    event.id = line.take("id").value_or("event-" + std::to_string(sequence.value));
    event.site = line.take("site").value_or("");
    event.campaign = line.take("campaign").value_or("");
    event.form = line.take("form").value_or("");
    event.name = line.take("name").value_or("");
    event.order = line.take("order").value_or("");
    event.rule = line.take("rule").value_or("");
    event.verdict = verdict_named(line.take("verdict").value_or("person"));
    event.by_customer = line.take("by_customer").value_or("yes") == "yes";
    event.properties = R"({"kept":"elsewhere"})";
    events_[{workspace_, event.id}] = {sequence, event};
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
    profile.family = parse_family(line.take("family"));
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
    auto& [sequence, event] = events_.at({workspace_, line.words.at(1)});
    VerdictChange change;
    change.workspace = workspace_;
    change.event = sequence;
    change.customer = event.customer;
    change.kind = event.kind;
    change.site = event.site;
    change.campaign = event.campaign;
    change.form = event.form;
    change.occurred_at = event.occurred_at;
    change.by_customer = event.by_customer;
    change.before = event.verdict;
    change.after = verdict_named(line.words.at(2));
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

Filter Script::filter(Line& line) const {
    Filter filter;
    filter.search = line.take("search").value_or("");
    filter.site = line.take("site").value_or("");
    const std::string status = line.take("status").value_or("all");
    ASSERT(status == "all" || status == "active" || status == "inactive", status);
    if (status == "active") filter.status = StatusFilter::active;
    if (status == "inactive") filter.status = StatusFilter::inactive;
    if (const auto stage = line.take("stage")) filter.stage = parse_stage(*stage).value();
    if (const auto percent = line.take("quiet")) filter.quiet_percent = std::stoi(*percent);
    if (const auto did = line.take("did")) filter.did = parse_kind(*did).value();
    if (const auto target = line.take("target")) filter.target = parse_target(*target);
    return filter;
}

FunnelQuestion Script::funnel(Line& line) const {
    FunnelQuestion question;
    question.workspace = workspace_;
    question.period = days(line.take("days").value());
    const std::optional<std::string> today = line.take("today");
    const Day day = today ? parse_date(*today).value() : question.period.last();
    question.today = subject_.store().days(workspace_)->days(day, day);
    question.filter = filter(line);
    return question;
}

InsightsQuestion Script::insights(Line& line) const {
    InsightsQuestion question;
    question.workspace = workspace_;
    question.period = days(line.take("days").value());
    if (const auto previous = line.take("previous")) question.previous = days(*previous);
    question.activity_set = parse_kinds(line.take("set"));
    question.site = line.take("site").value_or("");
    if (const auto target = line.take("target")) question.target = parse_target(*target);
    question.within = parse_within(line.take("within"));
    return question;
}

SeriesQuestion Script::series(Line& line) const {
    SeriesQuestion question;
    question.workspace = workspace_;
    for (const std::string& name : pieces(line.words.at(2), ',')) {
        question.metrics.push_back(parse_metric(name).value());
    }
    question.period = days(line.take("days").value());
    if (const auto starts = line.take("starts")) {
        for (const std::string& day : pieces(*starts, ',')) {
            question.starts.push_back(parse_date(day).value());
        }
    } else {
        for (std::size_t i = 0; i < question.period.count(); ++i) {
            question.starts.push_back(question.period.first + static_cast<std::int32_t>(i));
        }
    }
    question.activity_set = parse_kinds(line.take("set"));
    question.site = line.take("site").value_or("");
    if (const auto target = line.take("target")) question.target = parse_target(*target);
    question.within = parse_within(line.take("within"));
    return question;
}

ContentQuestion Script::content(Line& line, ContentType type) const {
    ContentQuestion question;
    question.workspace = workspace_;
    question.type = type;
    question.ids.assign(line.words.begin() + 2, line.words.end());
    if (const auto target = line.take("target")) question.target = parse_target(*target);
    question.within = parse_within(line.take("within"));
    question.by_day = line.take("by_day") == "yes";
    return question;
}

ActivityQuestion Script::activity(Line& line) const {
    ActivityQuestion question;
    question.workspace = workspace_;
    std::optional<std::string> today = line.take("today");
    if (const auto name = line.take("preset")) {
        const Weekday first_weekday = parse_weekday(line.take("week").value_or("monday"));
        const DayRange range =
            days_of(parse_preset(*name).value(), parse_date(today.value()).value(), first_weekday);
        question.period = subject_.store().days(workspace_)->days(range.from, range.to);
    } else {
        question.period = days(line.take("days").value());
    }
    if (!today) today = to_string(question.period.last());
    const Day last = parse_date(*today).value();
    question.trend = subject_.store().days(workspace_)->days(last - 6, last);
    question.filter = filter(line);
    question.stages = line.take("stages") == "yes";
    if (const auto previous = line.take("previous")) question.previous = days(*previous);
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

Question Script::question(Line& line, std::string& columns) const {
    const std::string& what = line.words.at(1);
    if (what == "activity") {
        columns = line.take("columns").value_or("id,views,confirmed,verified,checkout,orders");
        return activity(line);
    }
    if (what == "funnel") return funnel(line);
    if (what == "insights") return insights(line);
    if (what == "series") return series(line);
    if (what == "campaigns") return content(line, ContentType::campaign);
    if (what == "forms") return content(line, ContentType::form);
    if (what == "mentions") return MentionsQuestion{.workspace = workspace_};
    if (what == "members") {
        return MembersQuestion{.workspace = workspace_,
                               .target = parse_target(line.take("target").value())};
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

Question Script::question(const std::string& text) const {
    Line line = split(text);
    std::string columns;
    return question(line, columns);
}

Answer Script::ask(const std::string& text) const {
    Line line = split(text);
    Answer answer{.given = fail(ErrorCode::invalid, "nothing was asked"), .columns = {}};
    if (line.words.at(1) == "fingerprint") {
        answer.given = subject_.store().fingerprint(workspace_);
    } else if (line.words.at(1) == "kept") {
        const store::EntryKey key{.workspace = workspace_,
                                  .family = parse_family(line.take("family")),
                                  .id = line.take("id").value(),
                                  .customer = line.words.at(2),
                                  .raw_time = parse_time(line.take("at").value())};
        answer.given = subject_.store().kept({&key, 1});
    } else {
        answer.given = subject_.store().answer(question(line, answer.columns));
    }
    ASSERT(line.pairs.empty(), "unknown " << line.pairs.begin()->first << " in " << text);
    return answer;
}

std::vector<std::string> print(const Answer& answer) {
    if (!answer.given) {
        const Error& error = answer.given.error();
        if (error.code == ErrorCode::not_found) return {"not_found"};
        return {"error " + error.message + " " + error.reason};
    }
    std::vector<std::string> lines = std::visit(
        [&](const auto& each) {
            if constexpr (std::is_same_v<std::decay_t<decltype(each)>, Table>) {
                return print(each, answer.columns);
            } else {
                return print(each);
            }
        },
        *answer.given);
    for (std::string& line : lines) line = squeeze(line);
    return lines;
}

std::vector<std::string> run_script(const std::filesystem::path& file, Variant variant) {
    std::ifstream lines(file);
    if (!lines) return {"cannot be read"};
    Script script(variant);
    std::vector<std::string> failures;
    std::vector<std::string> answered;
    std::size_t number = 0;
    std::size_t questions = 0;
    std::string text;
    while (std::getline(lines, text)) {
        ++number;
        if (text != "----") {
            if (const auto answer = script.take(text)) answered = print(*answer);
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
        if (wanted == answered) continue;
        std::string failure = "line " + std::to_string(asked_at) + "\n  wanted:\n";
        for (const std::string& line : wanted) failure += "    " + line + "\n";
        failure += "  answered:\n";
        for (const std::string& line : answered) failure += "    " + line + "\n";
        failures.push_back(failure);
    }
    if (questions == 0) failures.emplace_back("asks nothing");
    return failures;
}

}  // namespace footfall::questions
