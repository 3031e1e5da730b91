// SPDX-License-Identifier: AGPL-3.0-or-later
// Calls that have ended: `show call ID` of one, and what its trace needs of it.
#pragma once

#include "cc/call_log.hpp"
#include "vty/command.hpp"

namespace sipgw::vty {

/// The whole record, as `show call ID` shows it.
void print_record(Terminal& out, const cc::KeptCall& call);

}  // namespace sipgw::vty
