// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cc/trunk_match.hpp"

#include <algorithm>

#include "base/strings.hpp"

namespace sipgw::cc {

namespace {

constexpr int kByPrefix = 1, kByAddress = 2, kByUsername = 4, kByTlsName = 8;

bool names_one(const std::vector<std::string>& tls_names, const std::vector<std::string>& of_peer) {
  return std::any_of(tls_names.begin(), tls_names.end(), [&](const std::string& name) {
    return std::any_of(of_peer.begin(), of_peer.end(), [&](const std::string& other) { return iequals(name, other); });
  });
}

/// How narrow the rules are that the INVITE fits; 0: it does not.
int fit(const sip::IncomingInvite& invite, const TrunkConfig& trunk, const std::vector<IpAddress>& addresses) {
  const auto& rules = trunk.match;
  const auto& source = invite.source.ip;
  int how = 0;
  if (!rules.tls_names.empty()) {  // a certificate says more than an address
    if (!names_one(rules.tls_names, invite.tls_names)) return 0;
    how += kByTlsName;
  } else if (std::find(addresses.begin(), addresses.end(), source) != addresses.end()) {
    how += kByAddress;
  } else if (std::any_of(rules.sources.begin(), rules.sources.end(),
                         [&](const IpPrefix& prefix) { return prefix.contains(source); })) {
    how += kByPrefix;
  } else {
    return 0;
  }
  if (rules.usernames.empty()) return how;
  const auto is_one = [&](const std::string& name) {
    return name == invite.from.user || name == invite.request_uri.user;
  };
  const bool named = std::any_of(rules.usernames.begin(), rules.usernames.end(), is_one);
  return named ? how + kByUsername : 0;
}

}  // namespace

const TrunkConfig* trunk_of(const sip::IncomingInvite& invite, const Config& config, const TrunkTable& trunks) {
  const TrunkConfig* best = nullptr;
  int best_fit = 0;
  for (const auto& trunk : config.trunks) {
    if (!config.in_use(trunk)) continue;
    const int how = fit(invite, trunk, trunks.addresses(trunk.name));
    if (how <= best_fit) continue;
    best = &trunk;
    best_fit = how;
  }
  return best;
}

}  // namespace sipgw::cc
