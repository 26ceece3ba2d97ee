#include "intake/patience.h"

#include <string_view>

namespace footfall::intake {

namespace {

constexpr std::chrono::minutes lasts_from(2);
constexpr std::chrono::minutes silence_max(10);

}  // namespace

std::chrono::seconds Patience::wait(const Error& error) {
    const Cause cause = cause_of(error);
    const std::chrono::microseconds now = clock_.steady();
    bool lasts = false;
    {
        const std::lock_guard lock(mutex_);
        std::optional<Trouble>& trouble = troubles_[static_cast<std::size_t>(cause)];
        if (!trouble || now - trouble->last > silence_max) trouble = Trouble{now, now};
        trouble->last = now;
        lasts = now - trouble->since >= lasts_from;
    }
    if (cause == Cause::queue) return std::chrono::seconds(lasts ? 60 : between(1, 5));
    return std::chrono::seconds(lasts ? between(270, 300) : 60);
}

void Patience::succeeded() {
    const std::lock_guard lock(mutex_);
    troubles_[static_cast<std::size_t>(Cause::queue)].reset();
    troubles_[static_cast<std::size_t>(Cause::journal)].reset();
}

Patience::Cause Patience::cause_of(const Error& error) {
    if (error.reason == "store_unavailable") return Cause::store;
    for (const std::string_view lasting : {"disk_full", "journal_frozen"}) {
        if (error.reason == lasting) return Cause::journal;
    }
    return error.code == ErrorCode::busy ? Cause::queue : Cause::journal;
}

std::int64_t Patience::between(std::int64_t low, std::int64_t high) {
    const auto choices = static_cast<std::uint64_t>(high - low + 1);
    return low + static_cast<std::int64_t>(random_.next() % choices);
}

}  // namespace footfall::intake
