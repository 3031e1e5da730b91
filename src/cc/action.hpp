// SPDX-License-Identifier: AGPL-3.0-or-later
// Everything the core can want done, as values. The application hands each to its adapter; none calls back into the
// core while it runs.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "base/ids.hpp"
#include "cc/call_record.hpp"
#include "log/level.hpp"
#include "mgcp/message.hpp"
#include "mncc/message.hpp"
#include "sip/message.hpp"

namespace sipgw::cc {

struct SendMncc {
  MscId msc;
  CallId call;
  std::variant<mncc::Signalling, mncc::Rtp> message;
};
struct SendSip {
  CallId call;
  sip::Command command;
};
struct MgcpCommand {
  MgwId mgw;
  CallId call;
  MgcpToken token;
  mgcp::Command command;
};
/// A line for the operator's log. `call` 0: about no call in particular.
struct LogLine {
  log::Category category;
  log::Level level;
  CallId call;
  std::string text;
};
/// The call has ended on all sides; once per call, after everything else about it.
struct CallEnded {
  CallRecordPtr record;
};

/// Requests from there are to be left unanswered for so long.
struct BanSource {
  IpAddress source;
  std::chrono::seconds time;
};

using Action = std::variant<SendMncc, SendSip, MgcpCommand, LogLine, CallEnded, BanSource>;
using Actions = std::vector<Action>;

}  // namespace sipgw::cc
