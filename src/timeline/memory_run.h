// MemoryRun: the newest run, while it grows and until a file holds it.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <unordered_map>

#include "event/entry.h"
#include "timeline/record.h"
#include "timeline/run.h"

namespace footfall::timeline {

// Sees one customer's records.
using TakeCustomer = std::function<void(const CustomerKey& key, const Records& records)>;

// One thread at a time while it grows; any number when it does not any more.
class MemoryRun final : public Run {
  public:
    // Of nothing yet: entries from `first` on follow.
    explicit MemoryRun(Sequence first) : range_{first, {first.value - 1}} {}

    // `range` follows the last one; those of the entries that are no events and no changes of a
    // verdict are left out.
    void add(SequenceRange range, std::span<const Entry> entries);

    // One customer's records of a later run; `corrupt` if they are none.
    Result<> add(const CustomerKey& key, std::string_view records);

    // All customers of the runs up to there were added.
    void extend(Sequence last) { range_.last = last; }

    SequenceRange range() const override { return range_; }
    Instant latest() const override { return latest_; }
    Result<> read(const CustomerKey& key, const Wants& wants,
                  const TakeRecords& take) const override;

    // In no order.
    void for_each(const TakeCustomer& take) const;
    std::size_t customers() const { return customers_.size(); }

    std::size_t memory_bytes() const override;

    // About what a file of it takes.
    std::size_t bytes() const { return bytes_; }

  private:
    struct Key {
        std::uint64_t hash;
        WorkspaceId workspace;
        std::string customer;
    };
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(const Key& key) const { return key.hash; }
        std::size_t operator()(const CustomerKey& key) const { return key.hash(); }
    };
    struct Equal {
        using is_transparent = void;
        bool operator()(const Key& a, const Key& b) const {
            return a.workspace == b.workspace && a.customer == b.customer;
        }
        bool operator()(const CustomerKey& a, const Key& b) const {
            return a.workspace() == b.workspace && a.customer() == b.customer;
        }
        bool operator()(const Key& a, const CustomerKey& b) const { return (*this)(b, a); }
    };

    void add(const CustomerKey& key, const Record& record);
    Records& records_of(const CustomerKey& key);

    SequenceRange range_;
    Instant latest_ = Extent().latest;
    std::size_t bytes_ = 0;
    std::unordered_map<Key, Records, Hash, Equal> customers_;
};

}  // namespace footfall::timeline
