// Whatever stands in a file of customers: each row gets a profile within the limits or a reason,
// the same ones when the file is read again.
#include <cstdint>
#include <string_view>

#include "intake/decision_check.h"
#include "intake/decode_customers.h"
#include "random.h"

namespace footfall::intake {
namespace {

Result<CustomerFile> read(std::string_view text) {
    SeededRandom random(1);
    Terms terms;
    terms.received_at = Instant::from_seconds(1'790'000'000);
    terms.random = &random;
    auto file = decode_customers(terms, text);
    if (!file) return file;
    for (const CustomerRow& row : file->rows) {
        ASSERT(row.profile.has_value() == row.rejection.reason.empty());
        if (!row.profile) continue;
        check_entry(terms, *row.profile);
        check_codec(*row.profile);
    }
    return file;
}

void check(std::string_view text) {
    const auto file = read(text);
    const auto again = read(text);
    ASSERT(file.has_value() == again.has_value());
    if (!file) return;
    ASSERT(file->ignored == again->ignored);
    ASSERT(file->rows.size() == again->rows.size());
    std::size_t number = 1;
    for (std::size_t i = 0; i < file->rows.size(); ++i) {
        const CustomerRow& row = file->rows[i];
        ASSERT(row.number > number);
        number = row.number;
        ASSERT(row.profile == again->rows[i].profile);
    }
}

}  // namespace
}  // namespace footfall::intake

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    footfall::intake::check({reinterpret_cast<const char*>(data), size});
    return 0;
}
