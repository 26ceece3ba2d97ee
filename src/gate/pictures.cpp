#include "gate/pictures.h"

#include <array>

namespace footfall::gate {

namespace {

constexpr std::array<Picture, 32> all{{
    {"anchor",
     R"(<circle cx="32" cy="11" r="5"/><path d="M32 16v39M21 25h22M9 37c1 12 11 18 23 18s22-6 23-18)"
     R"(M9 37l-4 7M9 37l7 4M55 37l4 7M55 37l-7 4"/>)"},
    {"apple",
     R"(<path d="M32 20c-6-5-20-4-20 12 0 14 9 24 14 24 3 0 4-2 6-2s3 2 6 2c5 0 14-10 14-24 0-16)"
     R"(-14-17-20-12zM32 20c0-6 2-10 5-13M33 15c5 1 10-1 12-6-6-1-10 1-12 6z"/>)"},
    {"bell", R"(<path d="M32 8v5M14 46c5-5 4-10 5-17 1-9 6-16 13-16s12 7 13 16c1 7 0 12 5 17z)"
             R"(M26 50c1 7 11 7 12 0"/>)"},
    {"bicycle", R"(<circle cx="15" cy="43" r="11"/><circle cx="49" cy="43" r="11"/>)"
                R"(<path d="M15 43l9-18h18L31 43zM23 20l8 23M49 43L40 15h8M18 20h10"/>)"},
    {"boat", R"(<path d="M6 44h52l-8 12H15zM32 44V8M32 10l20 28H32M28 16L12 38h16"/>)"},
    {"book",
     R"(<path d="M32 18C26 12 16 11 8 12v36c8-1 18 0 24 6 6-6 16-7 24-6V12c-8-1-18 0-24 6zM32 18v36)"
     R"(M14 21c5 0 9 1 12 3M14 30c5 0 9 1 12 3M50 21c-5 0-9 1-12 3M50 30c-5 0-9 1-12 3"/>)"},
    {"butterfly",
     R"(<path d="M32 20v30M32 20c-2-6-5-9-9-11M32 20c2-6 5-9 9-11M32 27C26 14 8 10 8 20c0 9 10 15 )"
     R"(24 15M32 35c-11 0-18 6-16 13 3 9 13 4 16-6M32 27c6-13 24-17 24-7 0 9-10 15-24 15M32 35c11 )"
     R"(0 18 6 16 13-3 9-13 4-16-6"/>)"},
    {"candle",
     R"(<path d="M24 28h16v28H24zM16 56h32M32 28v-5M32 7c-8 9-5 15 0 16 5-1 8-7 0-16z"/>)"},
    {"car", R"(<circle cx="18" cy="45" r="5"/><circle cx="47" cy="45" r="5"/>)"
            R"(<path d="M13 44H7V34l9-3 6-12h18l9 12 8 3v10h-5M42 44H23M16 31h33M32 19v12"/>)"},
    {"chair",
     R"(<path d="M18 6h28v26H18zM27 6v26M37 6v26M14 32h36v8H14zM18 40v18M46 40v18M18 49h28"/>)"},
    {"clock",
     R"(<circle cx="32" cy="32" r="24"/><path d="M32 16v16l11 7M32 8v3M32 53v3M8 32h3M53 32h3"/>)"},
    {"cloud", R"(<path d="M18 48c-16 0-15-19-2-19 1-16 25-18 28-3 16-3 18 22 2 22z"/>)"},
    {"cup",
     R"(<path d="M12 24h34v14c0 10-6 16-14 16h-6c-8 0-14-6-14-16zM46 28c12-2 12 16-1 16M8 59h42)"
     R"(M22 18c-3-4 3-6 0-10M34 18c-3-4 3-6 0-10"/>)"},
    {"fish",
     R"(<circle cx="16" cy="29" r="1.5"/>)"
     R"(<path d="M6 32c8-14 26-18 38-4l14-10v28L44 36C32 50 14 46 6 32zM26 22c5 6 5 14 0 20"/>)"},
    {"flag", R"(<path d="M14 6v52M14 10c10-6 18 6 36 0v24c-18 6-26-6-36 0"/>)"},
    {"flower",
     R"(<circle cx="32" cy="21" r="5"/><circle cx="32" cy="10" r="6"/><circle cx="43" cy="17" r="6"/>)"
     R"(<circle cx="39" cy="30" r="6"/><circle cx="25" cy="30" r="6"/><circle cx="21" cy="17" r="6"/>)"
     R"(<path d="M32 36v22M32 52c3-8 9-9 14-9-1 7-7 10-14 9z"/>)"},
    {"fork", R"(<path d="M32 58V30M22 6v14c0 6 4 10 10 10s10-4 10-10V6M32 6v24"/>)"},
    {"glasses", R"(<circle cx="18" cy="38" r="11"/><circle cx="46" cy="38" r="11"/>)"
                R"(<path d="M29 36c2-3 4-3 6 0M7 36l5-16h5M57 36l-5-16h-5"/>)"},
    {"hammer", R"(<path d="M27 24v34h9V24M10 8h34c7 1 11 6 12 13H44l-4 3H10z"/>)"},
    {"heart",
     R"(<path d="M32 56C12 42 6 32 8 22c3-13 20-13 24 0 4-13 21-13 24 0 2 10-4 20-24 34z"/>)"},
    {"house", R"(<path d="M6 32L32 8l26 24M13 27v29h38V27M26 56V38h12v18"/>)"},
    {"key", R"(<circle cx="17" cy="32" r="11"/><circle cx="14" cy="32" r="2.5"/>)"
            R"(<path d="M28 32h31v10M49 32v8"/>)"},
    {"ladder", R"(<path d="M20 6v52M44 6v52M20 14h24M20 25h24M20 36h24M20 47h24"/>)"},
    {"lamp", R"(<path d="M22 8h20l9 24H13zM32 32v20M19 57c2-7 24-7 26 0z"/>)"},
    {"moon", R"(<path d="M40 8A25 25 0 1 0 56 42 21 21 0 0 1 40 8z"/>)"},
    {"mushroom", R"(<circle cx="24" cy="22" r="3"/><circle cx="39" cy="21" r="4"/>)"
                 R"(<path d="M8 34C8 4 56 4 56 34zM25 34c2 8 0 16-3 23h20c-3-7-5-15-3-23"/>)"},
    {"pencil", R"(<path d="M8 56l4-15L43 10l11 11-31 31zM12 41l11 11M37 16l11 11"/>)"},
    {"scissors", R"(<circle cx="16" cy="49" r="8"/><circle cx="48" cy="49" r="8"/>)"
                 R"(<path d="M21 43L45 7M43 43L19 7"/>)"},
    {"star", R"(<path d="M32 6l8 17 19 2-14 13 4 19-17-10-17 10 4-19L5 25l19-2z"/>)"},
    {"sun",
     R"(<circle cx="32" cy="32" r="12"/><path d="M32 6v8M32 50v8M6 32h8M50 32h8M13 13l6 6M45 45l6 6)"
     R"(M51 13l-6 6M19 45l-6 6"/>)"},
    {"tree", R"(<path d="M32 6L17 25h6L11 43h42L41 25h6zM28 43v15h8V43"/>)"},
    {"umbrella",
     R"(<path d="M6 34C8 4 56 4 58 34c-4-6-12-6-17 0-4-6-14-6-18 0-5-6-13-6-17 0zM32 30v22c0 8-11 )"
     R"(8-11 0M32 6v5"/>)"},
}};

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::span<const Picture> pictures() { return all; }

std::string drawing(const Picture& picture) {
    return R"(<svg viewBox="0 0 64 64" width="96" height="96" fill="none" stroke="currentColor" )"
           R"(stroke-width="3" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" )"
           R"(focusable="false">)" +
           std::string(picture.strokes) + "</svg>";
}

bool is_word(const Picture& picture, std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    if (text.size() != picture.word.size()) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (lower(text[i]) != picture.word[i]) return false;
    }
    return true;
}

}  // namespace footfall::gate
