// SPDX-License-Identifier: AGPL-3.0-or-later
// What the core knows of each configured trunk besides its configuration. Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/net_address.hpp"
#include "cc/config.hpp"
#include "routing/trunk_state.hpp"
#include "sip/destination.hpp"
#include "sip/peer.hpp"

namespace sipgw::cc {

class TrunkTable {
 public:
  /// Trunks that stay keep their state, and one that has gone keeps it as long as calls are up on it.
  void configure(const Config& config);
  /// Empty: its name does not resolve.
  void resolved(const std::string& trunk, sip::Destinations destinations);

  const std::vector<IpAddress>& addresses(std::string_view trunk) const;
  /// Where a call can go, in the order for it: its destinations of the families in which we serve SIP.
  std::vector<sip::NextHop> hops(const TrunkConfig& trunk, const SipConfig& sip, const sip::Random& random) const;
  bool has_hops(const TrunkConfig& trunk, const SipConfig& sip) const;
  /// Null: no such trunk.
  sip::PeerPtr peer(std::string_view trunk) const;
  /// Null: no such trunk.
  routing::TrunkState* state(std::string_view trunk);
  const routing::TrunkState* state(std::string_view trunk) const;

 private:
  struct Trunk {
    sip::PeerPtr peer;
    sip::Destinations destinations;
    std::vector<IpAddress> addresses;  ///< of the destinations
    routing::TrunkState state;
  };
  std::map<std::string, Trunk, std::less<>> trunks_;
};

}  // namespace sipgw::cc
