// `footfall sample`.
#include "sample/sample.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "calendar/date.h"
#include "calendar/zone.h"
#include "command/commands.h"

namespace footfall::command {

namespace {

// Where the made-up wholesaler has its office.
constexpr std::string_view sample_zone = "Europe/Berlin";
constexpr std::string_view sample_name = "Sample: Riverside Foods";

std::optional<workspace::Workspace> find_sample(const std::vector<workspace::Workspace>& all) {
    for (const workspace::Workspace& candidate : all) {
        if (candidate.sample) return candidate;
    }
    return std::nullopt;
}

Result<workspace::SampleFacts> facts_of(const Request& request, const Clock& clock) {
    workspace::SampleFacts facts;
    facts.seed = 1;
    if (const auto seed = request.options.find("seed"); seed != request.options.end()) {
        const std::string& text = seed->second;
        const auto [stop, error] =
            std::from_chars(text.data(), text.data() + text.size(), facts.seed);
        if (error != std::errc() || stop != text.data() + text.size()) {
            return fail(ErrorCode::invalid, "Give a whole number.", "--seed", "invalid_number");
        }
    }
    FOOTFALL_TRY(zone, Zone::load(sample_zone));
    const Day today = zone.day_of(clock.now());
    facts.until = today;
    if (const auto until = request.options.find("until"); until != request.options.end()) {
        const std::optional<Day> day = parse_date(until->second);
        if (!day || *day > today || *day < to_day({2001, 1, 1})) {
            return fail(ErrorCode::invalid, "Give a day from 2001-01-01 to today, as YYYY-MM-DD.",
                        "--until", "invalid_date");
        }
        facts.until = *day;
    }
    return facts;
}

Result<Outcome> remove_sample(const Parts& parts, const workspace::Workspace& sample) {
    Forget forget;
    forget.workspace = sample.id;
    std::vector<EntryBody> entries;
    entries.emplace_back(std::move(forget));
    FOOTFALL_CHECK(parts.intake->append(std::move(entries)));
    FOOTFALL_CHECK(parts.control_plane.remove_workspace(sample.id, {}));
    return Outcome{"Removed \"" + sample.name + "\" and all that was in it", 0};
}

struct SampleTarget {
    std::string_view name;
    std::string_view groups;  // as the API keeps them
};

constexpr std::array<std::pair<std::string_view, std::string_view>, 3> sample_sites{
    {{"portal", "Order portal"}, {"mobile", "Mobile app"}, {"wholesale", "Cash and carry"}}};

constexpr std::array<SampleTarget, 2> sample_targets{
    {{"Price group A",
      R"([[{"match":true,"field":"trait","operator":"is","values":["A"],"key":"price_group",)"
      R"("every":false}]])"},
     {"Ordered in the last 30 days",
      R"([[{"match":true,"field":"count","operator":"at_least","values":["1"],)"
      R"("kind":"order_submit","days":30}]])"}}};

// Names of its sites, and two targets; only where nobody has said anything of either.
Result<> describe_sample(workspace::ControlPlane& control_plane, const WorkspaceId& sample) {
    FOOTFALL_TRY(sites, control_plane.sites(sample));
    FOOTFALL_TRY(targets, control_plane.targets(sample));
    if (!sites.empty() || !targets.empty()) return {};
    for (const SampleTarget& target : sample_targets) {
        const workspace::TargetChange change{.name = std::string(target.name),
                                             .groups = std::string(target.groups)};
        FOOTFALL_CHECK(control_plane.create_target(sample, change, {}));
    }
    for (const auto& [id, name] : sample_sites) {
        const workspace::SiteChange change{.name = std::optional(std::string(name))};
        FOOTFALL_CHECK(control_plane.describe_site(sample, id, change, {}));
    }
    return {};
}

// Gives the sample its entries; those that it has already are duplicates and change nothing.
Result<Outcome> fill_sample(const Parts& parts, const workspace::Workspace& sample,
                            const Progress& progress) {
    FOOTFALL_CHECK(describe_sample(parts.control_plane, sample.id));
    FOOTFALL_TRY(days, make_day_table(sample.time_zone));
    FOOTFALL_CHECK(parts.store->set_days(sample.id, days));
    sample::Options options;
    options.workspace = sample.id;
    options.seed = sample.sample->seed;
    options.until = sample.sample->until;
    options.now = parts.clock.now();
    options.days = std::make_shared<const DayTable>(std::move(days));
    sample::Generator generator(std::move(options));
    intake::Counts counts;
    for (int batches = 1; auto batch = generator.next_batch(); ++batches) {
        FOOTFALL_TRY(taken, parts.intake->append(std::move(*batch)));
        counts.stored += taken.stored;
        counts.duplicates += taken.duplicates;
        if (batches % 10 == 0) {
            progress("sample: " + std::to_string(counts.stored + counts.duplicates) + " entries");
        }
    }
    return Outcome{"Loaded " + std::to_string(counts.stored) + " entries into \"" + sample.name +
                       "\", until " + to_string(sample.sample->until) +
                       (counts.duplicates > 0
                            ? "; " + std::to_string(counts.duplicates) + " were there already"
                            : std::string()),
                   0};
}

}  // namespace

Result<Outcome> run_sample(const Parts& parts, const Request& request, const Progress& progress) {
    FOOTFALL_TRY(all, parts.control_plane.workspaces());
    const std::optional<workspace::Workspace> there = find_sample(all);
    if (request.options.contains("remove")) {
        if (!there) return Outcome{"There is no sample data", 0};
        return remove_sample(parts, *there);
    }
    FOOTFALL_TRY(facts, facts_of(request, parts.clock));
    if (!there) {
        workspace::NewWorkspace fresh;
        fresh.name = sample_name;
        fresh.time_zone = sample_zone;
        fresh.sample = facts;
        FOOTFALL_TRY(made, parts.control_plane.create_workspace(fresh, {}));
        return fill_sample(parts, made, progress);
    }
    if (there->sample == facts) return fill_sample(parts, *there, progress);
    const bool asked_for_another =
        request.options.contains("seed") || request.options.contains("until");
    if (!asked_for_another) return fill_sample(parts, *there, progress);
    return fail(ErrorCode::conflict,
                "There is a sample already, of seed " + std::to_string(there->sample->seed) +
                    " until " + to_string(there->sample->until) +
                    "; remove it first with --remove.",
                "", "sample_exists");
}

}  // namespace footfall::command
