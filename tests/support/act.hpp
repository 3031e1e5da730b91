// SPDX-License-Identifier: AGPL-3.0-or-later
// One thing that happens to a core under test: an event, the passing of time, or what befalls the MGW. A value, so that
// a row of them can be kept, shortened and played again.
#pragma once

#include <chrono>
#include <variant>
#include <vector>

#include "support/choices.hpp"
#include "support/core_harness.hpp"

namespace sipgw::test {

struct TimePasses {
  std::chrono::milliseconds time;
};
struct NextTimerFires {};
struct MgwDies {};     ///< its process, with everything in it
struct MgwReturns {};  ///< and its link sees it
struct MgwForgets {};  ///< restarted, unnoticed
struct MgwRefuses {
  mgcp::Verb verb;
  int code;
};  ///< the next command with this verb
struct MgwStalls {
  bool on;
};  ///< its answers are kept back, or come now

using Act = std::variant<cc::Event, TimePasses, NextTimerFires, MgwDies, MgwReturns, MgwForgets, MgwRefuses, MgwStalls>;

/// Mostly what well-behaved peers could say now; also hostile messages, time, links, the operator.
Act any_act(Choices& choose, const CoreHarness& core);
void perform(CoreHarness& core, const Act& act);

/// The calls come to their end; what was wrong, as CoreHarness::faults_at_close() tells it.
std::vector<std::string> faults_at_end(CoreHarness& core);

}  // namespace sipgw::test
