// SPDX-License-Identifier: AGPL-3.0-or-later
// The part of node `sip` that is about where SIP is served, and how peers see that.
#pragma once

#include "vty/command.hpp"

namespace sipgw::vty {

void write_listeners(Terminal& out, const cc::SipConfig& sip);
void install_listeners();

}  // namespace sipgw::vty
