// SPDX-License-Identifier: AGPL-3.0-or-later
// Node `sip` has many commands: each group has a file of its own, which writes its part of the node too.
#pragma once

#include "vty/command.hpp"

namespace sipgw::vty {

void write_sip_media(Terminal& out, const cc::SipConfig& sip);
void write_sip_identity(Terminal& out, const cc::SipConfig& sip);
void write_sip_emergency(Terminal& out, const cc::SipConfig& sip);

void install_sip_media();
void install_sip_identity();
void install_sip_emergency();

}  // namespace sipgw::vty
