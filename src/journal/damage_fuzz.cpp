// Damage to a journal's files: nothing that was not written is ever read, nothing is lost in
// silence where a later group still stands, and what starts goes on from what was read.
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <fuzzer/FuzzedDataProvider.h>

#include "assert.h"
#include "disk/simulated_disk.h"
#include "journal/reader.h"
#include "journal/recovery.h"

namespace footfall::journal {
namespace {

namespace fs = std::filesystem;
using Bytes = std::vector<std::byte>;
using Files = std::map<fs::path, Bytes>;

constexpr Sequence last_possible{~std::uint64_t{0}};

Options options() {
    Options made;
    made.folder = "/journal";
    made.segment_bytes = 2'048;
    return made;
}

Files files_of(const SimulatedDisk& disk) {
    Files files;
    const auto names = disk.list(options().folder);
    ASSERT(names);
    for (const std::string& name : *names) {
        const fs::path path = options().folder / name;
        files[path] = disk.contents(path);
    }
    return files;
}

std::unique_ptr<SimulatedDisk> disk_with(const Files& files) {
    auto disk = std::make_unique<SimulatedDisk>();
    ASSERT(disk->make_folder(options().folder));
    for (const auto& [path, bytes] : files) disk->replace(path, bytes);
    return disk;
}

Event event_of(std::uint64_t number) {
    Event event;
    event.id = "event " + std::to_string(number);
    event.customer = std::string(number % 7 * 10, 'c');
    return event;
}

// Appends a group of `count` events behind what is there.
void append_group(Appender& appender, std::uint64_t count, bool stop = false) {
    GroupBuffer group;
    Sequence last = appender.tip().last;
    const Instant at = appender.tip().received_at + std::chrono::seconds(1);
    for (std::uint64_t i = 0; i < count; ++i) {
        last = next(last);
        group.add(last, at, event_of(last.value));
    }
    ASSERT(appender.append(group, last, at, stop));
}

// A journal of some segments, and where its last group lies.
struct Written {
    Files files;
    fs::path last_segment;
    std::uint64_t last_begin = 0;
    std::uint64_t last_end = 0;
    Sequence last;

    explicit Written(bool stops) {
        SimulatedDisk disk;
        SeededRandom random(1);
        ASSERT(disk.make_folder(options().folder));
        const auto recovered = recover(disk, random, options());
        ASSERT(recovered);
        Appender& appender = *recovered->appender;
        for (std::uint64_t group = 0; group < 24; ++group) append_group(appender, 1 + group % 4);
        last_begin = appender.tip().offset;
        append_group(appender, stops ? 0 : 2, stops);
        last_end = appender.tip().offset;
        last = appender.tip().last;
        last_segment = options().folder / segment_name(appender.tip().header.segment);
        files = files_of(disk);
        ASSERT(files.size() > 3);
    }

    bool has_last_group(const Files& damaged) const {
        const auto found = damaged.find(last_segment);
        if (found == damaged.end() || found->second.size() < last_end) return false;
        const auto part = [this](const Bytes& bytes) {
            return std::span(bytes).subspan(last_begin, last_end - last_begin);
        };
        return std::ranges::equal(part(found->second), part(files.at(last_segment)));
    }
};

void damage(FuzzedDataProvider& input, Files& files) {
    auto chosen = files.begin();
    std::advance(chosen, input.ConsumeIntegralInRange<std::size_t>(0, files.size() - 1));
    Bytes& bytes = chosen->second;
    const auto place = [&] { return input.ConsumeIntegralInRange<std::size_t>(0, bytes.size()); };
    const std::size_t at = place();
    const std::size_t count =
        std::min<std::size_t>(input.ConsumeIntegral<std::uint16_t>(), bytes.size() - at);
    const auto part = std::span(bytes).subspan(at, count);
    switch (input.ConsumeIntegralInRange(0, 7)) {
        case 0:
            if (at < bytes.size()) bytes[at] ^= static_cast<std::byte>(1U << (count % 8));
            break;
        case 1:
            std::ranges::fill(part, std::byte{});
            break;
        case 2:
            for (std::byte& byte : part) byte = std::byte{input.ConsumeIntegral<std::uint8_t>()};
            break;
        case 3:
            bytes.resize(at);
            break;
        case 4: {  // a write that went to another place
            const Bytes copy(part.begin(), part.end());
            const std::size_t to = place();
            std::copy_n(copy.begin(), std::min(copy.size(), bytes.size() - to),
                        bytes.begin() + static_cast<std::ptrdiff_t>(to));
            break;
        }
        case 5:
            files.erase(chosen);
            break;
        case 6: {
            auto other = files.begin();
            std::advance(other, count % files.size());
            std::swap(bytes, other->second);
            break;
        }
        default:
            bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(at), count % 200, std::byte{});
    }
}

struct Found {
    std::uint64_t entries = 0;
    Result<Pass> pass;
};

// Reads all; what is given, also before an error, is what was written, without a gap.
Found read_all(SimulatedDisk& disk) {
    Found found;
    const auto take = [&](SequenceRange range, std::span<const Entry> entries) -> Result<> {
        ASSERT(range.first.value == found.entries + 1 && range.count() == entries.size());
        for (const Entry& entry : entries) {
            ++found.entries;
            ASSERT(entry.sequence.value == found.entries);
            ASSERT(entry.body == EntryBody(event_of(found.entries)));
        }
        return {};
    };
    found.pass = read(disk, options().folder, {1}, last_possible, take);
    ASSERT(found.pass || found.pass.error().code == ErrorCode::corrupt);
    return found;
}

void check(const Written& written, const Files& files) {
    const auto disk = disk_with(files);
    const Found before = read_all(*disk);
    ASSERT(before.entries <= written.last.value);
    if (before.pass && written.has_last_group(files)) {
        ASSERT(before.entries == written.last.value, "lost in silence: " << before.entries);
    }
    SeededRandom random(2);
    const auto recovered = recover(*disk, random, options());
    if (!recovered) {
        ASSERT(recovered.error().code == ErrorCode::corrupt, recovered.error().message);
        ASSERT(files_of(*disk) == files, "changed and then refused");
        return;
    }
    if (before.pass) ASSERT(recovered->recovery.last.value == before.entries);
    append_group(*recovered->appender, 2);
    const Found after = read_all(*disk);
    ASSERT(after.pass.has_value() == before.pass.has_value() || !before.pass);
    if (after.pass) ASSERT(after.entries == recovered->recovery.last.value + 2);
}

}  // namespace
}  // namespace footfall::journal

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using footfall::journal::Written;
    static const Written running(false);
    static const Written stopped(true);
    FuzzedDataProvider input(data, size);
    const Written& written = input.ConsumeBool() ? stopped : running;
    footfall::journal::Files files = written.files;
    for (int i = 0; i < 6 && input.remaining_bytes() > 0 && !files.empty(); ++i) {
        footfall::journal::damage(input, files);
    }
    footfall::journal::check(written, files);
    return 0;
}
