#include "index/id_table.h"

#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "index/random_cases.h"

namespace footfall::index {
namespace {

TEST(IdTable, EqualsAMapUnderAnyOperations) {
    for_random_cases(10, [](Chance& chance) {
        IdTable table;
        std::map<std::string, Ordinal> model;
        std::vector<std::string> ids;
        const auto id_of = [&](Ordinal ordinal) -> const std::string& { return ids[ordinal]; };
        const std::uint64_t spread = 5 + chance.below(3'000);
        for (int i = 0; i < 10'000; ++i) {
            const std::string id = "c" + std::to_string(chance.below(spread));
            const auto known = model.find(id);
            const auto found = table.find(id, id_of);
            ASSERT_EQ(found.has_value(), known != model.end()) << id;
            if (known == model.end()) {
                table.insert(id, static_cast<Ordinal>(ids.size()));
                model[id] = static_cast<Ordinal>(ids.size());
                ids.push_back(id);
            } else {
                ASSERT_EQ(*found, known->second);
                if (chance.percent(50)) {
                    table.erase(id, *found);
                    model.erase(known);
                }
            }
            ASSERT_EQ(table.count(), model.size());
        }
        for (const auto& [id, ordinal] : model) ASSERT_EQ(table.find(id, id_of), ordinal);
    });
}

}  // namespace
}  // namespace footfall::index
