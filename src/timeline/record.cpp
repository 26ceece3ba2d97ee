#include "timeline/record.h"

#include <algorithm>

#include "assert.h"

namespace footfall::timeline {
namespace {

// The first byte.
constexpr std::uint8_t kind_bits = 0b1'1111;
constexpr std::uint8_t campaign_bit = 1U << 5;
constexpr std::uint8_t form_bit = 1U << 6;
static_assert(kinds.size() <= kind_bits);

// The second byte.
constexpr std::uint8_t verdict_bits = 0b111;
constexpr std::uint8_t by_customer_bit = 1U << 3;
constexpr std::uint8_t name_bit = 1U << 4;
constexpr std::uint8_t site_bit = 1U << 5;
constexpr std::uint8_t order_bit = 1U << 6;
constexpr std::uint8_t rule_bit = 1U << 7;

// Modulo 2^64, so that any two times have a distance.
constexpr std::uint64_t zigzag(Instant from, Instant to) {
    const auto distance = static_cast<std::int64_t>(static_cast<std::uint64_t>(to.us) -
                                                    static_cast<std::uint64_t>(from.us));
    return (static_cast<std::uint64_t>(distance) << 1) ^ static_cast<std::uint64_t>(distance >> 63);
}

constexpr Instant unzigzag(Instant from, std::uint64_t zigzag) {
    const std::uint64_t distance = (zigzag >> 1) ^ (~(zigzag & 1) + 1);
    return {static_cast<std::int64_t>(static_cast<std::uint64_t>(from.us) + distance)};
}

}  // namespace

void Extent::add(const Record& record) {
    if (record.is_change()) {
        kinds |= changes;
        return;
    }
    kinds |= bit_of(record.kind);
    earliest = std::min(earliest, record.occurred_at);
    latest = std::max(latest, record.occurred_at);
}

void Records::add(const Record& record) {
    ASSERT(record.sequence > last_, record.sequence.value << " after " << last_.value);
    ASSERT(record.changed < record.sequence, "changed=" << record.changed.value);
    const auto bit_if = [](bool is_there, std::uint8_t bit) {
        return is_there ? bit : std::uint8_t{0};
    };
    bytes_ += static_cast<char>((record.is_change() ? 0 : static_cast<std::uint8_t>(record.kind)) |
                                bit_if(!record.campaign.empty(), campaign_bit) |
                                bit_if(!record.form.empty(), form_bit));
    bytes_ += static_cast<char>(
        static_cast<std::uint8_t>(record.verdict) | bit_if(record.by_customer, by_customer_bit) |
        bit_if(!record.name.empty(), name_bit) | bit_if(!record.site.empty(), site_bit) |
        bit_if(!record.order.empty(), order_bit) | bit_if(!record.rule.empty(), rule_bit));
    varint(record.sequence.value - last_.value);
    if (record.is_change()) {
        varint(record.sequence.value - record.changed.value);
    } else {
        varint(zigzag(last_at_, record.occurred_at));
        last_at_ = record.occurred_at;
    }
    if (!record.name.empty()) numbered(record.name);
    if (!record.site.empty()) numbered(record.site);
    if (!record.order.empty()) text(record.order);
    if (!record.rule.empty()) numbered(record.rule);
    if (!record.campaign.empty()) numbered(record.campaign);
    if (!record.form.empty()) numbered(record.form);
    last_ = record.sequence;
    extent_.add(record);
}

void Records::varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes_ += static_cast<char>(value | 0x80);
    bytes_ += static_cast<char>(value);
}

void Records::text(std::string_view text) {
    varint(text.size());
    bytes_ += text;
}

void Records::numbered(std::string_view wanted) {
    const auto found = std::find_if(texts_.begin(), texts_.end(), [&](const Text& known) {
        return std::string_view(bytes_).substr(known.begin, known.size) == wanted;
    });
    varint(static_cast<std::uint64_t>(found - texts_.begin()));
    if (found != texts_.end()) return;
    text(wanted);
    if (texts_.size() == texts_max) return;
    texts_.push_back({static_cast<std::uint32_t>(bytes_.size() - wanted.size()),
                      static_cast<std::uint32_t>(wanted.size())});
}

std::size_t Records::memory_bytes() const {
    return sizeof *this + bytes_.capacity() + texts_.capacity() * sizeof(Text);
}

Result<bool> RecordReader::next(Record& record) {
    if (at_ == bytes_.size()) return false;
    if (read(record)) return true;
    return fail(ErrorCode::corrupt, "these are no records");
}

bool RecordReader::byte(std::uint8_t& value) {
    if (at_ == bytes_.size()) return false;
    value = static_cast<std::uint8_t>(bytes_[at_++]);
    return true;
}

bool RecordReader::varint(std::uint64_t& value) {
    value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        std::uint8_t part = 0;
        if (!byte(part)) return false;
        if (shift == 63 && part > 1) return false;
        value |= static_cast<std::uint64_t>(part & 0x7F) << shift;
        if ((part & 0x80) == 0) return true;
    }
    return false;
}

bool RecordReader::text(std::string_view& text) {
    std::uint64_t size = 0;
    if (!varint(size) || size > bytes_.size() - at_) return false;
    text = bytes_.substr(at_, size);
    at_ += size;
    return true;
}

bool RecordReader::numbered(std::string_view& wanted) {
    std::uint64_t number = 0;
    if (!varint(number) || number > texts_count_) return false;
    if (number < texts_count_) {
        wanted = texts_[number];
        return true;
    }
    if (!text(wanted)) return false;
    if (texts_count_ < texts_.size()) texts_[texts_count_++] = wanted;
    return true;
}

bool RecordReader::read(Record& record) {
    std::uint8_t kind = 0;
    std::uint8_t bits = 0;
    std::uint64_t sequence = 0;
    std::uint64_t distance = 0;
    if (!byte(kind) || !byte(bits) || !varint(sequence) || !varint(distance)) return false;
    const bool has_campaign = (kind & campaign_bit) != 0;
    const bool has_form = (kind & form_bit) != 0;
    kind &= static_cast<std::uint8_t>(~(campaign_bit | form_bit));
    if (kind > kinds.size() || (bits & verdict_bits) == 0 || sequence == 0) return false;
    if (sequence > UINT64_MAX - last_.value) return false;
    record = {};
    record.sequence = last_ = {last_.value + sequence};
    record.verdict = static_cast<Verdict>(bits & verdict_bits);
    record.by_customer = (bits & by_customer_bit) != 0;
    if (kind == 0) {
        if (distance == 0 || distance >= record.sequence.value) return false;
        record.changed = {record.sequence.value - distance};
    } else {
        record.kind = static_cast<Kind>(kind);
        record.occurred_at = last_at_ = unzigzag(last_at_, distance);
    }
    if ((bits & name_bit) != 0 && !numbered(record.name)) return false;
    if ((bits & site_bit) != 0 && !numbered(record.site)) return false;
    if ((bits & order_bit) != 0 && !text(record.order)) return false;
    if ((bits & rule_bit) != 0 && !numbered(record.rule)) return false;
    if (has_campaign && !numbered(record.campaign)) return false;
    return !has_form || numbered(record.form);
}

}  // namespace footfall::timeline
