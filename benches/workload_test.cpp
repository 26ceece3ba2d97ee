#include "workload.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace footfall::bench {
namespace {

WorkloadOptions small() { return {.seed = 7, .customers = 1'000, .events = 100'000, .days = 30}; }

std::vector<Fact> all_facts(const WorkloadOptions& options) {
    std::vector<Fact> facts;
    Workload workload(options);
    for (auto batch = workload.next_batch(); !batch.empty(); batch = workload.next_batch()) {
        EXPECT_LE(batch.size(), Workload::batch_facts_max);
        facts.insert(facts.end(), batch.begin(), batch.end());
    }
    return facts;
}

// FNV-1a.
class Hash {
  public:
    void add(std::uint64_t word) {
        for (int byte = 0; byte < 8; ++byte) add_byte((word >> (8 * byte)) & 255);
    }
    void add(const std::string& text) {
        for (const char c : text) add_byte(static_cast<unsigned char>(c));
        add_byte(255);
    }
    std::uint64_t value() const { return value_; }

  private:
    void add_byte(std::uint64_t byte) { value_ = (value_ ^ byte) * 0x100000001B3U; }

    std::uint64_t value_ = 0xCBF29CE484222325U;
};

// Figures of two machines, or of two commits, are compared only because of this.
TEST(Workload, IsTheSameOnEveryMachine) {
    const WorkloadOptions options = small();
    Hash hash;
    for (const Fact& fact : all_facts(options)) {
        hash.add(static_cast<std::uint64_t>(fact.occurred_at.us));
        hash.add(fact.customer);
        hash.add(static_cast<std::uint64_t>(fact.kind));
        hash.add(fact.site);
    }
    EXPECT_EQ(hash.value(), 0x0E90DD4413F59487U);
    const Workload workload(options);
    for (CustomerNumber customer = 0; customer < options.customers; ++customer) {
        const Profile profile = workload.profile(customer);
        hash.add(profile.customer);
        hash.add(profile.name.value_or("-"));
        hash.add(profile.code.value_or("-"));
        hash.add(profile.email.value_or("-"));
        hash.add(static_cast<std::uint64_t>(profile.status.value_or(Status::active)));
    }
    EXPECT_EQ(hash.value(), 0x33AB8987BE2EDB60U);
}

TEST(Workload, GivesAsManyEventsAsAskedForOnItsDays) {
    for (const std::uint64_t events : {0U, 1U, 29U, 4'096U, 100'000U}) {
        WorkloadOptions options = small();
        options.events = events;
        const std::vector<Fact> facts = all_facts(options);
        EXPECT_EQ(facts.size(), events);
        const std::int64_t end = (options.last_day.number + 1) * std::int64_t{86'400'000'000};
        for (const Fact& fact : facts) {
            ASSERT_LT(fact.customer, options.customers);
            ASSERT_LT(fact.site, site_names.size());
            ASSERT_LT(fact.occurred_at.us, end);
            ASSERT_GE(fact.occurred_at.us, end - options.days * std::int64_t{86'400'000'000});
            ASSERT_EQ(fact.occurred_at.us % 1'000, 0);
        }
    }
}

TEST(Workload, OfOneCustomerAndOneDay) {
    const std::vector<Fact> facts = all_facts({.customers = 1, .events = 10, .days = 1});
    EXPECT_EQ(facts.size(), 10U);
}

TEST(Workload, FallsAlongTheFunnelAndByRank) {
    const WorkloadOptions options = small();
    std::array<std::uint64_t, kinds.size()> of_kind{};
    std::array<std::uint64_t, site_names.size()> of_site{};
    std::vector<std::uint64_t> of_customer(options.customers);
    for (const Fact& fact : all_facts(options)) {
        ++of_kind[position(fact.kind)];
        ++of_site[fact.site];
        ++of_customer[fact.customer];
    }
    for (std::size_t i = 0; i + 1 < 5; ++i) EXPECT_GT(of_kind[i], of_kind[i + 1] + 1'000);
    for (std::size_t i = 0; i + 1 < of_site.size(); ++i) EXPECT_GT(of_site[i], of_site[i + 1]);
    // Of the law itself: the first tenth has ln(2) / ln(11) = 29 % of all, the last tenth 4 %.
    std::sort(of_customer.rbegin(), of_customer.rend());
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    for (std::size_t i = 0; i < 100; ++i) {
        first += of_customer[i];
        last += of_customer[of_customer.size() - 1 - i];
    }
    EXPECT_NEAR(static_cast<double>(first), 29'000, 3'000);
    EXPECT_NEAR(static_cast<double>(last), 3'500, 1'000);
}

TEST(Workload, MakesProfilesOfEverySort) {
    const WorkloadOptions options = small();
    const Workload workload(options);
    std::set<std::string> names;
    int inactive = 0;
    int without_code = 0;
    for (CustomerNumber customer = 0; customer < options.customers; ++customer) {
        const Profile profile = workload.profile(customer);
        names.insert(*profile.name);
        inactive += profile.status == Status::inactive ? 1 : 0;
        without_code += profile.code ? 0 : 1;
    }
    EXPECT_GT(names.size(), 800U);
    EXPECT_LT(names.size(), 1'000U);
    EXPECT_NEAR(inactive, 60, 25);
    EXPECT_NEAR(without_code, 80, 30);
    EXPECT_EQ(Workload::customer_id(42), "c0000042");
}

TEST(Workload, WritesWholeEvents) {
    const Workload workload(small());
    Event event;
    workload.write({.occurred_at = Instant::from_ms(5), .customer = 3, .site = 1}, 17, event);
    EXPECT_EQ(event.id, "e-17");
    EXPECT_EQ(event.customer, "c0000003");
    EXPECT_EQ(event.site, "trade");
    EXPECT_EQ(event.name, "link_open");
    EXPECT_EQ(event.occurred_at, Instant::from_ms(5));
}

}  // namespace
}  // namespace footfall::bench
