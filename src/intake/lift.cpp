#include "intake/lift.h"

#include <string>
#include <utility>

#include "event/limits.h"

namespace footfall::intake {

namespace {

void set_if_fits(std::string text, std::string& field) {
    if (field.empty() && text.size() <= limits::text_bytes_max) field = std::move(text);
}

}  // namespace

std::optional<Rejection> lift(dom::object properties, Event& event) {
    std::string order = text_member(properties, "order_id", "orderId", "order.id");
    if (order.empty()) {
        if (const auto inner = object_member(properties, "order"))
            order = text_member(*inner, "id");
    }
    if (auto refused = admit_text("properties.order_id", order, limits::text_bytes_max)) {
        return refused;
    }
    event.order = std::move(order);
    set_if_fits(text_member(properties, "link_id", "link"), event.link);
    set_if_fits(text_member(properties, "campaign_id", "campaign_name", "utm_campaign"),
                event.campaign);
    set_if_fits(text_member(properties, "form_id", "form_name"), event.form);
    set_if_fits(text_member(properties, "email_id", "message_id", "sg_message_id", "MessageID",
                            "notification_id"),
                event.message);
    set_if_fits(text_member(properties, "site"), event.site);
    return std::nullopt;
}

void lift_context(dom::object context, Event& event) {
    if (const auto campaign = object_member(context, "campaign")) {
        set_if_fits(text_member(*campaign, "name"), event.campaign);
    }
    if (const auto page = object_member(context, "page")) {
        set_if_fits(text_member(*page, "host"), event.site);
    }
    set_if_fits(text_member(context, "groupId"), event.company);
}

void mark_staff(Event& event, std::string_view rule) {
    event.verdict = Verdict::staff;
    event.rule = rule;
}

std::optional<Rejection> keep_object(std::string_view field, dom::object object,
                                     std::string& text) {
    text = write_object(object, KeyOrder::as_sent, [](std::string_view) { return false; });
    if (text.size() <= limits::properties_bytes_max) return std::nullopt;
    return Rejection{std::string(field), "too_large",
                     "at most " + std::to_string(limits::properties_bytes_max) + " bytes"};
}

}  // namespace footfall::intake
