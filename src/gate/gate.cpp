#include "gate/gate.h"

#include <exception>
#include <utility>
#include <vector>

#include "gate/events.h"
#include "gate/form.h"
#include "gate/pixel.h"
#include "gate/portal.h"
#include "gate/visitor.h"
#include "http/cookie.h"
#include "observe/log.h"
#include "question/question.h"

namespace footfall::gate {

namespace {

constexpr std::size_t form_bytes_max = 4 * 1024;
constexpr std::size_t slow_threads = 2;
constexpr std::size_t recorded_links_max = 100'000;  // in a minute

// Empty if the part takes the method; else what it takes, for an Allow field.
std::string_view other_methods(Part part, std::string_view method) {
    switch (part) {
        case Part::entry:
            return method == "GET" || method == "POST" ? "" : "GET, HEAD, POST";
        case Part::seen:
            return method == "POST" ? "" : "POST";
        case Part::logo:
            return method == "GET" ? "" : "GET, HEAD";
    }
    return "";
}

http::Response method_not_allowed(std::string_view allowed) {
    http::Response response = trouble_page();
    response.status = 405;
    std::erase_if(response.fields, [](const auto& field) { return field.first == "retry-after"; });
    response.fields.emplace_back("allow", std::string(allowed));
    return response;
}

}  // namespace

Gate::Gate(Parts parts)
    : parts_(std::move(parts)),
      seal_(parts_.secret),
      pixel_seal_(parts_.secret),
      networks_(parts_.random),
      recorded_(recorded_links_max),
      judge_(parts_.random),
      challenges_(parts_.random),
      slow_(slow_threads),
      corrections_(parts_.clock, parts_.verdicts, judge_, parts_.is_loaded),
      recorder_(parts_.clock, parts_.intake),
      quick_(http::quick_threads()) {}

void Gate::finish() {
    recorder_.wait();
    corrections_.finish();
}

http::Application Gate::before(http::Application other) {
    http::Application application = other;
    application.body_bytes_max = [other](const http::Request& request) {
        if (is_pixel_path(request.path)) return std::size_t{0};
        if (!is_link_path(request.path)) return other.body_bytes_max(request);
        return request.method == "POST" ? form_bytes_max : std::size_t{0};
    };
    application.handle = [this, other](http::Request request, http::Respond respond) {
        if (is_pixel_path(request.path)) return show_pixel(std::move(request), respond);
        if (!is_link_path(request.path)) return other.handle(std::move(request), respond);
        handle(std::move(request), std::move(respond));
    };
    return application;
}

void Gate::handle(http::Request request, http::Respond respond) {
    const http::Respond secured = securing(respond, request.secure);
    const std::optional<Path> path = parse_path(request.path);
    if (!path) return secured(miss(request.peer));
    if (const std::string_view allowed = other_methods(path->part, request.method);
        !allowed.empty()) {
        return secured(method_not_allowed(allowed));
    }
    auto shared = std::make_shared<http::Request>(std::move(request));
    http::Workers& workers = path->part == Part::logo ? slow_ : quick_;
    const bool taken = workers.run([this, path, shared, secured] {
        // The last resort: whatever is thrown ends this request, not the server.
        try {
            answer(*path, shared, secured);
        } catch (const std::exception& thrown) {
            observe::error("gate", thrown.what(), {{"request", shared->id}});
            secured(trouble_page());
        }
    });
    if (!taken) secured(trouble_page());
}

void Gate::answer(const Path& path, const std::shared_ptr<http::Request>& request,
                  const http::Respond& respond) {
    const Result<workspace::LinkTarget> link = parts_.control_plane.find_link(path.token);
    if (!link) {
        const bool is_unknown = link.error().code == ErrorCode::not_found;
        return respond(is_unknown ? miss(request->peer) : trouble_page());
    }
    if (path.part == Part::logo) return respond(logo(link->workspace));
    Result<VisitorRef> visitor = know(request, respond, *link);
    if (!visitor) {
        observe::error("gate", visitor.error().message, {{"request", request->id}});
        return respond(trouble_page());
    }
    (*visitor)->way.action = "/l/" + path.token;
    if (path.part == Part::seen) return tell_seen(*visitor);
    if (!(*visitor)->supplier.logo.empty()) (*visitor)->supplier.logo.insert(0, "/l/" + path.token);
    if ((*visitor)->link.is_blocked) return refuse(*visitor, Stop::blocked);
    if ((*visitor)->is_inactive()) return refuse(*visitor, Stop::inactive);
    return request->method == "POST" ? act(*visitor) : open(*visitor);
}

http::Response Gate::miss(std::string_view peer) {
    return misses_.allow(peer, parts_.clock.steady()) ? unknown_page() : throttled_page();
}

http::Response Gate::logo(const WorkspaceId& workspace) {
    const Result<std::optional<workspace::Logo>> logo = parts_.control_plane.logo(workspace);
    if (!logo) return trouble_page();
    if (!*logo) return unknown_page();
    http::Response response;
    response.fields = {{"content-type", (*logo)->type}, {"cache-control", "private, max-age=3600"}};
    response.body = (*logo)->bytes;
    return response;
}

Result<Gate::VisitorRef> Gate::know(const std::shared_ptr<http::Request>& request,
                                    const http::Respond& respond,
                                    const workspace::LinkTarget& link) {
    auto visitor = std::make_shared<Visitor>();
    visitor->request = request;
    visitor->respond = respond;
    visitor->at = parts_.clock.now();
    visitor->link = link;
    FOOTFALL_TRY(settings, parts_.control_plane.gate_settings(link.workspace));
    visitor->settings = std::move(settings);
    const workspace::GateSettings& known = visitor->settings;
    FOOTFALL_TRY(shop, parts_.control_plane.shop(link.workspace));
    visitor->shop = std::move(shop);
    visitor->supplier = {known.brand_name.empty() ? visitor->shop.name : known.brand_name,
                         known.brand_color, known.support, known.notice, ""};
    if (known.logo_changed) {
        visitor->supplier.logo = "/logo?v=" + std::to_string(known.logo_changed->us);
    }
    visitor->way.form_targets = form_targets(known.portal_url);
    visitor->is_loaded = parts_.is_loaded();
    if (visitor->is_loaded && !link.customer.empty()) {
        // Whoever cannot be looked up is let through as an active customer without a name.
        auto customer = store::ask(parts_.store, CustomerQuestion{link.workspace, link.customer});
        if (customer) visitor->customer = *std::move(customer);
    }
    visitor->is_member = parts_.is_member(*request, link.workspace);
    visitor->network = networks_.of(request->peer, visitor->at);
    std::optional<Visit> visit =
        seal_.open(http::cookie(*request, visit_cookie), link.id, visitor->at);
    if (!visit && request->method == "POST") {
        const http::Fields form = parse_form(request->body);
        if (const std::string* const sealed = form_field(form, "visit")) {
            visit = seal_.open(*sealed, link.id, visitor->at);
        }
    }
    visitor->has_visit = visit.has_value();
    visitor->visit = visit ? *std::move(visit) : begin_visit(link.id, visitor->at, parts_.random);
    return visitor;
}

Judgement Gate::judge(const Visitor& visitor, Kind kind) {
    return judge_.judge({.workspace = visitor.link.workspace,
                         .customer = visitor.link.customer,
                         .link = visitor.link.id,
                         .kind = kind,
                         .visit = visitor.visit.id,
                         .is_visit_known = visitor.has_visit,
                         .request = *visitor.request,
                         .network = visitor.network,
                         .is_member = visitor.is_member,
                         .repeat_window = std::chrono::seconds(visitor.settings.repeat_window_s),
                         .at = parts_.clock.steady()});
}

// Of an open that is being recorded, alone in its submission.
Recorder::Settled Gate::tell_judge(OpenNumber open) {
    return [this, open](const Result<intake::Counts>& outcome) {
        if (!outcome) return judge_.lost(open);
        if (const auto correction = judge_.recorded(open, outcome->sequences.front())) {
            corrections_.add({*correction});
        }
    };
}

// Whoever has a link could else fill journal and numbers with as many visits as can be made up.
bool Gate::may_record(const Event& event) {
    std::string name = to_string(event.workspace);
    const std::string kind(to_string(event.kind));
    for (const std::string& part :
         {kind, event.link, event.customer, event.campaign, event.message}) {
        name += '\n' + part;
    }
    const std::uint64_t count = recorded_.count(name, parts_.clock.steady());
    if (count <= recorded_max) return true;
    if (count == recorded_max + 1) {
        observe::warning("gate", "a link or mail is opened more often than is recorded",
                         {{"workspace", to_string(event.workspace)}, {"link", event.link}});
    }
    const std::lock_guard lock(above_limit_mutex_);
    above_limit_[event.workspace].add(1, parts_.clock.now());
    return false;
}

std::optional<Unrecorded> Gate::above_limit(const WorkspaceId& workspace) const {
    const std::lock_guard lock(above_limit_mutex_);
    const auto found = above_limit_.find(workspace);
    if (found == above_limit_.end()) return std::nullopt;
    return found->second;
}

void Gate::keep_visit(const Visitor& visitor, http::Response& response) {
    response.fields.emplace_back(
        "set-cookie",
        visit_cookie_text(seal_.seal(visitor.visit, parts_.random), visitor.request->secure));
}

// A journal that does not take the open changes nothing for who opened.
void Gate::open(const VisitorRef& visitor) {
    auto response = std::make_shared<http::Response>(page_of(*visitor));
    keep_visit(*visitor, *response);
    record_open(visitor, Kind::link_open, {}, response);
}

// Who meets a dead link is told so each time; it is recorded by the same rules as an open.
void Gate::refuse(const VisitorRef& visitor, Stop stop) {
    record_open(visitor, Kind::other,
                stop == Stop::blocked ? blocked_open_name : inactive_open_name,
                std::make_shared<http::Response>(stop_page(visitor->supplier, stop)));
}

void Gate::record_open(const VisitorRef& visitor, Kind kind, std::string_view name,
                       const std::shared_ptr<http::Response>& response) {
    std::vector<EntryBody> bodies;
    Recorder::Settled settled;
    // The workspace's link belongs to no customer, and an event needs one. A POST is no open.
    if (!visitor->is_of_workspace() && visitor->request->method == "GET") {
        const Judgement judgement = judge(*visitor, kind);
        corrections_.add(judgement.corrections);
        if (!judgement.is_repeat) {
            const Circumstances circumstances{visitor->link, visitor->at,
                                              judgement.standing.verdict, judgement.standing.rule,
                                              visitor->network};
            Event event = kind == Kind::link_open
                              ? link_open(circumstances, parts_.random)
                              : refused_open(circumstances, name, parts_.random);
            if (may_record(event)) {
                bodies.emplace_back(std::move(event));
                settled = tell_judge(judgement.open);
            } else {
                judge_.lost(judgement.open);
            }
        }
    }
    recorder_.record(std::move(bodies), settled,
                     [visitor, response] { visitor->respond(std::move(*response)); });
}

http::Response Gate::page_of(const Visitor& visitor) {
    if (!visitor.has_portal()) return stop_page(visitor.supplier, Stop::not_open);
    const bool is_strict = visitor.settings.is_strict;
    const Visit& visit = visitor.visit;
    if (visit.is_confirmed && (!is_strict || visit.is_verified)) return to_portal(visitor);
    if (is_strict) {
        if (const auto stop = wordless(visitor)) return stop_page(visitor.supplier, *stop);
        if (visit.is_confirmed) {
            const auto offer = challenges_.find(visit.id, parts_.clock.steady());
            if (offer) {
                Way way = visitor.way;
                way.visit = seal_.seal(visit, parts_.random);
                return challenge_page(visitor.supplier, way, *offer, visitor.email(), false);
            }
        }
    }
    return welcome(visitor);
}

// Why nobody can be sent a word by this link.
std::optional<Stop> Gate::wordless(const Visitor& visitor) const {
    if (visitor.is_of_workspace()) return Stop::personal_only;
    // A sample's mails go nowhere.
    if (!parts_.sends_mail && !visitor.shop.is_sample) return Stop::no_mail;
    if (visitor.is_loaded && !visitor.has_address()) return Stop::no_email;
    return std::nullopt;
}

http::Response Gate::welcome(const Visitor& visitor) {
    Welcome welcome;
    welcome.is_of_workspace = visitor.is_of_workspace();
    if (visitor.customer) {
        // Without a profile the name is the id, which says nothing to people.
        if (visitor.customer->name != visitor.customer->id) {
            welcome.customer = visitor.customer->name;
        }
        welcome.is_back = visitor.customer->first_seen.has_value();
    }
    Way way = visitor.way;
    way.visit = seal_.seal(visitor.visit, parts_.random);
    return welcome_page(visitor.supplier, way, welcome);
}

void Gate::tell_seen(const VisitorRef& visitor) {
    if (visitor->has_visit) {
        const auto correction = judge_.seen(visitor->link.id, visitor->visit.id);
        if (correction) corrections_.add({*correction});
    }
    http::Response response;
    response.status = 204;
    visitor->respond(std::move(response));
}

}  // namespace footfall::gate
