// fold: the one way that texts are compared in search and sort.
#pragma once

#include <string>
#include <string_view>

namespace footfall {

// NFKD, combining marks stripped, case-folded (utf8proc), so that `cafe` finds `Café` and the
// reverse. Bytes that are not UTF-8 give their ASCII letters in lower case. Thread-safe.
std::string fold(std::string_view text);

// Another one where fold() may give another text for the same bytes.
std::string fold_version();

}  // namespace footfall
