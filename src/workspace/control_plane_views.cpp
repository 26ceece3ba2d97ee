// Views: saved, shared, changed and removed by whose they are.

#include <algorithm>
#include <string>
#include <utility>

#include "assert.h"
#include "workspace/audit_log.h"
#include "workspace/control_plane.h"
#include "workspace/rows.h"
#include "workspace/state.h"
#include "workspace/text.h"

namespace footfall::workspace {

namespace {

tl::unexpected<Error> no_such_view() {
    return fail(ErrorCode::not_found, "You have no such view.", "id", "unknown_view");
}

// As an address has it: what else there is, is written with percent signs.
bool is_query(std::string_view text) {
    return text.size() <= view_query_bytes_max &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7F'; });
}

Result<ViewChange> check(const ViewChange& change) {
    ViewChange checked = change;
    if (change.name) {
        FOOTFALL_TRY(name, check_name(*change.name));
        checked.name = std::move(name);
    }
    if (change.query && !is_query(*change.query)) {
        return fail(ErrorCode::invalid,
                    "Give what stands in the page's address after its question mark, at most " +
                        std::to_string(view_query_bytes_max) + " bytes.",
                    "query", "invalid_query");
    }
    return checked;
}

// The member's own ones.
std::vector<View> own_views(soci::session& sql, const WorkspaceId& workspace,
                            const MemberId& member) {
    std::vector<View> views = select_views(sql, workspace, member);
    std::erase_if(views, [&](const View& view) { return view.member != member; });
    return views;
}

Result<> check_free(const std::vector<View>& views, const View& wanted) {
    for (const View& view : views) {
        if (view.name != wanted.name || view.id == wanted.id) continue;
        return fail(ErrorCode::conflict, "You have a view of this name.", "name", "name_taken");
    }
    return {};
}

AuditDetails details_of(const View& view) {
    return {{"view", to_string(view.id)},
            {"name", view.name},
            {"shared", view.is_shared ? "yes" : "no"}};
}

}  // namespace

Result<std::vector<View>> ControlPlane::views(const WorkspaceId& workspace,
                                              const MemberId& member) const {
    return state_->database->read([&](soci::session& sql) -> Result<std::vector<View>> {
        return select_views(sql, workspace, member);
    });
}

Result<View> ControlPlane::create_view(const WorkspaceId& workspace, const ViewChange& change,
                                       const Actor& actor) {
    ASSERT(change.name && change.query && actor.member);
    FOOTFALL_TRY(checked, check(change));
    View view;
    view.id = make_view_id(state_->random);
    view.member = *actor.member;
    view.name = *checked.name;
    view.query = *checked.query;
    view.is_shared = checked.is_shared.value_or(false);
    return state_->database->write([&](soci::session& sql) -> Result<View> {
        const std::vector<View> views = own_views(sql, workspace, view.member);
        FOOTFALL_CHECK(check_free(views, view));
        if (views.size() >= views_max) {
            return fail(ErrorCode::conflict,
                        "You have " + std::to_string(views_max) + " views; delete one first.", "",
                        "too_many_views");
        }
        const auto member = select_member(sql, view.member);
        if (!member) return fail(ErrorCode::not_found, "There is no such member.");
        view.owner = member->member.name;
        const std::string id = to_string(view.id);
        const std::string workspace_text = footfall::to_string(workspace);
        const std::string member_text = to_string(view.member);
        const int is_shared = view.is_shared ? 1 : 0;
        const Instant now = state_->clock.now();
        const long long created = now.us;
        sql << "INSERT INTO views (id, workspace, member, name, query, is_shared, created)"
               " VALUES (:id, :workspace, :member, :name, :query, :is_shared, :created)",
            soci::use(id), soci::use(workspace_text), soci::use(member_text), soci::use(view.name),
            soci::use(view.query), soci::use(is_shared), soci::use(created);
        append_audit(sql, now, workspace, actor, "view_created", details_of(view));
        return view;
    });
}

Result<View> ControlPlane::change_view(const WorkspaceId& workspace, const ViewId& id,
                                       const ViewChange& change, const Actor& actor) {
    ASSERT(actor.member);
    FOOTFALL_TRY(checked, check(change));
    return state_->database->write([&](soci::session& sql) -> Result<View> {
        const std::vector<View> views = own_views(sql, workspace, *actor.member);
        const auto found = std::find_if(views.begin(), views.end(),
                                        [&](const View& view) { return view.id == id; });
        if (found == views.end()) return no_such_view();
        View view = *found;
        if (checked.name) view.name = *checked.name;
        if (checked.query) view.query = *checked.query;
        if (checked.is_shared) view.is_shared = *checked.is_shared;
        if (view == *found) return view;
        FOOTFALL_CHECK(check_free(views, view));
        const std::string id_text = to_string(id);
        const int is_shared = view.is_shared ? 1 : 0;
        sql << "UPDATE views SET name = :name, query = :query, is_shared = :is_shared"
               " WHERE id = :id",
            soci::use(view.name), soci::use(view.query), soci::use(is_shared), soci::use(id_text);
        append_audit(sql, state_->clock.now(), workspace, actor, "view_changed", details_of(view));
        return view;
    });
}

Result<> ControlPlane::remove_view(const WorkspaceId& workspace, const ViewId& id,
                                   const Actor& actor) {
    ASSERT(actor.member);
    return state_->database->write([&](soci::session& sql) -> Result<> {
        const std::vector<View> views = own_views(sql, workspace, *actor.member);
        const auto found = std::find_if(views.begin(), views.end(),
                                        [&](const View& view) { return view.id == id; });
        if (found == views.end()) return no_such_view();
        const std::string id_text = to_string(id);
        sql << "DELETE FROM views WHERE id = :id", soci::use(id_text);
        append_audit(sql, state_->clock.now(), workspace, actor, "view_removed",
                     details_of(*found));
        return {};
    });
}

}  // namespace footfall::workspace
