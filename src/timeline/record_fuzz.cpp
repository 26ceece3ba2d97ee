// Whatever is read as records is written again as something that reads the same.
#include <cstdint>
#include <string_view>
#include <vector>

#include "assert.h"
#include "timeline/record.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace footfall::timeline;
    RecordReader reader(std::string_view(reinterpret_cast<const char*>(data), size));
    std::vector<Record> read;
    Records again;
    for (Record record;;) {
        const auto more = reader.next(record);
        if (!more || !*more) break;
        read.push_back(record);
        again.add(record);
    }
    RecordReader second(again.bytes());
    for (const Record& wanted : read) {
        Record record;
        const auto more = second.next(record);
        ASSERT(more && *more && record == wanted);
    }
    return 0;
}
