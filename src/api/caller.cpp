#include "api/caller.h"

#include <utility>

#include "api/credentials.h"

namespace footfall::api {

namespace {

tl::unexpected<Error> stranger() {
    return fail(ErrorCode::unauthenticated, "Sign in, or send a key.", "authorization",
                "not_signed_in");
}

bool may_use(workspace::KeyKind kind, Access access) {
    switch (kind) {
        case workspace::KeyKind::write:
            return access == Access::write_key || access == Access::recorder ||
                   access == Access::describer;
        case workspace::KeyKind::read:
            return access == Access::reader || access == Access::admin ||
                   access == Access::insights;
        case workspace::KeyKind::public_:
            return access == Access::recorder;
    }
    return false;
}

// What a key of the kind is for, as those are told who use it for something else.
std::string_view duty(workspace::KeyKind kind) {
    switch (kind) {
        case workspace::KeyKind::write:
            return "A write key cannot read; use a read key.";
        case workspace::KeyKind::read:
            return "A read key cannot write; use a write key.";
        case workspace::KeyKind::public_:
            break;
    }
    return "A public key only records what customers do in pages.";
}

Result<Caller> caller_by_key(const std::string& text, Access access,
                             const workspace::ControlPlane& control_plane) {
    Result<workspace::Key> key = control_plane.find_key(text);
    if (!key) {
        if (key.error().code == ErrorCode::unauthenticated) {
            return fail(ErrorCode::unauthenticated, "The key is unknown or was revoked.",
                        "authorization", "unknown_key");
        }
        return fail(std::move(key).error());
    }
    if (access == Access::member || access == Access::editor || access == Access::owner) {
        return fail(ErrorCode::forbidden, "This is for signed-in members, not for keys.",
                    "authorization", "wrong_key_kind");
    }
    if (!may_use(key->kind, access)) {
        return fail(ErrorCode::forbidden, std::string(duty(key->kind)), "authorization",
                    "wrong_key_kind");
    }
    Caller caller;
    caller.workspace = key->workspace;
    caller.key = std::move(*key);
    return caller;
}

}  // namespace

workspace::Actor Caller::actor(const http::Request& request) const {
    workspace::Actor actor;
    if (session) actor.member = session->member.id;
    if (key) actor.key = key->id;
    actor.ip = request.peer;
    return actor;
}

std::optional<std::vector<workspace::TargetId>> Caller::granted_targets() const {
    if (!session || workspace::is_admin(session->role)) return std::nullopt;
    return session->insights.targets;
}

Result<Caller> caller_of(const http::Request& request, Access access,
                         workspace::ControlPlane& control_plane) {
    if (const std::optional<std::string> key = key_text(request)) {
        return caller_by_key(*key, access, control_plane);
    }
    if (access == Access::recorder) {
        FOOTFALL_TRY(public_key, public_key_text(request));
        if (public_key) return caller_by_key(*public_key, access, control_plane);
    }
    if (access == Access::write_key || access == Access::recorder) {
        return fail(ErrorCode::unauthenticated,
                    "Send a write key: as Bearer token, or as user name of Basic.", "authorization",
                    "missing_key");
    }
    const std::string token = session_token(request);
    if (token.empty()) return stranger();
    Result<workspace::Session> session = control_plane.session(token);
    if (!session) {
        if (session.error().code == ErrorCode::unauthenticated) return stranger();
        return fail(std::move(session).error());
    }
    const bool is_for_admins =
        access == Access::admin || access == Access::editor || access == Access::describer;
    if (is_for_admins && !workspace::is_admin(session->role)) {
        return fail(ErrorCode::forbidden,
                    access == Access::admin ? "Activity is for owners and admins of the workspace."
                                            : "This is for owners and admins of the workspace.",
                    "", "not_an_admin");
    }
    if (access == Access::insights && !workspace::is_admin(session->role) &&
        !session->insights.granted) {
        return fail(ErrorCode::forbidden,
                    "Insights are for owners, admins, and those whom an owner let in.", "",
                    "not_granted");
    }
    if (access == Access::owner && session->role != workspace::Role::owner) {
        return fail(ErrorCode::forbidden, "This is for owners of the workspace.", "",
                    "not_an_owner");
    }
    Caller caller;
    caller.workspace = session->workspace.id;
    caller.session = std::move(*session);
    return caller;
}

}  // namespace footfall::api
