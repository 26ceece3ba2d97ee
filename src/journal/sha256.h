// Sha256: the hash that chains groups and seals segments.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>

namespace footfall::journal {

using Digest = std::array<std::byte, 32>;

// The hash of a stream of bytes.
class Sha256 {
  public:
    Sha256();
    Sha256(const Sha256& other);
    Sha256& operator=(const Sha256& other);
    ~Sha256();

    void add(std::span<const std::byte> bytes);

    // Of all bytes added so far; more may follow.
    Digest digest() const;

  private:
    struct Context;
    std::unique_ptr<Context> context_;
};

}  // namespace footfall::journal
