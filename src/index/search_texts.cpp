#include "index/search_texts.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "assert.h"

namespace footfall::index {
namespace {

// Between texts, and where one was: no byte of UTF-8, so a part never reaches beyond its text.
constexpr char separator = '\xFF';

constexpr std::size_t stretch = 64;

// Four of a part's bytes and where they are in it: ids and addresses often begin and end alike, and
// differ in between.
struct Probe {
    explicit Probe(std::string_view part) {
        const std::size_t last = part.size() - 1;
        at = {0, last / 2, last * 3 / 4, last};
        for (std::size_t i = 0; i < at.size(); ++i) byte[i] = part[at[i]];
    }

    std::array<std::size_t, 4> at;
    std::array<char, 4> byte;
};

// 16 bytes as the processor compares them at once; the compiler has it for SSE2 and NEON alike.
using Bytes [[gnu::vector_size(16)]] = signed char;
using Words [[gnu::vector_size(16)]] = std::uint64_t;

Bytes bytes_at(const char* from) {
    Bytes bytes;
    std::memcpy(&bytes, from, sizeof bytes);
    return bytes;
}

Bytes filled_with(char byte) { return Bytes{} + static_cast<signed char>(byte); }

Words words_of(Bytes bytes) { return reinterpret_cast<Words>(bytes); }

// A bit for each of the bytes, which are 0 or 0xFF; the first one's is the lowest.
std::uint64_t bits_of(Bytes equal) {
    static_assert(std::endian::native == std::endian::little);
    // The products of eight ones do not overlap in the highest byte.
    const Words bits = ((words_of(equal) & 0x0101010101010101) * 0x0102040810204080) >> 56;
    return bits[0] | bits[1] << 8;
}

// Calls `found` with places of `part` in `bytes`, rising; it says from where on the next one
// counts.
template <class Found>
void find_all(std::string_view bytes, std::string_view part, const Found& found) {
    const std::size_t distance = part.size() - 1;
    const Probe probe(part);
    const bool is_all_probed = part.size() <= probe.at.size();
    const Bytes first = filled_with(probe.byte[0]);
    const Bytes second = filled_with(probe.byte[1]);
    const Bytes third = filled_with(probe.byte[2]);
    const Bytes fourth = filled_with(probe.byte[3]);
    const auto compare = [&](const char* at) {
        return (bytes_at(at + probe.at[0]) == first) & (bytes_at(at + probe.at[1]) == second) &
               (bytes_at(at + probe.at[2]) == third) & (bytes_at(at + probe.at[3]) == fourth);
    };
    std::size_t from = 0;
    std::size_t next = 0;
    for (; from + stretch + distance <= bytes.size(); from = std::max(from + stretch, next)) {
        const char* const at = bytes.data() + from;
        const std::array<Bytes, 4> equal{compare(at), compare(at + 16), compare(at + 32),
                                         compare(at + 48)};
        const Words any = words_of(equal[0] | equal[1] | equal[2] | equal[3]);
        if ((any[0] | any[1]) == 0) continue;
        std::uint64_t left = bits_of(equal[0]) | bits_of(equal[1]) << 16 | bits_of(equal[2]) << 32 |
                             bits_of(equal[3]) << 48;
        for (; left != 0; left &= left - 1) {
            const auto i = static_cast<std::size_t>(std::countr_zero(left));
            if (from + i < next) continue;
            if (!is_all_probed && std::memcmp(at + i, part.data(), part.size()) != 0) continue;
            next = found(from + i);
        }
    }
    from = std::max(from, next);
    while ((from = bytes.find(part, from)) != std::string::npos) from = found(from);
}

}  // namespace

void SearchTexts::set(Ordinal ordinal, const Texts& texts) {
    if (chunk_of(ordinal) >= chunks_.size()) chunks_.resize(chunk_of(ordinal) + 1);
    Chunk& chunk = chunks_[chunk_of(ordinal)];
    const Place place = place_of(ordinal);
    // A copy, since the texts may be those that are here.
    std::string bytes;
    for (const std::string_view text : {texts.name, texts.code, texts.email}) {
        bytes += text;
        bytes += separator;
    }
    if (place >= chunk.slots.size()) chunk.slots.resize(place + 1U);
    Slot& slot = chunk.slots[place];
    const std::size_t room = slot.begin == UINT32_MAX ? 0 : slot.size();
    if (room < bytes.size()) {
        if (room > 0) {
            std::memset(chunk.bytes.data() + slot.begin, separator, room);
            chunk.wasted += room;
            chunk.order.erase(std::find(chunk.order.begin(), chunk.order.end(), place));
        }
        const std::size_t size = chunk.bytes.size() + bytes.size();
        ASSERT(size < UINT32_MAX, "bytes=" << size);
        if (size > chunk.bytes.capacity()) chunk.bytes.reserve(size + size / 8);
        slot.begin = static_cast<std::uint32_t>(chunk.bytes.size());
        chunk.bytes += bytes;
        chunk.order.push_back(place);
    } else {
        std::memcpy(chunk.bytes.data() + slot.begin, bytes.data(), bytes.size());
        std::memset(chunk.bytes.data() + slot.begin + bytes.size(), separator, room - bytes.size());
        chunk.wasted += room - bytes.size();
    }
    slot.name = static_cast<std::uint32_t>(texts.name.size());
    slot.code = static_cast<std::uint32_t>(texts.code.size());
    slot.email = static_cast<std::uint32_t>(texts.email.size());
    if (chunk.wasted > 1'024 && chunk.wasted > chunk.bytes.size() / 4) compact(chunk);
}

void SearchTexts::compact(Chunk& chunk) {
    std::string bytes;
    bytes.reserve(chunk.bytes.size() - chunk.wasted);
    for (const Place place : chunk.order) {
        Slot& slot = chunk.slots[place];
        const auto begin = static_cast<std::uint32_t>(bytes.size());
        bytes.append(chunk.bytes, slot.begin, slot.size());
        slot.begin = begin;
    }
    chunk.bytes = std::move(bytes);
    chunk.wasted = 0;
}

SearchTexts::Texts SearchTexts::at(const Chunk& chunk, const Slot& slot) {
    const std::string_view bytes = chunk.bytes;
    if (slot.begin == UINT32_MAX) return {};
    return {.name = bytes.substr(slot.begin, slot.name),
            .code = bytes.substr(slot.begin + slot.name + 1, slot.code),
            .email = bytes.substr(slot.begin + slot.name + slot.code + 2, slot.email)};
}

SearchTexts::Texts SearchTexts::at(Ordinal ordinal) const {
    if (chunk_of(ordinal) >= chunks_.size()) return {};
    const Chunk& chunk = chunks_[chunk_of(ordinal)];
    if (place_of(ordinal) >= chunk.slots.size()) return {};
    return at(chunk, chunk.slots[place_of(ordinal)]);
}

void SearchTexts::search(std::size_t chunk_number, std::string_view part,
                         std::span<std::uint8_t, chunk_size> found) const {
    std::fill(found.begin(), found.end(), std::uint8_t{0});
    if (chunk_number >= chunks_.size() || part.empty()) return;
    const Chunk& chunk = chunks_[chunk_number];
    if (part.find(separator) != std::string_view::npos) {
        // Not UTF-8, so neither is a text that has it.
        for (const Place place : chunk.order) {
            const Texts texts = at(chunk, chunk.slots[place]);
            for (const std::string_view text : {texts.name, texts.code, texts.email}) {
                if (text.find(part) != std::string_view::npos) found[place] = 1;
            }
        }
        return;
    }
    const auto begin = [&](std::size_t i) { return chunk.slots[chunk.order[i]].begin; };
    const std::size_t count = chunk.order.size();
    std::size_t i = 0;
    find_all(chunk.bytes, part, [&](std::size_t at) {
        // The last one that begins at or before what was found, in growing steps.
        std::size_t reach = 1;
        while (i + reach < count && begin(i + reach) <= at) {
            i += reach;
            reach *= 2;
        }
        for (reach /= 2; reach > 0; reach /= 2) {
            while (i + reach < count && begin(i + reach) <= at) i += reach;
        }
        found[chunk.order[i]] = 1;
        return chunk.slots[chunk.order[i]].end();
    });
}

void SearchTexts::save(Saver& saver) const {
    saver.value(std::uint64_t{chunks_.size()});
    for (const Chunk& chunk : chunks_) {
        saver.text(chunk.bytes);
        saver.values(chunk.slots);
        saver.values(chunk.order);
        saver.value(std::uint64_t{chunk.wasted});
    }
}

SearchTexts SearchTexts::load(Loader& loader) {
    SearchTexts texts;
    texts.chunks_.resize(loader.count(4 * sizeof(std::uint64_t)));
    for (Chunk& chunk : texts.chunks_) {
        chunk.bytes = loader.text();
        chunk.slots = loader.values<Slot>();
        chunk.order = loader.values<Place>();
        chunk.wasted = loader.value<std::uint64_t>();
    }
    return texts;
}

std::size_t SearchTexts::memory_bytes() const {
    std::size_t bytes = chunks_.capacity() * sizeof(Chunk);
    for (const Chunk& chunk : chunks_) {
        bytes += chunk.bytes.capacity() + chunk.slots.capacity() * sizeof(Slot) +
                 chunk.order.capacity() * sizeof(Place);
    }
    return bytes;
}

}  // namespace footfall::index
