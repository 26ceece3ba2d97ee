// The gate: what its pages say and do, the portal's secret and the public key.

#include <algorithm>
#include <array>
#include <mutex>
#include <string>
#include <utility>

#include <sodium.h>

#include "config/values.h"
#include "workspace/audit_log.h"
#include "workspace/control_plane.h"
#include "workspace/image.h"
#include "workspace/link_rows.h"
#include "workspace/portal_url.h"
#include "workspace/rows.h"
#include "workspace/state.h"
#include "workspace/text.h"
#include "workspace/token.h"

namespace footfall::workspace {

namespace {

constexpr std::size_t line_bytes_max = 300;
constexpr std::size_t notice_bytes_max = 1'000;
constexpr unsigned repeat_window_max = 3'600;

constexpr const char* standard_subject = "Your order link from {supplier}";
constexpr const char* standard_text =
    "Hello {customer},\n\n"
    "here is your personal link to order from {supplier}:\n\n"
    "{link}\n\n"
    "It is yours alone: whoever has it can order in your name.\n";

GateSettings standard() {
    GateSettings settings;
    settings.mail_subject = standard_subject;
    settings.mail_text = standard_text;
    return settings;
}

bool has_control_characters(std::string_view text, std::string_view allowed = "") {
    return std::any_of(text.begin(), text.end(), [&](char c) {
        return config::is_control(c) && allowed.find(c) == allowed.npos;
    });
}

// Text on one line, maybe empty.
Result<std::string> check_line(std::string_view text, std::string_view field,
                               std::size_t bytes_max) {
    const std::string_view line = config::trim(text);
    if (line.size() <= bytes_max && is_utf8(line) && !has_control_characters(line)) {
        return std::string(line);
    }
    return fail(ErrorCode::invalid,
                "Give one line of at most " + std::to_string(bytes_max) + " bytes.",
                std::string(field), "invalid_text");
}

Result<std::string> check_color(std::string_view text) {
    const bool sound = text.empty() || (text.size() == 7 && text[0] == '#' &&
                                        std::all_of(text.begin() + 1, text.end(), [](char c) {
                                            return (c >= '0' && c <= '9') ||
                                                   (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
                                        }));
    if (!sound) {
        return fail(ErrorCode::invalid, "Give a color as #rrggbb.", "brand_color", "invalid_color");
    }
    std::string color(text);
    std::transform(color.begin(), color.end(), color.begin(),
                   [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c; });
    return color;
}

Result<std::vector<std::string>> check_origins(const std::vector<std::string>& texts) {
    if (texts.size() > origins_max) {
        return fail(ErrorCode::invalid, "Give at most " + std::to_string(origins_max) + " origins.",
                    "origins", "too_many_origins");
    }
    std::vector<std::string> origins;
    for (const std::string& text : texts) {
        const std::optional<std::string> origin = config::parse_origin(config::trim(text));
        if (!origin) {
            return fail(ErrorCode::invalid,
                        "Give origins such as https://shop.example, without a path.", "origins",
                        "invalid_origin");
        }
        if (std::find(origins.begin(), origins.end(), *origin) == origins.end()) {
            origins.push_back(*origin);
        }
    }
    return origins;
}

Result<std::string> check_subject(std::string_view text) {
    FOOTFALL_TRY(subject, check_line(text, "mail_subject", mail_subject_bytes_max));
    if (!subject.empty()) return subject;
    return fail(ErrorCode::invalid, "Give a subject.", "mail_subject", "invalid_text");
}

Result<std::string> check_mail_text(std::string_view text) {
    if (text.size() > mail_text_bytes_max || !is_utf8(text) ||
        has_control_characters(text, "\n\r\t")) {
        return fail(ErrorCode::invalid,
                    "Give a text of at most " + std::to_string(mail_text_bytes_max) + " bytes.",
                    "mail_text", "invalid_text");
    }
    if (text.find("{link}") == text.npos) {
        return fail(ErrorCode::invalid, "The text must hold {link}.", "mail_text", "missing_link");
    }
    return std::string(text);
}

Result<GateSettings> changed(const GateSettings& before, const GateChange& change) {
    GateSettings after = before;
    if (change.portal_url) {
        FOOTFALL_TRY(url, check_portal_url(*change.portal_url));
        after.portal_url = std::move(url);
    }
    if (change.order_url) {
        FOOTFALL_TRY(url, check_order_url(*change.order_url));
        after.order_url = std::move(url);
    }
    if (change.is_strict) after.is_strict = *change.is_strict;
    if (change.repeat_window_s) {
        if (*change.repeat_window_s > repeat_window_max) {
            return fail(ErrorCode::invalid, "Give 0 to 3600 seconds.", "repeat_window",
                        "invalid_number");
        }
        after.repeat_window_s = *change.repeat_window_s;
    }
    const auto take_line = [](const std::optional<std::string>& given, std::string& place,
                              std::string_view field, std::size_t bytes_max) -> Result<> {
        if (!given) return {};
        FOOTFALL_TRY(line, check_line(*given, field, bytes_max));
        place = std::move(line);
        return {};
    };
    FOOTFALL_CHECK(take_line(change.brand_name, after.brand_name, "brand_name", line_bytes_max));
    FOOTFALL_CHECK(take_line(change.support, after.support, "support", line_bytes_max));
    FOOTFALL_CHECK(take_line(change.notice, after.notice, "notice", notice_bytes_max));
    if (change.brand_color) {
        FOOTFALL_TRY(color, check_color(*change.brand_color));
        after.brand_color = std::move(color);
    }
    if (change.origins) {
        FOOTFALL_TRY(origins, check_origins(*change.origins));
        after.origins = std::move(origins);
    }
    if (change.mail_subject) {
        FOOTFALL_TRY(subject, check_subject(*change.mail_subject));
        after.mail_subject = std::move(subject);
    }
    if (change.mail_text) {
        FOOTFALL_TRY(text, check_mail_text(*change.mail_text));
        after.mail_text = std::move(text);
    }
    return after;
}

// What was changed, with what it was before.
AuditDetails details_of(const GateSettings& before, const GateSettings& after) {
    AuditDetails details;
    const auto add = [&](const std::string& name, const std::string& old_value,
                         const std::string& new_value) {
        if (old_value == new_value) return;
        details.emplace_back(name + "_before", old_value);
        details.emplace_back(name, new_value);
    };
    const auto joined = [](const std::vector<std::string>& texts) {
        std::string all;
        for (const std::string& text : texts) all += (all.empty() ? "" : " ") + text;
        return all;
    };
    add("portal_url", before.portal_url, after.portal_url);
    add("order_url", before.order_url, after.order_url);
    add("strict", before.is_strict ? "yes" : "no", after.is_strict ? "yes" : "no");
    add("repeat_window", std::to_string(before.repeat_window_s),
        std::to_string(after.repeat_window_s));
    add("brand_name", before.brand_name, after.brand_name);
    add("brand_color", before.brand_color, after.brand_color);
    add("support", before.support, after.support);
    add("notice", before.notice, after.notice);
    add("origins", joined(before.origins), joined(after.origins));
    add("mail_subject", before.mail_subject, after.mail_subject);
    add("mail_text", before.mail_text, after.mail_text);
    return details;
}

// Changes a gate in the database and then in memory. `alter(session&, StoredGate&)` gives the audit
// row's action and details, or nothing where nothing is to be changed.
struct Done {
    std::string action;
    AuditDetails details;
};

template <class Alter>
Result<StoredGate> change_stored(ControlPlane::State& state, const WorkspaceId& workspace,
                                 const Actor& actor, Alter alter) {
    const std::lock_guard changes(state.gate_changes);
    StoredGate gate;
    std::optional<Workspace> found;
    FOOTFALL_CHECK(state.database->write([&](soci::session& sql) -> Result<> {
        found = select_workspace(sql, workspace);
        if (!found) return no_such_workspace();
        gate = select_gate(sql, workspace).value();
        FOOTFALL_TRY(done, alter(sql, gate));
        if (!done) return {};
        put_gate(sql, workspace, gate);
        append_audit(sql, state.clock.now(), workspace, actor, done->action, done->details);
        return {};
    }));
    state.put_gate(*found, gate);
    return gate;
}

// A new secret for the portal: 64 hexadecimal digits.
std::string make_secret(Random& random) { return sha256(make_token(random)); }

}  // namespace

CompleteGate complete_gate(soci::session& sql, ControlPlane::State& state,
                           const WorkspaceId& workspace) {
    CompleteGate complete{select_gate(sql, workspace).value_or(StoredGate{standard(), {}, {}}), {}};
    StoredGate& gate = complete.gate;
    if (gate.portal_secret && gate.public_key) return complete;
    if (!gate.portal_secret) {
        gate.portal_secret = state.portal_seal.close(make_secret(state.random), state.random);
    }
    if (!gate.public_key) {
        complete.key = insert_key(sql, state, workspace, KeyKind::public_);
        gate.public_key = complete.key->text;
    }
    put_gate(sql, workspace, gate);
    return complete;
}

void ControlPlane::State::put_gate(const Workspace& workspace, const StoredGate& gate) {
    Gate known{{workspace.name, workspace.sample.has_value()},
               gate.settings,
               portal_seal.open(gate.portal_secret.value()).value_or(std::string()),
               gate.public_key.value()};
    const std::unique_lock lock(gates_mutex);
    gates.insert_or_assign(workspace.id, std::move(known));
}

void ControlPlane::State::put_name(const WorkspaceId& workspace, const std::string& name) {
    const std::unique_lock lock(gates_mutex);
    gates.at(workspace).shop.name = name;
}

Result<ControlPlane::State::Gate> ControlPlane::State::gate(const WorkspaceId& workspace) const {
    const std::shared_lock lock(gates_mutex);
    const auto found = gates.find(workspace);
    if (found == gates.end()) return no_such_workspace();
    return found->second;
}

Result<Shop> ControlPlane::shop(const WorkspaceId& workspace) const {
    FOOTFALL_TRY(gate, state_->gate(workspace));
    return std::move(gate.shop);
}

bool ControlPlane::needs_mail() const {
    const std::shared_lock lock(state_->gates_mutex);
    return std::any_of(state_->gates.begin(), state_->gates.end(), [](const auto& each) {
        return each.second.settings.is_strict && !each.second.shop.is_sample;
    });
}

Result<GateSettings> ControlPlane::gate_settings(const WorkspaceId& workspace) const {
    FOOTFALL_TRY(gate, state_->gate(workspace));
    return std::move(gate.settings);
}

Result<GateSettings> ControlPlane::change_gate(const WorkspaceId& workspace,
                                               const GateChange& change, const Actor& actor) {
    FOOTFALL_TRY(
        gate, change_stored(*state_, workspace, actor,
                            [&](soci::session&, StoredGate& stored) -> Result<std::optional<Done>> {
                                FOOTFALL_TRY(after, changed(stored.settings, change));
                                if (after == stored.settings) return std::nullopt;
                                Done done{"gate_changed", details_of(stored.settings, after)};
                                stored.settings = std::move(after);
                                return done;
                            }));
    return std::move(gate.settings);
}

Result<std::optional<Logo>> ControlPlane::logo(const WorkspaceId& workspace) const {
    return state_->database->read([&](soci::session& sql) -> Result<std::optional<Logo>> {
        return select_logo(sql, workspace);
    });
}

Result<GateSettings> ControlPlane::change_logo(const WorkspaceId& workspace, std::string_view bytes,
                                               const Actor& actor) {
    std::optional<Logo> logo;
    if (!bytes.empty()) {
        if (bytes.size() > logo_bytes_max) {
            return fail(ErrorCode::too_large,
                        "A logo has at most " + std::to_string(logo_bytes_max / 1024) + " KiB.",
                        "logo", "too_large");
        }
        const std::string_view type = image_type(bytes);
        if (type.empty()) {
            return fail(ErrorCode::invalid, "Give a PNG, JPEG, GIF or WebP.", "logo",
                        "invalid_image");
        }
        logo = Logo{std::string(type), std::string(bytes)};
    }
    FOOTFALL_TRY(
        gate,
        change_stored(*state_, workspace, actor,
                      [&](soci::session& sql, StoredGate& stored) -> Result<std::optional<Done>> {
                          stored.settings.logo_changed.reset();
                          if (logo) stored.settings.logo_changed = state_->clock.now();
                          put_logo(sql, workspace, logo, stored.settings.logo_changed);
                          return Done{logo ? "logo_changed" : "logo_removed", {}};
                      }));
    return std::move(gate.settings);
}

Result<std::string> ControlPlane::portal_secret(const WorkspaceId& workspace) const {
    FOOTFALL_TRY(gate, state_->gate(workspace));
    if (!gate.portal_secret.empty()) return std::move(gate.portal_secret);
    return fail(
        ErrorCode::conflict,
        "The portal's secret was kept with another file `secret` than the one now: put that "
        "file back, or make a new secret for the portal.",
        "secret", "unreadable_secret");
}

Result<std::string> ControlPlane::rotate_portal_secret(const WorkspaceId& workspace,
                                                       const Actor& actor) {
    const std::string secret = make_secret(state_->random);
    FOOTFALL_CHECK(
        change_stored(*state_, workspace, actor,
                      [&](soci::session&, StoredGate& stored) -> Result<std::optional<Done>> {
                          stored.portal_secret = state_->portal_seal.close(secret, state_->random);
                          return Done{"portal_secret_changed", {}};
                      }));
    return secret;
}

Result<std::string> ControlPlane::public_key(const WorkspaceId& workspace) const {
    FOOTFALL_TRY(gate, state_->gate(workspace));
    return std::move(gate.public_key);
}

Result<std::string> ControlPlane::rotate_public_key(const WorkspaceId& workspace,
                                                    const Actor& actor) {
    const std::lock_guard changes(state_->key_changes);
    NewKey made;
    std::string before;
    FOOTFALL_CHECK(change_stored(
        *state_, workspace, actor,
        [&](soci::session& sql, StoredGate& stored) -> Result<std::optional<Done>> {
            before = sha256(stored.public_key.value());
            sql << "DELETE FROM access_keys WHERE text_hash = :hash", soci::use(before);
            made = insert_key(sql, *state_, workspace, KeyKind::public_);
            stored.public_key = made.text;
            return Done{"public_key_changed", {{"prefix", made.key.prefix}}};
        }));
    const std::unique_lock lock(state_->keys_mutex);
    state_->keys.erase(before);
    state_->keys.emplace(sha256(made.text), made.key);
    return made.text;
}

}  // namespace footfall::workspace
