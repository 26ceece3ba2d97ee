// Whether the time of a refused sign-in tells who is a member: `make bench-sign-in`. Takes minutes.
// Compares the times of an unknown e-mail, a wrong password and a disabled member, taken in turn,
// by the Mann-Whitney U test (Mann and Whitney 1947, normal approximation); fails if p <= 0.01.

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <stdlib.h>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assert.h"
#include "workspace/control_plane.h"

namespace {

using namespace footfall;
using namespace footfall::workspace;

using Times = std::vector<double>;  // milliseconds

// The probability of ranks as unequal as these, were both drawn from one distribution.
double p_value(const Times& a, const Times& b) {
    std::vector<std::pair<double, bool>> all;
    for (const double time : a) all.emplace_back(time, true);
    for (const double time : b) all.emplace_back(time, false);
    std::sort(all.begin(), all.end());
    double ranks_of_a = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i].second) ranks_of_a += static_cast<double>(i + 1);
    }
    const auto n = static_cast<double>(a.size());
    const auto m = static_cast<double>(b.size());
    const double u = ranks_of_a - n * (n + 1) / 2;
    const double z = (u - n * m / 2) / std::sqrt(n * m * (n + m + 1) / 12);
    return std::erfc(std::abs(z) / std::sqrt(2.0));
}

double median(Times times) {
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
}

}  // namespace

int main(int count, char** arguments) {
    int rounds = 500;
    if (count > 1) {
        const std::string_view text = arguments[1];
        std::from_chars(text.data(), text.data() + text.size(), rounds);
    }
    std::string folder = (std::filesystem::temp_directory_path() / "footfall-XXXXXX").string();
    ASSERT(mkdtemp(folder.data()) != nullptr);
    SimulatedClock clock(Instant::from_seconds(1'795'340'467));
    SystemRandom random;
    Options options;
    options.file = std::filesystem::path(folder) / "control.sqlite";
    auto opened = ControlPlane::open(options, clock, random);
    ASSERT(opened, opened.error().message);
    ControlPlane& control = **opened;
    const std::string password = "twelve or more characters";
    for (const char* const email : {"owner@example.com", "wrong@example.com", "off@example.com"}) {
        const auto member = control.add_member({email, "", password, Role::owner, {}}, {});
        ASSERT(member, member.error().message);
        if (email == std::string("off@example.com")) {
            ASSERT(control.set_disabled(member->id, true, {}));
        }
    }

    struct Case {
        const char* name;
        const char* email;
        std::string password;
        Times times;
    };
    std::array<Case, 3> cases{{{"unknown e-mail", "nobody@example.com", password, {}},
                               {"wrong password", "wrong@example.com", password + "!", {}},
                               {"disabled member", "off@example.com", password, {}}}};
    for (int round = 0; round < rounds; ++round) {
        for (std::size_t i = 0; i < cases.size(); ++i) {
            Case& each = cases[(i + static_cast<std::size_t>(round)) % cases.size()];
            clock.advance(std::chrono::hours(1));  // so that the throttle does not wait
            const auto begin = SystemClock().steady();
            const auto outcome =
                control.sign_in({each.email, each.password, "192.0.2.1", "", false});
            const std::chrono::duration<double, std::milli> time = SystemClock().steady() - begin;
            ASSERT(!outcome && outcome.error().code == ErrorCode::unauthenticated);
            each.times.push_back(time.count());
        }
    }
    std::filesystem::remove_all(folder);

    bool equal = true;
    for (const Case& each : cases) {
        std::printf("%-16s median %7.2f ms of %zu\n", each.name, median(each.times),
                    each.times.size());
    }
    for (std::size_t i = 0; i < cases.size(); ++i) {
        const Case& a = cases[i];
        const Case& b = cases[(i + 1) % cases.size()];
        const double p = p_value(a.times, b.times);
        std::printf("%s against %s: p = %.3f\n", a.name, b.name, p);
        equal = equal && p > 0.01;
    }
    return equal ? 0 : 1;
}
