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
#include "sip/peer.hpp"

namespace sipgw::cc {

class TrunkTable {
 public:
  /// Trunks that stay keep their state, and one that has gone keeps it as long as calls are up on it.
  void configure(const Config& config);
  /// Empty: its name does not resolve.
  void resolved(const std::string& trunk, std::vector<IpAddress> addresses);

  const std::vector<IpAddress>& addresses(std::string_view trunk) const;
  /// Where calls can go, best first: its addresses of the family in which we serve SIP.
  std::vector<sip::NextHop> hops(const TrunkConfig& trunk, const SipConfig& sip) const;
  /// Null: no such trunk.
  sip::PeerPtr peer(std::string_view trunk) const;
  /// Null: no such trunk.
  routing::TrunkState* state(std::string_view trunk);
  const routing::TrunkState* state(std::string_view trunk) const;

 private:
  struct Trunk {
    sip::PeerPtr peer;
    std::vector<IpAddress> addresses;
    routing::TrunkState state;
  };
  std::map<std::string, Trunk, std::less<>> trunks_;
};

}  // namespace sipgw::cc
