// SPDX-License-Identifier: AGPL-3.0-or-later
// Digest authentication as a client: a challenge read, its answer written (RFC 7616 with the algorithms of RFC 8760;
// RFC 2617 without qop for old servers). Pure text functions, safe on hostile input.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sip/digest_hash.hpp"
#include "sip/peer.hpp"

namespace sipgw::sip {

/// Quoted values as they stand between the quotes: escapes are hashed and sent back as they came.
struct Challenge {
  std::string realm, nonce;
  std::optional<std::string> opaque;
  std::string algorithm_name;                ///< as written; empty: none was, which means MD5
  std::optional<DigestAlgorithm> algorithm;  ///< nothing: one that we do not know
  bool session = false;                      ///< the -sess form of it
  bool qop = false;                          ///< "auth" is offered; false: none is, the way of RFC 2069
  bool stale = false;
};

/// A WWW-Authenticate or Proxy-Authenticate value. Nothing if it is no Digest, lacks realm or nonce, or asks for what
/// cannot be answered (auth-int alone, -sess without qop).
std::optional<Challenge> parse_challenge(std::string_view value);

/// What one answer is for. `nonce_count` counts the answers to the same nonce, from 1.
struct DigestUse {
  std::string_view method, uri, cnonce;
  unsigned nonce_count = 1;
};
/// Authorization or Proxy-Authorization value. The challenge must be of a known algorithm, that of `ha1` if the
/// credentials have one.
std::string authorization(const Challenge& challenge, const Credentials& credentials, const DigestUse& use);

}  // namespace sipgw::sip
