#include "index/saved.h"

#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "index/random_cases.h"
#include "index/workspace_index.h"

namespace footfall::index {
namespace {

std::shared_ptr<const DayTable> hours() {
    std::vector<Instant> edges;
    for (std::int64_t hour = 0; hour <= 60; ++hour) {
        edges.push_back(Instant::from_seconds(hour * 3'600));
    }
    return std::make_shared<const DayTable>("test", Day{100}, std::move(edges));
}

// Entries as a strange workspace has them: two chunks of customers, more sites than there are bits,
// many traits, counts beyond a byte, some who are forgotten and come back.
class Entries {
  public:
    explicit Entries(Chance& chance) : chance_(chance) {}

    void add_to(WorkspaceIndex& index, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) index.apply(any());
        index.settle();
    }

  private:
    std::string any_customer() {
        return "c" + std::to_string(chance_.below(chance_.percent(30) ? 5'000 : 9));
    }

    Entry any() {
        const Sequence sequence{++sequence_};
        const std::uint64_t what = chance_.below(100);
        if (what == 0) return {sequence, {}, Forget{{}, any_customer(), {}}};
        if (what < 20) {
            Profile profile;
            profile.customer = any_customer();
            profile.id = std::to_string(sequence_);
            profile.changed_at = {static_cast<std::int64_t>(chance_.below(1'000))};
            profile.name = "Name " + std::to_string(chance_.below(50));
            if (chance_.percent(50)) profile.email = "é" + std::to_string(chance_.below(9)) + "@x";
            profile.traits = "{\"t" + std::to_string(chance_.below(90)) +
                             "\":" + (chance_.percent(20) ? "null" : std::to_string(sequence_)) +
                             "}";
            return {sequence, {}, profile};
        }
        Event event;
        event.customer = any_customer();
        event.kind = kinds[chance_.below(3)].kind;
        event.site =
            "s" + std::to_string(chance_.percent(90) ? chance_.below(3) : chance_.below(100));
        if (chance_.percent(20)) event.campaign = "k" + std::to_string(chance_.below(20));
        if (chance_.percent(20)) event.verdict = Verdict::scanner;
        if (chance_.percent(20)) event.form = "f" + std::to_string(chance_.below(20));
        event.occurred_at = Instant::from_seconds(
            static_cast<std::int64_t>(chance_.below(chance_.percent(50) ? 3'600 : 60 * 3'600)));
        return {sequence, {}, event};
    }

    Chance& chance_;
    std::uint64_t sequence_ = 0;
};

std::string text_of(const WorkspaceIndex& index) {
    std::ostringstream text;
    const CustomerDirectory& directory = index.directory();
    for (Ordinal ordinal = 0; ordinal < directory.ordinals(); ++ordinal) {
        if (!directory.is_there(ordinal)) continue;
        const Customer customer = directory.at(ordinal);
        EXPECT_EQ(directory.find(customer.id), ordinal);
        text << ordinal << ' ' << customer.id << ' ' << customer.name << ' ' << customer.email
             << ' ' << customer.since.value << ' ' << directory.rows().label(ordinal) << ' '
             << directory.search_texts().at(ordinal).email;
        for (const auto& [key, value] : directory.traits(ordinal)) text << ' ' << key << value;
        for (const std::string& site : directory.sites(ordinal)) text << ' ' << site;
        const Recency recency = index.activity().recency(ordinal);
        text << ' ' << recency.last_open.value_or(never).us << ' '
             << recency.last_activity.value_or(never).us << '\n';
    }
    const Counts& counts = index.activity().counts();
    const Period all{Day{100}, Day{159}};
    const Counts& automated = index.activity().automated_opens();
    for (Ordinal ordinal = 0; ordinal < directory.ordinals(); ++ordinal) {
        text << ' ' << automated.sum(ordinal, Kind::link_open, all_sites, all) << ' '
             << automated.sum(ordinal, Kind::link_open, Site{1}, all);
    }
    text << ' ' << automated.total(Kind::link_open, all) << '\n';
    const auto add_mentions = [&](const Mentions& mentions, Subset::Of of) {
        for (const Mentions::Mention& mention : mentions.all()) {
            const std::uint32_t number = mentions.find(mention.id);
            text << mention.id << ' ' << number << ' ' << mention.at.us;
            for (Ordinal ordinal = 0; ordinal < directory.ordinals(); ++ordinal) {
                text << ' ' << counts.sum(ordinal, kinds[0].kind, Subset(of, number), all);
            }
            text << '\n';
        }
    };
    add_mentions(index.campaigns(), Subset::Of::campaign);
    add_mentions(index.forms(), Subset::Of::form);
    for (std::uint32_t site = 0; site <= 100; ++site) {
        for (std::size_t kind = 0; kind < 3; ++kind) {
            for (Ordinal ordinal = 0; ordinal < directory.ordinals();
                 ordinal += site == 0 ? 1 : 7) {
                const auto sum = counts.sum(ordinal, kinds[kind].kind, Site{site}, all);
                if (sum > 0) text << site << ' ' << kind << ' ' << ordinal << ' ' << sum << '\n';
            }
            if (site == 0) text << counts.total(kinds[kind].kind, all) << '\n';
        }
    }
    return text.str();
}

WorkspaceIndex saved_and_loaded(const WorkspaceIndex& index) {
    WorkspaceIndex loaded(index.activity().days());
    std::size_t parts = 0;
    for (; parts < index.parts(); ++parts) {
        Saver saver;
        index.save(parts, saver);
        Loader loader(saver.bytes());
        EXPECT_LT(parts, loaded.parts());
        loaded.load(parts, loader);
        EXPECT_TRUE(loader.is_at_end()) << parts;
    }
    EXPECT_EQ(loaded.parts(), parts);
    return loaded;
}

// A copy keeps what was there when it was made, and what is loaded goes on as what was saved.
TEST(SavedIndex, IsWhatItWasAndGoesOn) {
    for_random_cases(6, [](Chance& chance) {
        Entries entries(chance);
        WorkspaceIndex index(hours());
        entries.add_to(index, chance.below(20'000));
        const std::string before = text_of(index);
        const WorkspaceIndex copy = index;
        entries.add_to(index, 3'000);
        EXPECT_EQ(text_of(copy), before);
        WorkspaceIndex loaded = saved_and_loaded(copy);
        EXPECT_EQ(text_of(loaded), before);
        EXPECT_NE(text_of(index), before);
        Chance dice(5);
        Entries same(dice);
        Chance dice_again(5);
        Entries same_again(dice_again);
        WorkspaceIndex twin = copy;
        same.add_to(twin, 2'000);
        same_again.add_to(loaded, 2'000);
        EXPECT_EQ(text_of(loaded), text_of(twin));
    });
}

// No cut of a part is taken for a whole one.
TEST(SavedIndex, IsBadWhenCutOff) {
    Chance chance(3);
    WorkspaceIndex index(hours());
    Entries(chance).add_to(index, 400);
    for (std::size_t part = 0; part < index.parts(); ++part) {
        Saver saver;
        index.save(part, saver);
        const std::size_t size = saver.bytes().size();
        for (std::size_t cut = 0; cut < size; cut += 1 + size / 200) {
            WorkspaceIndex loaded(index.activity().days());
            for (std::size_t i = 0; i < part; ++i) {
                Saver whole;
                index.save(i, whole);
                Loader loader(whole.bytes());
                loaded.load(i, loader);
            }
            Loader loader(std::string_view(saver.bytes()).substr(0, cut));
            loaded.load(part, loader);
            EXPECT_FALSE(loader.is_at_end()) << part << ' ' << cut << " of " << size;
        }
    }
}

}  // namespace
}  // namespace footfall::index
