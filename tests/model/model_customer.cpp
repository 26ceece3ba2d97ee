#include "model/model_customer.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <variant>

#include <boost/json.hpp>

namespace footfall::model {
namespace {

// Times of events that the customer brought about, in order.
std::vector<Instant> activity(const std::vector<ModelEvent>& events) {
    std::vector<Instant> times;
    for (const auto& [sequence, event] : events) {
        if (event.verdict != Verdict::person || !event.by_customer) continue;
        if (event.kind == Kind::email_delivered || event.kind == Kind::notification_delivered) {
            continue;
        }
        times.push_back(event.occurred_at);
    }
    std::sort(times.begin(), times.end());
    return times;
}

}  // namespace

ModelProfile ModelCustomer::profile(const std::string& id) const {
    std::vector<Profile> sorted = profiles;
    std::stable_sort(sorted.begin(), sorted.end(), [](const Profile& a, const Profile& b) {
        return std::tie(a.changed_at, a.family, a.id) < std::tie(b.changed_at, b.family, b.id);
    });
    ModelProfile merged;
    std::map<std::string, boost::json::value> traits;
    for (const Profile& each : sorted) {
        if (each.name) merged.name = *each.name;
        if (each.code) merged.code = *each.code;
        if (each.email) merged.email = *each.email;
        if (each.phone) merged.phone = *each.phone;
        if (each.contact) merged.contact = *each.contact;
        if (each.status) merged.status = *each.status;
        if (each.traits.empty()) continue;
        const boost::json::value parsed = boost::json::parse(each.traits);
        for (const auto& member : parsed.as_object()) {
            traits[std::string(member.key())] = member.value();
        }
    }
    if (merged.name.empty()) merged.name = id;
    boost::json::object object;
    for (const auto& [key, value] : traits) {
        if (!value.is_null()) object[key] = value;
    }
    merged.traits = boost::json::serialize(object);
    return merged;
}

std::set<std::string> ModelCustomer::sites() const {
    std::set<std::string> names;
    for (const auto& [sequence, event] : events) {
        if (!event.site.empty()) names.insert(event.site);
    }
    return names;
}

std::vector<std::uint64_t> ModelCustomer::by_day(Kind kind, const LocalDays& days,
                                                 const std::string& site) const {
    std::vector<std::uint64_t> sums;
    for (std::size_t day = 0; day < days.count(); ++day) {
        sums.push_back(0);
        for (const auto& [sequence, event] : events) {
            if (!site.empty() && event.site != site) continue;
            if (event.kind == kind && event.verdict == Verdict::person &&
                days.edges[day] <= event.occurred_at && event.occurred_at < days.edges[day + 1]) {
                ++sums.back();
            }
        }
    }
    return sums;
}

std::uint64_t ModelCustomer::count(Kind kind, const LocalDays& days,
                                   const std::string& site) const {
    std::uint64_t sum = 0;
    for (const std::uint64_t of_day : by_day(kind, days, site)) sum += of_day;
    return sum;
}

std::uint64_t ModelCustomer::automated(Kind kind, const LocalDays& days,
                                       const std::string& site) const {
    std::uint64_t sum = 0;
    for (const auto& [sequence, event] : events) {
        if (event.kind != kind || event.verdict == Verdict::person) continue;
        if (!site.empty() && event.site != site) continue;
        if (days.count() == 0 || event.occurred_at < days.edges.front()) continue;
        if (event.occurred_at < days.edges.back()) ++sum;
    }
    return sum;
}

std::optional<Day> ModelCustomer::first_day(Kind kind, const LocalDays& days,
                                            const std::string& site) const {
    const std::vector<std::uint64_t> counts = by_day(kind, days, site);
    for (std::size_t day = 0; day < counts.size(); ++day) {
        if (counts[day] > 0) return days.first + static_cast<std::int32_t>(day);
    }
    return std::nullopt;
}

std::set<Day> ModelCustomer::order_days(const DayTable& days) const {
    std::set<Day> found;
    for (const auto& [sequence, event] : events) {
        if (event.kind != Kind::order_submit || event.verdict != Verdict::person) continue;
        if (const auto day = days.day_of(event.occurred_at)) found.insert(*day);
    }
    return found;
}

bool ModelCustomer::meets(const Rule& rule, const std::string& id, const DayTable& days) const {
    const auto is_of = [](const Event& event, Kind kind) {
        return event.kind == kind && event.verdict == Verdict::person;
    };
    if (const auto* status = std::get_if<StatusRule>(&rule.what)) {
        return profile(id).status == status->status;
    }
    if (const auto* trait = std::get_if<TraitRule>(&rule.what)) {
        const boost::json::value traits = boost::json::parse(profile(id).traits);
        const auto* const value = traits.as_object().if_contains(trait->key);
        if (value == nullptr) return trait->holds(std::nullopt);
        return trait->holds(boost::json::serialize(*value));
    }
    if (const auto* of_day = std::get_if<DayRule>(&rule.what)) {
        const bool is_login = of_day->of == DayRule::Of::last_login;
        std::optional<Day> found;
        std::optional<Instant> latest;
        for (const auto& [sequence, event] : events) {
            if (!is_of(event, is_login ? Kind::login : Kind::signup)) continue;
            const auto day = days.day_of(event.occurred_at);
            if (is_login) {
                if (latest && event.occurred_at <= *latest) continue;
                latest = event.occurred_at;
                found = day;
            } else if (day && (!found || *day < *found)) {
                found = day;
            }
        }
        return found && of_day->days.has(*found);
    }
    if (const auto* counted = std::get_if<CountRule>(&rule.what)) {
        std::uint64_t count = 0;
        for (const auto& [sequence, event] : events) {
            const auto day = days.day_of(event.occurred_at);
            if (is_of(event, counted->kind) && day && counted->days.has(*day)) ++count;
        }
        return counted->least <= count && count <= counted->most;
    }
    const auto* campaign = std::get_if<CampaignRule>(&rule.what);
    const auto* form = std::get_if<FormRule>(&rule.what);
    return std::any_of(events.begin(), events.end(), [&](const ModelEvent& kept) {
        const Event& event = kept.event;
        if (!days.day_of(event.occurred_at)) return false;
        if (campaign != nullptr) {
            return event.campaign == campaign->campaign &&
                   (is_of(event, Kind::email_open) || is_of(event, Kind::notification_open));
        }
        return event.form == form->form && is_of(event, Kind::form_response);
    });
}

std::optional<Instant> ModelCustomer::last_open() const {
    std::optional<Instant> last;
    for (const auto& [sequence, event] : events) {
        if (event.kind != Kind::link_open || event.verdict != Verdict::person) continue;
        if (!last || *last < event.occurred_at) last = event.occurred_at;
    }
    return last;
}

std::optional<Instant> ModelCustomer::first_activity() const {
    const std::vector<Instant> times = activity(events);
    return times.empty() ? std::nullopt : std::optional(times.front());
}

std::optional<Instant> ModelCustomer::last_activity() const {
    const std::vector<Instant> times = activity(events);
    return times.empty() ? std::nullopt : std::optional(times.back());
}

}  // namespace footfall::model
