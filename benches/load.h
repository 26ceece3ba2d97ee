// Many requests at once, and how long they took.
#pragma once

#include <atomic>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "result.h"
#include "timings.h"

namespace footfall::bench {

struct Load {
    Timings times;  // of each request, from its first byte sent to the last byte of its answer
    double seconds = 0;
};

// Calls `send(client, batch)` once for every batch; each client is a thread's own, and takes the
// next batch when it has done one. The first failure is the answer.
template <class Client, class Send>
Result<Load> spread(std::vector<Client>& clients, const std::vector<std::string>& batches,
                    Send send) {
    std::atomic<std::size_t> next = 0;
    std::mutex mutex;
    Load load;                   // Guarded by mutex.
    std::optional<Error> error;  // Guarded by mutex.
    const Stopwatch whole;
    std::vector<std::thread> threads;
    for (Client& client : clients) {
        threads.emplace_back([&] {
            Timings times;
            std::optional<Error> trouble;
            for (std::size_t at = next++; at < batches.size() && !trouble; at = next++) {
                const Stopwatch watch;
                Result<> sent = send(client, batches[at]);
                times.add(watch.ms());
                if (!sent) trouble = std::move(sent).error();
            }
            const std::lock_guard lock(mutex);
            load.times.add(times);
            if (trouble) error = std::move(trouble);
        });
    }
    for (std::thread& thread : threads) thread.join();
    load.seconds = whole.ms() / 1'000;
    if (error) return fail(*error);
    return load;
}

}  // namespace footfall::bench
