// Lifting: the properties of an event that become fields of its own.
#pragma once

#include <optional>
#include <string_view>

#include "event/entry.h"
#include "intake/admission.h"
#include "intake/json.h"

namespace footfall::intake {

// Fills order, link, campaign, form, message and, where it is not given yet, site from the
// properties, strings or integers. An order id that is too long is refused, since orders are told
// apart by it; any other text that is too long stays a property only.
std::optional<Rejection> lift(dom::object properties, Event& event);

// What a Segment call's `context` says besides: campaign and site where not given yet, company.
void lift_context(dom::object context, Event& event);

// A portal's staff acted in the customer's name.
inline constexpr std::string_view impersonated_rule = "impersonated";

// The event is kept as staff's, and does not count.
void mark_staff(Event& event, std::string_view rule);

// Puts the object's text into `text`, or refuses it as `too_large`.
std::optional<Rejection> keep_object(std::string_view field, dom::object object, std::string& text);

}  // namespace footfall::intake
