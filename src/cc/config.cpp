// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cc/config.hpp"

#include <algorithm>

namespace sipgw::cc {

TrunkConfig TrunkConfig::named(std::string_view name) {
  TrunkConfig trunk;
  trunk.name = name;
  if (trunk.is_default()) return trunk;
  trunk.remote_host.clear();
  trunk.remote_port = 0;
  trunk.emergency_uri = EmergencyUri::sos;
  trunk.paging_expired_is_480 = true;
  return trunk;
}

std::uint16_t TrunkConfig::next_hop_port() const {
  constexpr std::uint16_t kSip = 5060, kSips = 5061;
  if (given_port() != 0) return given_port();
  return transport == sip::Transport::tls ? kSips : kSip;
}

sip::Peer TrunkConfig::peer() const {
  return {.policy = policy,
          .credentials = credentials,
          .contact_user = contact_user,
          .tls_name = transport == sip::Transport::tls ? next_hop_host() : std::string{}};
}

namespace {

template <typename Named>
auto* find_named(Named& all, std::string_view name) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.name == name; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

const TrunkConfig* Config::trunk(std::string_view name) const { return find_named(trunks, name); }
TrunkConfig* Config::trunk(std::string_view name) { return find_named(trunks, name); }
const routing::TrunkGroup* Config::group(std::string_view name) const { return find_named(groups, name); }
routing::TrunkGroup* Config::group(std::string_view name) { return find_named(groups, name); }

}  // namespace sipgw::cc
