// SPDX-License-Identifier: AGPL-3.0-or-later
// The configuration as one immutable value. The VTY builds a new one; a call keeps the one that it began with.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/net_address.hpp"
#include "cc/timers.hpp"
#include "sdp/session.hpp"
#include "sip/policy.hpp"

namespace sipgw::cc {

enum class MediaMode : std::uint8_t { direct, anchor };
enum class MgwLoss : std::uint8_t { release, keep };
enum class PtMismatch : std::uint8_t { reject, allow };
enum class GcrMode : std::uint8_t { automatic, on, off };
enum class DtmfDuration : std::uint8_t { measured, fixed };
/// What an MSC says and reads; automatic: as its hello and its first SDP show it.
enum class Dialect : std::uint8_t { automatic, legacy, sdp };
/// May the phone hear the peer before the answer? automatic: while media flows; always: a phone that rings is told so
/// even if no media is known.
enum class EarlyMedia : std::uint8_t { automatic, always, never };
/// octet-align of the AMR that we offer; both: two payload types.
enum class OctetAlign : std::uint8_t { zero, one, both };
/// Whose early media the phone hears when a proxy forks its call; none: nobody's once there are two.
enum class ForkMedia : std::uint8_t { newest, first, none };
/// How the peer is told who calls: in From alone, or in P-Asserted-Identity too, even of callers who withhold it.
enum class Identity : std::uint8_t { from, pai };
/// By what the peer knows the caller; both: the number, and the IMSI in X-IMSI or where there is no number.
enum class CallerName : std::uint8_t { msisdn, imsi, both };
/// Where the calling number of an INVITE is looked for first; what is absent there is looked for in the next one.
enum class CallingFrom : std::uint8_t { pai, rpid, from };
enum class CalledFrom : std::uint8_t { ruri, to, p_called_party_id };
/// Request-URI of an emergency call: user "emergency", urn:service:sos, the number, the URN and after it the number.
enum class EmergencyUri : std::uint8_t { compat, sos, number, both };

/// Node `mncc`.
struct MnccConfig {
  std::string socket_path = "/tmp/msc_mncc";
  std::chrono::seconds reconnect_interval{1};  ///< 1-60 s, the first delay; backs off to five times that, at most 60 s
  std::chrono::seconds hello_timeout{5};       ///< 1-60 s
  GcrMode gcr = GcrMode::automatic;            ///< may a SETUP_REQ carry a global call reference?
  Dialect dialect = Dialect::automatic;
  std::chrono::seconds guard_keepalive{60};  ///< 0-255 s, 0: off; only for an MSC that announced 1876 bytes

  /// What the link itself needs; the rest is for calls.
  bool same_link(const MnccConfig& other) const {
    return socket_path == other.socket_path && reconnect_interval == other.reconnect_interval &&
           hello_timeout == other.hello_timeout;
  }
  bool operator==(const MnccConfig&) const = default;
};

/// Node `sip`.
struct SipConfig {
  std::string local_host = "127.0.0.1";  ///< literal address
  std::uint16_t local_port = 5060;
  std::string remote_host = "pbx";  ///< name or literal address
  std::uint16_t remote_port = 5060;
  int sofia_log_level = 0;  ///< 0-9
  MediaMode media = MediaMode::direct;
  PtMismatch pt_mismatch = PtMismatch::reject;
  bool notify_hold = false;  ///< tell the phone that the peer holds
  DtmfDuration dtmf_duration = DtmfDuration::measured;
  bool hold_optimistic = false;  ///< confirm a hold to the phone before the peer has agreed
  EarlyMedia early_media = EarlyMedia::automatic;
  bool progress_indicator = false;  ///< tell the phone in CONNECT that its call has left GSM
  std::vector<sdp::Codec> codecs;   ///< the only ones allowed, best first; empty: all, as the others order them
  std::string amr_mode_set;         ///< of the AMR that we offer, e.g. "0,2,4,7"; empty: all modes
  OctetAlign amr_octet_align = OctetAlign::one;
  bool unknown_subscriber_is_404 = false;  ///< else 480, as for a phone that does not respond
  sip::Policy policy;
  unsigned redirects = 0;  ///< 0-5: how many 3xx of one call are followed
  ForkMedia fork_media = ForkMedia::newest;
  Identity identity = Identity::from;
  CallerName caller_name = CallerName::msisdn;
  bool clir_by_default = false;  ///< withhold the numbers of phones that do not ask to show them
  CallingFrom calling_from = CallingFrom::pai;
  CalledFrom called_from = CalledFrom::ruri;
  std::vector<std::string> emergency_numbers;  ///< calls to these are emergency calls, as are those the MSC marks
  EmergencyUri emergency_uri = EmergencyUri::compat;
  std::string resource_priority;       ///< of emergency calls, e.g. "esnet.0" (RFC 4412); empty: none
  bool paging_expired_is_480 = false;  ///< else 502, as RFC 3398 has it: a phone that does not answer to paging
  bool busy_everywhere = false;        ///< a busy phone is told by 600, on which no proxy tries another one
  bool user_info = false;              ///< user-to-user information is passed on, both ways
  bool reassign = false;               ///< an offer without the phone's codec may make the MSC assign another one
  bool operator==(const SipConfig&) const = default;
};

/// Node `mgw <0-255>`.
struct MgwConfig {
  std::string remote_ip = "127.0.0.1";
  std::uint16_t remote_port = 2427;
  std::string local_ip;          ///< empty: any
  std::uint16_t local_port = 0;  ///< 0: any free one
  std::string endpoint_domain = "mgw";
  bool operator==(const MgwConfig&) const = default;
};

struct Config {
  bool use_imsi = false;    ///< node `app`
  unsigned call_log = 100;  ///< the same node: how many ended calls are kept, 0-10000
  MnccConfig mncc;
  SipConfig sip;
  std::map<std::uint32_t, MgwConfig> mgws;
  MgwLoss mgw_loss = MgwLoss::release;
  TimerValues timers;  ///< `timer mncc X1 20`
  bool operator==(const Config&) const = default;
};

using ConfigPtr = std::shared_ptr<const Config>;

}  // namespace sipgw::cc
