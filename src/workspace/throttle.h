// The throttle of sign-ins: after some that fail, each further one waits twice as long.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace footfall::workspace {

// Thread-safe, in memory. Counts failures by account, by address and in all; each count has its
// free ones, a longest wait and a rate at which it is forgotten, so nobody is locked out for good.
// Times are those of Clock::steady().
class Throttle {
  public:
    using Time = std::chrono::microseconds;

    // Counts an attempt before its password is looked at, so that many at once are counted too.
    // False, and nothing is counted, while one of the three has to wait.
    bool begin(std::string_view account, std::string_view ip, Time now);

    // The attempt was right: it is not counted, and the account begins anew.
    void succeed(std::string_view account, std::string_view ip, Time now);

    // How long begin() would be false; zero if it would not.
    Time wait(std::string_view account, std::string_view ip, Time now) const;

  private:
    struct Rule {
        double free;   // failures without a wait
        Time longest;  // wait
        Time forget;   // time in which one failure is forgotten
    };

    struct Count {
        double failures = 0;
        Time updated{0};
        Time blocked_until{0};
    };

    using Counts = std::map<std::string, Count, std::less<>>;

    static constexpr Rule account_rule{5, std::chrono::seconds(60), std::chrono::seconds(60)};
    static constexpr Rule ip_rule{20, std::chrono::seconds(60), std::chrono::seconds(6)};
    static constexpr Rule total_rule{100, std::chrono::seconds(1), std::chrono::milliseconds(500)};

    static void forget(Count& count, const Rule& rule, Time now);
    static void add(Count& count, const Rule& rule, Time now);
    static Count& slot(Counts& counts, const std::string& key, const Rule& rule, Time now);
    Time blocked_until(std::string_view account, const std::string& network) const;

    mutable std::mutex mutex_;
    Counts accounts_;  // Guarded by mutex_, like the rest.
    Counts networks_;
    Count total_;
};

}  // namespace footfall::workspace
