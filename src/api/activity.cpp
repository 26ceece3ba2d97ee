// GET /api/v1/activity and /api/v1/activity.csv.
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "api/activity_question.h"
#include "api/answers.h"
#include "api/api.h"
#include "calendar/range.h"
#include "export/csv.h"

namespace footfall::api {

namespace {

Result<Scope> scope_of(const Caller& caller, const DayTable& days, Instant now,
                       const workspace::ControlPlane& control_plane) {
    Weekday first_weekday = Weekday::monday;
    if (caller.session) {
        first_weekday = caller.session->workspace.first_weekday;
    } else {
        FOOTFALL_TRY(workspace, control_plane.find_workspace(caller.workspace));
        first_weekday = workspace.first_weekday;
    }
    return Scope{caller.workspace, days, first_weekday, now};
}

// The page's question, its answer, and when it was asked.
struct Asked {
    ActivityQuestion question;
    ActivityTable table;
    Instant now;
    Day today;
};

Result<Asked> ask_activity(const Parts& parts, const Caller& caller, const Parameters& parameters,
                           bool every_row) {
    return in_days_in_force(
        parts.store, caller.workspace, [&](const DayTable& days) -> Result<Asked> {
            const Instant now = parts.clock.now();
            FOOTFALL_TRY(scope, scope_of(caller, days, now, parts.control_plane));
            FOOTFALL_TRY(question, activity_question(parameters, scope));
            if (every_row) question.page.reset();
            FOOTFALL_TRY(table, store::ask(parts.store, question));
            return Asked{std::move(question), std::move(table), now, scope.today()};
        });
}

}  // namespace

Api::Answer Api::get_activity(const Caller& caller, const http::Request& request) {
    FOOTFALL_TRY(parameters, Parameters::of(request, {"preset", "from", "to", "search", "status",
                                                      "sort", "page", "per_page"}));
    FOOTFALL_CHECK(check_ready());
    FOOTFALL_TRY(asked, ask_activity(parts_, caller, parameters, false));
    return http::Response::json(200, activity_json(asked.table, asked.question.period,
                                                   asked.question.page->rows_max, asked.now));
}

Api::Answer Api::get_activity_csv(const Caller& caller, const http::Request& request) {
    FOOTFALL_TRY(parameters, Parameters::of(request, {"preset", "from", "to", "search", "status",
                                                      "sort", "page", "per_page", "scope"}));
    const std::string rows = parameters.text("scope").value_or("all");
    if (rows != "all" && rows != "page") {
        return fail(ErrorCode::invalid, "Use page or all.", "scope", "unknown_scope");
    }
    FOOTFALL_CHECK(check_ready());
    FOOTFALL_TRY(asked, ask_activity(parts_, caller, parameters, rows == "all"));
    const DayRange period{asked.question.period.first, asked.question.period.last()};
    const std::size_t count = asked.table.rows.size();
    FOOTFALL_TRY(pieces, exports::activity_csv(std::move(asked.table), period));
    if (!request.head_only) {
        FOOTFALL_CHECK(parts_.control_plane.audit(caller.workspace, caller.actor(request),
                                                  "exported",
                                                  {{"what", "customer-activity"},
                                                   {"scope", rows},
                                                   {"rows", std::to_string(count)},
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
