#include "journal/salvage.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <regex>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "journal/frame.h"
#include "journal/group_commit.h"
#include "journal/test_journal.h"

namespace footfall::journal {
namespace {

using Bytes = std::vector<std::byte>;
using Ranges = std::vector<SequenceRange>;

std::uint64_t number_from(const char* variable, std::uint64_t standard) {
    const char* text = std::getenv(variable);
    return text == nullptr ? standard : std::stoull(text);
}

// A group's bytes in its segment, and its entries.
struct Group {
    std::uint32_t segment = 0;
    std::size_t begin = 0;
    std::size_t end = 0;
    SequenceRange range;
};

// What salvage() gave.
struct Found {
    std::vector<Entry> entries;
    std::vector<Damage> damages;

    Ranges lost() const {
        Ranges ranges;
        for (const Damage& damage : damages) {
            if (damage.lost.empty()) continue;
            // Two places may lie side by side.
            if (!ranges.empty() && next(ranges.back().last) == damage.lost.first) {
                ranges.back().last = damage.lost.last;
            } else {
                ranges.push_back(damage.lost);
            }
        }
        return ranges;
    }
};

// A journal of several segments and starts, of which everything is known.
class Known {
  public:
    explicit Known(std::uint64_t seed) : journal(seed), random(seed) {
        for (int life = 0; life < 3; ++life) live(life == 2);
        files = read_files();
        entries = *journal.entries();
        find_groups();
    }

    // The acknowledged bytes of a segment that have another group behind them.
    std::size_t safe_end(std::uint32_t segment) const {
        return segment < files.size() ? files.at(segment).size() : groups.back().begin;
    }

    void put(std::uint32_t segment, const Bytes& bytes) {
        journal.disk.replace(path(segment), bytes);
    }
    void remove(std::uint32_t segment) { ASSERT(journal.disk.remove(path(segment)).has_value()); }

    // As it was before any damage.
    void restore() {
        const auto names = journal.disk.list(journal.options.folder);
        for (const std::string& name : *names) {
            if (!name.starts_with("0")) continue;
            const auto segment = segment_of_name(name);
            if (segment && files.contains(*segment)) continue;
            ASSERT(journal.disk.remove(journal.options.folder / name).has_value());
        }
        for (const auto& [segment, bytes] : files) {
            if (journal.disk.contents(path(segment)) != bytes) put(segment, bytes);
        }
    }

    Result<Found> salvaged(Sequence from = {}) {
        Found found;
        Sequence last{std::max<std::uint64_t>(from.value, 1) - 1};
        const auto take = [&](SequenceRange range, std::span<const Entry> some) -> Result<> {
            ASSERT(range.first == next(last) && !range.empty(),
                   "a gap before " << range.first.value);
            last = range.last;
            found.entries.insert(found.entries.end(), some.begin(), some.end());
            return {};
        };
        const auto damaged = [&](const Damage& damage) -> Result<> {
            found.damages.push_back(damage);
            return {};
        };
        auto pass =
            salvage(journal.disk, journal.options.folder, from, last_possible, take, damaged);
        if (!pass) return fail(pass.error());
        return found;
    }

    Result<std::unique_ptr<GroupCommit>> open(bool salvages) {
        Options options = journal.options;
        options.salvage = salvages;
        return GroupCommit::open(journal.disk, journal.clock, random, options, {});
    }

    // Ranges of the groups that `is_hit` says are, joined where they touch.
    template <class IsHit>
    Ranges lost_if(const IsHit& is_hit) const {
        Ranges lost;
        for (const Group& group : groups) {
            if (group.range.empty() || !is_hit(group)) continue;
            if (!lost.empty() && next(lost.back().last) == group.range.first) {
                lost.back().last = group.range.last;
            } else {
                lost.push_back(group.range);
            }
        }
        return lost;
    }

    std::vector<Entry> without(const Ranges& lost) const {
        std::vector<Entry> rest;
        for (const Entry& entry : entries) {
            const auto holds = [&](const SequenceRange& range) {
                return range.first <= entry.sequence && entry.sequence <= range.last;
            };
            if (std::ranges::none_of(lost, holds)) rest.push_back(entry);
        }
        return rest;
    }

    std::filesystem::path path(std::uint32_t segment) const {
        return journal.options.folder / segment_name(segment);
    }

    TestJournal journal;
    SeededRandom random;
    std::map<std::uint32_t, Bytes> files;
    std::vector<Entry> entries;
    std::vector<Group> groups;

  private:
    void live(bool is_last) {
        auto commit = open(false);
        ASSERT(commit.has_value(), commit.error().message);
        for (int i = 0; i < 60; ++i) {
            journal.clock.advance(std::chrono::milliseconds(random.next() % 5'000));
            ASSERT(write(**commit).has_value());
            (*commit)->find_room();
            if (random.next() % 5 == 0) (*commit)->idle();
        }
        if (!is_last) (*commit)->stop();
    }

    std::map<std::uint32_t, Bytes> read_files() const {
        std::map<std::uint32_t, Bytes> all;
        const auto names = journal.disk.list(journal.options.folder);
        for (const std::string& name : *names) {
            if (const auto segment = segment_of_name(name)) {
                all[*segment] = journal.disk.contents(journal.options.folder / name);
            }
        }
        return all;
    }

    void find_groups() {
        Sequence last;
        for (const auto& [segment, bytes] : files) {
            std::size_t begin = segment_header_bytes;
            for (std::size_t at = begin; at + frame_header_bytes <= bytes.size();) {
                const FrameHeader frame = read_frame_header(std::span(bytes).subspan(at));
                if (frame.type == 0 || frame.type == footer_type) break;
                at += frame.size();
                if (frame.type != terminator_type) continue;
                groups.push_back({segment, begin, at, {next(last), frame.sequence}});
                last = frame.sequence;
                begin = at;
            }
        }
    }

  public:
    Result<> write(GroupCommit& commit) {
        std::vector<Submission> group;
        for (std::uint64_t part = 0; part < 1 + random.next() % 4; ++part) {
            const std::size_t padding =
                random.next() % 16 == 0 ? random.next() % 20'000 : random.next() % 1'000;
            std::vector<Draft> drafts;
            drafts.push_back(draft(std::to_string(++written_), padding));
            group.push_back(submission(std::move(drafts)));
        }
        return commit.write(group);
    }

  private:
    std::uint64_t written_ = 0;
};

// Whether a strict reader's error names a range that holds `lost`.
bool covers(const std::string& message, Sequence lost) {
    if (message.find("all its sequences") != std::string::npos) return true;
    std::smatch found;
    if (std::regex_search(message, found, std::regex("sequences (\\d+) to (\\d+)"))) {
        return std::stoull(found[1]) <= lost.value && lost.value <= std::stoull(found[2]);
    }
    return std::regex_search(message, found, std::regex("sequences from (\\d+) on")) &&
           std::stoull(found[1]) <= lost.value;
}

// Starts on the damaged journal twice, with a group written in between: nothing else is lost.
void start_twice(Known& known, const Ranges& lost) {
    std::vector<Entry> expected = known.without(lost);
    for (int start = 0; start < 2; ++start) {
        auto commit = known.open(true);
        ASSERT_TRUE(commit.has_value()) << commit.error().message;
        EXPECT_EQ((*commit)->last().value, known.entries.size() + static_cast<std::size_t>(start));
        Draft one = draft("after start " + std::to_string(start));
        expected.push_back({next((*commit)->last()), known.journal.clock.now(), one.body});
        std::vector<Draft> drafts;
        drafts.push_back(std::move(one));
        std::vector<Submission> group;
        group.push_back(submission(std::move(drafts)));
        ASSERT_TRUE((*commit)->write(group).has_value());
        if (start == 0) (*commit)->stop();
        commit->reset();
        const auto found = known.salvaged();
        ASSERT_TRUE(found.has_value()) << found.error().message;
        EXPECT_EQ(found->lost(), lost);
        EXPECT_EQ(found->entries, expected);
    }
}

struct Tally {
    std::uint64_t cases = 0;
    std::uint64_t detected = 0;
    std::uint64_t healed = 0;  // a footer of the last segment but one, written anew at a start
    std::uint64_t silent = 0;
    std::uint64_t lost = 0;
};

// Damage that loses exactly `lost`: the strict reader or the strict start sees it, and a salvaging
// one gives all the rest and nothing else.
void judge(Known& known, const Ranges& lost, Tally& tally) {
    ++tally.cases;
    for (const SequenceRange& range : lost) tally.lost += range.count();
    auto strict = known.journal.entries();
    std::optional<Error> error;
    if (!strict) error = strict.error();
    if (!error) {
        ASSERT_EQ(*strict, known.entries);
        if (auto commit = known.open(false); !commit) {
            error = commit.error();
        } else {
            commit->reset();
            ASSERT_EQ(*known.journal.entries(), known.entries);
        }
    }
    if (error) {
        ASSERT_EQ(error->code, ErrorCode::corrupt) << error->message;
        ++tally.detected;
        // It ends at the first damage that it meets.
        if (!lost.empty()) {
            EXPECT_TRUE(covers(error->message, lost.front().first)) << error->message;
        }
    } else if (lost.empty()) {
        ++tally.healed;
        return;
    } else {
        ++tally.silent;
    }
    const auto found = known.salvaged();
    ASSERT_TRUE(found.has_value()) << found.error().message;
    EXPECT_EQ(found->lost(), lost);
    EXPECT_EQ(found->entries, known.without(lost));
    // From anywhere in the journal the rest is the same.
    const Sequence from{1 + known.random.next() % known.entries.size()};
    const auto rest = known.salvaged(from);
    ASSERT_TRUE(rest.has_value()) << rest.error().message;
    std::vector<Entry> expected = known.without(lost);
    std::erase_if(expected, [&](const Entry& entry) { return entry.sequence < from; });
    EXPECT_EQ(rest->entries, expected);
}

class Salvage : public testing::Test {
  protected:
    Salvage() : known(seed) {
        EXPECT_GE(known.files.size(), 5U);
        EXPECT_GE(known.groups.size(), 180U);
        EXPECT_GE(known.entries.size(), 300U);
    }

    ~Salvage() override {
        if (tally.cases == 0) return;
        const auto* test = testing::UnitTest::GetInstance()->current_test_info();
        std::cout << test->name() << ": seed " << seed << ", cases " << tally.cases
                  << ", acknowledged " << known.entries.size() << ", detected " << tally.detected
                  << ", healed " << tally.healed << ", silent " << tally.silent << "\n";
        EXPECT_EQ(tally.silent, 0U);
        EXPECT_EQ(tally.detected + tally.healed, tally.cases);
    }

    std::uint32_t any_segment() {
        return static_cast<std::uint32_t>(1 + known.random.next() % known.files.size());
    }

    // Judges what lies on the disk now, tries a start now and then, and repairs it.
    void judge_and_restore(const Ranges& lost, const std::string& where) {
        const testing::ScopedTrace trace(__FILE__, __LINE__, where);
        judge(known, lost, tally);
        if (tally.cases % 20 == 0 && !HasFatalFailure()) start_twice(known, lost);
        known.restore();
    }

    const std::uint64_t seed = number_from("SEED", 1);
    Known known;
    Tally tally;
};

TEST_F(Salvage, of_a_flipped_bit_loses_its_group_alone) {
    const std::uint64_t flips = number_from("FLIPS", 2'000);
    // Over all bytes alike, but headers and footers, which are few, get their share.
    for (std::uint64_t i = 0; i < flips; ++i) {
        const std::uint32_t segment = any_segment();
        Bytes bytes = known.files.at(segment);
        std::size_t end = known.safe_end(segment);
        std::size_t begin = 0;
        if (i % 10 == 0) end = segment_header_bytes;
        if (i % 10 == 1 && segment < known.files.size()) begin = end - footer_bytes;
        const std::size_t bit = (begin + known.random.next() % (end - begin)) * 8 + i % 8;
        bytes[bit / 8] ^= std::byte{1} << (bit % 8);
        known.put(segment, bytes);
        const Ranges lost = known.lost_if([&](const Group& group) {
            return group.segment == segment && group.begin <= bit / 8 && bit / 8 < group.end;
        });
        judge_and_restore(lost,
                          "segment " + std::to_string(segment) + ", bit " + std::to_string(bit));
        if (HasFailure()) return;
    }
    EXPECT_EQ(tally.cases, flips);
    EXPECT_GE(tally.cases, flips) << "too few to prove anything";
    EXPECT_GT(tally.lost, tally.cases);
    EXPECT_LT(tally.healed, tally.cases / 20);
}

TEST_F(Salvage, of_several_flipped_bits_loses_their_groups_alone) {
    for (int i = 0; i < 100; ++i) {
        const std::uint32_t segment = any_segment();
        Bytes bytes = known.files.at(segment);
        std::set<std::size_t> hit;
        const std::size_t end = std::min(known.safe_end(segment), bytes.size() - footer_bytes);
        for (std::uint64_t flip = 0; flip < 2 + known.random.next() % 6; ++flip) {
            const std::size_t at =
                segment_header_bytes + known.random.next() % (end - segment_header_bytes);
            if (hit.insert(at).second) bytes[at] ^= std::byte{16};
        }
        known.put(segment, bytes);
        const Ranges lost = known.lost_if([&](const Group& group) {
            const auto first = hit.lower_bound(group.begin);
            return group.segment == segment && first != hit.end() && *first < group.end;
        });
        judge_and_restore(lost, "segment " + std::to_string(segment) + ", several bits");
        if (HasFailure()) return;
    }
}

TEST_F(Salvage, of_a_lost_block_loses_the_groups_in_it) {
    constexpr std::size_t block = 4096;
    for (int i = 0; i < 100; ++i) {
        const std::uint32_t segment = any_segment();
        Bytes bytes = known.files.at(segment);
        const std::size_t blocks = known.safe_end(segment) / block;
        if (blocks == 0) continue;
        const std::size_t begin = known.random.next() % blocks * block;
        const bool garbage = i % 2 == 0;
        for (std::size_t at = begin; at < begin + block; ++at) {
            bytes[at] = garbage ? static_cast<std::byte>(known.random.next()) : std::byte{};
        }
        known.put(segment, bytes);
        const Ranges lost = known.lost_if([&](const Group& group) {
            return group.segment == segment && group.begin < begin + block && begin < group.end;
        });
        judge_and_restore(lost, "segment " + std::to_string(segment) + ", block at " +
                                    std::to_string(begin) +
                                    (garbage ? " of garbage" : " of zeroes"));
        if (HasFailure()) return;
    }
    EXPECT_GT(tally.cases, 50U);
}

TEST_F(Salvage, of_a_segment_that_is_cut_off_loses_its_end) {
    for (int i = 0; i < 100; ++i) {
        const auto segment =
            static_cast<std::uint32_t>(1 + known.random.next() % (known.files.size() - 1));
        Bytes bytes = known.files.at(segment);
        bytes.resize(known.random.next() % (bytes.size() - footer_bytes));
        known.put(segment, bytes);
        // Without a frame nothing tells what the header said.
        const Ranges lost = known.lost_if([&](const Group& group) {
            return group.segment == segment && bytes.size() < group.end;
        });
        judge_and_restore(lost, "segment " + std::to_string(segment) + ", cut at " +
                                    std::to_string(bytes.size()));
        if (HasFailure()) return;
    }
}

TEST_F(Salvage, of_a_segment_that_is_missing_or_in_the_wrong_place_loses_what_it_held) {
    const auto last = static_cast<std::uint32_t>(known.files.size());
    const auto entries_of = [&](std::uint32_t a, std::uint32_t b) {
        return known.lost_if(
            [&](const Group& group) { return group.segment == a || group.segment == b; });
    };
    for (std::uint32_t segment = 1; segment < last; ++segment) {
        const std::string where = "segment " + std::to_string(segment);
        known.remove(segment);
        judge_and_restore(entries_of(segment, segment), where + " missing");
        known.put(segment, {});
        judge_and_restore(entries_of(segment, segment), where + " empty");
        for (std::uint32_t other = 1; other <= last; ++other) {
            if (other == segment) continue;
            const std::string pair = where + " and " + std::to_string(other);
            known.put(segment, known.files.at(other));
            judge_and_restore(entries_of(segment, segment), pair + " doubled");
            if (other == last || other < segment) continue;
            known.put(segment, known.files.at(other));
            known.put(other, known.files.at(segment));
            judge_and_restore(entries_of(segment, other), pair + " swapped");
        }
        if (HasFailure()) return;
    }
    EXPECT_GT(tally.cases, 20U);
}

// What the journal cannot tell is not made up: a start is refused and changes nothing.
TEST_F(Salvage, does_not_guess_where_the_last_segment_is_gone) {
    const auto last = static_cast<std::uint32_t>(known.files.size());
    const auto refuses = [&](const std::string& where) {
        const auto commit = known.open(true);
        ASSERT_FALSE(commit.has_value()) << where;
        EXPECT_EQ(commit.error().code, ErrorCode::corrupt) << where;
        known.restore();
    };
    known.remove(last);
    refuses("missing");
    known.put(last, {});
    refuses("empty");
    known.put(last, Bytes(known.files.at(last).size()));
    refuses("all zeroes");
    known.put(last, known.files.at(1));
    refuses("another's copy");
    known.put(1, known.files.at(last));
    known.put(last, known.files.at(1));
    refuses("swapped");
}

TEST_F(Salvage, of_a_torn_tail_loses_nothing_that_was_acknowledged) {
    const auto last = static_cast<std::uint32_t>(known.files.size());
    const std::size_t end = known.groups.back().end;
    for (std::uint64_t i = 0; i < 60; ++i) {
        Bytes bytes = known.files.at(last);
        const std::size_t size =
            std::min<std::size_t>(1 + known.random.next() % 3'000, bytes.size() - end);
        for (std::size_t at = end; at < end + size; ++at) {
            bytes[at] = i % 3 == 0   ? bytes[at - 700]  // a copy of what stands before it
                        : i % 3 == 1 ? static_cast<std::byte>(known.random.next())
                                     : std::byte{0xFF};
        }
        known.put(last, bytes);
        const auto found = known.salvaged();
        ASSERT_TRUE(found.has_value()) << found.error().message;
        EXPECT_TRUE(found->damages.empty());
        EXPECT_EQ(found->entries, known.entries);
        start_twice(known, {});
        known.restore();
        if (HasFailure()) return;
    }
}

TEST_F(Salvage, says_between_which_times_the_lost_entries_were_received) {
    const Group& hit = known.groups[known.groups.size() / 2];
    Bytes bytes = known.files.at(hit.segment);
    bytes[hit.begin + 40] ^= std::byte{1};
    known.put(hit.segment, bytes);
    const auto found = known.salvaged();
    ASSERT_TRUE(found.has_value());
    ASSERT_EQ(found->damages.size(), 1U);
    const Damage& damage = found->damages.front();
    EXPECT_EQ(damage.segment, hit.segment);
    EXPECT_EQ(damage.offset, hit.begin);
    EXPECT_EQ(damage.lost, hit.range);
    const Instant lost_at = known.entries[hit.range.first.value - 1].received_at;
    ASSERT_TRUE(damage.after && damage.before);
    EXPECT_LE(*damage.after, lost_at);
    EXPECT_GE(*damage.before, lost_at);
    EXPECT_LT(*damage.before - *damage.after, std::chrono::seconds(30));
    known.restore();
}

TEST_F(Salvage, keeps_a_damaged_last_segment_aside) {
    const auto last = static_cast<std::uint32_t>(known.files.size());
    const auto hit = std::ranges::find(known.groups, last, &Group::segment);
    Bytes bytes = known.files.at(last);
    bytes[hit->begin + 40] ^= std::byte{1};
    known.put(last, bytes);
    ASSERT_TRUE(known.open(true).has_value());
    EXPECT_EQ(known.journal.disk.contents(known.path(last).string() + ".damaged"), bytes);
    // What took its place holds the same bytes, damaged ones too, up to the last good group.
    const Bytes copy = known.journal.disk.contents(known.path(last));
    const std::size_t end = known.groups.back().end;
    ASSERT_GE(copy.size(), end);
    EXPECT_TRUE(
        std::equal(copy.begin(), copy.begin() + static_cast<std::ptrdiff_t>(end), bytes.begin()));
    known.restore();
}

}  // namespace
}  // namespace footfall::journal
