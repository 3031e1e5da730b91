// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sip/digest_hash.hpp"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>

#include "base/strings.hpp"

namespace sipgw::sip {
namespace {

const EVP_MD* evp_of(DigestAlgorithm algorithm) {
  switch (algorithm) {
    case DigestAlgorithm::md5:
      return EVP_md5();
    case DigestAlgorithm::sha256:
      return EVP_sha256();
    case DigestAlgorithm::sha512_256:
      return EVP_sha512_256();
  }
  return nullptr;
}

std::string to_hex(const unsigned char* bytes, std::size_t size) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < size; ++i) text += {kHex[bytes[i] >> 4], kHex[bytes[i] & 0xf]};
  return text;
}

}  // namespace

std::optional<DigestAlgorithm> digest_algorithm(std::string_view name) {
  if (iequals(name, "MD5")) return DigestAlgorithm::md5;
  if (iequals(name, "SHA-256")) return DigestAlgorithm::sha256;
  if (iequals(name, "SHA-512-256")) return DigestAlgorithm::sha512_256;
  return std::nullopt;
}

std::string hash(DigestAlgorithm algorithm, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> value{};
  unsigned size = 0;
  if (EVP_Digest(text.data(), text.size(), value.data(), &size, evp_of(algorithm), nullptr) != 1) return {};
  return to_hex(value.data(), size);
}

std::string random_token() {
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) return {};
  return to_hex(bytes.data(), bytes.size());
}

}  // namespace sipgw::sip
