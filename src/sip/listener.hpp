// SPDX-License-Identifier: AGPL-3.0-or-later
// Where SIP is served, and how long a connection may be of no use. Plain values.
#pragma once

#include <chrono>
#include <string>

#include "base/net_address.hpp"

namespace sipgw::sip {

/// One address that is bound. TLS needs a port of its own.
struct Listener {
  NetAddress address;  ///< 0.0.0.0 and :: take every address of the host; port 0 takes a free one (tests)
  bool udp = true, tcp = true, tls = false;
  bool operator==(const Listener&) const = default;
};

/// "udp and tcp 192.0.2.2:5060".
std::string to_string(const Listener& listener);

/// For TCP and TLS.
struct ConnectionTimes {
  std::chrono::seconds idle{600};     ///< without a message either way: closed; 0: never
  std::chrono::seconds handshake{5};  ///< for connecting and TLS's handshake
  std::chrono::seconds keepalive{0};  ///< between empty lines (RFC 5626 §3.5.1; TCP only); 0: none
  bool operator==(const ConnectionTimes&) const = default;
};

}  // namespace sipgw::sip
