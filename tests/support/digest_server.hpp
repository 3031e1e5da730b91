// SPDX-License-Identifier: AGPL-3.0-or-later
// The server's side of digest authentication, worked out apart from the program's own.
#pragma once

#include <string>
#include <string_view>

namespace sipgw::test {

struct DigestServer {
  std::string algorithm = "MD5";  ///< as in RFC 7616
  bool proxy = false;
  std::string realm = "sip.example.org";
  std::string nonce = "nonce-1";
  bool qop = true;
  std::string user = "alice", password = "secret";

  /// "401 Unauthorized" or "407 Proxy Authentication Required".
  std::string status_line() const;
  /// The header with a challenge; `more` is put behind it, e.g. ", stale=true".
  std::string challenge(std::string_view more = "") const;
  /// What is wrong with the request's answer to it, which is the `count`th to this nonce; empty: nothing.
  std::string fault(std::string_view request, unsigned count = 1) const;
};

}  // namespace sipgw::test
