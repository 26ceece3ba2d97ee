#include "gate/events.h"

#include <utility>

#include "gate/id.h"

namespace footfall::gate {

namespace {

Event event_of(const Circumstances& circumstances, Kind kind, std::string_view name,
               std::string id) {
    Event event;
    event.workspace = circumstances.link.workspace;
    event.kind = kind;
    event.family = Family::gate;
    event.via = Via::gate;
    event.verdict = circumstances.verdict;
    event.id = std::move(id);
    event.customer = circumstances.link.customer;
    event.name = name;
    event.link = circumstances.link.id;
    event.rule = circumstances.rule;
    event.occurred_at = circumstances.at;
    event.properties = R"({"network":")" + to_string(circumstances.network) + R"("})";
    return event;
}

}  // namespace

Event link_open(const Circumstances& circumstances, Random& random) {
    return event_of(circumstances, Kind::link_open, "Order link opened", make_id(random));
}

Event refused_open(const Circumstances& circumstances, std::string_view name, Random& random) {
    return event_of(circumstances, Kind::other, name, make_id(random));
}

Event confirmation(const Circumstances& circumstances, const Visit& visit) {
    return event_of(circumstances, Kind::confirmation, "Welcome confirmed",
                    derived_id("confirmation", visit.id));
}

Event verification(const Circumstances& circumstances, std::string_view challenge) {
    return event_of(circumstances, Kind::verification, "Challenge passed",
                    derived_id("verification", challenge));
}

}  // namespace footfall::gate
