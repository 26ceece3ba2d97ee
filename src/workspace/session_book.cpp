#include "workspace/session_book.h"

#include <mutex>
#include <utility>

namespace footfall::workspace {

void SessionBook::put(Seats seats) {
    const std::unique_lock lock(mutex_);
    seats_ = std::move(seats);
}

void SessionBook::touch(const std::string& token_hash, Instant last_seen) {
    const std::unique_lock lock(mutex_);
    const auto found = seats_.find(token_hash);
    if (found != seats_.end()) found->second.last_seen = last_seen;
}

std::optional<Seat> SessionBook::find(const std::string& token_hash) const {
    const std::shared_lock lock(mutex_);
    const auto found = seats_.find(token_hash);
    if (found == seats_.end()) return std::nullopt;
    return found->second;
}

}  // namespace footfall::workspace
