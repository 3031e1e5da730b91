// SPDX-License-Identifier: AGPL-3.0-or-later
// The part of node `sip` that is about INVITEs that are of no trunk.
#pragma once

#include "vty/command.hpp"

namespace sipgw::vty {

void write_strangers(Terminal& out, const cc::SipConfig& sip);
void install_strangers();

}  // namespace sipgw::vty
