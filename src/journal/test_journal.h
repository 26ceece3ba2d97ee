// What the journal's tests share: a journal on a simulated disk, and ways to fill and read it.
#pragma once

#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "disk/simulated_disk.h"
#include "journal/reader.h"
#include "journal/writer.h"

namespace footfall::journal {

inline constexpr Sequence last_possible{~std::uint64_t{0}};

inline Draft draft(std::string id, std::size_t padding = 0) {
    Event event;
    event.id = std::move(id);
    event.customer = "customer";
    event.kind = Kind::link_open;
    event.occurred_at = Instant::from_seconds(1'700'000'000);
    event.properties = std::string(padding, 'p');
    return {event, Draft::Fate::kept};
}

inline const std::string& id_of(const EntryBody& body) { return std::get<Event>(body).id; }

struct TestJournal {
    explicit TestJournal(std::uint64_t seed = 1) : random(seed) {
        options.folder = "/data/journal";
        options.segment_bytes = 64 * 1024;
    }

    Result<std::unique_ptr<Writer>> open(Hooks hooks = {}) {
        return Writer::open(disk, clock, random, options, std::move(hooks));
    }

    // One that must open.
    std::unique_ptr<Writer> opened(Hooks hooks = {}) {
        auto writer = open(std::move(hooks));
        ASSERT(writer.has_value(), writer.error().message);
        return std::move(*writer);
    }

    // All that a reader finds.
    Result<std::vector<Entry>> entries(Sequence from = {}, Sequence to = last_possible) {
        std::vector<Entry> all;
        const auto take = [&](SequenceRange range, std::span<const Entry> some) -> Result<> {
            ASSERT(!range.empty() && some.size() <= range.count());
            all.insert(all.end(), some.begin(), some.end());
            return {};
        };
        const auto pass = read(disk, options.folder, from, to, take);
        if (!pass) return fail(pass.error());
        return all;
    }

    Result<std::vector<std::string>> ids() {
        FOOTFALL_TRY(all, entries());
        std::vector<std::string> found;
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (all[i].sequence.value != i + 1) return fail(ErrorCode::corrupt, "a gap");
            found.push_back(id_of(all[i].body));
        }
        return found;
    }

    std::filesystem::path segment(int number) const {
        std::string digits = std::to_string(number);
        return options.folder / (std::string(10 - digits.size(), '0') + digits + ".segment");
    }

    SimulatedDisk disk;
    SimulatedClock clock{Instant::from_seconds(1'700'000'000)};
    SeededRandom random;
    Options options;
};

inline Submission submission(std::vector<Draft> drafts) {
    Submission made;
    made.drafts = std::move(drafts);
    made.bytes = 1;
    return made;
}

// Queues the drafts; the future gives the outcome, also of a refusal to queue them.
inline std::future<Result<>> send(Writer& writer, std::vector<Draft> drafts) {
    const auto promise = std::make_shared<std::promise<Result<>>>();
    auto future = promise->get_future();
    Submission made = submission(std::move(drafts));
    made.done = [promise](Submission&, Result<> outcome) {
        promise->set_value(std::move(outcome));
    };
    if (auto queued = writer.append(std::move(made)); !queued) promise->set_value(queued);
    return future;
}

inline Result<> keep(Writer& writer, std::vector<Draft> drafts) {
    return send(writer, std::move(drafts)).get();
}

inline Result<> keep(Writer& writer, const std::string& id, std::size_t padding = 0) {
    std::vector<Draft> drafts;
    drafts.push_back(draft(id, padding));
    return keep(writer, std::move(drafts));
}

// Until everything queued before is answered.
inline void wait_for_all(Writer& writer) { (void)keep(writer, std::vector<Draft>()); }

}  // namespace footfall::journal
