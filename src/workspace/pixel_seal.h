// The seal of pixels: says in an address which mail to whom it is, so that this installation alone
// can read it.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include <sodium.h>

#include "event/ids.h"
#include "workspace/secret.h"

namespace footfall::workspace {

struct PixelClaims {
    WorkspaceId workspace;
    std::string customer;
    std::string campaign;
    std::string message;  // may be empty

    friend bool operator==(const PixelClaims&, const PixelClaims&) = default;
};

// Thread-safe. Its keys are made of the installation's secret: with another one, nothing that this
// one has sealed can be opened.
class PixelSeal {
  public:
    explicit PixelSeal(const Secret& secret);

    // Text of letters, digits, `-` and `_`: the same for the same claims, whose texts are at most
    // 65,535 bytes long. For short ids some 100 characters.
    std::string seal(const PixelClaims& claims) const;

    // Nothing if this installation has not sealed it.
    std::optional<PixelClaims> open(std::string_view text) const;

  private:
    std::array<unsigned char, crypto_secretbox_KEYBYTES> box_key_{};
    std::array<unsigned char, crypto_generichash_KEYBYTES> nonce_key_{};
};

}  // namespace footfall::workspace
