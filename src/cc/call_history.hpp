// SPDX-License-Identifier: AGPL-3.0-or-later
// What a call has heard and said so far: its trace, and what its record says of phases, causes and status codes. All of
// it is read off the messages themselves, so that no other part of the core has to keep it.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "cc/abandoned.hpp"
#include "cc/call_record.hpp"
#include "mgcp/message.hpp"
#include "mncc/message.hpp"
#include "sip/message.hpp"
#include "trace/call_trace.hpp"

namespace sipgw::cc {

struct CallHistory {
  using Milliseconds = std::chrono::milliseconds;

  CallPhases phases;  ///< answered, release_begun and ended are the call's own to tell
  SideEnd gsm_end, sip_end;
  std::optional<int> sip_status;
  std::vector<std::string> call_ids;  ///< of the INVITEs, in their order
  trace::CallTrace trace;

  /// `at`: since the call began. `heard`: from that side; else said to it.
  void add(Milliseconds at, bool heard, const mncc::Signalling& message);
  void add(Milliseconds at, bool heard, const mncc::Rtp& message);
  void add(Milliseconds at, const sip::Event& event);
  void add(Milliseconds at, const sip::Command& command);
  void add(Milliseconds at, const Aside<sip::Event>& event);
  void add(Milliseconds at, const Aside<sip::Command>& command);
  void add(Milliseconds at, const mgcp::Command& command);
  void add(Milliseconds at, const std::optional<mgcp::Response>& response);

 private:
  void sip_ended(std::optional<int> cause, bool told_by_gateway);
};

}  // namespace sipgw::cc
