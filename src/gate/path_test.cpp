#include "gate/path.h"

#include <gtest/gtest.h>

namespace footfall::gate {
namespace {

constexpr std::string_view token = "0123456789ABCDEFabcdef";

TEST(Path, LeadsToTheThreePartsOfALink) {
    const std::string link = "/l/" + std::string(token);
    for (const auto& [path, part] : {std::pair(link, Part::entry),
                                     {link + "/", Part::entry},
                                     {link + "/seen", Part::seen},
                                     {link + "/logo", Part::logo}}) {
        const auto parsed = parse_path(path);
        ASSERT_TRUE(parsed.has_value()) << path;
        EXPECT_EQ(parsed->token, token);
        EXPECT_EQ(parsed->part, part) << path;
        EXPECT_TRUE(is_link_path(path));
    }
}

TEST(Path, NothingElseHasALinksForm) {
    const std::string link = "/l/" + std::string(token);
    for (const std::string& path :
         {std::string("/l"), std::string("/l/"), link + "0", link.substr(0, link.size() - 1),
          link + "//", link + "/seen/more", link + "/Seen", link + "/portal",
          "/l//" + std::string(token), "/l/" + std::string(21, 'a') + "-",
          "/l/" + std::string(21, 'a') + "\n", "/l/" + std::string(20, 'a') + "\xC3\xA9"}) {
        EXPECT_FALSE(parse_path(path).has_value()) << path;
        EXPECT_TRUE(is_link_path(path)) << "it is answered by the gate all the same: " << path;
    }
    for (const std::string_view path : {"/", "/links", "/link/x", "/api/v1/l/x", "l/x", ""}) {
        EXPECT_FALSE(is_link_path(path)) << path;
        EXPECT_FALSE(parse_path(path).has_value()) << path;
    }
}

}  // namespace
}  // namespace footfall::gate
