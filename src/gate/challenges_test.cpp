#include "gate/challenges.h"

#include <algorithm>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace footfall::gate {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

class ChallengesTest : public testing::Test {
  protected:
    static std::size_t right_of(const Offer& offer) {
        const auto found = std::find(offer.pictures.begin(), offer.pictures.end(), offer.right);
        return static_cast<std::size_t>(found - offer.pictures.begin());
    }
    static std::size_t wrong_of(const Offer& offer, std::size_t nth = 0) {
        return (right_of(offer) + 1 + nth) % offer.pictures.size();
    }

    Offer offer(const std::string& visit, bool anew = false) {
        return challenges_.offer(visit, "link of " + visit, anew, now_).value();
    }
    Trial pick(const std::string& visit, std::size_t picture) {
        id_.clear();
        return challenges_.try_picture(visit, picture, now_, id_);
    }
    Trial say(const std::string& visit, std::string_view word) {
        id_.clear();
        return challenges_.try_word(visit, word, now_, id_);
    }

    SystemRandom random_;
    Challenges challenges_{random_};
    Challenges::Time now_ = seconds(1'000);
    std::string id_;
};

TEST_F(ChallengesTest, AnOfferHasFourPicturesAndOneIsRight) {
    std::set<std::string_view> words;
    std::set<std::size_t> positions;
    for (int i = 0; i < 300; ++i) {
        const Offer made = offer("visit " + std::to_string(i));
        EXPECT_TRUE(made.is_new);
        EXPECT_EQ(made.tries_left, Challenges::tries_max);
        const std::set<const Picture*> distinct(made.pictures.begin(), made.pictures.end());
        EXPECT_EQ(distinct.size(), made.pictures.size());
        ASSERT_LT(right_of(made), made.pictures.size());
        positions.insert(right_of(made));
        words.insert(made.right->word);
    }
    EXPECT_EQ(positions.size(), 4U);
    EXPECT_GE(words.size(), 24U);
}

TEST_F(ChallengesTest, TheRightPictureOrItsWordPassesAndADoubleClickPassesAgain) {
    const Offer made = offer("v");
    EXPECT_EQ(pick("v", right_of(made)), Trial::right);
    EXPECT_EQ(id_, made.id);
    EXPECT_EQ(pick("v", right_of(made)), Trial::right);
    EXPECT_EQ(id_, made.id);
    EXPECT_EQ(say("v", std::string(made.right->word) + " "), Trial::right);
    EXPECT_EQ(id_, made.id);
    EXPECT_EQ(pick("other", right_of(made)), Trial::no_offer) << "of another visit";
    EXPECT_EQ(id_, "");
}

TEST_F(ChallengesTest, ThreeWrongOnesAndItIsOver) {
    const Offer made = offer("v");
    EXPECT_EQ(pick("v", wrong_of(made)), Trial::wrong);
    EXPECT_EQ(pick("v", wrong_of(made)), Trial::wrong) << "a double click is one try";
    EXPECT_EQ(challenges_.find("v", now_)->tries_left, 2U);
    EXPECT_TRUE(challenges_.find("v", now_)->tried[wrong_of(made)]);
    EXPECT_EQ(say("v", "no word of ours"), Trial::wrong);
    EXPECT_EQ(pick("v", 7), Trial::no_more) << "what is no picture is a try as well";
    EXPECT_EQ(pick("v", right_of(made)), Trial::no_offer);
    EXPECT_EQ(say("v", made.right->word), Trial::no_offer);
    EXPECT_FALSE(challenges_.find("v", now_).has_value());
}

TEST_F(ChallengesTest, TheSameWrongWordTwiceIsOneTry) {
    offer("v");
    EXPECT_EQ(say("v", "nothing"), Trial::wrong);
    EXPECT_EQ(say("v", "nothing"), Trial::wrong);
    EXPECT_EQ(challenges_.find("v", now_)->tries_left, 2U);
    EXPECT_EQ(say("v", "else"), Trial::wrong);
    EXPECT_EQ(say("v", "nothing"), Trial::no_more);
}

TEST_F(ChallengesTest, ItLivesTenMinutes) {
    const Offer made = offer("v");
    now_ += minutes(10) - seconds(1);
    EXPECT_TRUE(challenges_.find("v", now_).has_value());
    EXPECT_EQ(pick("v", right_of(made)), Trial::right);
    now_ += seconds(1);
    EXPECT_FALSE(challenges_.find("v", now_).has_value());
    EXPECT_EQ(pick("v", right_of(made)), Trial::no_offer);
}

// A reload must not bring the tries back, or four of them always hit.
TEST_F(ChallengesTest, AReloadShowsTheSameOneWithTheTriesThatAreLeft) {
    const Offer made = offer("v");
    EXPECT_EQ(pick("v", wrong_of(made)), Trial::wrong);
    const Offer again = offer("v");
    EXPECT_FALSE(again.is_new);
    EXPECT_EQ(again.id, made.id);
    EXPECT_EQ(again.pictures, made.pictures);
    EXPECT_EQ(again.tries_left, 2U);
}

TEST_F(ChallengesTest, ALinkHasThreeMailsAnHour) {
    EXPECT_TRUE(offer("v").is_new);
    now_ += minutes(10);
    EXPECT_TRUE(offer("v").is_new) << "the first is over";
    EXPECT_EQ(challenges_.wait("link of v", now_), seconds(0));
    EXPECT_TRUE(offer("v", true).is_new) << "another is wanted";
    EXPECT_FALSE(challenges_.offer("v", "link of v", true, now_).has_value());
    EXPECT_TRUE(challenges_.find("v", now_).has_value()) << "the last one lives on";
    EXPECT_FALSE(challenges_.offer("another browser", "link of v", false, now_).has_value());
    EXPECT_EQ(challenges_.wait("link of v", now_), minutes(50));
    EXPECT_TRUE(offer("w").is_new) << "other links have theirs";
    now_ += minutes(50);
    EXPECT_TRUE(offer("v").is_new);
    EXPECT_EQ(challenges_.wait("link of v", now_), minutes(10));
}

TEST_F(ChallengesTest, AWordThatWasNotMailedIsNotCounted) {
    for (int i = 0; i < 10; ++i) {
        EXPECT_TRUE(offer("v").is_new);
        challenges_.withdraw("v", "link of v");
        EXPECT_FALSE(challenges_.find("v", now_).has_value());
    }
}

TEST_F(ChallengesTest, BeyondSoManyTheOldestMakeRoom) {
    const Offer first = offer("first");
    now_ += seconds(1);
    for (std::size_t i = 1; i < Challenges::offers_max; ++i) {
        ASSERT_TRUE(offer(std::to_string(i)).is_new);
    }
    EXPECT_TRUE(challenges_.find("first", now_).has_value());
    EXPECT_TRUE(offer("one more").is_new);
    EXPECT_FALSE(challenges_.find("first", now_).has_value());
    EXPECT_TRUE(challenges_.find("1", now_).has_value());
}

}  // namespace
}  // namespace footfall::gate
