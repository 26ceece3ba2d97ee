// The challenges of Strict Security Mode: a word in a mail, and four pictures of which one shows
// it.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "gate/pictures.h"
#include "random.h"

namespace footfall::gate {

// What a visitor chooses from.
struct Offer {
    std::string id;  // 32 hexadecimal digits
    std::array<const Picture*, 4> pictures{};
    const Picture* right = nullptr;  // one of them
    std::array<bool, 4> tried{};     // which of them were chosen already, and wrong
    unsigned tries_left = 0;
    bool is_new = false;  // its word was not mailed yet
};

enum class Trial : std::uint8_t {
    right,
    wrong,     // other tries are left
    no_more,   // it was the last one
    no_offer,  // there is none, or it is over
};

// Thread-safe, in bounded memory: a restart forgets them all. Times are those of Clock::steady().
// A visit has at most one offer; its tries and its pictures outlive a reload of the page.
class Challenges {
  public:
    using Time = std::chrono::microseconds;

    static constexpr unsigned tries_max = 3;
    static constexpr std::chrono::minutes life{10};
    static constexpr unsigned mails_max = 3;  // of one link, in `mails_window`
    static constexpr std::chrono::hours mails_window{1};
    static constexpr std::size_t offers_max = 10'000;
    static constexpr std::size_t links_max = 100'000;

    explicit Challenges(Random& random) : random_(random) {}

    // The visit's offer as long as it lives.
    std::optional<Offer> find(std::string_view visit, Time now) const;

    // The visit's offer, or a new one, whose word the caller is to mail. Nothing if the link has
    // had its mails: `wait()` says for how long. `anew`: the visitor wants another word, so that an
    // offer that lives ends, if there may be a mail.
    std::optional<Offer> offer(std::string_view visit, std::string_view link, bool anew, Time now);

    // How long until another word may be mailed to whoever has the link; zero: now.
    std::chrono::seconds wait(std::string_view link, Time now) const;

    // The new offer's word could not be mailed: it ends, and its mail is not counted.
    void withdraw(std::string_view visit, std::string_view link);

    // `picture` counts from 0. Twice the same answer, as by a double click, is one try: a wrong
    // picture costs once, and a right answer is right until the offer is over. Fills `id` with the
    // offer's where it is `right`.
    Trial try_picture(std::string_view visit, std::size_t picture, Time now, std::string& id);
    Trial try_word(std::string_view visit, std::string_view word, Time now, std::string& id);

  private:
    struct Challenge {
        Offer offer;
        Time until{0};
        std::string wrong_word = {};  // that was tried last, as far as it is kept
    };

    // The visit's challenge while it may be tried. With mutex_ held.
    Challenge* open_challenge(std::string_view visit, Time now);
    Offer make_offer();
    std::size_t below(std::size_t count);
    void forget_old(Time now);
    std::chrono::seconds wait_locked(const std::string& link, Time now) const;

    Random& random_;
    mutable std::mutex mutex_;
    // Guarded by mutex_.
    std::unordered_map<std::string, Challenge> challenges_;    // by visit
    std::unordered_map<std::string, std::deque<Time>> mails_;  // by link, oldest first
};

}  // namespace footfall::gate
