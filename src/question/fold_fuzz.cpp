// Folding takes any bytes, forgets the case of ASCII letters and does not grow without bound.
#include <cstdint>
#include <string>
#include <string_view>

#include "assert.h"
#include "question/fold.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // The character that grows most, U+FDFA, has 3 bytes and folds to 33.
    constexpr std::size_t growth_max = 11;
    const std::string text(reinterpret_cast<const char*>(data), size);
    const std::string folded = footfall::fold(text);
    ASSERT(folded.size() <= growth_max * size, folded.size());
    std::string swapped = text;
    for (char& c : swapped) {
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) c = static_cast<char>(c ^ 0x20);
    }
    ASSERT(footfall::fold(swapped) == folded);
    for (const char c : folded) ASSERT(c < 'A' || c > 'Z', folded);
    return 0;
}
