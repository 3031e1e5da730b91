// SPDX-License-Identifier: AGPL-3.0-or-later
// What the core knows of each configured trunk besides its configuration. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/net_address.hpp"
#include "cc/config.hpp"
#include "sip/destination.hpp"
#include "sip/peer.hpp"

namespace sipgw::cc {

class TrunkTable {
 public:
  /// Trunks that stay keep their state.
  void configure(const Config& config);
  /// Empty: its name does not resolve.
  void resolved(const std::string& trunk, sip::Destinations destinations);
  /// False: its peer does not answer; calls go elsewhere if they can.
  void set_up(std::string_view trunk, bool up);
  bool is_up(std::string_view trunk) const;

  const std::vector<IpAddress>& addresses(std::string_view trunk) const;
  /// The first of the address family in which we serve SIP.
  std::optional<sip::NextHop> next_hop(std::string_view trunk, const SipConfig& sip) const;
  /// Null: no such trunk.
  sip::PeerPtr peer(std::string_view trunk) const;
  /// Whose requests come from there; null: nobody's.
  const TrunkConfig* at(const IpAddress& source, const Config& config) const;

 private:
  struct Trunk {
    sip::PeerPtr peer;
    sip::Destinations destinations;
    std::vector<IpAddress> addresses;  ///< of the destinations
    bool up = true;
  };
  std::map<std::string, Trunk, std::less<>> trunks_;
};

}  // namespace sipgw::cc
