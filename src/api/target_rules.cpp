#include "api/target_rules.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>
#include <variant>

#include <boost/json.hpp>

#include "calendar/date.h"
#include "event/limits.h"

namespace footfall::api {

namespace {

namespace json = boost::json;
using Operator = TraitRule::Operator;

constexpr std::size_t groups_max = 20;
constexpr std::size_t rules_max = 20;  // of a group
constexpr std::size_t values_max = 100;
constexpr std::int64_t days_max = 3'660;

// How many values an operator takes.
enum class Arity : std::uint8_t { none, one, two, many };

struct Facts {
    std::string_view field;
    std::string_view op;
    Arity arity;
};

constexpr std::array operators{
    Facts{"status", "is", Arity::many},
    Facts{"trait", "is", Arity::many},
    Facts{"trait", "contains", Arity::many},
    Facts{"trait", "starts_with", Arity::many},
    Facts{"trait", "less_than", Arity::one},
    Facts{"trait", "more_than", Arity::one},
    Facts{"trait", "between", Arity::two},
    Facts{"trait", "exists", Arity::none},
    Facts{"signed_up", "within_days", Arity::one},
    Facts{"signed_up", "before", Arity::one},
    Facts{"signed_up", "after", Arity::one},
    Facts{"signed_up", "between", Arity::two},
    Facts{"signed_up", "exists", Arity::none},
    Facts{"last_login", "within_days", Arity::one},
    Facts{"last_login", "before", Arity::one},
    Facts{"last_login", "after", Arity::one},
    Facts{"last_login", "between", Arity::two},
    Facts{"last_login", "exists", Arity::none},
    Facts{"count", "at_least", Arity::one},
    Facts{"count", "at_most", Arity::one},
    Facts{"count", "between", Arity::two},
    Facts{"campaign", "opened", Arity::none},
    Facts{"form", "answered", Arity::none},
};

std::optional<double> number_of(std::string_view text) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<std::uint64_t> count_of(std::string_view text) {
    std::uint64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return count;
}

// One rule, read member by member; `at` is its place, for errors.
class RuleReader {
  public:
    RuleReader(const json::object& given, std::string at) : given_(given), at_(std::move(at)) {}

    Result<json::object> read();

  private:
    tl::unexpected<Error> wrong(std::string_view member, std::string message,
                                std::string_view reason) const {
        return fail(ErrorCode::invalid, std::move(message), at_ + "." + std::string(member),
                    std::string(reason));
    }
    Result<std::string> text(std::string_view member) const;
    Result<bool> flag(std::string_view member, bool otherwise) const;
    Result<> read_values(Arity arity);
    Result<> check_values() const;
    Result<> check_days(std::size_t value) const;
    Result<> read_count();
    Result<> check_known() const;

    const json::object& given_;
    const std::string at_;
    std::string field_;
    std::string op_;
    std::vector<std::string> values_;
    json::object read_;
};

Result<std::string> RuleReader::text(std::string_view member) const {
    const json::value* const value = given_.if_contains(member);
    if (value == nullptr) {
        return wrong(member, "A rule of this field needs it.", "missing_field");
    }
    if (!value->is_string() || value->get_string().empty() ||
        value->get_string().size() > limits::text_bytes_max) {
        return wrong(member, "Give a text of at most 512 bytes.", "wrong_type");
    }
    return std::string(value->get_string());
}

Result<bool> RuleReader::flag(std::string_view member, bool otherwise) const {
    const json::value* const value = given_.if_contains(member);
    if (value == nullptr) return otherwise;
    if (!value->is_bool()) return wrong(member, "Give true or false.", "wrong_type");
    return value->get_bool();
}

Result<> RuleReader::read_values(Arity arity) {
    const json::value* const value = given_.if_contains("values");
    if (value != nullptr) {
        if (!value->is_array()) return wrong("values", "Give a list of texts.", "wrong_type");
        for (const json::value& each : value->get_array()) {
            if (!each.is_string() || each.get_string().size() > limits::text_bytes_max) {
                return wrong("values", "Give texts of at most 512 bytes.", "wrong_type");
            }
            values_.emplace_back(each.get_string());
        }
    }
    if (values_.size() > values_max) return wrong("values", "Give at most 100.", "too_many");
    const bool fits = arity == Arity::none  ? values_.empty()
                      : arity == Arity::one ? values_.size() == 1
                      : arity == Arity::two ? values_.size() == 2
                                            : !values_.empty();
    if (fits) return {};
    static constexpr std::array<std::string_view, 4> wanted{"This operator takes no value.",
                                                            "Give one value.", "Give two values.",
                                                            "Give at least one value."};
    return wrong("values", std::string(wanted[static_cast<std::size_t>(arity)]),
                 values_.empty() ? "missing_field" : "too_many");
}

Result<> RuleReader::check_days(std::size_t value) const {
    if (parse_date(values_[value])) return {};
    return wrong("values", "This is not a date like 2026-11-22.", "invalid_date");
}

Result<> RuleReader::check_values() const {
    const auto not_above = [&] {
        return wrong("values", "The second value must be above the first.", "invalid_range");
    };
    if (field_ == "status") {
        for (const std::string& value : values_) {
            if (value == "active" || value == "inactive") continue;
            return wrong("values", "Use active or inactive.", "unknown_status");
        }
    } else if (field_ == "count") {
        for (const std::string& value : values_) {
            if (count_of(value)) continue;
            return wrong("values", "Give whole numbers from 0.", "invalid_number");
        }
        if (op_ == "between" && *count_of(values_[0]) >= *count_of(values_[1])) return not_above();
    } else if (op_ == "within_days") {
        const auto days = count_of(values_[0]);
        if (!days || *days < 1 || *days > static_cast<std::uint64_t>(days_max)) {
            return wrong("values", "Give a number of days from 1 to 3660.", "invalid_number");
        }
    } else if (field_ == "signed_up" || field_ == "last_login") {
        for (std::size_t i = 0; i < values_.size(); ++i) FOOTFALL_CHECK(check_days(i));
        if (op_ == "between" && *parse_date(values_[1]) <= *parse_date(values_[0])) {
            return not_above();
        }
    } else if (op_ == "less_than" || op_ == "more_than" || op_ == "between") {
        for (std::size_t i = 0; i < values_.size(); ++i) {
            if (!number_of(values_[i])) FOOTFALL_CHECK(check_days(i));
        }
        if (op_ != "between") return {};
        const auto low = number_of(values_[0]);
        const auto high = number_of(values_[1]);
        if (low.has_value() != high.has_value()) {
            return wrong("values", "Give two numbers, or two dates.", "invalid_range");
        }
        if (low ? *high <= *low : values_[1] <= values_[0]) return not_above();
    }
    return {};
}

Result<> RuleReader::read_count() {
    FOOTFALL_TRY(kind, text("kind"));
    if (!parse_kind(kind)) return wrong("kind", "There is no such kind.", "unknown_kind");
    read_["kind"] = kind;
    const json::value* const days = given_.if_contains("days");
    if (days == nullptr) return {};
    if (!days->is_int64() || days->get_int64() < 1 || days->get_int64() > days_max) {
        return wrong("days", "Give a number of days from 1 to 3660.", "invalid_number");
    }
    read_["days"] = days->get_int64();
    return {};
}

Result<> RuleReader::check_known() const {
    for (const auto& member : given_) {
        const std::string_view name = member.key();
        const bool is_known = name == "match" || name == "field" || name == "operator" ||
                              name == "values" || read_.contains(name);
        if (!is_known)
            return wrong(name, "A rule of this field has no such member.", "unknown_field");
    }
    return {};
}

Result<json::object> RuleReader::read() {
    FOOTFALL_TRY(match, flag("match", true));
    FOOTFALL_TRY(field, text("field"));
    FOOTFALL_TRY(op, text("operator"));
    field_ = std::move(field);
    op_ = std::move(op);
    bool is_field = false;
    const Facts* found = nullptr;
    for (const Facts& each : operators) {
        if (each.field != field_) continue;
        is_field = true;
        if (each.op == op_) found = &each;
    }
    if (!is_field) {
        return wrong("field", "Use status, trait, signed_up, last_login, count, campaign or form.",
                     "unknown_field");
    }
    if (found == nullptr) {
        return wrong("operator", "This field has no such operator.", "unknown_operator");
    }
    FOOTFALL_CHECK(read_values(found->arity));
    FOOTFALL_CHECK(check_values());
    read_["match"] = match;
    read_["field"] = field_;
    read_["operator"] = op_;
    if (found->arity != Arity::none) read_["values"] = json::value_from(values_);
    if (field_ == "trait" || field_ == "campaign" || field_ == "form") {
        FOOTFALL_TRY(key, text("key"));
        read_["key"] = key;
    }
    if (field_ == "trait" && found->arity == Arity::many) {
        FOOTFALL_TRY(every, flag("every", false));
        read_["every"] = every;
    }
    if (field_ == "count") FOOTFALL_CHECK(read_count());
    FOOTFALL_CHECK(check_known());
    return read_;
}

Result<json::array> read_group(const json::value& group, const std::string& at) {
    if (!group.is_array() || group.get_array().empty()) {
        return fail(ErrorCode::invalid, "Give a list of one rule or more.", at, "wrong_type");
    }
    if (group.get_array().size() > rules_max) {
        return fail(ErrorCode::invalid, "A group has at most 20 rules.", at, "too_many");
    }
    json::array rules;
    for (const json::value& rule : group.get_array()) {
        const std::string place = at + "[" + std::to_string(rules.size()) + "]";
        if (!rule.is_object()) {
            return fail(ErrorCode::invalid, "A rule is an object.", place, "wrong_type");
        }
        FOOTFALL_TRY(read, RuleReader(rule.get_object(), place).read());
        rules.emplace_back(std::move(read));
    }
    return rules;
}

std::string_view text_of(const json::object& rule, std::string_view member) {
    return rule.at(member).get_string();
}

std::vector<std::string> values_of(const json::object& rule) {
    std::vector<std::string> values;
    const json::value* const given = rule.if_contains("values");
    if (given == nullptr) return values;
    for (const json::value& each : given->get_array()) values.emplace_back(each.get_string());
    return values;
}

DaysBetween days_of(std::string_view op, const std::vector<std::string>& values, Day today) {
    DaysBetween days;
    if (op == "within_days") {
        days = {today - (static_cast<std::int32_t>(*count_of(values[0])) - 1), today};
    } else if (op == "before") {
        days.last = *parse_date(values[0]) - 1;
    } else if (op == "after") {
        days.first = *parse_date(values[0]) + 1;
    } else if (op == "between") {
        days = {*parse_date(values[0]), *parse_date(values[1])};
    }
    return days;
}

Operator trait_operator(std::string_view name) {
    static constexpr std::array<std::pair<std::string_view, Operator>, 7> names{
        {{"exists", Operator::exists},
         {"is", Operator::is},
         {"contains", Operator::contains},
         {"starts_with", Operator::starts_with},
         {"less_than", Operator::less_than},
         {"more_than", Operator::more_than},
         {"between", Operator::between}}};
    for (const auto& [known, op] : names) {
        if (known == name) return op;
    }
    return Operator::exists;
}

CountRule count_rule(const json::object& rule, Day today) {
    const std::string_view op = text_of(rule, "operator");
    const std::vector<std::string> values = values_of(rule);
    CountRule count;
    count.kind = *parse_kind(text_of(rule, "kind"));
    if (op == "at_most") {
        count.most = *count_of(values[0]);
    } else {
        count.least = *count_of(values[0]);
        if (op == "between") count.most = *count_of(values[1]);
    }
    if (const json::value* const days = rule.if_contains("days")) {
        count.days = {today - static_cast<std::int32_t>(days->to_number<std::int64_t>() - 1),
                      today};
    }
    return count;
}

void add_rule(const json::object& rule, Day today, std::vector<Rule>& rules) {
    const std::string_view field = text_of(rule, "field");
    const std::string_view op = text_of(rule, "operator");
    Rule read;
    read.match = rule.at("match").get_bool();
    if (field == "status") {
        const std::vector<std::string> values = values_of(rule);
        const auto has = [&](std::string_view wanted) {
            for (const std::string& value : values) {
                if (value == wanted) return true;
            }
            return false;
        };
        if (has("active") && has("inactive")) {
            // Everybody, or with match: false nobody.
            read.what = CountRule{};
        } else {
            read.what = StatusRule{has("active") ? Status::active : Status::inactive};
        }
    } else if (field == "trait") {
        TraitRule trait;
        trait.key = text_of(rule, "key");
        trait.op = trait_operator(op);
        trait.values = values_of(rule);
        const json::value* const every = rule.if_contains("every");
        trait.every = every != nullptr && every->get_bool();
        read.what = std::move(trait);
    } else if (field == "count") {
        read.what = count_rule(rule, today);
    } else if (field == "campaign") {
        read.what = CampaignRule{std::string(text_of(rule, "key"))};
    } else if (field == "form") {
        read.what = FormRule{std::string(text_of(rule, "key"))};
    } else {
        read.what = DayRule{field == "signed_up" ? DayRule::Of::signed_up : DayRule::Of::last_login,
                            days_of(op, values_of(rule), today)};
    }
    rules.push_back(std::move(read));
}

}  // namespace

Result<json::array> check_groups(const json::value& groups) {
    if (!groups.is_array() || groups.get_array().empty()) {
        return fail(ErrorCode::invalid, "Give a list of one group of rules or more.", "groups",
                    "wrong_type");
    }
    if (groups.get_array().size() > groups_max) {
        return fail(ErrorCode::invalid, "A target has at most 20 groups.", "groups", "too_many");
    }
    json::array checked;
    for (const json::value& group : groups.get_array()) {
        const std::string at = "groups[" + std::to_string(checked.size()) + "]";
        FOOTFALL_TRY(read, read_group(group, at));
        checked.emplace_back(std::move(read));
    }
    return checked;
}

Target target_of(const json::array& groups, Day today) {
    Target target;
    for (const json::value& group : groups) {
        std::vector<Rule>& rules = target.groups.emplace_back();
        for (const json::value& rule : group.get_array()) {
            add_rule(rule.get_object(), today, rules);
        }
    }
    return target;
}

NamedContent content_of(const Target& target) {
    NamedContent named;
    for (const std::vector<Rule>& group : target.groups) {
        for (const Rule& rule : group) {
            if (const auto* campaign = std::get_if<CampaignRule>(&rule.what)) {
                named.campaigns.push_back(campaign->campaign);
            } else if (const auto* form = std::get_if<FormRule>(&rule.what)) {
                named.forms.push_back(form->form);
            }
        }
    }
    return named;
}

}  // namespace footfall::api
