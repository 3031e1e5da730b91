// SPDX-License-Identifier: AGPL-3.0-or-later
// The addresses that a trunk's far end may be reached at, and the order to try them in. Plain values, no I/O.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/net_address.hpp"
#include "sip/peer.hpp"

namespace sipgw::sip {

/// A host that takes SIP, as the configuration or an SRV record names it.
struct Server {
  std::string name;  ///< may be a literal address
  std::uint16_t port = 0;
  Transport transport = Transport::udp;
  std::uint16_t rank = 0;      ///< place of its service by RFC 3263 §4.1: 0 is tried first
  std::uint16_t priority = 0;  ///< of the SRV record: the lowest is tried first
  std::uint16_t weight = 0;    ///< of the SRV record: its share among those of one priority
  bool operator==(const Server&) const = default;
};

/// One address of a server. The addresses of a server stand side by side, in the resolver's order.
struct Destination {
  IpAddress address;
  Server server;

  NextHop next_hop() const { return {{address, server.port}, server.transport}; }
  bool operator==(const Destination&) const = default;
};
using Destinations = std::vector<Destination>;

/// Each address once, whatever its ports and transports: what a call from the far end may come from.
std::vector<IpAddress> addresses_of(const Destinations& destinations);

/// Yields a number from 0 to its argument, both included, each as likely as the other.
using Random = std::function<std::uint32_t(std::uint32_t)>;
/// For one call, anew for each: by rank, by priority, and by chance according to the weights (RFC 2782).
Destinations order(Destinations destinations, const Random& random);

}  // namespace sipgw::sip
