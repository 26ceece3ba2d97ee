// Segments whose checksums are right and whose contents are anything: the reader and a start take
// them or call them corrupt.
#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <fuzzer/FuzzedDataProvider.h>

#include "assert.h"
#include "disk/simulated_disk.h"
#include "journal/crc32c.h"
#include "journal/reader.h"
#include "journal/recovery.h"

namespace footfall::journal {
namespace {

using Bytes = std::vector<std::byte>;

constexpr Sequence last_possible{~std::uint64_t{0}};

template <class Number>
void put(std::span<std::byte> bytes, std::size_t at, Number value) {
    const auto number = static_cast<std::uint64_t>(value);
    for (std::size_t i = 0; i < sizeof(Number); ++i) {
        bytes[at + i] = static_cast<std::byte>(number >> (8 * i));
    }
}

// Makes one segment's bytes; what it draws decides where it follows the layout and where not.
class Forger {
  public:
    explicit Forger(FuzzedDataProvider& input) : input_(input) {}

    Bytes segment(std::uint32_t number) {
        header_.segment = odd() ? input_.ConsumeIntegral<std::uint32_t>() : number;
        header_.epoch = odd() ? input_.ConsumeIntegral<std::uint32_t>() : 9;
        header_.begins = number == 1;
        header_.first = odd() ? Sequence{input_.ConsumeIntegral<std::uint32_t>()} : next(last_);
        header_.first_group = odd() ? input_.ConsumeIntegral<std::uint64_t>() : group_ + 1;
        header_.previous = hash_;
        last_ = {header_.first.value - 1};
        group_ = header_.first_group - 1;
        const auto head = encode_header(header_);
        bytes_.assign(head.begin(), head.end());
        for (int i = 0; i < 12 && input_.remaining_bytes() > 0 && !ends_; ++i) add_group();
        ends_ = false;
        bytes_.resize(bytes_.size() + input_.ConsumeIntegralInRange<std::size_t>(0, 300));
        return bytes_;
    }

  private:
    bool odd() { return input_.ConsumeIntegral<std::uint8_t>() > 240; }

    void add_group() {
        ChainHasher hasher(hash_);
        const std::uint32_t count = input_.ConsumeIntegralInRange<std::uint32_t>(0, 3);
        for (std::uint32_t i = 0; i < count; ++i) {
            last_ = odd() ? Sequence{input_.ConsumeIntegral<std::uint32_t>()} : next(last_);
            const auto type = input_.ConsumeIntegralInRange<std::uint8_t>(1, 7);
            const Bytes frame = made_frame(odd() ? 255 : type, payload());
            hasher.add_entry(frame);
        }
        Bytes payload(29);
        put(payload, 0, odd() ? input_.ConsumeIntegral<std::uint32_t>() : count);
        group_ = odd() ? input_.ConsumeIntegral<std::uint64_t>() : group_ + 1;
        put(payload, 4, group_);
        payload[12] = std::byte{input_.ConsumeIntegral<std::uint8_t>()};
        Bytes frame = frame_of(terminator_type, payload);
        hash_ = hasher.finish(frame);
        std::ranges::copy(hash_, payload.begin() + 13);
        made_frame(terminator_type, payload);
        if (!odd()) return;
        ends_ = true;
        made_frame(footer_type, Bytes(40, std::byte{input_.ConsumeIntegral<std::uint8_t>()}));
    }

    Bytes payload() {
        const auto drawn =
            input_.ConsumeBytes<std::uint8_t>(input_.ConsumeIntegral<std::uint8_t>());
        const auto view = std::as_bytes(std::span(drawn));
        return {view.begin(), view.end()};
    }

    Bytes frame_of(std::uint8_t type, const Bytes& payload) const {
        Bytes frame(frame_header_bytes);
        frame.insert(frame.end(), payload.begin(), payload.end());
        put(frame, 0, static_cast<std::uint32_t>(payload.size()));
        frame[8] = static_cast<std::byte>(type);
        put(frame, 9, header_.segment);
        put(frame, 13, header_.epoch);
        put(frame, 17, last_.value);
        return frame;
    }

    Bytes made_frame(std::uint8_t type, const Bytes& payload) {
        Bytes frame = frame_of(type, payload);
        if (odd()) put(frame, 0, input_.ConsumeIntegral<std::uint32_t>());
        const std::span<const std::byte> view(frame);
        put(frame, 4, crc32c(view.subspan(8), crc32c(view.first(4))));
        bytes_.insert(bytes_.end(), frame.begin(), frame.end());
        return frame;
    }

    FuzzedDataProvider& input_;
    SegmentHeader header_;
    Bytes bytes_;
    Sequence last_;
    std::uint64_t group_ = 0;
    ChainHash hash_{};
    bool ends_ = false;
};

void check(SimulatedDisk& disk, const Options& options) {
    std::optional<Sequence> last;
    const auto take = [&](SequenceRange range, std::span<const Entry> entries) -> Result<> {
        ASSERT(!range.empty() && entries.size() <= range.count());
        ASSERT(!last || range.first == next(*last));
        last = range.last;
        for (const Entry& entry : entries) {
            ASSERT(range.first <= entry.sequence && entry.sequence <= range.last);
        }
        return {};
    };
    const auto pass = read(disk, options.folder, {1}, last_possible, take);
    ASSERT(pass || pass.error().code == ErrorCode::corrupt);
    SeededRandom random(2);
    const auto recovered = recover(disk, random, options);
    ASSERT(recovered || recovered.error().code == ErrorCode::corrupt, recovered.error().message);
}

}  // namespace
}  // namespace footfall::journal

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    footfall::SimulatedDisk disk;
    footfall::journal::Options options;
    options.folder = "/journal";
    options.segment_bytes = 2'048;
    ASSERT(disk.make_folder(options.folder));
    FuzzedDataProvider input(data, size);
    footfall::journal::Forger forger(input);
    const auto count = input.ConsumeIntegralInRange<std::uint32_t>(1, 3);
    for (std::uint32_t number = 1; number <= count; ++number) {
        disk.replace(options.folder / footfall::journal::segment_name(number),
                     forger.segment(number));
    }
    footfall::journal::check(disk, options);
    return 0;
}
