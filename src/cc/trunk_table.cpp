// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cc/trunk_table.hpp"

#include <algorithm>
#include <utility>

namespace sipgw::cc {

void TrunkTable::configure(const Config& config) {
  std::erase_if(trunks_, [&](const auto& entry) { return config.trunk(entry.first) == nullptr; });
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

void TrunkTable::set_up(std::string_view trunk, bool up) {
  if (const auto found = trunks_.find(trunk); found != trunks_.end()) found->second.up = up;
}

bool TrunkTable::is_up(std::string_view trunk) const {
  const auto found = trunks_.find(trunk);
  return found == trunks_.end() || found->second.up;
}

const std::vector<IpAddress>& TrunkTable::addresses(std::string_view trunk) const {
  static const std::vector<IpAddress> none;
  const auto found = trunks_.find(trunk);
  return found == trunks_.end() ? none : found->second.addresses;
}

std::optional<sip::NextHop> TrunkTable::next_hop(std::string_view trunk, const SipConfig& sip) const {
  const auto found = trunks_.find(trunk);
  if (found == trunks_.end()) return std::nullopt;
  const auto local = IpAddress::parse(sip.local_host);
  for (const auto& destination : found->second.destinations) {
    if (!local || destination.address.v6 == local->v6) return destination.next_hop();
  }
  return std::nullopt;
}

sip::PeerPtr TrunkTable::peer(std::string_view trunk) const {
  const auto found = trunks_.find(trunk);
  return found == trunks_.end() ? nullptr : found->second.peer;
}

const TrunkConfig* TrunkTable::at(const IpAddress& source, const Config& config) const {
  for (const auto& trunk : config.trunks) {
    const auto& known = addresses(trunk.name);
    if (config.in_use(trunk) && std::find(known.begin(), known.end(), source) != known.end()) return &trunk;
  }
  return nullptr;
}

}  // namespace sipgw::cc
