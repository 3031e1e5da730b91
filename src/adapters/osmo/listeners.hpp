// SPDX-License-Identifier: AGPL-3.0-or-later
// The telnet VTY, where `line vty` puts it; on loopback unless told otherwise.
#pragma once

#include "base/result.hpp"

namespace sipgw::osmo {

inline constexpr int kVtyPort = 4256;  ///< the port that osmo-sip-connector has

/// After the configuration file has been read. Core thread. Error: the address or port cannot be bound.
Status open_vty(void* talloc_context);

}  // namespace sipgw::osmo
