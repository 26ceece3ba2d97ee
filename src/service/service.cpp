#include "service/service.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <memory>
#include <optional>
#include <pthread.h>
#include <string>
#include <thread>
#include <utility>

#include "api/api.h"
#include "api/credentials.h"
#include "command/commands.h"
#include "command/socket.h"
#include "dashboard/dashboard.h"
#include "gate/gate.h"
#include "http/server.h"
#include "intake/verdicts.h"
#include "mail/postman.h"
#include "observe/log.h"
#include "service/installation.h"

namespace footfall::service {

namespace {

constexpr std::chrono::seconds drain_time{10};

// Blocks the signals that end the server in this thread and those it starts.
sigset_t block_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is a full disk, not the end
    return signals;
}

http::Options http_options(const config::Settings& settings) {
    http::Options options;
    options.host = settings.listen.host;
    options.port = settings.listen.port;
    options.threads =
        settings.threads > 0 ? settings.threads : std::max(1U, std::thread::hardware_concurrency());
    options.connections_max = settings.connections_max;
    options.trusted_proxies = settings.trusted_proxies;
    return options;
}

// Whether health is to say so: what was lost is lost, and says nothing of now for ever.
bool is_recent(const std::optional<Instant>& at, const Clock& clock) {
    constexpr std::chrono::minutes recent{10};
    return at && clock.now() - *at < recent;
}

std::optional<api::LostEntries> lost_entries(const std::optional<gate::Unrecorded>& unrecorded) {
    if (!unrecorded) return std::nullopt;
    return api::LostEntries{unrecorded->events, unrecorded->first, unrecorded->last};
}

observe::Level log_level(config::LogLevel level) {
    switch (level) {
        case config::LogLevel::debug:
            return observe::Level::debug;
        case config::LogLevel::info:
            return observe::Level::info;
        case config::LogLevel::warning:
            return observe::Level::warning;
        case config::LogLevel::error:
            return observe::Level::error;
    }
    return observe::Level::info;
}

std::optional<std::string> mail_sender(const config::Settings& settings) {
    if (!settings.mail_from) return std::nullopt;
    return settings.mail_from->address;
}

// Nothing without a mail server: mails stay queued. It is told of each one as long as it lives.
std::unique_ptr<mail::Postman> start_postman(const config::Settings& settings,
                                             Installation& installation) {
    if (!settings.smtp_url) return nullptr;
    return std::make_unique<mail::Postman>(
        installation.clock(), installation.control_plane(),
        mail::Postman::Options{*settings.smtp_url, *settings.mail_from, settings.smtp_ca_file});
}

}  // namespace

std::string_view version() { return FOOTFALL_VERSION; }

Result<> serve(const config::Settings& settings, std::ostream& out,
               const command::Progress& progress) {
    observe::set_level(log_level(settings.log_level));
    const sigset_t signals = block_signals();
    FOOTFALL_TRY(installation, Installation::open(settings));
    FOOTFALL_CHECK(installation->prepare());
    const dashboard::Dashboard dashboard(dashboard::built_files());
    std::atomic<std::uint16_t> port = settings.listen.port;
    const auto origin = [&] { return settings.origin(port); };
    intake::Verdicts verdicts(installation->store(), installation->intake());
    const workspace::PixelSeal pixel_seal(installation->secret());
    gate::Gate gate({installation->clock(), installation->random(), installation->control_plane(),
                     installation->intake(), verdicts, installation->store(),
                     [&] { return installation->is_loaded(); },
                     [&](const http::Request& request, const WorkspaceId& workspace) {
                         return installation->control_plane().is_member(api::session_token(request),
                                                                        workspace);
                     },
                     installation->secret(), settings.smtp_url.has_value()});
    api::Api api({installation->clock(), installation->random(), installation->control_plane(),
                  installation->intake(), verdicts, installation->store(), installation->live(),
                  dashboard,
                  [&] {
                      api::Readiness readiness = installation->readiness();
                      if (is_recent(gate.last_unrecorded(), installation->clock())) {
                          readiness.reasons.emplace_back("opens_unrecorded");
                      }
                      if (!settings.smtp_url && installation->control_plane().needs_mail()) {
                          readiness.reasons.emplace_back("strict_without_mail");
                      }
                      return readiness;
                  },
                  [&] { return installation->lost_entries(); },
                  [&](const WorkspaceId& id) { return lost_entries(gate.unrecorded(id)); },
                  [&](const WorkspaceId& id) { return lost_entries(gate.above_limit(id)); }, origin,
                  [&](const WorkspaceId& id) { installation->day_mover().ask(id); }, pixel_seal,
                  settings.retention_days, true, mail_sender(settings)});
    const std::unique_ptr<mail::Postman> postman = start_postman(settings, *installation);
    FOOTFALL_TRY(server, http::Server::start(http_options(settings), installation->random(),
                                             gate.before(api.application())));
    port = server->port();
    progress("footfall " + std::string(version()) + ": loading " + settings.data.string());
    const auto run_here = [&](const command::Request& request,
                              const command::Progress& lines) -> Result<command::Outcome> {
        if (command::needs_events(request.name) && !installation->wait_until_loaded(lines)) {
            return fail(ErrorCode::unavailable, "The server could not load its numbers.");
        }
        return command::run(installation->command_parts(), request, lines);
    };
    FOOTFALL_TRY(listener, command::Listener::start(settings.data, run_here));
    FOOTFALL_CHECK(installation->load());
    out << "Footfall serves on " << origin() << std::endl;
    const auto token = installation->control_plane().make_setup_token();
    if (!token) {
        observe::error("service", "no set-up link: " + token.error().message);
    } else if (*token) {
        out << "Make the owner, within 24 hours, at " << origin() << "/setup#" << **token
            << std::endl;
    }

    int signal = 0;
    sigwait(&signals, &signal);
    progress("footfall: stopping");
    server->stop(drain_time);
    listener.reset();
    if (postman) postman->stop();
    gate.finish();
    installation->close();
    return {};
}

Result<command::Outcome> run(const config::Settings& settings, const command::Request& request,
                             const command::Progress& progress) {
    observe::set_level(log_level(settings.log_level));
    // A server that starts or stops holds the folder without listening yet: it is given time.
    constexpr int attempts = 100;
    for (int attempt = 1;; ++attempt) {
        if (auto outcome = command::run_in_server(settings.data, request, progress)) {
            return std::move(*outcome);
        }
        Result<std::unique_ptr<Installation>> installation = Installation::open(settings);
        if (installation) {
            if (command::needs_events(request.name)) {
                FOOTFALL_CHECK((*installation)->prepare());
                FOOTFALL_CHECK((*installation)->load());
            }
            Result<command::Outcome> outcome =
                command::run((*installation)->command_parts(), request, progress);
            (*installation)->close();
            return outcome;
        }
        if (installation.error().code != ErrorCode::conflict || attempt == attempts) {
            return fail(std::move(installation).error());
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
}

}  // namespace footfall::service
