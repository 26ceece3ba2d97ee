#include "journal/sha256.h"

#include <openssl/evp.h>

#include "assert.h"

namespace footfall::journal {

struct Sha256::Context {
    Context() : openssl(EVP_MD_CTX_new()) { ASSERT(openssl != nullptr); }
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
    ~Context() { EVP_MD_CTX_free(openssl); }

    EVP_MD_CTX* openssl;
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {
    ASSERT(EVP_DigestInit_ex(context_->openssl, EVP_sha256(), nullptr) == 1);
}

Sha256::Sha256(const Sha256& other) : context_(std::make_unique<Context>()) {
    ASSERT(EVP_MD_CTX_copy_ex(context_->openssl, other.context_->openssl) == 1);
}

Sha256& Sha256::operator=(const Sha256& other) {
    if (this != &other) {
        ASSERT(EVP_MD_CTX_copy_ex(context_->openssl, other.context_->openssl) == 1);
    }
    return *this;
}

Sha256::~Sha256() = default;

void Sha256::add(std::span<const std::byte> bytes) {
    ASSERT(EVP_DigestUpdate(context_->openssl, bytes.data(), bytes.size()) == 1);
}

Digest Sha256::digest() const {
    const Sha256 copy(*this);
    Digest digest{};
    unsigned size = 0;
    auto* out = reinterpret_cast<unsigned char*>(digest.data());
    ASSERT(EVP_DigestFinal_ex(copy.context_->openssl, out, &size) == 1);
    ASSERT(size == digest.size());
    return digest;
}

}  // namespace footfall::journal
