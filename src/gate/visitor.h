// One request at a link that leads somewhere, and what is known of who asks. For the gate alone.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "clock.h"
#include "config/values.h"
#include "gate/gate.h"
#include "http/message.h"
#include "question/table.h"
#include "workspace/links.h"

namespace footfall::gate {

struct Gate::Visitor {
    std::shared_ptr<http::Request> request;
    http::Respond respond;
    Instant at;
    workspace::LinkTarget link;
    workspace::GateSettings settings;
    workspace::Shop shop;
    Supplier supplier;
    Way way;
    std::optional<CustomerTable> customer;  // nothing: not known, or not yet
    bool is_loaded = false;                 // who is not known then is nobody
    bool is_member = false;
    Visit visit;
    bool has_visit = false;  // the browser brought it
    Network network;

    bool is_of_workspace() const { return link.customer.empty(); }
    bool has_portal() const { return shop.is_sample || !settings.portal_url.empty(); }
    bool is_inactive() const { return customer && customer->status == Status::inactive; }
    std::string email() const { return customer ? customer->email : std::string(); }
    bool has_address() const { return config::is_mail_address(email()); }
};

}  // namespace footfall::gate
