#include "index/text_order.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <optional>
#include <span>
#include <utility>

#include "assert.h"

namespace footfall::index {
namespace {

constexpr std::size_t block_max = 512;
constexpr std::uint32_t label_end = UINT32_MAX;  // above every label
constexpr std::uint32_t stride = 1 << 16;        // between labels at either end
constexpr std::uint64_t step_min = 4;            // between labels that were spread

// Seven bytes of a text and how many more there are, in the order of texts.
struct Window {
    std::uint64_t bytes;
    Ordinal ordinal;

    static constexpr std::size_t size = 7;
    bool is_last() const { return (bytes & 0xFF) <= size; }
};

std::uint64_t window(std::string_view text, std::size_t from) {
    std::uint64_t bytes = 0;
    const std::size_t left = text.size() - std::min(from, text.size());
    for (std::size_t i = 0; i < Window::size; ++i) {
        const char byte = i < left ? text[from + i] : '\0';
        bytes = bytes << 8 | static_cast<unsigned char>(byte);
    }
    return bytes << 8 | std::min(left, Window::size + 1);
}

// Sorts windows whose texts are equal before `from`. Texts lie all over memory: each is read once
// for each seven bytes that it shares with another one.
void sort(std::span<Window> windows, std::size_t from, const TextOrder::KeyOf& key_of) {
    for (Window& each : windows) each.bytes = window(key_of(each.ordinal).text, from);
    std::sort(windows.begin(), windows.end(), [](const Window& a, const Window& b) {
        return std::pair(a.bytes, a.ordinal) < std::pair(b.bytes, b.ordinal);
    });
    for (std::size_t begin = 0; begin < windows.size();) {
        std::size_t end = begin + 1;
        while (end < windows.size() && windows[end].bytes == windows[begin].bytes) ++end;
        const std::span<Window> equal = windows.subspan(begin, end - begin);
        begin = end;
        if (equal.size() < 2) continue;
        if (!equal.front().is_last()) {
            sort(equal, from + Window::size, key_of);
        } else if (std::any_of(equal.begin(), equal.end(), [&](const Window& each) {
                       return !key_of(each.ordinal).then.empty();
                   })) {
            std::sort(equal.begin(), equal.end(), [&](const Window& a, const Window& b) {
                return std::pair(key_of(a.ordinal).then, a.ordinal) <
                       std::pair(key_of(b.ordinal).then, b.ordinal);
            });
        }
    }
}

}  // namespace

void TextOrder::insert(Ordinal ordinal, const KeyOf& key_of) {
    ASSERT(label(ordinal) == 0, "ordinal=" << ordinal);
    if (ordinal >= labels_.size()) labels_.resize(ordinal + 1);
    const Key key = key_of(ordinal);
    Spot spot = find(ordinal, key, key_of);
    for (;;) {
        std::optional<Ordinal> before, after;
        if (spot.at > 0) {
            before = blocks_[spot.block][spot.at - 1];
        } else if (spot.block > 0) {
            before = blocks_[spot.block - 1].back();
        }
        if (!blocks_.empty()) {
            if (spot.at < blocks_[spot.block].size()) {
                after = blocks_[spot.block][spot.at];
            } else if (spot.block + 1 < blocks_.size()) {
                after = blocks_[spot.block + 1].front();
            }
        }
        if (before && key_of(*before) == key) {
            labels_[ordinal] = labels_[*before];
        } else if (after && key_of(*after) == key) {
            labels_[ordinal] = labels_[*after];
        } else {
            const std::uint32_t low = before ? labels_[*before] : 0;
            const std::uint32_t high = after ? labels_[*after] : label_end;
            const std::uint32_t half = (high - low) / 2;
            if (half == 0) {
                make_room(spot.block);
                continue;
            }
            labels_[ordinal] = !before && !after ? half
                               : !after          ? low + std::min(half, stride)
                               : !before         ? high - std::min(half, stride)
                                                 : low + half;
        }
        return put(spot, ordinal);
    }
}

TextOrder::Spot TextOrder::find(Ordinal ordinal, const Key& key, const KeyOf& key_of) const {
    const auto is_before = [&](Ordinal other) {
        const auto order = key_of(other) <=> key;
        return order < 0 || (order == 0 && other < ordinal);
    };
    const auto above = std::partition_point(
        blocks_.begin(), blocks_.end(), [&](const Block& block) { return is_before(block[0]); });
    if (above == blocks_.begin()) return {0, 0};
    const Block& block = *std::prev(above);
    const auto at = std::partition_point(block.begin(), block.end(), is_before);
    return {static_cast<std::size_t>(std::prev(above) - blocks_.begin()),
            static_cast<std::size_t>(at - block.begin())};
}

void TextOrder::put(const Spot& spot, Ordinal ordinal) {
    ++size_;
    if (blocks_.empty()) blocks_.emplace_back();
    std::size_t block = spot.block;
    std::size_t at = spot.at;
    if (blocks_[block].size() == block_max) {
        // Where they come in order the block behind begins with the next one.
        const std::size_t half = at == block_max ? block_max : block_max / 2;
        const auto middle = blocks_[block].begin() + static_cast<std::ptrdiff_t>(half);
        Block behind(middle, blocks_[block].end());
        blocks_[block].erase(middle, blocks_[block].end());
        blocks_.insert(blocks_.begin() + static_cast<std::ptrdiff_t>(block) + 1, std::move(behind));
        if (at > half || half == block_max) {
            ++block;
            at -= half;
        }
    }
    Block& to = blocks_[block];
    to.insert(to.begin() + static_cast<std::ptrdiff_t>(at), ordinal);
}

void TextOrder::erase(Ordinal ordinal) {
    const std::uint32_t gone = label(ordinal);
    if (gone == 0) return;
    const auto is_before = [&](Ordinal other) {
        return std::pair(labels_[other], other) < std::pair(gone, ordinal);
    };
    auto block = std::partition_point(blocks_.begin(), blocks_.end(),
                                      [&](const Block& each) { return is_before(each.back()); });
    const auto at = std::partition_point(block->begin(), block->end(), is_before);
    ASSERT(at != block->end() && *at == ordinal, "ordinal=" << ordinal);
    block->erase(at);
    labels_[ordinal] = 0;
    --size_;
    if (block->empty()) {
        blocks_.erase(block);
        return;
    }
    const auto behind = std::next(block);
    if (behind != blocks_.end() && block->size() + behind->size() <= block_max / 2) {
        block->insert(block->end(), behind->begin(), behind->end());
        blocks_.erase(behind);
    }
}

std::uint32_t TextOrder::below(std::size_t block) const {
    return block == 0 ? 0 : labels_[blocks_[block - 1].back()];
}

std::uint32_t TextOrder::above(std::size_t block) const {
    return block + 1 >= blocks_.size() ? label_end : labels_[blocks_[block + 1].front()];
}

// Spreads the labels around `block`, over the fewest blocks that leave room: the more blocks, the
// more room, so that the next time for all of them is far (order maintenance, Bender et al. 2002).
void TextOrder::make_room(std::size_t block) {
    const double room_of_all = static_cast<double>(label_end) / static_cast<double>(size_ + 1);
    const double levels = static_cast<double>(std::bit_width(blocks_.size()));
    const double growth = std::max(1.0, std::pow(room_of_all / 16, 1 / levels));
    double needed = static_cast<double>(step_min);
    for (std::size_t reach = 1;; reach *= 2, needed *= growth) {
        const std::size_t from = block - std::min(block, reach);
        const std::size_t to = std::min(block + reach, blocks_.size() - 1);
        const bool is_all = from == 0 && to == blocks_.size() - 1;
        std::size_t count = 0;
        for (std::size_t i = from; i <= to; ++i) count += blocks_[i].size();
        const std::uint64_t step = (above(to) - below(from)) / (count + 1);
        if (!is_all && (step < step_min || static_cast<double>(step) < needed)) continue;
        ASSERT(step > 1, "size=" << size_);
        return spread(from, to, step);
    }
}

void TextOrder::spread(std::size_t from, std::size_t to, std::uint64_t step) {
    const std::uint32_t low = below(from);
    const std::uint32_t high = above(to);
    std::uint32_t before = low;
    std::uint64_t label = low;
    for (std::size_t i = from; i <= to; ++i) {
        for (const Ordinal ordinal : blocks_[i]) {
            // Keys equal to one outside keep its label.
            const std::uint32_t old = labels_[ordinal];
            if (old == low || old == high) continue;
            if (old != before) label += step;
            before = old;
            labels_[ordinal] = static_cast<std::uint32_t>(label);
        }
    }
}

void TextOrder::insert(const std::vector<Ordinal>& ordinals, const KeyOf& key_of) {
    if (ordinals.size() < 64 || ordinals.size() < size_ / 8) {
        for (const Ordinal ordinal : ordinals) insert(ordinal, key_of);
        return;
    }
    std::vector<Ordinal> all = ordinals;
    for (const Block& block : blocks_) all.insert(all.end(), block.begin(), block.end());
    rebuild(std::move(all), key_of);
}

void TextOrder::rebuild(std::vector<Ordinal> ordinals, const KeyOf& key_of) {
    std::vector<Window> windows;
    windows.reserve(ordinals.size());
    for (const Ordinal ordinal : ordinals) windows.push_back({0, ordinal});
    sort(windows, 0, key_of);

    const Ordinal last = *std::max_element(ordinals.begin(), ordinals.end());
    if (last >= labels_.size()) labels_.resize(last + 1);
    blocks_.clear();
    size_ = ordinals.size();
    const std::uint64_t step = (std::uint64_t{label_end} - 1) / (size_ + 1);
    ASSERT(step > 1, "size=" << size_);
    std::uint64_t label = 0;
    for (std::size_t i = 0; i < windows.size(); ++i) {
        const Ordinal ordinal = windows[i].ordinal;
        if (i == 0 || key_of(windows[i - 1].ordinal) != key_of(ordinal)) label += step;
        labels_[ordinal] = static_cast<std::uint32_t>(label);
        // Not full, so that what follows has room.
        if (i % (block_max * 3 / 4) == 0) blocks_.emplace_back();
        blocks_.back().push_back(ordinal);
    }
}

void TextOrder::save(Saver& saver) const {
    saver.value(std::uint64_t{blocks_.size()});
    for (const Block& block : blocks_) saver.values(block);
    saver.values(labels_);
}

TextOrder TextOrder::load(Loader& loader) {
    TextOrder order;
    const std::uint64_t blocks = loader.count(sizeof(std::uint64_t));
    for (std::uint64_t i = 0; i < blocks; ++i) {
        order.blocks_.push_back(loader.values<Ordinal>());
        order.size_ += order.blocks_.back().size();
    }
    order.labels_ = loader.values<std::uint32_t>();
    return order;
}

std::size_t TextOrder::memory_bytes() const {
    std::size_t bytes =
        labels_.capacity() * sizeof(std::uint32_t) + blocks_.capacity() * sizeof(Block);
    for (const Block& block : blocks_) bytes += block.capacity() * sizeof(Ordinal);
    return bytes;
}

}  // namespace footfall::index
