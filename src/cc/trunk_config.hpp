// SPDX-License-Identifier: AGPL-3.0-or-later
// The configuration of one trunk: a SIP peer with which calls are exchanged, and how. Part of Config.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/ip_prefix.hpp"
#include "routing/load.hpp"
#include "routing/settings.hpp"
#include "sdp/session.hpp"
#include "sip/peer.hpp"

namespace sipgw::cc {

enum class MediaMode : std::uint8_t { direct, anchor };
enum class PtMismatch : std::uint8_t { reject, allow };
enum class DtmfDuration : std::uint8_t { measured, fixed };
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

/// How the name of the next hop is looked up: A and AAAA by the system; SRV where no port is given; NAPTR before it.
enum class DnsLookup : std::uint8_t { addresses, srv, naptr };
/// Which INVITEs are a trunk's, besides where they come from.
struct MatchRules {
  std::vector<IpPrefix> sources;       ///< besides the trunk's own addresses
  std::vector<std::string> usernames;  ///< of From or Request-URI; empty: any
  std::vector<std::string> tls_names;  ///< of the certificate, from wherever; empty: none is asked for
  bool operator==(const MatchRules&) const = default;
};

/// The trunk that the small form configures: node `sip` with its command `remote`.
inline constexpr std::string_view kDefaultTrunk = "default";

/// Node `trunk NAME`, and the trunk `default` in node `sip`.
struct TrunkConfig {
  std::string name{kDefaultTrunk};
  std::string remote_host = "pbx";   ///< name or literal address
  std::uint16_t remote_port = 5060;  ///< 0: that of the transport
  sip::Transport transport = sip::Transport::udp;
  std::string outbound_proxy_host;  ///< name or literal address that all goes to in place of the remote; empty: none
  std::uint16_t outbound_proxy_port = 0;  ///< 0: that of the transport
  DnsLookup dns = DnsLookup::addresses;
  std::string domain;        ///< of Request-URI and To; empty: the remote's address
  std::string from_domain;   ///< of From; empty: our own address
  std::string from_user;     ///< of From in place of the calling number, which P-Asserted-Identity then tells
  std::string contact_user;  ///< of Contact; empty: none
  sip::Credentials credentials;
  std::string password_file;  ///< where credentials.password was read; empty: it was configured
  routing::RegistrationSettings registration;
  routing::HealthSettings health;
  bool shutdown = false;  ///< takes no new calls
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
  EmergencyUri emergency_uri = EmergencyUri::compat;
  std::string resource_priority;       ///< of emergency calls, e.g. "esnet.0" (RFC 4412); empty: none
  bool paging_expired_is_480 = false;  ///< else 502, as RFC 3398 has it: a phone that does not answer to paging
  bool busy_everywhere = false;        ///< a busy phone is told by 600, on which no proxy tries another one
  bool user_info = false;              ///< user-to-user information is passed on, both ways
  bool reassign = false;               ///< an offer without the phone's codec may make the MSC assign another one
  MatchRules match;
  routing::Limits limits;
  std::chrono::seconds try_timeout{4};                        ///< 1-32 s, to the first reply, if there is another place
  std::vector<int> fail_over_codes{430, 500, 502, 503, 504};  ///< after these the call goes elsewhere
  std::map<int, int> cause_of_status, status_of_cause;        ///< in place of what cause_map.hpp says

  /// What a trunk of that name is before anything is configured; a named one has modern defaults.
  static TrunkConfig named(std::string_view name);
  bool is_default() const { return name == kDefaultTrunk; }
  /// Where its requests go: the outbound proxy, or the remote.
  const std::string& next_hop_host() const { return outbound_proxy_host.empty() ? remote_host : outbound_proxy_host; }
  std::uint16_t given_port() const { return outbound_proxy_host.empty() ? remote_port : outbound_proxy_port; }
  std::uint16_t next_hop_port() const;
  /// What the SIP thread has to know of it.
  sip::Peer peer() const;
  bool operator==(const TrunkConfig&) const = default;
};

}  // namespace sipgw::cc
