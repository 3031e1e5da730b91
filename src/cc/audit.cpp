// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cc/audit.hpp"

namespace sipgw::cc {

namespace {

/// A state with a guard needs it; a timer whose length was configured as 0 is missing like any other.
template <typename Machine>
std::string unguarded(const Call& call, std::string_view leg, const Machine& fsm) {
  const auto& row = Machine::row(fsm.state());
  if (!row.guard || call.timers.deadline(*row.guard)) return {};
  return std::string(leg) + " waits in " + std::string(row.name) + " without timer " +
         std::string(spec_of(*row.guard).name);
}

}  // namespace

std::string fault_of(const Call& call) {
  if (auto fault = unguarded(call, "the GSM side", call.gsm.fsm); !fault.empty()) return fault;
  if (auto fault = unguarded(call, "the SIP side", call.sip.fsm); !fault.empty()) return fault;
  if (call.release) {
    const bool waits_for_a_leg = !call.gsm.over() || !call.sip.over();
    const bool waits_for_the_mgw = call.anchored && call.anchored->waiting();
    return waits_for_a_leg || waits_for_the_mgw ? "" : "released on both sides, and not over";
  }
  if (call.gsm.over()) return "the GSM side has ended, the call was not released";
  if (call.sip.over()) return "the SIP side has ended, the call was not released";
  return {};
}

}  // namespace sipgw::cc
