#include "simulator/clients.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <boost/json.hpp>

#include "assert.h"
#include "event/limits.h"
#include "intake/testing.h"
#include "simulator/items.h"

namespace footfall::simulator {

namespace {

constexpr std::chrono::seconds derived_honoured(10);
const Instant kept_from = Instant::from_seconds(946'684'800);  // 2000-01-01

}  // namespace

Clients::Clients(Manners manners, Dice& dice, SimulatedClock& clock, Judge& judge, Tally& tally,
                 Trace& trace)
    : manners_(std::move(manners)),
      dice_(dice),
      clock_(clock),
      judge_(judge),
      tally_(tally),
      trace_(trace),
      began_(clock.now()) {}

void Clients::meet(Server& server, const MortalDisk& disk, std::uint64_t life) {
    server_ = &server;
    disk_ = &disk;
    life_ = life;
}

void Clients::part() {
    for (Request& request : requests_) {
        if (request.under_way) doubt(request);
    }
    server_ = nullptr;
}

bool Clients::has_open_requests() const {
    return std::ranges::any_of(requests_, &Request::is_open);
}

void Clients::send_something() {
    const std::uint64_t choice = dice_.below(100);
    if (manners_.hostile && choice < 12) return send(useless_request());
    if (choice < 35 && !items_.empty()) return send(request_of_known_items());
    if (choice < 42 && !requests_.empty()) {
        Request again = dice_.pick(requests_);
        again.is_open = true;
        again.under_way = false;
        requests_.push_back(std::move(again));
        return send(requests_.size() - 1);
    }
    send(new_request());
}

void Clients::send_again(bool all) {
    const std::size_t count = requests_.size();
    for (std::size_t i = 0; i < count; ++i) {
        const Request& request = requests_[i];
        if (!request.is_open || request.under_way) continue;
        if (all || request.due <= clock_.steady()) send(i);
    }
}

// --- What is sent ---------------------------------------------------------------------------

std::size_t Clients::new_request() {
    const std::uint64_t choice = dice_.below(100);
    Request request;
    request.route = choice < 45   ? Route::events
                    : choice < 75 ? Route::batch
                    : choice < 87 ? Route::call
                                  : Route::profile;
    request.workspace = dice_.pick(manners_.workspaces);
    const bool many = request.route == Route::events || request.route == Route::batch;
    std::uint64_t count = many ? dice_.between(1, 10) : 1;
    const bool large = many && manners_.large_bodies && dice_.chance(4);
    if (large) count = dice_.between(35, 60);
    const std::size_t padding = manners_.padding_max;
    if (large) manners_.padding_max = 3'000;
    for (std::uint64_t i = 0; i < count; ++i) {
        request.items.push_back(add_item(request.route, request.workspace).number);
    }
    manners_.padding_max = padding;
    requests_.push_back(std::move(request));
    return requests_.size() - 1;
}

std::size_t Clients::request_of_known_items() {
    const Item& model = dice_.pick(items_);
    Request request;
    request.workspace = model.workspace;
    request.route = model.family == Family::segment ? Route::batch : Route::events;
    if (model.is_profile && model.family == Family::footfall) {
        request.route = Route::profile;
        request.items.push_back(model.number);
    } else {
        for (std::uint64_t i = dice_.between(1, 8); i > 0; --i) {
            const Item& item = dice_.pick(items_);
            const bool fits = item.family == model.family && item.workspace == model.workspace &&
                              (item.family == Family::segment || !item.is_profile);
            if (fits) request.items.push_back(item.number);
        }
        request.items.push_back(model.number);
    }
    requests_.push_back(std::move(request));
    return requests_.size() - 1;
}

std::size_t Clients::useless_request() {
    static const std::string many = [] {
        std::string body = "[{}";
        for (std::size_t i = 0; i < limits::batch_events_max; ++i) body += ",{}";
        return body + "]";
    }();
    static const std::string bomb = intake::testing::gzip(std::string(2'000'000, ' '));
    struct Useless {
        Route route;
        std::string body;
        int status;
    };
    static const std::array<Useless, 8> all{{
        {Route::events, "", 400},
        {Route::events, "[{\"id\":\"a\"", 400},
        {Route::events, "\x1f\x8b garbage", 400},
        {Route::events, many, 413},
        {Route::batch, R"({"nothing":1})", 400},
        {Route::batch, R"({"batch":[)", 400},
        {Route::batch, bomb, 413},
        {Route::call, "no json at all", 400},
    }};
    const Useless& chosen = dice_.pick(all);
    Request request;
    request.route = chosen.route;
    request.workspace = dice_.pick(manners_.workspaces);
    request.body = chosen.body;
    request.refused_with = chosen.status;
    if (dice_.chance(1)) {
        request.body.assign(limits::body_bytes_max + 1, ' ');
        request.refused_with = 413;
    }
    requests_.push_back(std::move(request));
    return requests_.size() - 1;
}

std::optional<Instant> Clients::some_time() {
    const Instant now = began_ + clock_.steady();
    const std::chrono::microseconds moment(dice_.below(5'000'000));
    const std::uint64_t choice = dice_.below(100);
    if (choice < 8) return std::nullopt;
    if (choice < 10) return now + std::chrono::hours(72) + moment;
    if (choice < 13) return now + std::chrono::hours(20) + moment;
    if (manners_.sends_old && choice < 40) {
        return now - std::chrono::hours(dice_.below(60 * 24)) - moment;
    }
    return now - std::chrono::minutes(dice_.below(120)) - moment;
}

Item& Clients::add_item(Route route, const WorkspaceId& workspace) {
    Item item;
    item.number = items_.size();
    item.workspace = workspace;
    item.family =
        route == Route::batch || route == Route::call ? Family::segment : Family::footfall;
    item.customer = "c" + std::to_string(dice_.below(12));
    item.time = some_time();
    item.id = "e" + std::to_string(item.number);
    if (dice_.chance(3)) item.id += std::string(limits::id_bytes_max, 'x');
    if (dice_.chance(3)) item.id += "\xC3\xBC";
    if (dice_.chance(10)) {
        item.id.clear();
        tally_.add(Happening::derived_id);
    }
    if (route == Route::profile) item.id.clear();
    if (manners_.hostile && !items_.empty() && dice_.chance(4)) {
        const Item& other = dice_.pick(items_);
        if (other.family == item.family && other.workspace == workspace && !item.id.empty()) {
            item.id = other.id;
            tally_.add(Happening::same_id_other_content);
        }
    }
    item.is_good = !manners_.hostile || !dice_.chance(10);
    item.is_profile =
        route == Route::profile || (item.family == Family::segment && dice_.chance(20));
    if (!item.is_profile) {
        item.kind = dice_.chance(60) ? static_cast<Kind>(dice_.between(1, 5))
                                     : static_cast<Kind>(dice_.between(6, kinds.size()));
        if (item.kind == Kind::order_submit) {
            item.order = "o" + std::to_string(item.number);
            if (!orders_.empty() && dice_.chance(20)) {
                item.order = dice_.pick(orders_);
                tally_.add(Happening::order_again);
            } else {
                orders_.push_back(item.order);
            }
        }
    }
    write_item(item, dice_, manners_.padding_max);
    items_.push_back(std::move(item));
    return items_.back();
}

std::string Clients::body_of(const Request& request) {
    if (request.items.empty()) return request.body;
    const auto joined = [&](char between) {
        std::string text;
        for (const std::size_t item : request.items) {
            if (!text.empty()) text += between;
            text += items_[item].json;
        }
        return text;
    };
    std::string body;
    const bool all_good =
        std::ranges::all_of(request.items, [&](std::size_t item) { return items_[item].is_good; });
    switch (request.route) {
        case Route::events:
            body = all_good && dice_.chance(30) ? joined('\n') : "[" + joined(',') + "]";
            break;
        case Route::batch:
            body = "{\"batch\":[" + joined(',') + "],\"sentAt\":\"" +
                   time_text(began_ + clock_.steady()) + "\"}";
            break;
        case Route::call:
        case Route::profile:
            body = joined(',');
            break;
    }
    // What shrinks too well is taken for a bomb, from that size on.
    const bool zips = body.size() < limits::inflate_ratio_from_bytes && dice_.chance(5);
    return zips ? intake::testing::gzip(body) : body;
}

void Clients::send(std::size_t index) {
    ASSERT(server_ != nullptr);
    Request& request = requests_[index];
    request.under_way = true;
    const intake::Source source{request.workspace, Via::server_key, kept_from,
                                "r" + std::to_string(index)};
    std::string body = body_of(request);
    trace_("request", index, "items", request.items.size(), "bytes", body.size(), "first",
           request.items.empty() ? 0 : request.items.front());
    const intake::Answer answer = [this, index](const intake::Reply& reply) {
        answered(index, reply);
    };
    switch (request.route) {
        case Route::events:
            return server_->intake().take_events(source, std::move(body), answer);
        case Route::batch:
            return server_->intake().take_segment_batch(source, std::move(body), answer);
        case Route::call: {
            const auto call =
                request.items.empty() ? intake::SegmentCall::track : items_[request.items[0]].call;
            return server_->intake().take_segment_call(source, call, std::move(body), answer);
        }
        case Route::profile:
            return server_->intake().take_profile(source, items_[request.items[0]].customer,
                                                  std::move(body), answer);
    }
}

// --- What is answered -----------------------------------------------------------------------

void Clients::doubt(Request& request) {
    request.under_way = false;
    request.due = clock_.steady() + std::chrono::seconds(dice_.below(30));
    for (const std::size_t item : request.items) ++items_[item].in_doubt;
}

void Clients::answered(std::size_t index, const intake::Reply& reply) {
    Request& request = requests_[index];
    judge_.expect(request.under_way, "request ", index, " was answered twice");
    if (disk_->is_dead()) return doubt(request);
    trace_("  answer", index, reply.status, reply.body);
    if (manners_.loses_answers && dice_.chance(8)) {
        trace_("  lost on its way");
        tally_.add(Happening::lost_answer);
        return doubt(request);
    }
    request.under_way = false;
    if (request.refused_with != 0) {
        judge_.expect(reply.status == request.refused_with, "a body without use was answered ",
                      reply.status, ": ", reply.body);
        request.is_open = false;
        tally_.add(reply.status == 413 ? Happening::too_large_body : Happening::unreadable_body);
        return;
    }
    if (reply.status == 200) return take_receipt(request, reply);
    take_refusal(request, reply);
}

void Clients::take_receipt(Request& request, const intake::Reply& reply) {
    request.is_open = false;
    judge_.expect(disk_->failed_syncs() == 0, "acknowledged after a failed sync: ", reply.body);
    const boost::json::value receipt = boost::json::parse(reply.body);
    const boost::json::array& results = receipt.at("results").as_array();
    if (!judge_.expect(results.size() == request.items.size(), "a receipt of ", results.size(),
                       " lines for ", request.items.size(), " items")) {
        return;
    }
    for (std::size_t i = 0; i < results.size(); ++i) {
        const boost::json::string& word = results[i].at("result").as_string();
        take_result(items_[request.items[i]], std::string_view(word.data(), word.size()));
    }
}

void Clients::take_result(Item& item, std::string_view result) {
    judge_.expect(item.is_good == (result != "rejected"), "item ", item.number, " was ", result);
    if (result == "rejected") {
        ++item.rejected;
        tally_.add(Happening::rejected);
    } else if (result == "duplicate") {
        ++item.duplicates;
        tally_.add(Happening::duplicate);
    } else {
        // Of those with an id the promise holds longer, and the journal is asked.
        const bool again = item.stored > 0 && item.stored_in_life == life_ && item.id.empty() &&
                           !item.is_profile && clock_.steady() - item.stored_at < derived_honoured;
        judge_.expect(!again, "item ", item.number, " was stored twice within ten seconds");
        ++item.stored;
        item.stored_in_life = life_;
        item.stored_at = clock_.steady();
        ++tally_.acknowledged;
    }
}

void Clients::take_refusal(Request& request, const intake::Reply& reply) {
    const bool segment = request.route == Route::batch || request.route == Route::call;
    judge_.expect(reply.status == (segment ? 429 : 503), "a request was answered ", reply.status,
                  ": ", reply.body);
    const bool waits =
        reply.retry_after && reply.retry_after->count() >= 1 && reply.retry_after->count() <= 300;
    if (!judge_.expect(waits, "a refusal that does not say when to come again")) return;
    request.due = clock_.steady() + *reply.retry_after;
    if (server_->trouble() == "journal_frozen") {
        tally_.add(Happening::frozen_refusal);
        // Its group may be on the disk all the same.
        for (const std::size_t item : request.items) ++items_[item].in_doubt;
    } else if (server_->trouble() == "disk_full") {
        tally_.add(Happening::full_disk_refusal);
    }
}

}  // namespace footfall::simulator
