// SPDX-License-Identifier: AGPL-3.0-or-later
// What the system knows about addresses: names through its resolver, routes through a socket.
#pragma once

#include <string>
#include <vector>

#include "base/net_address.hpp"
#include "base/result.hpp"

namespace sipgw::dns {

/// Asks the system's resolver (hosts file, DNS …) and blocks meanwhile: seconds, when a name server is dead. Any
/// thread. In the resolver's order of preference, never empty, 16 at most. Error: its own words.
Result<std::vector<IpAddress>> addresses_of_host(const std::string& host);

/// The local address that packets to `remote` would leave from; sends none. Unspecified if there is no route.
IpAddress local_address_towards(const IpAddress& remote);

}  // namespace sipgw::dns
