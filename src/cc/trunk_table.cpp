// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cc/trunk_table.hpp"

#include <iterator>
#include <utility>

namespace sipgw::cc {

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

void TrunkTable::resolved(const std::string& trunk, std::vector<IpAddress> addresses) {
  if (const auto found = trunks_.find(trunk); found != trunks_.end()) found->second.addresses = std::move(addresses);
}

const std::vector<IpAddress>& TrunkTable::addresses(std::string_view trunk) const {
  static const std::vector<IpAddress> none;
  const auto found = trunks_.find(trunk);
  return found == trunks_.end() ? none : found->second.addresses;
}

std::vector<sip::NextHop> TrunkTable::hops(const TrunkConfig& trunk, const SipConfig& sip) const {
  const auto local = IpAddress::parse(sip.local_host);
  std::vector<sip::NextHop> hops;
  for (const auto& address : addresses(trunk.name)) {
    if (!local || address.v6 == local->v6) hops.push_back({{address, trunk.next_hop_port()}, trunk.transport});
  }
  return hops;
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
