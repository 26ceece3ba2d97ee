// The members of a traits object survive being joined and split again, and say nothing more.
#include <cstdint>
#include <string>
#include <string_view>

#include "assert.h"
#include "index/traits.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using footfall::index::join_object;
    using footfall::index::split_object;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto members = split_object(text);
    if (!members) return 0;
    for (const auto& [key, value] : *members) {
        ASSERT(!value.empty() && text.find(value) != text.npos, value);
    }
    const std::string joined = join_object(*members);
    ASSERT(split_object(joined) == members, joined);
    ASSERT(join_object(*split_object(joined)) == joined, joined);
    // Around it there may be blanks and nothing else.
    ASSERT(split_object(" \t\r\n" + joined + "\n") == members, joined);
    for (const char* more : {",", "}", "0", "\"", "{}"}) ASSERT(!split_object(joined + more));
    return 0;
}
