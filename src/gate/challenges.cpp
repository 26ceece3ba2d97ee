#include "gate/challenges.h"

#include <algorithm>

#include "gate/id.h"

namespace footfall::gate {

namespace {

// More than any word has.
constexpr std::size_t word_bytes_kept = 100;

}  // namespace

// The rest of 2^64 by so few is no bias that anybody could use.
std::size_t Challenges::below(std::size_t count) { return random_.next() % count; }

Offer Challenges::make_offer() {
    Offer offer;
    offer.id = make_id(random_);
    offer.tries_left = tries_max;
    offer.is_new = true;
    for (std::size_t i = 0; i < offer.pictures.size();) {
        const Picture* const picture = &pictures()[below(pictures().size())];
        if (std::find(offer.pictures.begin(), offer.pictures.end(), picture) !=
            offer.pictures.end()) {
            continue;
        }
        offer.pictures[i++] = picture;
    }
    offer.right = offer.pictures[below(offer.pictures.size())];
    return offer;
}

std::optional<Offer> Challenges::find(std::string_view visit, Time now) const {
    const std::lock_guard lock(mutex_);
    const auto found = challenges_.find(std::string(visit));
    if (found == challenges_.end() || found->second.until <= now) return std::nullopt;
    if (found->second.offer.tries_left == 0) return std::nullopt;
    Offer offer = found->second.offer;
    offer.is_new = false;
    return offer;
}

std::chrono::seconds Challenges::wait_locked(const std::string& link, Time now) const {
    const auto found = mails_.find(link);
    if (found == mails_.end() || found->second.size() < mails_max) return std::chrono::seconds(0);
    const Time oldest = found->second[found->second.size() - mails_max];
    return std::max(std::chrono::seconds(0),
                    std::chrono::ceil<std::chrono::seconds>(oldest + mails_window - now));
}

std::chrono::seconds Challenges::wait(std::string_view link, Time now) const {
    const std::lock_guard lock(mutex_);
    return wait_locked(std::string(link), now);
}

void Challenges::forget_old(Time now) {
    if (challenges_.size() >= offers_max) {
        std::erase_if(challenges_, [&](const auto& each) { return each.second.until <= now; });
    }
    if (challenges_.size() >= offers_max) {
        challenges_.erase(std::min_element(
            challenges_.begin(), challenges_.end(),
            [](const auto& a, const auto& b) { return a.second.until < b.second.until; }));
    }
    const auto last = [](const auto& each) { return each.second.back(); };
    if (mails_.size() >= links_max) {
        std::erase_if(mails_, [&](const auto& each) { return last(each) + mails_window <= now; });
    }
    if (mails_.size() >= links_max) {
        mails_.erase(
            std::min_element(mails_.begin(), mails_.end(),
                             [&](const auto& a, const auto& b) { return last(a) < last(b); }));
    }
}

std::optional<Offer> Challenges::offer(std::string_view visit, std::string_view link, bool anew,
                                       Time now) {
    const std::string key(visit);
    const std::string mailed(link);
    const std::lock_guard lock(mutex_);
    const auto found = challenges_.find(key);
    const bool lives = found != challenges_.end() && found->second.until > now &&
                       found->second.offer.tries_left > 0;
    if (lives && !anew) {
        Offer offer = found->second.offer;
        offer.is_new = false;
        return offer;
    }
    if (wait_locked(mailed, now) > std::chrono::seconds(0)) return std::nullopt;
    forget_old(now);
    std::deque<Time>& mails = mails_[mailed];
    mails.push_back(now);
    if (mails.size() > mails_max) mails.pop_front();
    Challenge& challenge = challenges_[key];
    challenge = {make_offer(), now + life};
    return challenge.offer;
}

void Challenges::withdraw(std::string_view visit, std::string_view link) {
    const std::lock_guard lock(mutex_);
    challenges_.erase(std::string(visit));
    const auto found = mails_.find(std::string(link));
    if (found == mails_.end()) return;
    found->second.pop_back();
    if (found->second.empty()) mails_.erase(found);
}

Challenges::Challenge* Challenges::open_challenge(std::string_view visit, Time now) {
    const auto found = challenges_.find(std::string(visit));
    if (found == challenges_.end() || found->second.until <= now) return nullptr;
    return found->second.offer.tries_left == 0 ? nullptr : &found->second;
}

Trial Challenges::try_picture(std::string_view visit, std::size_t picture, Time now,
                              std::string& id) {
    const std::lock_guard lock(mutex_);
    Challenge* const challenge = open_challenge(visit, now);
    if (challenge == nullptr) return Trial::no_offer;
    Offer& offer = challenge->offer;
    if (picture < offer.pictures.size() && offer.pictures[picture] == offer.right) {
        id = offer.id;
        return Trial::right;
    }
    const bool again = picture < offer.tried.size() && offer.tried[picture];
    if (picture < offer.tried.size()) offer.tried[picture] = true;
    if (!again) --offer.tries_left;
    return offer.tries_left == 0 ? Trial::no_more : Trial::wrong;
}

Trial Challenges::try_word(std::string_view visit, std::string_view word, Time now,
                           std::string& id) {
    const std::lock_guard lock(mutex_);
    Challenge* const challenge = open_challenge(visit, now);
    if (challenge == nullptr) return Trial::no_offer;
    Offer& offer = challenge->offer;
    if (is_word(*offer.right, word)) {
        id = offer.id;
        return Trial::right;
    }
    const std::string_view kept = word.substr(0, word_bytes_kept);
    const bool again = !kept.empty() && challenge->wrong_word == kept;
    challenge->wrong_word = kept;
    if (!again) --offer.tries_left;
    return offer.tries_left == 0 ? Trial::no_more : Trial::wrong;
}

}  // namespace footfall::gate
