// Whatever stands in a file of customers: each row gets a profile within the limits or a reason,
// the same ones when the file is read again.
#include <cstdint>
#include <string_view>

#include "intake/decision_check.h"
#include "intake/decode_customers.h"
#include "random.h"

namespace footfall::intake {
namespace {

Result<std::vector<CustomerRow>> read(std::string_view text) {
    SeededRandom random(1);
    Terms terms;
    terms.received_at = Instant::from_seconds(1'790'000'000);
    terms.random = &random;
    auto rows = decode_customers(terms, text);
    if (!rows) return rows;
    for (const CustomerRow& row : *rows) {
        ASSERT(row.profile.has_value() == row.rejection.reason.empty());
        if (!row.profile) continue;
        check_entry(terms, *row.profile);
        check_codec(*row.profile);
    }
    return rows;
}

void check(std::string_view text) {
    const auto rows = read(text);
    const auto again = read(text);
    ASSERT(rows.has_value() == again.has_value());
    if (!rows) return;
    ASSERT(rows->size() == again->size());
    std::size_t number = 1;
    for (std::size_t i = 0; i < rows->size(); ++i) {
        const CustomerRow& row = (*rows)[i];
        ASSERT(row.number > number);
        number = row.number;
        ASSERT(row.profile == (*again)[i].profile);
    }
}

}  // namespace
}  // namespace footfall::intake

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    footfall::intake::check({reinterpret_cast<const char*>(data), size});
    return 0;
}
