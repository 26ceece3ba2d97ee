// Corrections: what is judged otherwise now gets into the journal, as soon as that can be.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string_view>
#include <thread>
#include <vector>

#include "clock.h"
#include "gate/judge.h"
#include "intake/verdicts.h"
#include "result.h"

namespace footfall::gate {

// Thread-safe. A correction that cannot be made, since the store is being filled or has doubts, or
// since the journal takes nothing, is kept in memory and tried again until it can be; only that of
// an event which is gone with its customer is dropped. What was dropped, and what waits when the
// process crashes, stays in the journal as it was judged first.
class Corrections {
  public:
    // Of as many opens as the judge remembers; of one open the newest waits alone. Beyond that the
    // new ones are dropped, with a line in the log. Full, this is about 30 MB.
    static constexpr std::size_t waiting_max = judged_hits_max;
    static constexpr std::chrono::seconds again_after{1};
    static constexpr std::chrono::seconds finish_max{30};

    // What is passed in outlives it. `is_loaded` says whether the store holds every acknowledged
    // entry; before, nothing is tried.
    Corrections(const Clock& clock, intake::Verdicts& verdicts, const Judge& judge,
                std::function<bool()> is_loaded);
    Corrections(const Corrections&) = delete;
    Corrections& operator=(const Corrections&) = delete;

    // As finish().
    ~Corrections() { finish(); }

    // Never waits for the disk. Each is made on another thread: the event becomes what the judge
    // takes it for by then, or took it for last, unless a member has decided.
    void add(const std::vector<Correction>& corrections);

    // Makes what waits, each tried once more and none begun after `finish_max`, and drops the rest
    // and whatever is added later: the journal is about to close. By one thread.
    void finish();

  private:
    using Waiting = std::map<OpenNumber, Correction>;

    void work();
    Result<> make(const Correction& correction);
    // With mutex_ held.
    Waiting::node_type take();  // empty if there is nothing to do now
    void put_off(Waiting::node_type correction, const Error& why);
    void bring_back();
    void drop(std::string_view why, std::size_t count = 1);

    const Clock& clock_;
    intake::Verdicts& verdicts_;
    const Judge& judge_;
    const std::function<bool()> is_loaded_;

    std::mutex mutex_;
    std::condition_variable changed_;
    // Guarded by mutex_. No open is in both of the first, and one of an open is made at a time.
    Waiting waiting_;
    Waiting put_off_;  // until again_at_
    std::set<OpenNumber> in_hand_;
    std::chrono::microseconds again_at_{0};  // of the steady clock
    std::uint64_t dropped_ = 0;
    bool is_finishing_ = false;
    std::chrono::microseconds finish_by_{0};  // of the steady clock

    std::vector<std::thread> threads_;
};

}  // namespace footfall::gate
