// What was said of sites, campaigns and forms, and the targets. That a site, campaign or form is
// there follows from the events that name it by its id, too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "clock.h"
#include "workspace/ids.h"

namespace footfall::workspace {

// What a change says of a field: nothing, so that it stays; or its new value, or that it has none.
template <class T>
using Said = std::optional<std::optional<T>>;

struct Site {
    std::string id;
    std::optional<std::string> name;

    friend bool operator==(const Site&, const Site&) = default;
};

struct SiteChange {
    Said<std::string> name;
};

// The numbers stand in the database: never change or reuse one.
enum class CampaignKind : std::uint8_t { email = 1, notification = 2 };
enum class CampaignState : std::uint8_t { draft = 1, queued = 2, test = 3, sent = 4 };

std::string_view to_string(CampaignKind kind);
std::string_view to_string(CampaignState state);
std::optional<CampaignKind> parse_campaign_kind(std::string_view name);
std::optional<CampaignState> parse_campaign_state(std::string_view name);

struct Campaign {
    std::string id;
    std::optional<std::string> name;
    std::optional<CampaignKind> kind;
    std::optional<std::string> site;  // its id
    std::optional<CampaignState> state;
    std::optional<Instant> sent_at;
    std::optional<std::uint64_t> reach;  // to how many it was sent
    Instant created;                     // when it was first described

    friend bool operator==(const Campaign&, const Campaign&) = default;
};

struct CampaignChange {
    Said<std::string> name;
    std::optional<CampaignKind> kind;
    Said<std::string> site;
    std::optional<CampaignState> state;
    Said<Instant> sent_at;
    Said<std::uint64_t> reach;
};

struct Form {
    std::string id;
    std::optional<std::string> name;
    std::optional<std::string> site;  // its id
    bool is_enabled = true;
    std::optional<Instant> created_at;     // as it was said
    std::optional<std::uint64_t> answers;  // how many it has now: deleted ones lower it
    Instant created;                       // when it was first described

    friend bool operator==(const Form&, const Form&) = default;
};

struct FormChange {
    Said<std::string> name;
    Said<std::string> site;
    std::optional<bool> is_enabled;
    Said<Instant> created_at;
    Said<std::uint64_t> answers;
};

// Rules under a name, for everybody in the workspace.
struct Target {
    TargetId id;
    std::string name;    // one of the workspace has it
    std::string groups;  // a JSON text, as it was given
    Instant created;
    std::optional<MemberId> member;  // who made it, if it was one

    friend bool operator==(const Target&, const Target&) = default;
};

// What is absent stays.
struct TargetChange {
    std::optional<std::string> name;
    std::optional<std::string> groups;
};

inline constexpr std::size_t described_max = 10'000;       // sites, campaigns, forms of a workspace
inline constexpr std::uint64_t reach_max = 1'000'000'000;  // and answers of a form
inline constexpr std::size_t targets_max = 200;            // of a workspace
inline constexpr std::size_t target_groups_bytes_max = 20'000;

}  // namespace footfall::workspace
