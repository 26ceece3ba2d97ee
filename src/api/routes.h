// The routes: method, path and who may go there. Nothing is served that is not in this table.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace footfall::api {

// Who may use a route. A member's right is their role in the workspace that the session looks at.
enum class Access : std::uint8_t {
    anybody,    // strangers too
    member,     // signed in, any role
    reader,     // signed in with any role, or a read key
    admin,      // owner or admin, or a read key
    insights,   // the same, and whom an owner granted it; see Caller::granted_targets()
    editor,     // signed in as owner or admin
    owner,      // signed in as owner
    describer,  // owner or admin, or a write key
    write_key,
    recorder,  // a write key, or from a page of the workspace's origins a public one
};

enum class Action : std::uint8_t {
    segment_batch,
    segment_call,
    record_events,
    put_customer,
    edit_customer,
    remove_customer,
    list_customers,
    import_customers,
    get_customer,
    get_customer_activity,
    get_timeline,
    change_verdict,
    create_pixel,
    get_activity,
    get_activity_csv,
    get_funnel,
    follow_changes,
    get_link,
    rotate_link,
    block_link,
    revoke_link,
    send_links,
    get_gate,
    change_gate,
    put_logo,
    remove_logo,
    get_portal_secret,
    rotate_portal_secret,
    rotate_public_key,
    rotate_workspace_link,
    get_outbox,
    list_views,
    create_view,
    change_view,
    remove_view,
    get_insights,
    get_series,
    get_recent_campaigns,
    get_recent_forms,
    list_sites,
    put_site,
    list_campaigns,
    get_campaign,
    put_campaign,
    list_forms,
    get_form,
    put_form,
    list_targets,
    create_target,
    preview_target,
    change_target,
    remove_target,
    list_members,
    grant_insights,
    get_settings,
    change_settings,
    get_session,
    sign_in,
    sign_out,
    switch_workspace,
    set_up,
    get_health,
};

struct Route {
    std::string_view method;
    std::string_view path;  // `{id}` stands for any text that is not empty
    Access access;
    Action action;
};

inline constexpr std::array routes{
    Route{"POST", "/v1/batch", Access::recorder, Action::segment_batch},
    Route{"POST", "/v1/identify", Access::recorder, Action::segment_call},
    Route{"POST", "/v1/track", Access::recorder, Action::segment_call},
    Route{"POST", "/v1/page", Access::recorder, Action::segment_call},
    Route{"POST", "/v1/screen", Access::recorder, Action::segment_call},
    Route{"POST", "/v1/group", Access::recorder, Action::segment_call},
    Route{"POST", "/v1/alias", Access::recorder, Action::segment_call},
    Route{"POST", "/api/v1/events", Access::recorder, Action::record_events},
    Route{"PUT", "/api/v1/customers/{id}", Access::write_key, Action::put_customer},
    Route{"GET", "/api/v1/customers", Access::reader, Action::list_customers},
    Route{"POST", "/api/v1/import/customers", Access::editor, Action::import_customers},
    Route{"GET", "/api/v1/customers/{id}", Access::reader, Action::get_customer},
    Route{"PATCH", "/api/v1/customers/{id}", Access::editor, Action::edit_customer},
    Route{"DELETE", "/api/v1/customers/{id}", Access::editor, Action::remove_customer},
    Route{"GET", "/api/v1/customers/{id}/activity", Access::admin, Action::get_customer_activity},
    Route{"GET", "/api/v1/customers/{id}/timeline", Access::admin, Action::get_timeline},
    Route{"PATCH", "/api/v1/customers/{id}/timeline", Access::editor, Action::change_verdict},
    Route{"POST", "/api/v1/pixels", Access::describer, Action::create_pixel},
    Route{"GET", "/api/v1/customers/{id}/link", Access::member, Action::get_link},
    Route{"POST", "/api/v1/customers/{id}/link", Access::editor, Action::rotate_link},
    Route{"PATCH", "/api/v1/customers/{id}/link", Access::editor, Action::block_link},
    Route{"DELETE", "/api/v1/customers/{id}/link", Access::editor, Action::revoke_link},
    Route{"POST", "/api/v1/links/send", Access::member, Action::send_links},
    Route{"GET", "/api/v1/gate", Access::editor, Action::get_gate},
    Route{"PATCH", "/api/v1/gate", Access::editor, Action::change_gate},
    Route{"PUT", "/api/v1/gate/logo", Access::editor, Action::put_logo},
    Route{"DELETE", "/api/v1/gate/logo", Access::editor, Action::remove_logo},
    Route{"GET", "/api/v1/gate/secret", Access::editor, Action::get_portal_secret},
    Route{"POST", "/api/v1/gate/secret", Access::editor, Action::rotate_portal_secret},
    Route{"POST", "/api/v1/gate/key", Access::editor, Action::rotate_public_key},
    Route{"POST", "/api/v1/gate/link", Access::editor, Action::rotate_workspace_link},
    Route{"GET", "/api/v1/outbox", Access::editor, Action::get_outbox},
    Route{"GET", "/api/v1/activity", Access::admin, Action::get_activity},
    Route{"GET", "/api/v1/activity.csv", Access::admin, Action::get_activity_csv},
    Route{"GET", "/api/v1/activity/funnel", Access::admin, Action::get_funnel},
    Route{"GET", "/api/v1/changes", Access::reader, Action::follow_changes},
    Route{"GET", "/api/v1/views", Access::editor, Action::list_views},
    Route{"POST", "/api/v1/views", Access::editor, Action::create_view},
    Route{"PATCH", "/api/v1/views/{id}", Access::editor, Action::change_view},
    Route{"DELETE", "/api/v1/views/{id}", Access::editor, Action::remove_view},
    Route{"GET", "/api/v1/insights", Access::insights, Action::get_insights},
    Route{"GET", "/api/v1/insights/series", Access::insights, Action::get_series},
    Route{"GET", "/api/v1/insights/campaigns", Access::insights, Action::get_recent_campaigns},
    Route{"GET", "/api/v1/insights/forms", Access::insights, Action::get_recent_forms},
    Route{"GET", "/api/v1/sites", Access::insights, Action::list_sites},
    Route{"PUT", "/api/v1/sites/{id}", Access::describer, Action::put_site},
    Route{"GET", "/api/v1/campaigns", Access::insights, Action::list_campaigns},
    Route{"GET", "/api/v1/campaigns/{id}", Access::insights, Action::get_campaign},
    Route{"PUT", "/api/v1/campaigns/{id}", Access::describer, Action::put_campaign},
    Route{"GET", "/api/v1/forms", Access::insights, Action::list_forms},
    Route{"GET", "/api/v1/forms/{id}", Access::insights, Action::get_form},
    Route{"PUT", "/api/v1/forms/{id}", Access::describer, Action::put_form},
    Route{"GET", "/api/v1/targets", Access::insights, Action::list_targets},
    Route{"POST", "/api/v1/targets", Access::editor, Action::create_target},
    Route{"POST", "/api/v1/targets/preview", Access::editor, Action::preview_target},
    Route{"PATCH", "/api/v1/targets/{id}", Access::editor, Action::change_target},
    Route{"DELETE", "/api/v1/targets/{id}", Access::editor, Action::remove_target},
    Route{"GET", "/api/v1/members", Access::editor, Action::list_members},
    Route{"PUT", "/api/v1/members/{id}/insights", Access::owner, Action::grant_insights},
    Route{"GET", "/api/v1/settings", Access::editor, Action::get_settings},
    Route{"PATCH", "/api/v1/settings", Access::editor, Action::change_settings},
    Route{"GET", "/api/v1/session", Access::member, Action::get_session},
    Route{"POST", "/api/v1/session", Access::anybody, Action::sign_in},
    Route{"DELETE", "/api/v1/session", Access::member, Action::sign_out},
    Route{"PUT", "/api/v1/session/workspace", Access::member, Action::switch_workspace},
    Route{"POST", "/api/v1/setup", Access::anybody, Action::set_up},
    Route{"GET", "/healthz", Access::anybody, Action::get_health},
};

// Whether the path belongs to Segment's family, whose refusals are 429 where others' are 503.
constexpr bool is_segment(std::string_view path) { return path.starts_with("/v1/"); }

// Whether a path without a route is an error; any other path gives the dashboard's shell.
constexpr bool is_api(std::string_view path) {
    return is_segment(path) || path == "/v1" || path == "/healthz" || path == "/api" ||
           path.starts_with("/api/");
}

// What a method and a path lead to.
struct Match {
    const Route* route = nullptr;      // nothing if no route has the path, or none the method
    std::string id;                    // what stands for `{id}`
    std::vector<std::string> allowed;  // the methods that the path has
};

// Looks a request up, whose path has these segments; of several patterns the longest. An id may
// have slashes of its own: encoded ones are never taken for those of a pattern, so that
// `acme%2Flink` is the customer `acme/link`. HEAD goes where GET goes. Intake routes may end in a
// slash, and Segment's short names (b, i, t, p, s, g, a) stand for the long ones: an intake route
// never redirects.
Match match(std::string_view method, std::span<const std::string> segments);

}  // namespace footfall::api
