// What was said of sites, campaigns and forms as the JSON of the API.
#pragma once

#include <optional>
#include <string>

#include <boost/json/object.hpp>

#include "clock.h"
#include "workspace/content.h"

namespace footfall::api {

// What events tell of a campaign or form, for where nobody said it.
struct Mentioned {
    std::optional<Instant> at;      // the time of the event that named it first
    bool by_notifications = false;  // rather than by e-mails
};

boost::json::object site_object(const workspace::Site& site);

// A campaign of which nobody said more is one by e-mail; it is sent if there is a time for that,
// else a draft.
boost::json::object campaign_object(const workspace::Campaign& campaign,
                                    const Mentioned& mentioned = {});

// A form is as old as the first that is known of it.
boost::json::object form_object(const workspace::Form& form, const Mentioned& mentioned = {});

}  // namespace footfall::api
