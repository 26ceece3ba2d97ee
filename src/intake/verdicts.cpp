#include "intake/verdicts.h"

#include <cstddef>
#include <utility>
#include <vector>

#include "question/question.h"
#include "question/table.h"

namespace footfall::intake {

Verdicts::Verdicts(const store::Store& store, Intake& intake) : store_(store), intake_(intake) {}

Result<Changed> Verdicts::change(const KeptEvent& event, const Decide& decide) {
    return change(event, decide, {});
}

Result<Changed> Verdicts::change(const KeptEvent& event, Verdict verdict, std::string_view member) {
    const auto decide = [verdict](const Opinion& now) -> std::optional<Opinion> {
        if (now.verdict == verdict) return std::nullopt;
        return Opinion{verdict, std::string(member_rule)};
    };
    return change(event, decide, member);
}

Result<Changed> Verdicts::change(const KeptEvent& event, const Decide& decide,
                                 std::string_view member) {
    const std::size_t hash =
        std::hash<std::string>()(event.customer) ^ std::hash<WorkspaceId>()(event.workspace);
    const std::lock_guard lock(mutexes_[hash % mutexes_.size()]);
    FOOTFALL_TRY(table, store::ask(store_, TimelineQuestion{.workspace = event.workspace,
                                                            .customer = event.customer,
                                                            .kinds = {},
                                                            .automated = true,
                                                            .rows_max = 1,
                                                            .after = {},
                                                            .event = event.sequence}));
    if (table.rows.empty()) {
        return fail(ErrorCode::not_found, "The customer has no such event.", "sequence",
                    "unknown_event");
    }
    TimelineRow& row = table.rows.front();
    const Opinion now{row.verdict, row.rule};
    if (member.empty() && now.rule == member_rule) return Changed{now, now};
    const std::optional<Opinion> wanted = decide(now);
    if (!wanted || *wanted == now) return Changed{now, now};
    std::vector<EntryBody> bodies;
    bodies.emplace_back(VerdictChange{.workspace = event.workspace,
                                      .event = event.sequence,
                                      .customer = event.customer,
                                      .kind = row.kind,
                                      .site = std::move(row.site),
                                      .campaign = std::move(row.campaign),
                                      .form = std::move(row.form),
                                      .occurred_at = row.occurred_at,
                                      .by_customer = row.by_customer,
                                      .before = now.verdict,
                                      .after = wanted->verdict,
                                      .rule = wanted->rule,
                                      .member = std::string(member)});
    FOOTFALL_CHECK(intake_.append(std::move(bodies)));
    return Changed{now, *wanted};
}

}  // namespace footfall::intake
