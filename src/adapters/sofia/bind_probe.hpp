// SPDX-License-Identifier: AGPL-3.0-or-later
// Whether an address can be bound, asked of the kernel before Sofia is: nua_create() tells no reason when it fails, and
// leaks its default handle.
#pragma once

#include "base/result.hpp"
#include "sip/listener.hpp"

namespace sipgw::sofia {

/// Binds there what the listener serves, and lets go again. Error: the system's words.
Status probe_bind(const sip::Listener& listener);

}  // namespace sipgw::sofia
