// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/sofia/source_filter.hpp"

#include <algorithm>

namespace sipgw::sofia {

void SourceFilter::ban(const IpAddress& source, std::chrono::seconds time) {
  std::erase_if(bans_, [&](const Ban& ban) { return ban.source == source; });
  bans_.push_back({source, Clock::now() + time});
}

bool SourceFilter::ignores(const IpAddress& source) {
  if (!bans_.empty()) {
    const auto now = Clock::now();
    std::erase_if(bans_, [&](const Ban& ban) { return ban.until <= now; });
  }
  if (is_known(source)) return false;
  return rules_.only_known ||
         std::any_of(bans_.begin(), bans_.end(), [&](const Ban& ban) { return ban.source == source; });
}

bool SourceFilter::is_known(const IpAddress& source) const {
  const auto& addresses = rules_.known_addresses;
  const auto& prefixes = rules_.known_prefixes;
  return std::find(addresses.begin(), addresses.end(), source) != addresses.end() ||
         std::any_of(prefixes.begin(), prefixes.end(), [&](const IpPrefix& known) { return known.contains(source); });
}

}  // namespace sipgw::sofia
