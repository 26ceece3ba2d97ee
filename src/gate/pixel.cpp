#include "gate/pixel.h"

#include <array>
#include <exception>
#include <memory>
#include <utility>
#include <vector>

#include "gate/gate.h"
#include "gate/id.h"
#include "observe/log.h"
#include "question/question.h"

namespace footfall::gate {

namespace {

constexpr std::string_view prefix = "/o/";
constexpr std::string_view suffix = ".gif";

// GIF89a of 1 × 1, its one color transparent: no format says less in fewer bytes.
constexpr std::array<unsigned char, 43> gif{
    'G',  'I',  'F',  '8',  '9',  'a',  0x01, 0x00, 0x01, 0x00, 0x80, 0x00, 0x00, 0x00, 0x00,
    0x00, 0xff, 0xff, 0xff, 0x21, 0xf9, 0x04, 0x01, 0x00, 0x00, 0x00, 0x00, 0x2c, 0x00, 0x00,
    0x00, 0x00, 0x01, 0x00, 0x01, 0x00, 0x00, 0x02, 0x02, 0x44, 0x01, 0x00, 0x3b};

}  // namespace

bool is_pixel_path(std::string_view path) { return path.starts_with(prefix); }

std::string_view sealed_in(std::string_view path) {
    path.remove_prefix(prefix.size());
    if (path.ends_with(suffix)) path.remove_suffix(suffix.size());
    return path;
}

http::Response pixel() {
    http::Response response;
    response.fields = {{"content-type", "image/gif"},
                       {"cache-control", "no-store"},
                       {"cross-origin-resource-policy", "cross-origin"}};
    response.body = std::string(gif.begin(), gif.end());
    return response;
}

Event mail_open(const workspace::PixelClaims& mail, const Standing& standing,
                const Network& network, Instant at, Random& random) {
    Event event;
    event.workspace = mail.workspace;
    event.kind = Kind::email_open;
    event.family = Family::gate;
    event.via = Via::gate;
    event.verdict = standing.verdict;
    event.id = make_id(random);
    event.customer = mail.customer;
    event.name = "Mail opened";
    event.campaign = mail.campaign;
    event.message = mail.message;
    event.rule = standing.rule;
    event.occurred_at = at;
    event.properties = R"({"network":")" + to_string(network) + R"("})";
    return event;
}

// No error, no difference: a mail shows a point or a broken picture, and readers see only that.
void Gate::show_pixel(http::Request request, const http::Respond& respond) {
    const http::Respond secured = securing(respond, request.secure);
    auto shared = std::make_shared<http::Request>(std::move(request));
    const bool taken = quick_.run([this, shared, secured] {
        std::vector<EntryBody> bodies;
        Recorder::Settled settled;
        // The last resort, as for links.
        try {
            if (auto open = open_mail(*shared)) {
                settled = tell_judge(open->open);
                bodies.emplace_back(std::move(open->event));
            }
        } catch (const std::exception& thrown) {
            observe::error("gate", thrown.what(), {{"request", shared->id}});
        }
        recorder_.record(std::move(bodies), settled, [secured] { secured(pixel()); });
    });
    if (!taken) secured(pixel());
}

std::optional<Gate::MailOpen> Gate::open_mail(const http::Request& request) {
    const std::string_view sealed = sealed_in(request.path);
    const std::optional<workspace::PixelClaims> mail = pixel_seal_.open(sealed);
    if (!mail || request.method != "GET") return std::nullopt;
    const Result<workspace::GateSettings> settings =
        parts_.control_plane.gate_settings(mail->workspace);
    if (!settings) return std::nullopt;
    if (parts_.is_loaded()) {
        // Who was forgotten does not come back by an old mail.
        const auto customer =
            store::ask(parts_.store, CustomerQuestion{mail->workspace, mail->customer});
        if (!customer && customer.error().code == ErrorCode::not_found) return std::nullopt;
    }
    const Instant now = parts_.clock.now();
    const Network network = networks_.of(request.peer, now);
    const Judgement judgement =
        judge_.judge({.workspace = mail->workspace,
                      .customer = mail->customer,
                      .link = sealed,
                      .kind = Kind::email_open,
                      .visit = {},
                      .request = request,
                      .network = network,
                      .is_member = parts_.is_member(request, mail->workspace),
                      .repeat_window = std::chrono::seconds(settings->repeat_window_s),
                      .at = parts_.clock.steady()});
    if (judgement.is_repeat) return std::nullopt;
    Event event = mail_open(*mail, judgement.standing, network, now, parts_.random);
    if (!may_record(event)) {
        judge_.lost(judgement.open);
        return std::nullopt;
    }
    return MailOpen{judgement.open, std::move(event)};
}

}  // namespace footfall::gate
