// SPDX-License-Identifier: AGPL-3.0-or-later
// From whom requests outside of a dialog are answered at all. Plain values.
#pragma once

#include <vector>

#include "base/ip_prefix.hpp"
#include "base/net_address.hpp"

namespace sipgw::sip {

struct SourceRules {
  bool only_known = false;  ///< false: everybody
  std::vector<IpAddress> known_addresses;
  std::vector<IpPrefix> known_prefixes;
  bool operator==(const SourceRules&) const = default;
};

}  // namespace sipgw::sip
