// SPDX-License-Identifier: AGPL-3.0-or-later
// Time as the load generator sees it.
#pragma once

#include <chrono>

namespace sipgw::bench {

using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;
using Nanoseconds = std::chrono::nanoseconds;

}  // namespace sipgw::bench
