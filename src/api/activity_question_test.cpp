#include "api/activity_question.h"

#include <string>

#include <gtest/gtest.h>

#include "calendar/date.h"
#include "calendar/zone.h"

namespace footfall::api {
namespace {

class ActivityQuestionTest : public testing::Test {
  protected:
    // 2026-11-22 00:30 in Berlin is still the 21st in UTC.
    static Instant now() { return Instant::from_seconds(1795303800); }

    Result<ActivityQuestion> ask(http::Fields query) {
        http::Request request;
        request.query = std::move(query);
        FOOTFALL_TRY(parameters,
                     Parameters::of(request, {"preset", "from", "to", "search", "status", "stage",
                                              "did", "sort", "page", "per_page", "compare"}));
        return activity_question(parameters, {WorkspaceId{}, days_, Weekday::monday, {}, now()});
    }

    void expect_refused(http::Fields query, std::string_view field, std::string_view reason) {
        const Result<ActivityQuestion> question = ask(std::move(query));
        ASSERT_FALSE(question.has_value()) << field;
        EXPECT_EQ(question.error().code, ErrorCode::invalid);
        EXPECT_EQ(question.error().field, field);
        EXPECT_EQ(question.error().reason, reason);
    }

    DayTable days_ = *make_day_table("Europe/Berlin");
};

TEST_F(ActivityQuestionTest, WithoutParametersItIsTheLastThirtyDaysNewestFirst) {
    const Result<ActivityQuestion> question = ask({});
    ASSERT_TRUE(question.has_value()) << question.error().message;
    EXPECT_EQ(to_string(question->period.first), "2026-10-24");
    EXPECT_EQ(to_string(question->period.last()), "2026-11-22");
    EXPECT_EQ(question->period.count(), 30U);
    EXPECT_EQ(question->trend.count(), 7U);
    EXPECT_EQ(to_string(question->trend.last()), "2026-11-22");
    EXPECT_EQ(question->sort, ActivitySort::recent_activity);
    EXPECT_TRUE(question->descending);
    EXPECT_EQ(question->page->number, 1U);
    EXPECT_EQ(question->page->rows_max, 25U);
    EXPECT_EQ(question->filter.status, StatusFilter::all);
}

TEST_F(ActivityQuestionTest, TheDayIsTheWorkspacesOwn) {
    const Result<ActivityQuestion> question = ask({{"preset", "today"}});
    ASSERT_TRUE(question.has_value());
    EXPECT_EQ(to_string(question->period.first), "2026-11-22");
}

TEST_F(ActivityQuestionTest, ARangeHoldsBothEndsAndIsCutAtToday) {
    const Result<ActivityQuestion> question = ask({{"from", "2026-11-20"}, {"to", "2027-01-01"}});
    ASSERT_TRUE(question.has_value());
    EXPECT_EQ(question->period.count(), 3U);
}

TEST_F(ActivityQuestionTest, SearchIsTrimmedAndFolded) {
    EXPECT_EQ(ask({{"search", "  Café 100% "}})->filter.search, "cafe 100%");
    EXPECT_EQ(ask({{"search", "   "}})->filter.search, "");
}

TEST_F(ActivityQuestionTest, SortTakesAMinusForDescending) {
    EXPECT_FALSE(ask({{"sort", "views"}})->descending);
    EXPECT_TRUE(ask({{"sort", "-name"}})->descending);
    EXPECT_EQ(ask({{"sort", "-name"}})->sort, ActivitySort::name);
}

TEST_F(ActivityQuestionTest, AStageIsAFilter) {
    EXPECT_FALSE(ask({})->filter.stage.has_value());
    EXPECT_TRUE(ask({})->stages);
    EXPECT_EQ(ask({{"stage", "gone_quiet"}})->filter.stage, Stage::gone_quiet);
    EXPECT_FALSE(ask({})->filter.did.has_value());
    EXPECT_EQ(ask({{"did", "order_submit"}})->filter.did, Kind::order_submit);
}

TEST_F(ActivityQuestionTest, ThePeriodBeforeHasAsManyDaysAndEndsWhereThePeriodBegins) {
    EXPECT_FALSE(ask({})->previous.has_value());
    const auto question = ask({{"preset", "last_7_days"}, {"compare", "previous"}});
    ASSERT_TRUE(question.has_value() && question->previous);
    EXPECT_EQ(to_string(question->previous->first), "2026-11-09");
    EXPECT_EQ(to_string(question->previous->last()), "2026-11-15");
    EXPECT_EQ(question->previous->edges.back(), question->period.edges.front());
}

TEST_F(ActivityQuestionTest, ThePeriodBeforeIsLeftOutWhereDaysBegin) {
    const std::string first = to_string(days_.first());
    const auto question = ask({{"from", first}, {"to", first}, {"compare", "previous"}});
    ASSERT_TRUE(question.has_value());
    EXPECT_FALSE(question->previous.has_value());
}

TEST_F(ActivityQuestionTest, WhatIsWrongIsNamed) {
    expect_refused({{"from", "2026-11-20"}, {"to", "2026-11-19"}}, "from", "invalid_range");
    expect_refused({{"from", "2026-11-31"}, {"to", "2026-12-01"}}, "from", "invalid_date");
    expect_refused({{"from", "2026-11-20"}}, "to", "missing_date");
    expect_refused({{"preset", "today"}, {"to", "2026-11-19"}}, "preset", "preset_and_range");
    expect_refused({{"preset", "last_31_days"}}, "preset", "unknown_preset");
    expect_refused({{"status", "blocked"}}, "status", "unknown_status");
    expect_refused({{"stage", "asleep"}}, "stage", "unknown_stage");
    expect_refused({{"did", "login"}}, "did", "unknown_kind");
    expect_refused({{"compare", "next"}}, "compare", "unknown_compare");
    expect_refused({{"sort", "--views"}}, "sort", "unknown_sort");
    expect_refused({{"sort", "rowid"}}, "sort", "unknown_sort");
    expect_refused({{"page", "0"}}, "page", "invalid_number");
    expect_refused({{"page", "1x"}}, "page", "invalid_number");
    expect_refused({{"per_page", "201"}}, "per_page", "invalid_number");
    expect_refused({{"per_page", "-1"}}, "per_page", "invalid_number");
    expect_refused({{"pages", "1"}}, "pages", "unknown_parameter");
    expect_refused({{"page", "1"}, {"page", "2"}}, "page", "repeated_parameter");
    expect_refused({{"search", std::string(search_bytes_max + 1, 'x')}}, "search", "too_long");
    expect_refused({{"from", "1999-01-01"}, {"to", "1999-02-01"}}, "to", "invalid_range");
}

TEST_F(ActivityQuestionTest, BoundsAreIncluded) {
    EXPECT_TRUE(ask({{"per_page", "200"}}).has_value());
    EXPECT_TRUE(ask({{"per_page", "1"}}).has_value());
    EXPECT_TRUE(ask({{"search", std::string(search_bytes_max, 'x')}}).has_value());
}

}  // namespace
}  // namespace footfall::api
