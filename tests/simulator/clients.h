// Clients: what they send and send again, what they were answered, and what they may rely on.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "clock.h"
#include "event/entry.h"
#include "intake/receipt.h"
#include "simulator/dice.h"
#include "simulator/items.h"
#include "simulator/judge.h"
#include "simulator/server.h"
#include "simulator/tally.h"
#include "simulator/trace.h"

namespace footfall::simulator {

// How clients behave in one simulation.
struct Manners {
    std::vector<WorkspaceId> workspaces;
    bool hostile = false;        // bodies and events that must be refused, ids with other content
    bool loses_answers = false;  // some replies never arrive
    bool sends_old = false;      // events that happened weeks ago
    bool large_bodies = false;   // requests larger than a segment
    std::size_t padding_max = 1'200;
};

// One thread.
class Clients {
  public:
    Clients(Manners manners, Dice& dice, SimulatedClock& clock, Judge& judge, Tally& tally,
            Trace& trace);

    // What goes to which server from here on.
    void meet(Server& server, const MortalDisk& disk, std::uint64_t life);

    // The server is gone: what was sent and not answered is in doubt.
    void part();

    // A request with new items, or with items sent before, or one that is no use to anybody.
    void send_something();

    // Sends all again that was refused or not answered and whose time has come, or all of it.
    void send_again(bool all);

    bool has_open_requests() const;

    // No reply is lost from here on.
    void listen_well() { manners_.loses_answers = false; }

    const std::vector<Item>& items() const { return items_; }

  private:
    enum class Route : std::uint8_t { events, batch, call, profile };

    struct Request {
        Route route = Route::events;
        WorkspaceId workspace;
        std::vector<std::size_t> items;
        std::string body;      // of one without items
        int refused_with = 0;  // the status that a body without use must get
        bool is_open = true;   // to be sent again
        bool under_way = false;
        std::chrono::microseconds due{0};
    };

    Item& add_item(Route route, const WorkspaceId& workspace);
    std::optional<Instant> some_time();

    std::size_t new_request();
    std::size_t request_of_known_items();
    std::size_t useless_request();
    std::string body_of(const Request& request);
    void send(std::size_t request);

    void answered(std::size_t request, const intake::Reply& reply);
    void take_receipt(Request& request, const intake::Reply& reply);
    void take_result(Item& item, std::string_view result);
    void take_refusal(Request& request, const intake::Reply& reply);
    void doubt(Request& request);

    Manners manners_;
    Dice& dice_;
    SimulatedClock& clock_;
    Judge& judge_;
    Tally& tally_;
    Trace& trace_;
    const Instant began_;
    Server* server_ = nullptr;
    const MortalDisk* disk_ = nullptr;
    std::uint64_t life_ = 0;
    std::vector<Item> items_;
    std::vector<std::string> orders_;
    std::vector<Request> requests_;
};

}  // namespace footfall::simulator
