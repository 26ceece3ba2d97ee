// The memory that request bodies may take while they are read and answered, over all connections.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <utility>

namespace footfall::http {

// Thread-safe.
class BodyBudget {
  public:
    // Of each body this much needs no room, so that large ones do not keep small ones out.
    static constexpr std::size_t free_bytes = 64 * 1024;

    explicit BodyBudget(std::size_t bytes_max) : bytes_max_(bytes_max) {}

    // What one request holds of the budget, until it is answered. Not thread-safe itself.
    class Share {
      public:
        explicit Share(BodyBudget& budget) : budget_(budget) {}
        Share(const Share&) = delete;
        Share& operator=(const Share&) = delete;
        ~Share() { release(); }

        // Covers a body of `bytes`; false if there is no room, then it holds what it held.
        bool cover(std::size_t bytes) {
            const std::size_t wanted = bytes - std::min(bytes, free_bytes);
            if (wanted <= held_) return true;
            const std::size_t more = wanted - held_;
            if (budget_.held_.fetch_add(more) + more > budget_.bytes_max_) {
                budget_.held_.fetch_sub(more);
                return false;
            }
            held_ = wanted;
            return true;
        }

        void release() { budget_.held_.fetch_sub(std::exchange(held_, 0)); }

      private:
        BodyBudget& budget_;
        std::size_t held_ = 0;
    };

  private:
    const std::size_t bytes_max_;
    std::atomic<std::size_t> held_ = 0;
};

}  // namespace footfall::http
