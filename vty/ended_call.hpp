// SPDX-License-Identifier: AGPL-3.0-or-later
// Calls that have ended: `show call ID` of one, and what its trace needs of it.
#pragma once

#include "cc/call_log.hpp"
#include "vty/command.hpp"

namespace sipgw::vty {

/// The INVITEs of a call from the phone, if there were several.
void print_tries(Terminal& out, const std::vector<cc::CallTry>& tries);
/// The whole record, as `show call ID` shows it.
void print_record(Terminal& out, const cc::KeptCall& call);

}  // namespace sipgw::vty
