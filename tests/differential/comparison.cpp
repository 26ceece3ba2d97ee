#include "differential/comparison.h"

#include <algorithm>
#include <array>
#include <exception>
#include <memory>
#include <utility>

namespace footfall::differential {
namespace {

using questions::Answer;
using questions::Script;
using questions::Variant;

bool is_same(const Answer& a, const Answer& b) {
    if (!a.given || !b.given) {
        return !a.given && !b.given && a.given.error().code == b.given.error().code;
    }
    return *a.given == *b.given;
}

// Whether the variant still differs; a script that lost what it needs does not.
std::optional<Difference> difference_of(const Lines& script, Variant variant,
                                        const Distort& distort) {
    try {
        return compare(script, {&variant, 1}, distort).difference;
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

// Leaves runs of `items` out, long ones first, as long as `is_enough` holds for the rest.
template <class Item>
void leave_out(std::vector<Item>& items,
               const std::function<bool(const std::vector<Item>&)>& is_enough) {
    for (std::size_t length = std::max<std::size_t>(items.size() / 2, 1);; length /= 2) {
        for (std::size_t end = items.size(); end > 0;) {
            const std::size_t begin = end - std::min(end, length);
            std::vector<Item> rest(items.begin(),
                                   items.begin() + static_cast<std::ptrdiff_t>(begin));
            rest.insert(rest.end(), items.begin() + static_cast<std::ptrdiff_t>(end), items.end());
            if (is_enough(rest)) items = std::move(rest);
            end = begin;
        }
        if (length <= 1) return;
    }
}

// The line without some of its key=value pairs.
std::string without_pairs(const std::string& line, const std::vector<std::string>& keys) {
    std::string rest;
    std::string word;
    bool is_quoted = false;
    const auto finish = [&] {
        const std::size_t equals = word.starts_with('"') ? word.npos : word.find('=');
        const bool goes =
            equals != word.npos && std::count(keys.begin(), keys.end(), word.substr(0, equals)) > 0;
        if (!goes && !word.empty()) rest += (rest.empty() ? "" : " ") + word;
        word.clear();
    };
    for (std::size_t at = 0; at < line.size(); ++at) {
        if (line[at] == ' ' && !is_quoted) {
            finish();
            continue;
        }
        if (line[at] == '"') is_quoted = !is_quoted;
        word += line[at];
        if (line[at] == '\\' && is_quoted && at + 1 < line.size()) word += line[++at];
    }
    finish();
    return (line.starts_with("  ") ? "  " : "") + rest;
}

}  // namespace

Comparison compare(const Lines& script, std::span<const Variant> variants, const Distort& distort) {
    Comparison comparison;
    Script model(Variant::model);
    std::vector<std::unique_ptr<Script>> subjects;
    for (const Variant variant : variants) subjects.push_back(std::make_unique<Script>(variant));
    for (std::size_t line = 0; line < script.size(); ++line) {
        const std::optional<Answer> wanted = model.take(script[line]);
        if (wanted) ++comparison.questions;
        const std::optional<std::string> given = distort ? distort(script[line]) : script[line];
        if (!given) continue;
        for (std::size_t i = 0; i < subjects.size(); ++i) {
            const std::optional<Answer> answer = subjects[i]->take(*given);
            if (!wanted) continue;
            ++comparison.answers;
            if (answer && is_same(*wanted, *answer)) continue;
            comparison.difference = Difference{.line = line,
                                               .variant = variants[i],
                                               .wanted = print(*wanted),
                                               .answered = print(*answer)};
            return comparison;
        }
    }
    return comparison;
}

Lines shrink(Lines script, Variant variant, const Distort& distort) {
    const auto differs = [&](const Lines& lines) {
        return difference_of(lines, variant, distort).has_value();
    };
    if (const auto first = difference_of(script, variant, distort)) script.resize(first->line + 1);
    leave_out<std::string>(script, differs);
    for (std::size_t i = 0; i < script.size(); ++i) {
        std::vector<std::string> keys;
        for (const auto& [key, value] : questions::split(script[i]).pairs) {
            if (key != "columns") keys.push_back(key);  // they show what differs
        }
        const std::vector<std::string> all = keys;
        leave_out<std::string>(keys, [&](const std::vector<std::string>& left) {
            std::vector<std::string> gone;
            std::set_difference(all.begin(), all.end(), left.begin(), left.end(),
                                std::back_inserter(gone));
            Lines shorter = script;
            shorter[i] = without_pairs(script[i], gone);
            return differs(shorter);
        });
        std::vector<std::string> gone;
        std::set_difference(all.begin(), all.end(), keys.begin(), keys.end(),
                            std::back_inserter(gone));
        if (!gone.empty()) script[i] = without_pairs(script[i], gone);
    }
    return script;
}

std::string describe(const Lines& script, Variant variant, const Distort& distort) {
    std::string text = "# name: \n# proves: docs/semantics.md#\n";
    bool loading = false;
    for (const std::string& line : script) {
        if (line.starts_with("  ") && !loading) text += "load\n";
        loading = line == "load" || line.starts_with("  ");
        text += line + "\n";
    }
    const std::optional<Difference> difference = difference_of(script, variant, distort);
    if (!difference) return text + "\nwhich is answered well now: the difference comes and goes\n";
    text += "----\n";
    for (const std::string& line : difference->wanted) text += line + "\n";
    text += "\ninstead of which the store `" +
            std::string(questions::variant_names[static_cast<std::size_t>(variant)]) +
            "` answers\n";
    for (const std::string& line : difference->answered) text += line + "\n";
    if (difference->wanted == difference->answered) text += "(what is not printed differs)\n";
    return text;
}

}  // namespace footfall::differential
