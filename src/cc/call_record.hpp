// SPDX-License-Identifier: AGPL-3.0-or-later
// What is known of a call when it has ended: made by the core exactly once per call, as its last action.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "cc/config.hpp"
#include "mgcp/statistics.hpp"
#include "trace/call_trace.hpp"

namespace sipgw::cc {

enum class Direction : std::uint8_t { mobile_originated, mobile_terminated };

/// Who ended a call; what `show call` and the log say.
enum class EndedBy : std::uint8_t { phone, msc, sip_peer, gateway, vty_user, msc_link, mgw, timer };
std::string_view to_string(EndedBy by);

/// What happens every day (normal clearing, busy, no answer, rejected) is no failure of a call.
bool is_ordinary(int cause);

/// When each phase was reached, counted from the call's beginning (SETUP_IND or INVITE); nothing: never.
struct CallPhases {
  using Time = std::optional<std::chrono::milliseconds>;
  Time proceeding;                    ///< MO: INVITE sent; MT: the phone has been paged (CALL_CONF_IND)
  Time alerting;                      ///< the phone rings, or hears it ring
  Time answered;                      ///< passed on to the caller
  Time release_begun;                 ///< the first side has ended it
  std::chrono::milliseconds ended{};  ///< nothing of it was left on any side
};

/// How one side ended.
struct SideEnd {
  std::optional<int> cause;      ///< 3GPP 24.008 or Q.850 cause that was said first
  std::optional<int> location;   ///< MNCC only
  bool told_by_gateway = false;  ///< we said it to that side, not that side to us
};

/// One INVITE of a call from the phone.
struct CallTry {
  std::chrono::milliseconds at{};  ///< since the call began
  std::string trunk, remote;       ///< "carrier", "192.0.2.1:5060"
  std::string outcome;             ///< "503 Service Unavailable", "answered", "no reply"; empty: none yet
};

struct CallRecord {
  CallId id;
  Direction direction{};
  MscId msc;
  Callref callref = 0;
  std::string trunk;
  std::string calling, called, imsi;  ///< as on the MNCC side
  bool emergency = false;
  CallPhases phases;

  int cause = 16, location = 1;  ///< 3GPP TS 24.008: why it ended
  EndedBy ended_by{};
  std::string why;
  SideEnd gsm_end, sip_end;
  std::optional<int> sip_status;  ///< final response to the INVITE, received or sent

  std::vector<CallTry> tries;             ///< MO
  std::string sip_remote;                 ///< "192.0.2.1:5060", or empty: no INVITE was sent
  std::vector<std::string> sip_call_ids;  ///< one for each INVITE that was sent, in their order; empty: none was
  std::string codec;                      ///< "AMR", or empty: none was assigned
  std::optional<std::uint8_t> msc_payload_type, sip_payload_type;

  MediaMode media{};
  std::optional<MgwId> mgw;
  std::string mgw_endpoint;
  std::optional<mgcp::Statistics> msc_packets, sip_packets;  ///< of the MGW's connections towards each side

  trace::CallTrace trace;

  bool failed() const { return !is_ordinary(cause); }
};
using CallRecordPtr = std::shared_ptr<const CallRecord>;

}  // namespace sipgw::cc
