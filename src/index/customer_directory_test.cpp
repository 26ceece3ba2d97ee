#include "index/customer_directory.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "index/random_cases.h"
#include "question/fold.h"

namespace footfall::index {
namespace {

// Texts that fold to the same, to nothing, to other lengths.
constexpr std::array<std::string_view, 14> texts{"",     "Ana",      "ana", "ANA",      "Çem",
                                                 "çem",  "\u0301",   "  ",  "Straße",   "strasse",
                                                 "日本", "ana lund", "zoë", "\u00adana"};

// Customers as maps and sorts see them.
class DirectoryModel {
  public:
    void add(const std::string& id, Sequence since) {
        const Ordinal ordinal = directory_.add(id, {}, since);
        const auto [it, is_new] = customers_.try_emplace(id);
        if (is_new) {
            EXPECT_TRUE(given_.insert(ordinal).second) << "given twice: " << ordinal;
            it->second.ordinal = ordinal;
        }
        ASSERT_EQ(it->second.ordinal, ordinal);
    }

    void merge(Chance& chance, const std::string& id) {
        const auto found = customers_.find(id);
        if (found == customers_.end()) return;
        const auto any_field = [&]() -> ProfileField {
            if (chance.percent(50)) return std::nullopt;
            return std::string(chance.any(texts));
        };
        Profile profile;
        profile.changed_at = {++now_};
        profile.name = any_field();
        profile.code = any_field();
        profile.email = any_field();
        if (chance.percent(30)) {
            profile.status = chance.percent(50) ? Status::active : Status::inactive;
        }
        directory_.merge(found->second.ordinal, profile);
        if (profile.name) found->second.name = *profile.name;
        if (profile.code) found->second.code = *profile.code;
        if (profile.email) found->second.email = *profile.email;
        if (profile.status) found->second.status = *profile.status;
    }

    void add_site(const std::string& id, const std::string& site) {
        const auto found = customers_.find(id);
        if (found == customers_.end()) return;
        directory_.add_site(found->second.ordinal, site);
        if (!site.empty()) found->second.sites.insert(site);
    }

    void remove(const std::string& id) {
        const auto found = customers_.find(id);
        if (found == customers_.end()) return;
        directory_.remove(found->second.ordinal);
        customers_.erase(found);
    }

    void settle() { directory_.settle(); }

    void check(const std::string& absent) const {
        ASSERT_EQ(directory_.count(), customers_.size());
        ASSERT_EQ(directory_.find(absent), std::nullopt);
        for (const auto& [id, customer] : customers_) {
            ASSERT_EQ(directory_.find(id), customer.ordinal) << id;
            const Customer known = directory_.at(customer.ordinal);
            ASSERT_EQ(known.id, id);
            ASSERT_EQ(known.name, customer.name.empty() ? id : customer.name);
            ASSERT_EQ(known.code, customer.code);
            ASSERT_EQ(known.email, customer.email);
            ASSERT_EQ(known.status, customer.status);
            const std::vector<std::string> sites(customer.sites.begin(), customer.sites.end());
            ASSERT_EQ(directory_.sites(customer.ordinal), sites);
        }
        const std::size_t there = static_cast<std::size_t>(
            std::count_if(directory_.presence().begin(), directory_.presence().end(),
                          [](std::uint8_t present) { return present != 0; }));
        ASSERT_EQ(there, customers_.size());
    }

    void check_orders() const {
        check_order(directory_.by_id(), [](const auto& id, const auto&) { return fold(id); });
        check_order(directory_.by_name(), folded_name);
        check_order(directory_.by_code(),
                    [](const auto&, const auto& customer) { return fold(customer.code); });
        check_order(directory_.by_email(),
                    [](const auto&, const auto& customer) { return fold(customer.email); });
        std::vector<std::pair<std::pair<std::string, std::string>, Ordinal>> rows;
        for (const auto& [id, customer] : customers_) {
            rows.push_back({{folded_name(id, customer), id}, customer.ordinal});
        }
        std::sort(rows.begin(), rows.end());
        std::uint32_t before = 0;
        for (const auto& [key, ordinal] : rows) {
            ASSERT_LT(before, directory_.rows().label(ordinal)) << key.second;
            before = directory_.rows().label(ordinal);
        }
    }

    void check_search(const std::string& part) const {
        const std::string folded = fold(part);
        if (folded.empty()) return;
        std::map<std::size_t, std::array<std::uint8_t, chunk_size>> found;
        for (std::size_t chunk = 0; chunk < chunks_of(directory_.ordinals()); ++chunk) {
            directory_.search_texts().search(chunk, folded, found[chunk]);
        }
        std::size_t count = 0;
        for (const auto& [chunk, places] : found) {
            count += static_cast<std::size_t>(std::count(places.begin(), places.end(), 1));
        }
        std::size_t wanted = 0;
        for (const auto& [id, customer] : customers_) {
            const bool has = folded_name(id, customer).find(folded) != std::string::npos ||
                             fold(customer.code).find(folded) != std::string::npos ||
                             fold(customer.email).find(folded) != std::string::npos;
            wanted += has ? 1 : 0;
            ASSERT_EQ(found[chunk_of(customer.ordinal)][place_of(customer.ordinal)], has ? 1 : 0)
                << id;
        }
        ASSERT_EQ(count, wanted);
    }

  private:
    struct Known {
        Ordinal ordinal = 0;
        std::string name, code, email;
        Status status = Status::active;
        std::set<std::string> sites;
    };

    static std::string folded_name(const std::string& id, const Known& customer) {
        return fold(customer.name.empty() ? id : customer.name);
    }

    template <class TextOf>
    void check_order(const TextOrder& order, const TextOf& text_of) const {
        std::map<std::string, std::set<std::uint32_t>> labels;
        std::size_t count = 0;
        for (const auto& [id, customer] : customers_) {
            const std::string text = text_of(id, customer);
            const std::uint32_t label = order.label(customer.ordinal);
            ASSERT_EQ(text.empty(), label == 0) << id;
            if (text.empty()) continue;
            labels[text].insert(label);
            ++count;
        }
        ASSERT_EQ(order.size(), count);
        std::uint32_t before = 0;
        for (const auto& [text, of_text] : labels) {
            ASSERT_EQ(of_text.size(), 1u) << text;
            ASSERT_LT(before, *of_text.begin()) << text;
            before = *of_text.begin();
        }
    }

    CustomerDirectory directory_;
    std::map<std::string, Known> customers_;
    std::set<Ordinal> given_;
    std::int64_t now_ = 0;
};

TEST(CustomerDirectory, EqualsAMapUnderAnyOperations) {
    for_random_cases(8, [](Chance& chance) {
        DirectoryModel model;
        const std::uint64_t spread = chance.any(std::array<std::uint64_t, 3>{12, 300, 6'000});
        const auto any_id = [&] {
            const std::uint64_t number = chance.below(spread);
            if (number < texts.size() && number > 0) return std::string(texts[number]);
            return "c" + std::to_string(number);
        };
        std::uint64_t sequence = 0;
        for (int i = 0; i < 12'000; ++i) {
            const std::uint64_t what = chance.below(100);
            const std::string id = any_id();
            if (what < 50) {
                model.add(id, {++sequence});
            } else if (what < 75) {
                model.merge(chance, id);
            } else if (what < 92) {
                model.add_site(id, chance.percent(5) ? "" : "s" + std::to_string(chance.below(90)));
            } else {
                model.remove(id);
            }
            if (chance.below(spread) == 0) model.settle();
            if (testing::Test::HasFatalFailure()) return;
        }
        model.settle();
        model.check("never there");
        model.check_orders();
        for (const std::string_view part : texts) model.check_search(std::string(part));
        model.check_search("c1");
    });
}

// Strangers name traits: what one more costs must not grow with the square of those that are there.
TEST(CustomerDirectory, TakesManyTraitsOfOneCustomer) {
    CustomerDirectory directory;
    const Ordinal ordinal = directory.add("c", {}, {1});
    constexpr int count = 20'000;
    for (int i = 0; i < count; ++i) {
        Profile profile;
        profile.id = "p" + std::to_string(i);
        profile.changed_at = {i};
        profile.traits = "{\"key" + std::to_string(i) + "\":" + std::to_string(i) + "}";
        directory.merge(ordinal, profile);
    }
    const std::map<std::string, std::string> traits = directory.traits(ordinal);
    EXPECT_EQ(traits.size(), std::size_t{count});
    EXPECT_EQ(traits.at("key19999"), "19999");
}

}  // namespace
}  // namespace footfall::index
