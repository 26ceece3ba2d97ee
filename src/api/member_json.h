// What a member may see, as the JSON of the API.
#pragma once

#include <boost/json/object.hpp>

#include "workspace/control_plane.h"

namespace footfall::api {

// Of Insights: owners and admins all of it, whatever was granted.
boost::json::object insights_object(workspace::Role role, const workspace::InsightsGrant& grant);

}  // namespace footfall::api
