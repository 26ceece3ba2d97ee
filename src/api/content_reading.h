// Campaigns and forms as they are known: what was said of them, and what events tell.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "api/api.h"
#include "api/content_json.h"
#include "api/customers_asked.h"
#include "clock.h"
#include "question/table.h"
#include "workspace/content.h"

namespace footfall::api {

// One that was described, that an event named, or both.
struct KnownCampaign {
    workspace::Campaign said;
    std::optional<Instant> mentioned;  // the earliest time of an event that named it

    std::optional<Instant> sent_at() const { return said.sent_at ? said.sent_at : mentioned; }

    // Whether it is among those that were sent: neither a draft, queued, a test, nor of later.
    bool was_sent(Instant now) const;
};

struct KnownForm {
    workspace::Form said;
    std::optional<Instant> mentioned;

    Instant created_at() const;
};

// In no order. The reach and the answers that were said are of all customers: they are not for who
// may see some alone.
Result<std::vector<KnownCampaign>> known_campaigns(const Caller& caller, const Parts& parts);
Result<std::vector<KnownForm>> known_forms(const Caller& caller, const Parts& parts);

// By time of sending, those without last; by creation. Ties by id.
bool newest_first(const KnownCampaign& a, const KnownCampaign& b);
bool newest_first(const KnownForm& a, const KnownForm& b);

// What came of them, rows in their order.
Result<ContentTable> numbers_of(const std::vector<KnownCampaign>& campaigns,
                                const WorkspaceId& workspace, const CustomersAsked& customers,
                                const Parts& parts, bool by_day = false);
Result<ContentTable> numbers_of(const std::vector<KnownForm>& forms, const WorkspaceId& workspace,
                                const CustomersAsked& customers, const Parts& parts,
                                bool by_day = false);

// As the API writes them. What was said is of all customers, so of some the reach is those that it
// was delivered to, and answers are not told.
boost::json::object campaign_object(const KnownCampaign& campaign, const ContentRow& row);
boost::json::object campaign_row(const KnownCampaign& campaign, const ContentRow& row,
                                 const CustomersAsked& customers);
boost::json::object form_object(const KnownForm& form);
boost::json::object form_row(const KnownForm& form, const ContentRow& row,
                             const CustomersAsked& customers);

// Its id and name, or null.
boost::json::value target_value(const std::optional<TargetAsked>& target);

}  // namespace footfall::api
