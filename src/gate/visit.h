// A visit: what one browser did at one link, kept by the browser alone, where it cannot be forged.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "clock.h"
#include "http/message.h"
#include "random.h"
#include "workspace/secret.h"

namespace footfall::gate {

// A browser that restores its last session keeps a visit for ever: after this it is over.
inline constexpr std::chrono::hours visit_life{12};

struct Visit {
    std::string id;    // 32 hexadecimal digits, new for each visit
    std::string link;  // LinkTarget::id
    Instant begun;
    bool is_confirmed = false;
    bool is_verified = false;  // passed a challenge

    friend bool operator==(const Visit&, const Visit&) = default;
};

// `link` as LinkTarget::id has it.
Visit begin_visit(std::string_view link, Instant now, Random& random);

// Thread-safe, constant after construction. Equal installations read each other's visits.
class VisitSeal {
  public:
    explicit VisitSeal(const workspace::Secret& secret);

    // Text for a cookie or a form; only this installation can read or make it.
    std::string seal(const Visit& visit, Random& random) const;

    // The visit to `link` that `text` holds. Nothing if it is no sealed visit, of another link, or
    // over; also if it begins in the future, as after a clock was set back.
    std::optional<Visit> open(std::string_view text, std::string_view link, Instant now) const;

  private:
    std::array<unsigned char, 32> key_{};
};

inline constexpr std::string_view visit_cookie = "footfall_visit";

// The Set-Cookie field's value. It ends with the browser's session, goes to links alone, and comes
// along where somebody follows a link from a mail or another site.
std::string visit_cookie_text(std::string_view sealed, bool over_tls);

}  // namespace footfall::gate
