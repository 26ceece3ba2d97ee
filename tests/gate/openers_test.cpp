// The judge against openers as they come: openers.txt has them with what is to be found, and
// docs/openers.md is the table of both.
#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "assert.h"
#include "gate/judge.h"
#include "gate/network.h"

namespace footfall::gate {
namespace {

struct Step {
    std::int64_t at_ms = 0;
    std::string action;  // a method, `seen` or `engaged`
    std::size_t of = 0;  // the step that `seen` and `engaged` are about, from 1
    std::string link;
    std::string address;
    std::string agent;
    http::Fields fields;
    bool is_member = false;
    std::size_t cookie = 0;  // the step that began the visit; 0: none is sent
    std::string expected;    // a verdict and its rule, or `repeat` and a step

    bool is_hit() const { return of == 0; }
};

struct Opener {
    std::string group;
    bool is_person = false;
    std::string name;
    std::vector<Step> steps;
};

std::string read(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::size_t number(std::string_view text) {
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    ASSERT(error == std::errc() && end == text.data() + text.size(), text);
    return value;
}

std::int64_t milliseconds(const std::string& text) {
    const std::size_t dot = std::min(text.find('.'), text.size());
    std::string fraction = dot < text.size() ? text.substr(dot + 1) : "";
    fraction.resize(3, '0');
    return static_cast<std::int64_t>(number(text.substr(0, dot)) * 1'000 + number(fraction));
}

Step read_step(std::istringstream& words, const std::string& first,
               const std::map<std::string, std::string>& agents) {
    Step step;
    step.at_ms = milliseconds(first);
    words >> step.action;
    std::string word;
    if (step.action == "seen" || step.action == "engaged") {
        words >> word;
        step.of = number(word);
        return step;
    }
    ASSERT(step.action == "GET" || step.action == "HEAD", step.action);
    words >> step.link >> step.address >> step.agent;
    ASSERT(agents.contains(step.agent), step.agent);
    if (const std::string& agent = agents.at(step.agent); agent != "-") {
        step.fields.emplace_back("user-agent", agent);
    }
    while (words >> word && word != "=") {
        if (word == "member") {
            step.is_member = true;
        } else if (word.starts_with("cookie=")) {
            step.cookie = number(word.substr(7));
        } else {
            const std::size_t equals = word.find('=');
            ASSERT(word.starts_with('+') && equals != std::string::npos, word);
            step.fields.emplace_back(word.substr(1, equals - 1), word.substr(equals + 1));
        }
    }
    std::getline(words >> std::ws, step.expected);
    ASSERT(!step.expected.empty(), first << ' ' << step.action);
    return step;
}

std::vector<Opener> read_openers() {
    std::istringstream lines(read(FOOTFALL_OPENERS));
    std::map<std::string, std::string> agents;
    std::vector<Opener> openers;
    Opener next;
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string first;
        if (!(words >> first) || first.starts_with('#')) continue;
        std::string rest;
        if (first == "agent") {
            words >> first;
            std::getline(words >> std::ws, agents[first]);
        } else if (first == "group") {
            std::getline(words >> std::ws, rest);
            const std::size_t colon = std::min(rest.find(": persons"), rest.size());
            next.group = rest.substr(0, colon);
            next.is_person = colon < rest.size();
        } else if (first == "opener") {
            std::getline(words >> std::ws, next.name);
            openers.push_back(next);
        } else {
            openers.back().steps.push_back(read_step(words, first, agents));
        }
    }
    return openers;
}

// An event as the gate would have recorded it, and what became of its verdict.
struct Recorded {
    std::size_t step = 0;
    Standing standing;
};

// What was found at each step, in the words of the file.
struct Found {
    std::vector<std::string> at;  // empty for what is no hit
    std::vector<Recorded> recorded;
};

class Play {
  public:
    Found run(const Opener& opener) {
        Found found;
        visits_.clear();
        for (std::size_t i = 0; i < opener.steps.size(); ++i) {
            const Step& step = opener.steps[i];
            visits_.push_back("visit " + std::to_string(step.cookie > 0 ? step.cookie : i + 1));
            found.at.emplace_back();
            if (step.is_hit()) {
                open(step, i, found);
            } else {
                const Step& of = opener.steps.at(step.of - 1);
                const std::string& visit = visits_.at(step.of - 1);
                correct(step.action == "seen" ? judge_.seen(of.link, visit)
                                              : judge_.engaged(of.link, visit),
                        found);
            }
        }
        for (const Recorded& event : found.recorded) {
            found.at[event.step] = std::string(to_string(event.standing.verdict)) + " " +
                                   std::string(event.standing.rule);
        }
        return found;
    }

  private:
    static constexpr Instant day = Instant::from_seconds(1'750'000'000);

    void open(const Step& step, std::size_t index, Found& found) {
        http::Request request;
        request.method = "GET";
        request.head_only = step.action == "HEAD";
        request.fields = step.fields;
        request.peer = step.address;
        const Judgement judgement = judge_.judge({.workspace = {},
                                                  .customer = "customer of " + step.link,
                                                  .link = step.link,
                                                  .visit = visits_[index],
                                                  .is_visit_known = step.cookie > 0,
                                                  .request = request,
                                                  .network = networks_.of(step.address, day),
                                                  .is_member = step.is_member,
                                                  .repeat_window = std::chrono::seconds(30),
                                                  .at = std::chrono::milliseconds(step.at_ms)});
        for (const Correction& correction : judgement.corrections) correct(correction, found);
        if (judgement.is_repeat) {
            const auto of = sequences_.find(judgement.open);
            ASSERT_NE(of, sequences_.end()) << "it repeats what was never recorded";
            found.at[index] =
                "repeat " + std::to_string(found.recorded[of->second.value - 1].step + 1);
            return;
        }
        found.recorded.push_back({index, judgement.standing});
        const Sequence sequence{found.recorded.size()};
        sequences_[judgement.open] = sequence;
        correct(judge_.recorded(judgement.open, sequence), found);
    }

    void correct(const std::optional<Correction>& correction, Found& found) {
        if (!correction) return;
        const std::optional<Standing> standing = judge_.standing(correction->open);
        ASSERT_TRUE(standing.has_value());
        found.recorded.at(correction->event.value - 1).standing = *standing;
    }

    SeededRandom random_{7};
    Judge judge_{random_};
    Networks networks_{random_};
    std::vector<std::string> visits_;
    std::map<OpenNumber, Sequence> sequences_;
};

std::string seconds(std::int64_t ms) {
    std::string text = std::to_string(ms / 1'000);
    if (ms % 1'000 != 0) text += "." + std::to_string(ms % 1'000 / 100);
    return text;
}

// The requests in words: `GET a, after 1.2 s GET b`.
std::string told(const Opener& opener) {
    std::string text;
    for (const Step& step : opener.steps) {
        if (!text.empty()) text += ", ";
        if (step.at_ms > 0) text += seconds(step.at_ms) + " s ";
        text += step.action;
        text += step.is_hit() ? " " + step.link : " (" + std::to_string(step.of) + ")";
    }
    return text;
}

std::string joined(const std::vector<std::string>& texts) {
    std::string text;
    for (const std::string& each : texts) {
        if (!each.empty()) text += (text.empty() ? "" : ", ") + each;
    }
    return text;
}

std::vector<std::string> expected(const Opener& opener) {
    std::vector<std::string> texts;
    for (const Step& step : opener.steps) texts.push_back(step.expected);
    return texts;
}

std::string document(const std::vector<Opener>& openers) {
    std::string text =
        "# Openers, and what they are taken for\n\n"
        "Written by the test `openers_test` from `tests/gate/openers.txt`, where the agents and "
        "addresses stand. What the\nwords mean is in `semantics.md`, under *Who opened*.\n";
    std::string group;
    for (const Opener& opener : openers) {
        if (opener.group != group) {
            group = opener.group;
            text += "\n## " + group + "\n\n| Opener | Requests | Expected | Found |\n";
            text += "|---|---|---|---|\n";
        }
        text += "| " + opener.name + " | " + told(opener) + " | " + joined(expected(opener)) +
                " | " + joined(Play().run(opener).at) + " |\n";
    }
    return text;
}

TEST(Openers, EachIsTakenForWhatItIs) {
    const std::vector<Opener> openers = read_openers();
    EXPECT_GE(openers.size(), 60U);
    std::size_t as_expected = 0;
    for (const Opener& opener : openers) {
        const Found found = Play().run(opener);
        EXPECT_EQ(found.at, expected(opener)) << opener.group << ": " << opener.name;
        as_expected += found.at == expected(opener) ? 1 : 0;
        std::cout << opener.name << "\n    expected " << joined(expected(opener))
                  << "\n    found    " << joined(found.at) << "\n";
    }
    std::cout << as_expected << " of " << openers.size() << " openers as expected\n";
}

TEST(Openers, APlainBrowserIsAPersonAndNothingIsDroppedWithoutATrace) {
    std::size_t plain = 0;
    for (const Opener& opener : read_openers()) {
        const Found found = Play().run(opener);
        for (std::size_t i = 0; i < opener.steps.size(); ++i) {
            if (!opener.steps[i].is_hit()) continue;
            // Recorded, or the repeat of what was: Play looks that up.
            EXPECT_FALSE(found.at[i].empty()) << opener.name << ", step " << i + 1;
        }
        if (!opener.is_person) continue;
        ++plain;
        ASSERT_FALSE(found.recorded.empty()) << opener.name;
        for (const Recorded& event : found.recorded) {
            EXPECT_EQ(event.standing.verdict, Verdict::person) << opener.name;
        }
    }
    EXPECT_GE(plain, 40U);
}

TEST(Openers, ThePublishedTableIsTheOneFound) {
    const std::string found = document(read_openers());
    if (std::getenv("FOOTFALL_WRITE") != nullptr) std::ofstream(FOOTFALL_TABLE) << found;
    EXPECT_EQ(read(FOOTFALL_TABLE), found) << "FOOTFALL_WRITE=1 writes it";
}

}  // namespace
}  // namespace footfall::gate
