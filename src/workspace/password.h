// Passwords: which ones are taken, and their Argon2id hashes.
#pragma once

#include <atomic>
#include <cstddef>
#include <semaphore>
#include <string>
#include <string_view>

#include "result.h"
#include "workspace/control_plane.h"

namespace footfall::workspace {

// `invalid` (`password`) if it has fewer than 12 or more than 128 characters, or is one of those
// that everybody tries first, or `email`. Which characters is free.
Result<> check_password(std::string_view password, std::string_view email);

// Thread-safe. At most two hashes are computed at once, since each takes memory; the others wait,
// and beyond a few that wait it is `busy` (`too_many_attempts`).
class PasswordHasher {
  public:
    explicit PasswordHasher(PasswordCost cost) : cost_(cost) {}

    // Salt, cost and hash in one text.
    Result<std::string> hash(std::string_view password);

    Result<bool> verify(const std::string& hash, std::string_view password);

    // Takes as long as verify() of a hash of today's cost.
    Result<> pretend(std::string_view password);

    // Whether the hash was made at another cost than today's.
    bool is_outdated(const std::string& hash) const;

  private:
    class Turn;

    PasswordCost cost_;
    std::counting_semaphore<2> turns_{2};
    std::atomic<int> callers_ = 0;
};

}  // namespace footfall::workspace
