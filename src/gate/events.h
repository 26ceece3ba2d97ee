// What visitors do, as events of the journal.
#pragma once

#include <string>
#include <string_view>

#include "clock.h"
#include "event/entry.h"
#include "gate/network.h"
#include "gate/visit.h"
#include "random.h"
#include "workspace/links.h"

namespace footfall::gate {

// What every event of the gate says beside its kind: who, where, when, and how it was judged.
struct Circumstances {
    const workspace::LinkTarget& link;  // a customer's
    Instant at;
    Verdict verdict = Verdict::person;
    std::string_view rule;
    Network network;
};

Event link_open(const Circumstances& circumstances, Random& random);

// An attempt at a link that lets nobody through. No view.
Event refused_open(const Circumstances& circumstances, std::string_view name, Random& random);
inline constexpr std::string_view blocked_open_name = "Blocked link opened";
inline constexpr std::string_view inactive_open_name = "Inactive link opened";

// Their ids follow from the visit and from the challenge: a double click and a form that is sent
// again count once.
Event confirmation(const Circumstances& circumstances, const Visit& visit);
Event verification(const Circumstances& circumstances, std::string_view challenge);

}  // namespace footfall::gate
