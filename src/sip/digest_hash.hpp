// SPDX-License-Identifier: AGPL-3.0-or-later
// The hashes of digest authentication, from OpenSSL. Internal to this folder.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sipgw::sip {

/// From the weakest to the strongest.
enum class DigestAlgorithm { md5, sha256, sha512_256 };

/// By its name in RFC 7616 ("SHA-256"), in any case; nothing for another one.
std::optional<DigestAlgorithm> digest_algorithm(std::string_view name);

/// In lower-case hexadecimal; empty if OpenSSL is set up to refuse the algorithm.
std::string hash(DigestAlgorithm algorithm, std::string_view text);

/// 128 random bits in hexadecimal; empty in the unlikely case that OpenSSL has none.
std::string random_token();

}  // namespace sipgw::sip
