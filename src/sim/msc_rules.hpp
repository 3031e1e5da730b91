// SPDX-License-Identifier: AGPL-3.0-or-later
// Which message the gateway may send in which state of the MSC's leg, as a table.
#pragma once

#include <string_view>

#include "sim/msc_leg.hpp"

namespace sipgw::sim {

std::string_view to_string(MscState state);
bool allowed(mncc::Type type, MscState state);

}  // namespace sipgw::sim
