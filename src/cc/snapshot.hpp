// SPDX-License-Identifier: AGPL-3.0-or-later
// Copies of state for whoever shows it (VTY, CTRL, tests): no pointer into the core.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/net_address.hpp"
#include "cc/call_record.hpp"
#include "cc/config.hpp"
#include "mncc/message.hpp"

namespace sipgw::cc {

struct CallSnapshot {
  CallId id;
  Direction direction{};
  MscId msc;
  Callref callref = 0;
  std::string gsm_state, sip_state;   ///< names of the state tables: "MO_CALL_PROC", "PROCEEDING"
  std::string calling, called, imsi;  ///< as on the MNCC side
  DialogId dialog;
  std::string sip_remote;   ///< "192.0.2.1:5060"
  std::string sip_call_id;  ///< empty: no INVITE was sent yet
  MediaMode media{};
  std::string codec;                                   ///< "AMR", or empty while unknown
  std::optional<NetAddress> msc_rtp, sip_rtp;          ///< where each side wants its RTP
  std::string mgw_endpoint;                            ///< anchored only
  std::optional<NetAddress> mgw_msc_rtp, mgw_sip_rtp;  ///< the MGW's own addresses towards MSC and SIP
  std::chrono::milliseconds age{}, answered_for{};     ///< answered_for 0: not answered
  bool releasing = false;
  int cause = 0;         ///< 3GPP cause once releasing, else 0
  std::string ended_by;  ///< "phone", "SIP peer", "gateway", "MSC link" …, or empty
  struct Timer {
    std::string name;  ///< with what its expiry means: "X5 (no answer)"
    std::chrono::milliseconds left;
  };
  std::vector<Timer> timers;
};

enum class LinkState : std::uint8_t { disconnected, wait_hello, ready };

/// One MNCC link as `show mncc-connection` shows it.
struct MnccSnapshot {
  MscId msc;
  std::string path;
  LinkState state{};
  std::string last_error;  ///< errno text and remedy of the last failure, or empty
  std::optional<mncc::Hello> hello;
  std::string hello_differs;  ///< which sizes and offsets are not the ones we know, or empty
  std::chrono::seconds in_state{};
  std::uint64_t connects = 0, sent = 0, received = 0, malformed = 0, dropped_on_write = 0;
  std::size_t write_queue = 0;
};

struct MgwSnapshot {
  MgwId mgw;
  MgwConfig config;
  bool up = false;
  std::string last_error;
  std::chrono::seconds in_state{};
  std::size_t endpoints_in_use = 0;  ///< as journaled
  std::string journal;               ///< path, or why there is none
  std::uint64_t sent = 0, retransmitted = 0, timed_out = 0, malformed = 0, unexpected = 0, late = 0;
};

struct SipSnapshot {
  bool up = false;
  std::string local;  ///< "udp and tcp 192.0.2.2:5060"
  std::string last_error;
  std::vector<IpAddress> remote_addresses;
  std::uint64_t refused_sources = 0;  ///< INVITEs answered 403
};

struct CountersSnapshot {
  std::uint64_t mo_calls = 0, mt_calls = 0, mo_answered = 0, mt_answered = 0, mo_refused = 0, mt_refused = 0;
  std::uint64_t unexpected_mncc = 0;  ///< messages that the call's state does not accept, or of no call
};

}  // namespace sipgw::cc
