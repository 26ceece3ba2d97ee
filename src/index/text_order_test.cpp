#include "index/text_order.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "index/random_cases.h"

namespace footfall::index {
namespace {

// The keys of those in the order, compared as texts.
class OrderModel {
  public:
    void insert(Ordinal ordinal, std::string text, std::string then = "") {
        keys_[ordinal] = {std::move(text), std::move(then)};
        order_.insert(ordinal, key_of_);
    }

    void insert_many(const std::map<Ordinal, std::pair<std::string, std::string>>& many) {
        std::vector<Ordinal> ordinals;
        for (const auto& [ordinal, key] : many) {
            keys_[ordinal] = key;
            ordinals.push_back(ordinal);
        }
        std::reverse(ordinals.begin(), ordinals.end());
        order_.insert(ordinals, key_of_);
    }

    void erase(Ordinal ordinal) {
        order_.erase(ordinal);
        keys_.erase(ordinal);
    }

    void check() const {
        ASSERT_EQ(order_.size(), keys_.size());
        std::vector<std::pair<std::pair<std::string, std::string>, Ordinal>> sorted;
        for (const auto& [ordinal, key] : keys_) sorted.emplace_back(key, ordinal);
        std::sort(sorted.begin(), sorted.end());
        for (std::size_t i = 0; i < sorted.size(); ++i) {
            const std::uint32_t label = order_.label(sorted[i].second);
            ASSERT_GT(label, 0u);
            if (i == 0) continue;
            const std::uint32_t before = order_.label(sorted[i - 1].second);
            if (sorted[i].first == sorted[i - 1].first) {
                ASSERT_EQ(before, label) << sorted[i].first.first;
            } else {
                ASSERT_LT(before, label) << sorted[i].first.first;
            }
        }
    }

    bool has(Ordinal ordinal) const { return keys_.contains(ordinal); }
    const TextOrder& order() const { return order_; }

  private:
    std::map<Ordinal, std::pair<std::string, std::string>> keys_;
    TextOrder::KeyOf key_of_ = [this](Ordinal ordinal) {
        const auto& [text, then] = keys_.at(ordinal);
        return TextOrder::Key{text, then};
    };
    TextOrder order_;
};

// Few letters, so that texts are equal and begin alike; a NUL, and bytes above 127.
std::string any_text(Chance& chance) {
    static const std::string letters("ab\0\xC3\xFF", 5);
    std::string text = chance.percent(30) ? "the same beginning " : "";
    for (std::uint64_t i = chance.below(chance.percent(20) ? 20 : 4); i > 0; --i) {
        text += chance.any(letters);
    }
    return text;
}

TEST(TextOrder, EqualsASortUnderAnyOperations) {
    for_random_cases(15, [](Chance& chance) {
        OrderModel model;
        const bool has_second = chance.percent(50);
        const auto second = [&](std::uint64_t ordinal) {
            return has_second ? "id" + std::to_string(ordinal * 7'919 % 10'007) : "";
        };
        for (int i = 0; i < 3'000; ++i) {
            const auto ordinal = static_cast<Ordinal>(chance.below(2'500));
            const bool was_in = model.has(ordinal);
            if (was_in) model.erase(ordinal);
            if (!was_in || chance.percent(60)) {
                model.insert(ordinal, any_text(chance), second(ordinal));
            }
            if (chance.below(1'000) == 0) {
                std::map<Ordinal, std::pair<std::string, std::string>> many;
                for (Ordinal more = 0; more < chance.below(2'000); ++more) {
                    many[3'000 + more] = {any_text(chance), second(more)};
                }
                for (const auto& [each, key] : many) model.erase(each);
                model.insert_many(many);
            }
        }
        model.check();
    });
}

// Each new text goes between the same two, or behind or before all others: the labels between
// them run out again and again.
TEST(TextOrder, FindsRoomWhereverTextsCrowd) {
    for (const int pattern : {0, 1, 2, 3}) {
        OrderModel model;
        model.insert(100'000, "a");
        model.insert(100'001, "c");
        for (Ordinal ordinal = 0; ordinal < 20'000; ++ordinal) {
            char digits[16];
            std::snprintf(digits, sizeof digits, "%08u", ordinal);
            char falling[16];
            std::snprintf(falling, sizeof falling, "%08u", 99'999'999 - ordinal);
            if (pattern == 0) model.insert(ordinal, std::string("z") + digits);
            if (pattern == 1) model.insert(ordinal, std::string("A") + falling);
            if (pattern == 2) model.insert(ordinal, std::string("b") + falling);
            if (pattern == 3) model.insert(ordinal, std::string("b") + digits);
        }
        model.check();
        EXPECT_LT(model.order().memory_bytes(), 100'002u * 4 * 2 + 20'000 * 12);
    }
}

TEST(TextOrder, HoldsManyEqualTexts) {
    OrderModel model;
    for (Ordinal ordinal = 0; ordinal < 5'000; ++ordinal) {
        model.insert((ordinal * 7'919) % 5'003, ordinal % 50 == 0 ? "other" : "the same");
    }
    model.check();
    for (Ordinal ordinal = 0; ordinal < 4'000; ++ordinal) model.erase(ordinal);
    model.check();
    EXPECT_EQ(model.order().label(3'999), 0u);
    EXPECT_EQ(model.order().label(99'999), 0u);
}

}  // namespace
}  // namespace footfall::index
