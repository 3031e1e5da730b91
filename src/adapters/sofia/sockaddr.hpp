// SPDX-License-Identifier: AGPL-3.0-or-later
// Addresses as the system calls have them.
#pragma once

#include <sys/socket.h>

#include "base/net_address.hpp"

namespace sipgw::sofia {

/// The length that goes with it.
socklen_t fill(const NetAddress& address, sockaddr_storage& storage);
/// Neither IPv4 nor IPv6: an unusable address.
NetAddress net_address(const sockaddr_storage& storage);

/// The address of the interface by which packets to `peer` leave; unspecified if there is no route.
IpAddress address_towards(const IpAddress& peer);

}  // namespace sipgw::sofia
