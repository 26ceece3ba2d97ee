#include "store/embedded/tail.h"

#include <algorithm>
#include <limits>
#include <utility>
#include <variant>

#include "assert.h"
#include "event/codec.h"

namespace footfall::embedded {
namespace {

// Nothing if the entry is of no one customer.
const std::string* customer_of(const EntryBody& body) {
    if (const auto* event = std::get_if<Event>(&body)) return &event->customer;
    if (const auto* profile = std::get_if<Profile>(&body)) return &profile->customer;
    if (const auto* change = std::get_if<VerdictChange>(&body)) return &change->customer;
    if (const auto* forget = std::get_if<Forget>(&body)) {
        return forget->customer.empty() ? nullptr : &forget->customer;
    }
    return nullptr;
}

}  // namespace

Batch::Batch(SequenceRange range, std::span<const Entry> entries) : range_(range) {
    // Kept by the thread, so that a batch takes no more room than it needs.
    thread_local std::vector<std::byte> bodies;
    bodies.clear();
    heads_.reserve(entries.size());
    for (const Entry& entry : entries) {
        if (std::holds_alternative<DeadLetter>(entry.body)) continue;
        const std::uint64_t place = entry.sequence.value - range.first.value;
        constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
        ASSERT(place <= most && bodies.size() <= most, "a range of " << range.count());
        const std::string* const customer = customer_of(entry.body);
        heads_.push_back({.received_at = entry.received_at,
                          .place = static_cast<std::uint32_t>(place),
                          .begin = static_cast<std::uint32_t>(bodies.size()),
                          .customer = customer == nullptr ? 0 : hash_of(*customer),
                          .type = static_cast<std::uint8_t>(type_of(entry.body))});
        encode_slim(entry.body, bodies);
    }
    bodies_ = bodies;
}

std::size_t Batch::bytes() const {
    return sizeof *this + heads_.capacity() * sizeof(Head) + bodies_.capacity();
}

std::uint32_t Batch::hash_of(const std::string& customer) {
    const auto hash = static_cast<std::uint32_t>(std::hash<std::string>()(customer));
    return std::max<std::uint32_t>(hash, 1);
}

void Batch::for_each(const TakeEntry& take) const {
    Entry entry;
    for (std::size_t i = 0; i < heads_.size(); ++i) {
        unpack(i, entry);
        take(entry);
    }
}

void Batch::for_each_of(std::span<const std::uint32_t> customers, const TakeEntry& take) const {
    Entry entry;
    for (std::size_t i = 0; i < heads_.size(); ++i) {
        const std::uint32_t customer = heads_[i].customer;
        if (customer != 0 && !std::ranges::binary_search(customers, customer)) continue;
        unpack(i, entry);
        take(entry);
    }
}

void Batch::unpack(std::size_t at, Entry& entry) const {
    const Head& head = heads_[at];
    const std::size_t end = at + 1 < heads_.size() ? heads_[at + 1].begin : bodies_.size();
    const auto bytes = std::span(bodies_).subspan(head.begin, end - head.begin);
    const Result<bool> decoded = decode(head.type, bytes, entry.body);
    ASSERT(decoded && *decoded, "a packed entry of type " << int{head.type});
    entry.sequence = {range_.first.value + head.place};
    entry.received_at = head.received_at;
}

void Tail::add(SequenceRange range, std::span<const Entry> entries) {
    const auto& batch = batches_.emplace_back(std::make_shared<const Batch>(range, entries));
    bytes_ += batch->bytes();
    entries_ += batch->entries();
    while (bytes_ > bytes_max_) drop_oldest();
}

void Tail::drop(Sequence persisted) {
    while (!batches_.empty() && batches_.front()->range().last <= persisted) drop_oldest();
}

void Tail::drop_oldest() {
    const Batch& oldest = *batches_.front();
    let_go_ = oldest.range().last;
    bytes_ -= oldest.bytes();
    entries_ -= oldest.entries();
    batches_.pop_front();
}

std::vector<std::shared_ptr<const Batch>> Tail::oldest(std::size_t entries_max) const {
    std::vector<std::shared_ptr<const Batch>> batches;
    std::size_t entries = 0;
    for (const auto& batch : batches_) {
        if (entries >= entries_max) break;
        batches.push_back(batch);
        entries += batch->entries() + 1;
    }
    return batches;
}

void Tail::for_each(const TakeEntry& take) const {
    for (const auto& batch : batches_) batch->for_each(take);
}

void Tail::for_each_of(std::span<const std::string> customers, const TakeEntry& take) const {
    std::vector<std::uint32_t> hashes;
    hashes.reserve(customers.size());
    for (const std::string& customer : customers) hashes.push_back(Batch::hash_of(customer));
    std::sort(hashes.begin(), hashes.end());
    for (const auto& batch : batches_) batch->for_each_of(hashes, take);
}

}  // namespace footfall::embedded
