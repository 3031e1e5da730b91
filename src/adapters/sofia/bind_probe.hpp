// SPDX-License-Identifier: AGPL-3.0-or-later
// Whether an address can be bound, asked of the kernel before Sofia is: nua_create() tells no reason when it fails, and
// leaks its default handle.
#pragma once

#include "base/net_address.hpp"
#include "base/result.hpp"

namespace sipgw::sofia {

/// Binds UDP and TCP there and lets go again. Error: the system's words.
Status probe_bind(const NetAddress& address);

}  // namespace sipgw::sofia
