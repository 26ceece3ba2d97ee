// GET /api/v1/activity, its file and its funnel, and the stream of changes.
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "api/activity_question.h"
#include "api/answers.h"
#include "api/api.h"
#include "api/target_asked.h"
#include "calendar/range.h"
#include "export/csv.h"

namespace footfall::api {

namespace {

// The page's question, its answer of one of two kinds, and when it was asked.
template <class Answer>
struct Asked {
    ActivityQuestion question;
    Answer answer;
    Instant now;
    Day today;
};

// `ask(question)` asks the store.
template <class Ask>
auto ask_activity(const Parts& parts, const Caller& caller, const Parameters& parameters,
                  const Ask& ask) {
    using Answer = typename std::invoke_result_t<Ask, const ActivityQuestion&>::value_type;
    return in_days_in_force(
        parts.store, caller.workspace, [&](const DayTable& days) -> Result<Asked<Answer>> {
            const Instant now = parts.clock.now();
            FOOTFALL_TRY(scope, scope_of(caller, days, now, parts.control_plane));
            FOOTFALL_TRY(question, activity_question(parameters, scope));
            FOOTFALL_TRY(target, target_asked(parameters, scope, parts.control_plane, parts.store));
            if (target) question.filter.target = std::move(target->target);
            FOOTFALL_TRY(answer, ask(question));
            return Asked<Answer>{std::move(question), std::move(answer), now, scope.today()};
        });
}

// The rows of one page, or of all.
using Export = Asked<store::EveryRow>;

Result<Export> ask_for_export(const Parts& parts, const Caller& caller,
                              const Parameters& parameters, bool every_row) {
    return ask_activity(parts, caller, parameters,
                        [&](ActivityQuestion question) -> Result<store::EveryRow> {
                            question.stages = false;
                            if (every_row) {
                                question.page.reset();
                                return parts.store.every_row(question);
                            }
                            FOOTFALL_TRY(table, store::ask(parts.store, question));
                            table.total = table.rows.size();  // of the file
                            return store::rows_of(std::move(table));
                        });
}

}  // namespace

Api::Answer Api::get_activity(const Caller& caller, const http::Request& request) {
    FOOTFALL_TRY(parameters, Parameters::of(request, {"preset", "from", "to", "search", "status",
                                                      "stage", "did", "target", "site", "sort",
                                                      "page", "per_page", "compare"}));
    FOOTFALL_CHECK(check_ready());
    FOOTFALL_TRY(asked, ask_activity(parts_, caller, parameters, [&](const auto& question) {
                     return store::ask(parts_.store, question);
                 }));
    return http::Response::json(
        200, activity_json(asked.answer, asked.question, blocked(caller, asked.answer), asked.now));
}

Api::Answer Api::get_funnel(const Caller& caller, const http::Request& request) {
    FOOTFALL_TRY(parameters, Parameters::of(request, {"preset", "from", "to", "search", "status",
                                                      "stage", "did", "target", "site"}));
    FOOTFALL_CHECK(check_ready());
    return in_days_in_force(parts_.store, caller.workspace, [&](const DayTable& days) -> Answer {
        const Instant now = parts_.clock.now();
        FOOTFALL_TRY(scope, scope_of(caller, days, now, parts_.control_plane));
        FOOTFALL_TRY(question, funnel_question(parameters, scope));
        FOOTFALL_TRY(target, target_asked(parameters, scope, parts_.control_plane, parts_.store));
        if (target) question.filter.target = std::move(target->target);
        FOOTFALL_TRY(table, store::ask(parts_.store, question));
        return http::Response::json(200, funnel_json(table, question.period, now));
    });
}

Api::Answer Api::follow_changes(const Caller& caller, const http::Request& request) {
    FOOTFALL_CHECK(Parameters::of(request, {}));
    http::Response response;
    response.fields = {{"content-type", "text/event-stream; charset=utf-8"},
                       {"x-accel-buffering", "no"}};  // nginx would keep it back
    response.body = parts_.live.open(caller.workspace);
    return response;
}

Api::Answer Api::get_activity_csv(const Caller& caller, const http::Request& request) {
    FOOTFALL_TRY(parameters, Parameters::of(request, {"preset", "from", "to", "search", "status",
                                                      "stage", "did", "target", "site", "sort",
                                                      "page", "per_page", "scope"}));
    const std::string rows = parameters.text("scope").value_or("all");
    if (rows != "all" && rows != "page") {
        return fail(ErrorCode::invalid, "Use page or all.", "scope", "unknown_scope");
    }
    FOOTFALL_CHECK(check_ready());
    FOOTFALL_TRY(asked, ask_for_export(parts_, caller, parameters, rows == "all"));
    const DayRange period{asked.question.period.first, asked.question.period.last()};
    const auto next = [next = std::move(asked.answer.next)] {
        auto more = next();
        if (!more) throw std::runtime_error(more.error().message);
        return *std::move(more);
    };
    FOOTFALL_TRY(pieces, exports::activity_csv(asked.answer.table.zone, period, next));
    if (!request.head_only) {
        FOOTFALL_CHECK(
            parts_.control_plane.audit(caller.workspace, caller.actor(request), "exported",
                                       {{"what", "customer-activity"},
                                        {"scope", rows},
                                        {"rows", std::to_string(asked.answer.table.total)},
                                        {"from", to_string(period.from)},
                                        {"to", to_string(period.to)}}));
    }
    http::Response response;
    response.fields = {{"content-type", "text/csv; charset=utf-8"},
                       {"content-disposition", "attachment; filename=\"" +
                                                   exports::activity_csv_name(asked.today) + "\""}};
    response.body = std::move(pieces);
    return response;
}

}  // namespace footfall::api
