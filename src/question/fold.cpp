#include "question/fold.h"

#include <cstdlib>
#include <memory>

#include <utf8proc.h>

namespace footfall {
namespace {

std::string lower_ascii(std::string_view text) {
    std::string lower(text);
    for (char& byte : lower) {
        if (byte >= 'A' && byte <= 'Z') byte = static_cast<char>(byte - 'A' + 'a');
    }
    return lower;
}

bool is_ascii(std::string_view text) {
    for (const char byte : text) {
        if (static_cast<unsigned char>(byte) >= 0x80) return false;
    }
    return true;
}

}  // namespace

std::string fold(std::string_view text) {
    if (is_ascii(text)) return lower_ascii(text);

    constexpr auto options = static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
                                                            UTF8PROC_STRIPMARK | UTF8PROC_CASEFOLD);
    utf8proc_uint8_t* bytes = nullptr;
    const utf8proc_ssize_t size =
        utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                     static_cast<utf8proc_ssize_t>(text.size()), &bytes, options);
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(bytes, &std::free);
    if (size < 0) return lower_ascii(text);
    return {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

std::string fold_version() {
    return std::string(utf8proc_version()) + ' ' + utf8proc_unicode_version();
}

}  // namespace footfall
