// SPDX-License-Identifier: AGPL-3.0-or-later
// `max-calls` and `max-cps`, in the nodes `app`, `mncc`, `sip` and `trunk`.
#pragma once

#include "routing/load.hpp"
#include "vty/command.hpp"

namespace sipgw::vty {

void write_limits(Terminal& out, const routing::Limits& limits);
void install_limits(int node);

}  // namespace sipgw::vty
