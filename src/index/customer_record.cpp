#include "index/customer_record.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "assert.h"

namespace footfall::index {
namespace {

// Sizes and positions take a byte for each seven bits.
void put(std::string& bytes, std::size_t number) {
    for (; number >= 0x80; number >>= 7) bytes += static_cast<char>(number | 0x80);
    bytes += static_cast<char>(number);
}

void put(std::string& bytes, std::string_view text) {
    put(bytes, text.size());
    bytes += text;
}

// A number of 64 bits as it is.
template <class Number>
void put_whole(std::string& bytes, Number number) {
    static_assert(sizeof number == 8);
    char raw[sizeof number];
    std::memcpy(raw, &number, sizeof raw);
    bytes.append(raw, sizeof raw);
}

// What put() put, in its order. It is our own, so it is whole.
class Reader {
  public:
    explicit Reader(std::string_view bytes) : bytes_(bytes) {}

    std::size_t number() {
        std::size_t number = 0;
        for (unsigned shift = 0;; shift += 7) {
            const auto byte = static_cast<unsigned char>(bytes_[at_++]);
            number |= static_cast<std::size_t>(byte & 0x7F) << shift;
            if (byte < 0x80) return number;
        }
    }

    std::string_view text() {
        const std::size_t size = number();
        at_ += size;
        return bytes_.substr(at_ - size, size);
    }

    template <class Number>
    Number whole() {
        Number number = 0;
        std::memcpy(&number, bytes_.data() + at_, sizeof number);
        at_ += sizeof number;
        return number;
    }

  private:
    std::string_view bytes_;
    std::size_t at_ = 0;
};

// Most values of a customer come from one or two profiles: each origin is packed once.
class Origins {
  public:
    std::size_t position(const Origin& origin) {
        const auto found = std::find(origins_.begin(), origins_.end(), origin);
        if (found == origins_.end()) {
            origins_.push_back(origin);
            return origins_.size() - 1;
        }
        return static_cast<std::size_t>(found - origins_.begin());
    }

    void pack(std::string& bytes) const {
        put(bytes, origins_.size());
        for (const Origin& origin : origins_) {
            put_whole(bytes, origin.changed_at.us);
            put(bytes, static_cast<std::size_t>(origin.family));
            put(bytes, origin.id);
        }
    }

    static Origins unpack(Reader& reader) {
        Origins unpacked;
        unpacked.origins_.resize(reader.number());
        for (Origin& origin : unpacked.origins_) {
            origin.changed_at.us = reader.whole<std::int64_t>();
            origin.family = static_cast<Family>(reader.number());
            origin.id = reader.text();
        }
        return unpacked;
    }

    const Origin& at(std::size_t position) const { return origins_[position]; }

  private:
    std::vector<Origin> origins_;
};

}  // namespace

PackedRecord::PackedRecord(const CustomerRecord& record) {
    Origins origins;
    std::string positions;
    for (const Origin& origin : record.origins) put(positions, origins.position(origin));
    put(positions, origins.position(record.status_origin));
    put(positions, record.traits.size());
    for (const auto& [key, trait] : record.traits) {
        put(positions, key);
        put(positions, trait.first);
        put(positions, origins.position(trait.second));
    }
    std::string packed;
    put_whole(packed, record.created.us);
    put_whole(packed, record.since.value);
    for (const std::string& text : record.texts) put(packed, text);
    origins.pack(packed);
    packed += positions;

    set_bytes(packed);
}

PackedRecord::PackedRecord(const PackedRecord& other) {
    if (other.bytes_) set_bytes(other.bytes());
}

void PackedRecord::set_bytes(std::string_view bytes) {
    const auto size = static_cast<std::uint32_t>(bytes.size());
    ASSERT(size == bytes.size(), "bytes=" << bytes.size());
    bytes_ = std::make_unique_for_overwrite<char[]>(sizeof size + size);
    std::memcpy(bytes_.get(), &size, sizeof size);
    std::memcpy(bytes_.get() + sizeof size, bytes.data(), size);
}

void PackedRecord::save(Saver& saver) const { saver.text(bytes_ ? bytes() : std::string_view()); }

PackedRecord PackedRecord::load(Loader& loader) {
    PackedRecord record;
    const std::string_view bytes = loader.text();
    if (!bytes.empty()) record.set_bytes(bytes);
    return record;
}

std::string_view PackedRecord::bytes() const {
    ASSERT(bytes_ != nullptr);
    std::uint32_t size = 0;
    std::memcpy(&size, bytes_.get(), sizeof size);
    return {bytes_.get() + sizeof size, size};
}

CustomerRecord PackedRecord::unpack() const {
    Reader reader(bytes());
    CustomerRecord record;
    record.created.us = reader.whole<std::int64_t>();
    record.since.value = reader.whole<std::uint64_t>();
    for (std::string& text : record.texts) text = reader.text();
    const Origins origins = Origins::unpack(reader);
    for (Origin& origin : record.origins) origin = origins.at(reader.number());
    record.status_origin = origins.at(reader.number());
    for (std::size_t left = reader.number(); left > 0; --left) {
        const std::string key(reader.text());
        const std::string value(reader.text());
        record.traits[key] = {value, origins.at(reader.number())};
    }
    return record;
}

std::string_view PackedRecord::text(Text which) const {
    Reader reader(bytes());
    reader.whole<std::int64_t>();
    reader.whole<std::uint64_t>();
    for (std::size_t i = 0; i < static_cast<std::size_t>(which); ++i) reader.text();
    return reader.text();
}

Instant PackedRecord::created() const { return {Reader(bytes()).whole<std::int64_t>()}; }

Sequence PackedRecord::since() const {
    Reader reader(bytes());
    reader.whole<std::int64_t>();
    return {reader.whole<std::uint64_t>()};
}

std::size_t PackedRecord::memory_bytes() const {
    if (!bytes_) return 0;
    return (sizeof(std::uint32_t) + bytes().size() + 8 + 15) / 16 * 16;  // with the allocator's own
}

}  // namespace footfall::index
