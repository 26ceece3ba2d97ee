// Verdicts: changes of what kept events are taken for.
#pragma once

#include <array>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "event/entry.h"
#include "event/ids.h"
#include "intake/intake.h"
#include "result.h"
#include "store/store.h"

namespace footfall::intake {

// A kept event, by its customer.
struct KeptEvent {
    WorkspaceId workspace;
    std::string customer;
    Sequence sequence;
};

// What an event is taken for, and what decided it.
struct Opinion {
    Verdict verdict = Verdict::person;
    std::string rule;

    friend bool operator==(const Opinion&, const Opinion&) = default;
};

// The rule of what a member decided.
inline constexpr std::string_view member_rule = "member";

struct Changed {
    Opinion before;
    Opinion now;
};

// Thread-safe. Two changes of one customer's events wait for each other, so that each says truly
// what was before it; counts depend on that.
class Verdicts {
  public:
    // Both outlive it.
    Verdicts(const store::Store& store, Intake& intake);

    Verdicts(const Verdicts&) = delete;
    Verdicts& operator=(const Verdicts&) = delete;

    // Asked at the last moment, with nothing in between: what the event is to be taken for. Nothing
    // leaves it.
    using Decide = std::function<std::optional<Opinion>(const Opinion& now)>;

    // By a rule: what a member has decided stays. Durable and in the next answer when it returns;
    // nothing is appended for what is so already. `not_found` (`unknown_event`) if the customer has
    // no such event; else as the store's answer() and Intake::append. May wait for the disk.
    Result<Changed> change(const KeptEvent& event, const Decide& decide);

    // By a member, named by id: the rule is `member`. Nothing is appended for a verdict that the
    // event has already.
    Result<Changed> change(const KeptEvent& event, Verdict verdict, std::string_view member);

  private:
    Result<Changed> change(const KeptEvent& event, const Decide& decide, std::string_view member);

    const store::Store& store_;
    Intake& intake_;
    std::array<std::mutex, 64> mutexes_;  // each of some customers
};

}  // namespace footfall::intake
