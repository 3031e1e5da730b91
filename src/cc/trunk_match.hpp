// SPDX-License-Identifier: AGPL-3.0-or-later
// Whose an INVITE is. Pure.
#pragma once

#include "cc/config.hpp"
#include "cc/trunk_table.hpp"
#include "sip/message.hpp"

namespace sipgw::cc {

/// The trunk in use whose rules the INVITE fits; of several the one with the narrowest rules (TLS name before username
/// before address before prefix), and of those the first. Null: nobody's.
const TrunkConfig* trunk_of(const sip::IncomingInvite& invite, const Config& config, const TrunkTable& trunks);

}  // namespace sipgw::cc
