// SPDX-License-Identifier: AGPL-3.0-or-later
// What crosses the border between the SIP thread and the core: plain values, no Sofia type.
//
// Life of a dialog: it begins with IncomingInvite (from the SIP thread) or Invite (from the core) and ends with exactly
// one terminal event: Refused, Cancelled, PeerBye or Ended. After that event the id is dead on both sides; a command
// for a dead id is dropped silently, since it may have crossed the event on its way.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/ids.hpp"
#include "base/net_address.hpp"
#include "sip/peer.hpp"

namespace sipgw::sip {

/// The Reason header (RFC 3326): at most one value per protocol is kept.
struct Reason {
  std::optional<int> q850;  ///< Q.850;cause=N, 1-127
  std::optional<int> sip;   ///< SIP;cause=N
  std::string text;         ///< text parameter of the value kept, without quotes
  bool operator==(const Reason&) const = default;
};

/// A name-addr reduced to what routing and identity need. User part unescaped; host without brackets.
struct Party {
  std::string display;
  std::string user;
  std::string host;
  bool operator==(const Party&) const = default;
};

using Header = std::pair<std::string, std::string>;

/// Where a 3xx points to.
struct Target {
  std::string uri;   ///< as written, e.g. "sip:2000@192.0.2.1:5070;x=y"
  std::string host;  ///< where a request to it goes, without brackets; empty: nobody knows
  bool operator==(const Target&) const = default;
};

// ---------------------------------------------------------------- events: SIP thread -> core

struct IncomingInvite {
  DialogId dialog;
  NetAddress source;      ///< where the datagram or connection really came from
  std::string transport;  ///< "udp", "tcp", "tls"
  Party request_uri, from, to;
  std::optional<Party> asserted;      ///< first P-Asserted-Identity with a sip: or tel: URI
  std::optional<Party> remote_party;  ///< first Remote-Party-ID, the older form of it
  std::optional<Party> called_party;  ///< P-Called-Party-ID
  std::optional<Party> diverted_by;   ///< first Diversion: who forwarded the call last
  bool diversion_withheld = false;    ///< its parameter privacy says so
  bool wants_privacy = false;         ///< Privacy header with id, user or header
  std::string call_id;
  std::string global_call_ref;  ///< X-Global-Call-Ref as written, or empty
  std::string sdp;              ///< empty: delayed offer
  bool unusable_body = false;   ///< a body that is no SDP (nor multipart with one)
  bool supports_100rel = false;
  std::vector<std::string> tls_names = {};  ///< of the peer's certificate, if it was asked for and is in order
  std::string user_to_user = {};            ///< the header's values as written, or empty; so in the events below
};
struct Provisional {
  DialogId dialog;
  int status;
  std::string sdp;
  std::string branch = {};  ///< To tag: which of a forked INVITE's branches speaks
  std::string user_to_user = {};
};  ///< 100-199; a 100 has neither branch nor SDP
struct Answered {
  DialogId dialog;
  std::string sdp;
  std::optional<Party> asserted;
  bool wants_privacy = false;  ///< as in IncomingInvite
  std::string branch = {};     ///< To tag
  std::string user_to_user = {};
};                ///< 2xx; ACK has gone out
struct Refused {  ///< terminal
  DialogId dialog;
  int status;  ///< 300-699
  std::string phrase;
  Reason reason;
  std::optional<int> warning;           ///< warn-code
  std::optional<unsigned> retry_after;  ///< seconds
  bool from_peer = true;                ///< false: made here (no answer in time, transport or DNS failure)
  std::vector<Target> contacts = {};    ///< of a 3xx: sip URIs, best q first
  std::string user_to_user = {};
  std::string auth_failure = {};  ///< of a 401 or 407: why the challenge was not answered, for an operator
};
struct Acked {
  DialogId dialog;
  std::string sdp;
};  ///< ACK to our 2xx
struct Cancelled {
  DialogId dialog;
  Reason reason;
};  ///< terminal; 200 and 487 have gone out
struct PeerBye {
  DialogId dialog;
  Reason reason;
  std::string user_to_user = {};
};  ///< terminal; 200 has gone out
struct PeerOffer {
  DialogId dialog;
  bool update;
  std::string sdp;
  std::string branch = {};  ///< From tag: who of those that a forked INVITE reached
};                          ///< re-INVITE or UPDATE; wants AnswerOffer
struct OfferResult {
  DialogId dialog;
  int status;
  std::string sdp;
  Reason reason = {};
  std::optional<int> warning = {};  ///< warn-code
};                                  ///< final response to our Offer
struct InfoResult {
  DialogId dialog;
  int status;
};  ///< final response to our Info
struct PeerInfo {
  DialogId dialog;
  std::string content_type, body;
};              ///< answered by the adapter: 200 for DTMF, else 415
struct Ended {  ///< terminal
  DialogId dialog;
  int status;  ///< final status of what ended it (BYE's, ACK timeout 408, …), 0: local
  std::string text;
};
using Event = std::variant<IncomingInvite, Provisional, Answered, Refused, Acked, Cancelled, PeerBye, PeerOffer,
                           OfferResult, InfoResult, PeerInfo, Ended>;

// ---------------------------------------------------------------- commands: core -> SIP thread

struct Invite {
  DialogId dialog;
  std::string request_uri;      ///< "sip:+4912@192.0.2.1:5060"
  std::string from, to;         ///< name-addr: "<sip:1001@192.0.2.2>"
  std::vector<Header> headers;  ///< further ones, e.g. Privacy
  std::string sdp;
  std::string route = {};    ///< Route header, e.g. "<sip:192.0.2.1:5060;lr>"; empty: straight to the Request-URI
  std::string call_id = {};  ///< unique in space and time; empty: the SIP thread chooses one
  NextHop next_hop = {};
  PeerPtr peer = {};  ///< null: the SIP thread's own defaults
};
struct Respond {  ///< to the INVITE of an incoming dialog, 180-699
  DialogId dialog;
  int status;
  std::string sdp;
  std::vector<Header> headers;  ///< Reason, Warning, Retry-After …
  PeerPtr peer = {};            ///< whose trunk it came by; null: as said before, or the SIP thread's own defaults
};
struct Cancel {
  DialogId dialog;
  std::string reason;
};  ///< header text or empty; if no 1xx came yet it waits for one
struct Bye {
  DialogId dialog;
  std::string reason;
  std::vector<Header> headers = {};  ///< further ones
};
struct AnswerOffer {
  DialogId dialog;
  int status;
  std::string sdp;
  std::vector<Header> headers;
};
struct Offer {
  DialogId dialog;
  std::string sdp;
};  ///< re-INVITE; ACK is the adapter's
struct Info {
  DialogId dialog;
  std::string content_type, body;
};
using Command = std::variant<Invite, Respond, Cancel, Bye, AnswerOffer, Offer, Info>;

/// The dialog an event or command is about.
DialogId dialog_of(const Event& event);
DialogId dialog_of(const Command& command);

}  // namespace sipgw::sip
