// Records: what timelines and recounts need of one customer's entries, one behind another in few
// bytes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "clock.h"
#include "event/entry.h"
#include "event/ids.h"
#include "event/kind.h"
#include "result.h"

namespace footfall::timeline {

// An event, or a change of an earlier event's verdict.
struct Record {
    Sequence sequence;
    Sequence changed;  // the event whose verdict changes; 0: this is an event itself
    Verdict verdict = Verdict::person;
    std::string_view rule;

    // Of an event.
    Kind kind = Kind::other;
    Instant occurred_at;
    bool by_customer = true;
    std::string_view name;
    std::string_view site;
    std::string_view order;
    std::string_view campaign;
    std::string_view form;

    bool is_change() const { return changed.value != 0; }

    friend bool operator==(const Record&, const Record&) = default;
};

// What can be told of records without reading them.
struct Extent {
    Instant earliest{std::numeric_limits<std::int64_t>::max()};  // of the events
    Instant latest{std::numeric_limits<std::int64_t>::min()};
    std::uint32_t kinds = 0;  // a bit for each kind, by its number; the lowest one: changes

    static constexpr std::uint32_t changes = 1;
    static constexpr std::uint32_t bit_of(Kind kind) {
        return std::uint32_t{1} << static_cast<unsigned>(kind);
    }

    void add(const Record& record);

    friend bool operator==(const Extent&, const Extent&) = default;
};

// Layout, for each record: its kind, 0 for a change, in 5 bits, and whether there are a campaign
// and a form (1 byte); verdict in 3 bits, by_customer, and which of name, site, order and rule
// there are (1 byte); how far its sequence is from the one before (varint); of an event how far its
// time is (zigzag varint), of a change how far its event lies behind it (varint); then those texts.
// An order is a length and bytes; another text is the number of an earlier one of this customer, or
// the first free number, a length and bytes.
class Records {
  public:
    // Sequences rise.
    void add(const Record& record);

    const std::string& bytes() const { return bytes_; }
    const Extent& extent() const { return extent_; }
    std::size_t memory_bytes() const;

  private:
    friend class RecordReader;
    static constexpr std::size_t texts_max = 16;  // that have numbers

    void varint(std::uint64_t value);
    void text(std::string_view text);
    void numbered(std::string_view text);

    // Where in `bytes_` a text with a number lies.
    struct Text {
        std::uint32_t begin = 0;
        std::uint32_t size = 0;
    };

    std::string bytes_;
    std::vector<Text> texts_;
    Sequence last_;
    Instant last_at_;
    Extent extent_;
};

// One thread at a time; `bytes` outlive it and what it gives.
class RecordReader {
  public:
    explicit RecordReader(std::string_view bytes) : bytes_(bytes) {}

    // The next record, or false at the end. `corrupt` for what Records did not write; reads nothing
    // beyond the bytes.
    Result<bool> next(Record& record);

  private:
    bool byte(std::uint8_t& value);
    bool varint(std::uint64_t& value);
    bool text(std::string_view& text);
    bool numbered(std::string_view& text);
    bool read(Record& record);

    std::string_view bytes_;
    std::size_t at_ = 0;
    std::array<std::string_view, Records::texts_max> texts_;
    std::size_t texts_count_ = 0;
    Sequence last_;
    Instant last_at_;
};

}  // namespace footfall::timeline
