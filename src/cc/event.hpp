// SPDX-License-Identifier: AGPL-3.0-or-later
// Everything that can happen to the core, as values. The adapters make them, Core::handle takes one at a time.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/ids.hpp"
#include "base/net_address.hpp"
#include "cc/config.hpp"
#include "mgcp/message.hpp"
#include "mncc/message.hpp"
#include "sip/message.hpp"

namespace sipgw::cc {

struct MnccUp {
  MscId msc;
  mncc::Hello hello;
};  ///< hello accepted: calls may flow
struct MnccDown {
  MscId msc;
};  ///< the MSC has freed every call
struct MnccReceived {
  MscId msc;
  std::variant<mncc::Signalling, mncc::Rtp> message;
};

/// What became of an MgcpCommand action; no response: given up after all tries.
struct MgcpDone {
  MgwId mgw;
  MgcpToken token;
  std::optional<mgcp::Response> response;
};
struct MgwDown {
  MgwId mgw;
};  ///< link adapter: three commands or keepalives in a row unanswered
struct MgwUp {
  MgwId mgw;
};

/// The addresses that a trunk's next hop resolves to; empty: it does not resolve.
struct TrunkResolved {
  std::string trunk;
  std::vector<IpAddress> addresses;
};
/// What is known of a trunk's health from elsewhere than calls.
struct TrunkHealth {
  std::string trunk;
  bool up = true;          ///< its peer answers, as far as it is asked
  bool registered = true;  ///< we are registered with it, as far as that is wanted
};
struct Configured {
  ConfigPtr config;
};  ///< calls that begin from now on use it
struct ReleaseRequested {
  CallId call;
  int cause;
};  ///< operator: `call ID release [CAUSE]`
struct DrainRequested {
  bool on;
};                            ///< operator: refuse new calls, let those that are up end by themselves
struct ShutdownRequested {};  ///< refuse new calls, end all
struct CallsAudited {};       ///< once a minute: end what no timer and no peer would ever end
struct TimePassed {};         ///< a deadline of Core::next_deadline() has come

using Event =
    std::variant<MnccUp, MnccDown, MnccReceived, sip::Event, MgcpDone, MgwDown, MgwUp, TrunkResolved, TrunkHealth,
                 Configured, ReleaseRequested, DrainRequested, ShutdownRequested, CallsAudited, TimePassed>;

}  // namespace sipgw::cc
