#include "timeline/memory_run.h"

#include <algorithm>
#include <variant>

#include "assert.h"

namespace footfall::timeline {

void MemoryRun::add(SequenceRange range, std::span<const Entry> entries) {
    ASSERT(range.first == next(range_.last), range.first.value << " after " << range_.last.value);
    for (const Entry& entry : entries) {
        if (const auto* const event = std::get_if<Event>(&entry.body)) {
            add({event->workspace, event->customer}, {.sequence = entry.sequence,
                                                      .changed = {},
                                                      .verdict = event->verdict,
                                                      .rule = event->rule,
                                                      .kind = event->kind,
                                                      .occurred_at = event->occurred_at,
                                                      .by_customer = event->by_customer,
                                                      .name = event->name,
                                                      .site = event->site,
                                                      .order = event->order,
                                                      .campaign = event->campaign,
                                                      .form = event->form});
        } else if (const auto* const change = std::get_if<VerdictChange>(&entry.body)) {
            Record record;
            record.sequence = entry.sequence;
            record.changed = change->event;
            record.verdict = change->after;
            record.rule = change->rule;
            add({change->workspace, change->customer}, record);
        }
    }
    range_.last = range.last;
}

Records& MemoryRun::records_of(const CustomerKey& key) {
    const auto found = customers_.find(key);
    if (found != customers_.end()) return found->second;
    constexpr std::size_t entry_bytes = 60;  // in a file, beside the id and the records
    bytes_ += entry_bytes + key.customer().size();
    return customers_.try_emplace(Key{key.hash(), key.workspace(), std::string(key.customer())})
        .first->second;
}

void MemoryRun::add(const CustomerKey& key, const Record& record) {
    Records& records = records_of(key);
    const std::size_t before = records.bytes().size();
    records.add(record);
    bytes_ += records.bytes().size() - before;
    if (!record.is_change()) latest_ = std::max(latest_, record.occurred_at);
}

Result<> MemoryRun::add(const CustomerKey& key, std::string_view records) {
    RecordReader reader(records);
    for (Record record;;) {
        FOOTFALL_TRY(more, reader.next(record));
        if (!more) return {};
        add(key, record);
    }
}

Result<> MemoryRun::read(const CustomerKey& key, const Wants& wants,
                         const TakeRecords& take) const {
    const auto found = customers_.find(key);
    if (found == customers_.end() || !wants(found->second.extent())) return {};
    return take(found->second.bytes());
}

std::size_t MemoryRun::memory_bytes() const {
    constexpr std::size_t node_bytes = 32;  // the map's own for each customer
    std::size_t bytes = sizeof *this + customers_.bucket_count() * sizeof(void*);
    for (const auto& [key, records] : customers_) {
        bytes += node_bytes + sizeof key + key.customer.capacity() + records.memory_bytes();
    }
    return bytes;
}

void MemoryRun::for_each(const TakeCustomer& take) const {
    for (const auto& [key, records] : customers_) take({key.workspace, key.customer}, records);
}

}  // namespace footfall::timeline
