// SPDX-License-Identifier: AGPL-3.0-or-later
// Copies of state for whoever shows it (VTY, CTRL, tests): no pointer into the core.
#pragma once

#include <array>
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
#include "cc/timers.hpp"
#include "mncc/codec.hpp"
#include "mncc/message.hpp"
#include "routing/health.hpp"
#include "routing/registration.hpp"
#include "sip/destination.hpp"
#include "sip/listener.hpp"
#include "sip/tls.hpp"

namespace sipgw::cc {

struct CallSnapshot {
  CallId id;
  Direction direction{};
  MscId msc;
  Callref callref = 0;
  std::string gsm_state, sip_state;   ///< names of the state tables: "MO_CALL_PROC", "PROCEEDING"
  std::string calling, called, imsi;  ///< as on the MNCC side
  DialogId dialog;
  std::string trunk;
  std::string sip_remote;      ///< "192.0.2.1:5060"
  std::string sip_call_id;     ///< empty: no INVITE was sent yet
  std::vector<CallTry> tries;  ///< MO
  bool emergency = false;
  std::string global_call_reference;  ///< in hexadecimal, or empty
  MediaMode media{};
  std::string codec;  ///< "AMR", or empty while unknown
  std::optional<std::uint8_t> msc_payload_type, sip_payload_type;
  std::optional<NetAddress> msc_rtp, sip_rtp;          ///< where each side wants its RTP
  std::string mgw_endpoint;                            ///< anchored only
  std::optional<NetAddress> mgw_msc_rtp, mgw_sip_rtp;  ///< the MGW's own addresses towards MSC and SIP
  std::chrono::milliseconds age{}, answered_for{};     ///< answered_for 0: not answered
  bool held_by_phone = false, held_by_peer = false;
  std::string stale;  ///< why nothing would ever end this call, empty if all is well
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

/// What an MSC has sent that could not be used.
struct MalformedMncc {
  std::array<std::uint64_t, mncc::kMalformedKinds> by_kind{};
  std::uint64_t too_long = 0;
  std::uint64_t out_of_order = 0;  ///< well-formed, but before the hello, or a second hello
};

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
  MalformedMncc malformed_kinds;
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
  std::uint64_t refused_4xx = 0, refused_5xx = 0, refused_other = 0;  ///< answers to the calls' commands
};

struct SipSnapshot {
  bool up = false;
  std::vector<sip::Listener> listeners;
  std::string last_error;
  std::uint64_t refused_sources = 0;  ///< INVITEs answered 403
  std::uint64_t malformed = 0;        ///< messages with a header that cannot be used
  std::uint64_t repeated = 0;         ///< requests, and answers to INVITE, that came once more
  std::uint64_t overloaded = 0;       ///< INVITEs answered 503 by the SIP thread
  std::uint64_t tls_failures = 0;     ///< handshakes that failed
  sip::TlsStatus tls;
};

struct RegistrationSnapshot {
  routing::RegistrationState state{};
  std::string address_of_record;                 ///< "sip:gateway@example.org"
  std::string last_error;                        ///< of the last failure; empty once registered
  std::optional<std::chrono::seconds> left;      ///< that the registrar holds our binding for
  std::optional<std::chrono::seconds> next_try;  ///< when the next REGISTER goes out
  std::uint64_t auth_failures = 0;
};

struct HealthSnapshot {
  routing::Health::State state{};
  std::string last_result;  ///< of the last OPTIONS: "200 OK", "no answer"; empty: none yet
  unsigned failures = 0;    ///< in a row
  std::chrono::seconds in_state{};
};

struct TrunkSnapshot {
  TrunkConfig config;
  sip::Destinations destinations = {};  ///< of its next hop, in no order
  std::string last_error = {};          ///< why its name does not resolve, or empty
  RegistrationSnapshot registration = {};
  HealthSnapshot health = {};
  bool up = true, registered = true;
  std::size_t calls = 0;
  std::optional<std::chrono::milliseconds> waits_for = {}, penalty = {};  ///< as routing::TrunkState has them

  /// Calls can be expected to get through.
  bool is_up() const { return !config.shutdown && !destinations.empty() && up; }
};

/// How a call ended, in the words of an operator's statistics.
enum class Outcome : std::uint8_t {
  answered,
  busy,
  no_answer,
  abandoned,  ///< the caller gave up
  failed,     ///< anything else, rejected calls too
};
inline constexpr std::size_t kOutcomes = 5;
inline constexpr std::size_t kCauses = 128;

struct CountersSnapshot {
  std::uint64_t mo_calls = 0, mt_calls = 0, mo_answered = 0, mt_answered = 0;
  std::uint64_t tries = 0;          ///< INVITEs of calls from phones
  std::uint64_t auth_failures = 0;  ///< INVITEs whose challenge was not answered, or not to the peer's content
  std::uint64_t fail_overs = 0;     ///< after which such a call went to another address or trunk
  std::uint64_t limit_hits = 0;     ///< a trunk, the MSC or the gateway had as many calls as it may have
  std::uint64_t bans = 0;
  std::uint64_t mo_refused = 0, mt_refused = 0;                       ///< never became calls
  std::array<std::uint64_t, kOutcomes> mo_outcomes{}, mt_outcomes{};  ///< of calls that are over
  std::array<std::uint64_t, kCauses> mo_causes{}, mt_causes{};        ///< by 3GPP cause; of refused ones too
  std::array<std::uint64_t, kTimerKinds> timers_fired{};
  std::uint64_t unexpected_mncc = 0;                  ///< messages that the call's state does not accept, or of no call
  std::uint64_t malformed_sdp = 0;                    ///< from SIP peers, in whatever message
  std::uint64_t unusable_bodies = 0;                  ///< of INVITEs
  std::uint64_t dtmf_accepted = 0, dtmf_refused = 0;  ///< digits from phones
  std::uint64_t dtmf_lost = 0;                        ///< digits from SIP peers, which no phone can be told
  std::uint64_t user_info_lost = 0;                   ///< that no message of the other side can carry
  std::uint64_t early_media_after_ringing = 0;        ///< of calls from phones; the phone was not told
  std::uint64_t stale_calls = 0;                      ///< found and ended by the check each minute
};

/// Calls as they are now.
struct CallTotals {
  std::size_t active = 0;   ///< all that are not over
  std::size_t ringing = 0;  ///< alerted, neither answered nor being released
};

}  // namespace sipgw::cc
