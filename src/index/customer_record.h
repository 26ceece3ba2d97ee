// CustomerRecord: what the directory keeps of one customer beside its columns, packed into one run
// of bytes.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "clock.h"
#include "event/entry.h"
#include "event/ids.h"
#include "index/saved.h"

namespace footfall::index {

// Which statement a merged value comes from: the latest by (changed_at, family, id) stands, so the
// order in which profiles arrive does not matter.
struct Origin {
    Instant changed_at{INT64_MIN};
    Family family{};
    std::string id;

    friend auto operator<=>(const Origin&, const Origin&) = default;
};

// A record's texts, in the order in which they are packed.
enum class Text : std::uint8_t { id, folded_id, name, code, email, phone, contact };
inline constexpr std::size_t texts_count = 7;

// By key; a value of `null` is a trait that was cleared.
using Traits = std::map<std::string, std::pair<std::string, Origin>>;

struct CustomerRecord {
    std::string& text(Text which) { return texts[static_cast<std::size_t>(which)]; }
    Origin& origin(Text which) { return origins[static_cast<std::size_t>(which)]; }

    Instant created;
    Sequence since;
    std::array<std::string, texts_count> texts;  // as given, but for the folded id
    std::array<Origin, texts_count> origins;     // of those that profiles give
    Origin status_origin;
    Traits traits;
};

// A record in as many bytes as it needs. Its texts can be read as they lie.
class PackedRecord {
  public:
    PackedRecord() = default;
    explicit PackedRecord(const CustomerRecord& record);

    PackedRecord(const PackedRecord& other);
    PackedRecord(PackedRecord&&) noexcept = default;
    PackedRecord& operator=(const PackedRecord&) = delete;
    PackedRecord& operator=(PackedRecord&&) noexcept = default;
    ~PackedRecord() = default;

    CustomerRecord unpack() const;

    void save(Saver& saver) const;
    static PackedRecord load(Loader& loader);

    // Good as long as this record.
    std::string_view text(Text which) const;
    Instant created() const;
    Sequence since() const;

    std::size_t memory_bytes() const;

  private:
    std::string_view bytes() const;
    void set_bytes(std::string_view bytes);

    // Its size and its bytes.
    std::unique_ptr<char[]> bytes_;
};

}  // namespace footfall::index
