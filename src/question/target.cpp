#include "question/target.h"

#include <algorithm>
#include <charconv>

#include <boost/json.hpp>

#include "question/fold.h"

namespace footfall {
namespace {

namespace json = boost::json;

std::optional<double> number_of(std::string_view text) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

// As numbers if both are, else by their bytes.
int compare(const std::string& a, const std::string& b) {
    const auto as_number = number_of(a);
    const auto other = number_of(b);
    if (as_number && other) return *as_number < *other ? -1 : (*other < *as_number ? 1 : 0);
    return a.compare(b);
}

bool holds_for(const TraitRule& rule, const std::string& text, std::size_t value) {
    using Operator = TraitRule::Operator;
    const std::string& wanted = rule.values[value];
    switch (rule.op) {
        case Operator::exists:
            return true;
        case Operator::is:
            return fold(text) == fold(wanted);
        case Operator::contains:
            return fold(text).find(fold(wanted)) != std::string::npos;
        case Operator::starts_with:
            return fold(text).starts_with(fold(wanted));
        case Operator::less_than:
            return compare(text, wanted) < 0;
        case Operator::more_than:
            return compare(text, wanted) > 0;
        case Operator::between:
            return compare(text, wanted) >= 0 && compare(text, rule.values[value + 1]) <= 0;
    }
    return false;
}

// A trait's value as texts: what its elements are, if it is an array.
std::vector<std::string> texts_of(const json::value& value) {
    if (value.is_string()) return {std::string(value.get_string())};
    if (!value.is_array()) return {json::serialize(value)};
    std::vector<std::string> texts;
    for (const json::value& element : value.get_array()) {
        texts.push_back(element.is_string() ? std::string(element.get_string())
                                            : json::serialize(element));
    }
    return texts;
}

}  // namespace

bool TraitRule::holds(std::optional<std::string_view> trait) const {
    if (!trait) return false;
    if (op == Operator::exists) return true;
    boost::system::error_code error;
    const json::value value = json::parse(*trait, error);
    if (error) return false;
    const std::vector<std::string> texts = texts_of(value);
    const auto has = [&](std::size_t wanted) {
        return std::any_of(texts.begin(), texts.end(),
                           [&](const std::string& text) { return holds_for(*this, text, wanted); });
    };
    if (op == Operator::between) return values.size() == 2 && has(0);
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (has(i) != every) return !every;
    }
    return every && !values.empty();
}

}  // namespace footfall
