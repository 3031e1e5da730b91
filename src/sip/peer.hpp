// SPDX-License-Identifier: AGPL-3.0-or-later
// What the SIP thread has to know of the far end of a trunk to send to it and to be recognised by it. Plain values.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/net_address.hpp"
#include "sip/policy.hpp"

namespace sipgw::sip {

enum class Transport : std::uint8_t { udp, tcp, tls };
/// "udp", "tcp", "tls".
std::string_view to_string(Transport transport);

/// Where a request goes, whatever its Request-URI and Route say.
struct NextHop {
  NetAddress address;  ///< unusable: where Request-URI and Route lead
  Transport transport = Transport::udp;
  bool operator==(const NextHop&) const = default;
};

/// For answers to challenges (RFC 7616). Secret: must not get into a log, a trace or an answer of the VTY.
struct Credentials {
  std::string username;  ///< empty: none, challenges are left unanswered
  std::string password;
  /// H(username:realm:password) in hexadecimal instead of the password; good for one realm and one algorithm.
  std::string ha1;
  std::string ha1_algorithm = "MD5";  ///< "MD5", "SHA-256" or "SHA-512-256"
  std::string realm;                  ///< the only one that is answered; empty: any
  bool operator==(const Credentials&) const = default;
};

/// One immutable value per trunk and configuration; a dialog keeps the one that it began with.
struct Peer {
  Policy policy;
  Credentials credentials;
  std::string contact_user;  ///< user part of our Contact; empty: none
  /// Host name or address that the certificate of a TLS peer must be made out to; empty: not checked.
  std::string tls_name;
  bool operator==(const Peer&) const = default;
};
using PeerPtr = std::shared_ptr<const Peer>;

}  // namespace sipgw::sip
