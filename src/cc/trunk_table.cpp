// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cc/trunk_table.hpp"

#include <iterator>
#include <utility>

namespace sipgw::cc {

namespace {

/// In a family in which we serve SIP?
bool is_served(const IpAddress& address, const SipConfig& sip) { return sip.local_ip(address.v6).has_value(); }

}  // namespace

void TrunkTable::configure(const Config& config) {
  for (auto entry = trunks_.begin(); entry != trunks_.end();) {
    const bool configured = config.trunk(entry->first) != nullptr;
    if (!configured) entry->second.addresses.clear();
    const bool needed = configured || entry->second.state.load.calls() > 0;
    entry = needed ? std::next(entry) : trunks_.erase(entry);
  }
  for (const auto& trunk : config.trunks) {
    auto& peer = trunks_[trunk.name].peer;
    if (const auto wanted = trunk.peer(); !peer || *peer != wanted) peer = std::make_shared<const sip::Peer>(wanted);
  }
}

void TrunkTable::resolved(const std::string& trunk, sip::Destinations destinations) {
  const auto found = trunks_.find(trunk);
  if (found == trunks_.end()) return;
  found->second.addresses = sip::addresses_of(destinations);
  found->second.destinations = std::move(destinations);
}

const std::vector<IpAddress>& TrunkTable::addresses(std::string_view trunk) const {
  static const std::vector<IpAddress> none;
  const auto found = trunks_.find(trunk);
  return found == trunks_.end() ? none : found->second.addresses;
}

std::vector<sip::NextHop> TrunkTable::hops(const TrunkConfig& trunk, const SipConfig& sip,
                                           const sip::Random& random) const {
  const auto found = trunks_.find(trunk.name);
  if (found == trunks_.end()) return {};
  std::vector<sip::NextHop> hops;
  for (const auto& destination : sip::order(found->second.destinations, random)) {
    if (is_served(destination.address, sip)) hops.push_back(destination.next_hop());
  }
  return hops;
}

bool TrunkTable::has_hops(const TrunkConfig& trunk, const SipConfig& sip) const {
  const auto& known = addresses(trunk.name);
  return std::any_of(known.begin(), known.end(), [&](const IpAddress& address) { return is_served(address, sip); });
}

sip::PeerPtr TrunkTable::peer(std::string_view trunk) const {
  const auto found = trunks_.find(trunk);
  return found == trunks_.end() ? nullptr : found->second.peer;
}

routing::TrunkState* TrunkTable::state(std::string_view trunk) {
  return const_cast<routing::TrunkState*>(std::as_const(*this).state(trunk));
}

const routing::TrunkState* TrunkTable::state(std::string_view trunk) const {
  const auto found = trunks_.find(trunk);
  return found == trunks_.end() ? nullptr : &found->second.state;
}

}  // namespace sipgw::cc
