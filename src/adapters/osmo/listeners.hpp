// SPDX-License-Identifier: AGPL-3.0-or-later
// The telnet VTY and the CTRL interface, where `line vty` and `ctrl` put them; on loopback unless told otherwise.
#pragma once

#include "base/result.hpp"

namespace sipgw::osmo {

inline constexpr int kVtyPort = 4256;  ///< the port that osmo-sip-connector has
inline constexpr int kCtrlPort = 4279;

/// After the configuration file has been read. Core thread. Error: the address or port cannot be bound.
Status open_vty(void* talloc_context);
Status open_ctrl();

}  // namespace sipgw::osmo
