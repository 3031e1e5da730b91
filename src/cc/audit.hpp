// SPDX-License-Identifier: AGPL-3.0-or-later
// The rule that no call is left behind: whatever a call waits for, a timer waits for it too.
#pragma once

#include <string>

#include "cc/call.hpp"

namespace sipgw::cc {

/// Why nothing would ever end this call, for the operator; empty if all is well.
std::string fault_of(const Call& call);

}  // namespace sipgw::cc
