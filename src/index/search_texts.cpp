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

// For each byte of a stretch where the part may begin, a 1.
std::uint64_t compare(const char* bytes, const Probe& probe,
                      std::array<std::uint64_t, stretch / 8>& equal) {
    std::array<std::uint8_t, stretch> is_equal;
    const char* const a = bytes + probe.at[0];
    const char* const b = bytes + probe.at[1];
    const char* const c = bytes + probe.at[2];
    const char* const d = bytes + probe.at[3];
    const auto [of_a, of_b, of_c, of_d] = probe.byte;
    for (std::size_t i = 0; i < stretch; ++i) {
        is_equal[i] = static_cast<std::uint8_t>((a[i] == of_a) & (b[i] == of_b) & (c[i] == of_c) &
                                                (d[i] == of_d));
    }
    std::memcpy(equal.data(), is_equal.data(), stretch);
    std::uint64_t any = 0;
    for (const std::uint64_t word : equal) any |= word;
    return any;
}

// Where `part` is in `bytes` from `from` on, or npos.
std::size_t find(std::string_view bytes, std::string_view part, std::size_t from) {
    const std::size_t distance = part.size() - 1;
    const Probe probe(part);
    std::array<std::uint64_t, stretch / 8> equal;
    for (; from + stretch + distance <= bytes.size(); from += stretch) {
        const char* const at = bytes.data() + from;
        if (compare(at, probe, equal) == 0) continue;
        for (std::size_t word = 0; word < equal.size(); ++word) {
            for (std::uint64_t left = equal[word]; left != 0; left &= left - 1) {
                static_assert(std::endian::native == std::endian::little);
                const std::size_t i =
                    word * 8 + static_cast<std::size_t>(std::countr_zero(left)) / 8;
                if (std::memcmp(at + i, part.data(), part.size()) == 0) return from + i;
            }
        }
    }
    return bytes.find(part, from);
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
    std::size_t at = find(chunk.bytes, part, 0);
    for (std::size_t i = 0; at != std::string::npos;) {
        // The last one that begins at or before what was found, in growing steps.
        const auto begins = [&](std::size_t n) { return chunk.slots[chunk.order[n]].begin <= at; };
        std::size_t reach = 1;
        while (i + reach < chunk.order.size() && begins(i + reach)) {
            i += reach;
            reach *= 2;
        }
        for (; reach > 0; reach /= 2) {
            while (i + reach < chunk.order.size() && begins(i + reach)) i += reach;
        }
        found[chunk.order[i]] = 1;
        at = find(chunk.bytes, part, chunk.slots[chunk.order[i]].end());
    }
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
