// SPDX-License-Identifier: AGPL-3.0-or-later
// A call's trace as the operator reads it. Pure functions.
#pragma once

#include <string>

#include "trace/call_trace.hpp"

namespace sipgw::trace {

/// One ladder of MNCC, SIP and MGCP: times, causes, session descriptions in short. At most 100 columns.
std::string as_ladder(const CallTrace& trace);
/// Every message with all its members and its whole session description.
std::string as_messages(const CallTrace& trace);

}  // namespace sipgw::trace
