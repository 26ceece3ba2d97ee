// Seal: what the database must hold so that it can be read again, but not by who has the file
// alone.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "random.h"
#include "workspace/secret.h"

namespace footfall::workspace {

// A key of its own for each purpose, made of the installation's secret. The numbers stand for what
// was sealed with them: never change or reuse one.
enum class SealPurpose : unsigned { link_tokens = 1, portal_secrets = 2, mails = 3 };

// Immutable, so that it needs no lock. Seals are of libsodium's crypto_secretbox, in base64.
class Seal {
  public:
    Seal(const Secret& secret, SealPurpose purpose);

    std::string close(std::string_view text, Random& random) const;

    // Nothing if it is not what this closed.
    std::optional<std::string> open(std::string_view sealed) const;

  private:
    std::array<unsigned char, 32> key_{};
};

}  // namespace footfall::workspace
