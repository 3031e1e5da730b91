// SPDX-License-Identifier: AGPL-3.0-or-later
// Which members of each message a trace keeps: those that head() and members() show. One listing serves for writing
// and for reading. Each names all members of its type, so that one that is added does not compile until it is decided
// whether to keep it. What head() shows comes first, then the order of members(): room ends with the last ones.
#pragma once

#include <concepts>
#include <type_traits>

#include "base/net_address.hpp"
#include "mgcp/message.hpp"
#include "mncc/message.hpp"
#include "sip/message.hpp"

namespace sipgw::trace {

/// A T, const when it is written.
template <typename T, typename Listed>
concept Is = std::same_as<std::remove_const_t<T>, Listed>;

void list(auto& archive, Is<IpAddress> auto& it) {
  auto& [v6, bytes] = it;
  archive(v6);
  archive.octets(bytes.data(), v6 ? bytes.size() : 4);
}
void list(auto& archive, Is<NetAddress> auto& it) {
  auto& [ip, port] = it;
  archive(ip, port);
}

// ---------------------------------------------------------------- MNCC

void list(auto& archive, Is<mncc::Number> auto& it) {
  auto& [type, plan, present, screen, digits] = it;
  archive(digits, type, plan, present, screen);
}
void list(auto& archive, Is<mncc::BearerCap> auto& it) {
  auto& [transfer, mode, coding, radio, speech_ctm, speech_versions] = it;
  archive(transfer, mode, coding, radio, speech_versions);
}
void list(auto& archive, Is<mncc::Cause> auto& it) {
  auto& [location, coding, value, diagnostics] = it;
  archive(location, coding, value, diagnostics);
}
void list(auto& archive, Is<mncc::Progress> auto& it) {
  auto& [coding, location, description] = it;
  archive(coding, location, description);
}
void list(auto& archive, Is<mncc::UserUser> auto& it) {
  auto& [protocol, text] = it;
  archive(protocol, text);
}
void list(auto& archive, Is<mncc::CcCap> auto& it) {
  auto& [dtmf, pcp] = it;
  archive(dtmf, pcp);
}
void list(auto& archive, Is<mncc::Signalling> auto& it) {
  auto& [type, callref, bearer_cap, called, calling, redirecting, connected, cause, progress, useruser, facility,
         keypad, emergency, clir_invoked, clir_suppressed, notify, imsi, gcr, sdp, ss_version, cc_cap, llc, hlc] = it;
  archive(type, callref, bearer_cap, called, calling, redirecting, connected, cause, progress, useruser, keypad,
          emergency, clir_invoked, clir_suppressed, notify, imsi, gcr, cc_cap, facility, ss_version, llc, hlc);
}
void list(auto& archive, Is<mncc::Rtp> auto& it) {
  auto& [type, callref, address, payload_type, payload_msg_type, sdp] = it;
  archive(type, callref, address, payload_type, payload_msg_type);
}

// ---------------------------------------------------------------- SIP

void list(auto& archive, Is<sip::Reason> auto& it) {
  auto& [q850, sip, text] = it;
  archive(q850, sip, text);
}
void list(auto& archive, Is<sip::Party> auto& it) {
  auto& [display, user, host] = it;
  archive(display, user, host);
}
void list(auto& archive, Is<sip::Target> auto& it) {
  auto& [uri, host] = it;
  archive(uri);
}

void list(auto& archive, Is<sip::IncomingInvite> auto& it) {
  auto& [dialog, source, transport, request_uri, from, to, asserted, remote_party, called_party, diverted_by,
         diversion_withheld, wants_privacy, call_id, global_call_ref, sdp, unusable_body, supports_100rel, tls_names,
         user_to_user] = it;
  archive(source, transport, wants_privacy, unusable_body, from, request_uri, to, asserted, remote_party, called_party,
          diverted_by, call_id, global_call_ref, user_to_user);
}
void list(auto& archive, Is<sip::Provisional> auto& it) {
  auto& [dialog, status, sdp, branch, user_to_user] = it;
  archive(status, branch, user_to_user);
}
void list(auto& archive, Is<sip::Answered> auto& it) {
  auto& [dialog, sdp, asserted, wants_privacy, branch, user_to_user] = it;
  archive(branch, user_to_user, asserted, wants_privacy);
}
void list(auto& archive, Is<sip::Refused> auto& it) {
  auto& [dialog, status, phrase, reason, warning, retry_after, from_peer, contacts, user_to_user, auth_failure] = it;
  archive(status, from_peer, warning, retry_after, phrase, reason, contacts, user_to_user, auth_failure);
}
void list(auto&, Is<sip::Acked> auto& it) { [[maybe_unused]] auto& [dialog, sdp] = it; }
void list(auto& archive, Is<sip::Cancelled> auto& it) {
  auto& [dialog, reason] = it;
  archive(reason);
}
void list(auto& archive, Is<sip::PeerBye> auto& it) {
  auto& [dialog, reason, user_to_user] = it;
  archive(reason, user_to_user);
}
void list(auto& archive, Is<sip::PeerOffer> auto& it) {
  auto& [dialog, update, sdp, branch] = it;
  archive(update);
}
void list(auto& archive, Is<sip::OfferResult> auto& it) {
  auto& [dialog, status, sdp, reason, warning] = it;
  archive(status, reason, warning);
}
void list(auto& archive, Is<sip::InfoResult> auto& it) {
  auto& [dialog, status] = it;
  archive(status);
}
void list(auto& archive, Is<sip::PeerInfo> auto& it) {
  auto& [dialog, content_type, body] = it;
  archive(content_type);
  archive.lines(body);
}
void list(auto& archive, Is<sip::Ended> auto& it) {
  auto& [dialog, status, text] = it;
  archive(status, text);
}

void list(auto& archive, Is<sip::Invite> auto& it) {
  auto& [dialog, request_uri, from, to, headers, sdp, route, call_id, next_hop, peer] = it;
  archive(request_uri, from, to, route, call_id, headers);
}
void list(auto& archive, Is<sip::Respond> auto& it) {
  auto& [dialog, status, sdp, headers, peer] = it;
  archive(status, headers);
}
void list(auto& archive, Is<sip::Cancel> auto& it) {
  auto& [dialog, reason] = it;
  archive(reason);
}
void list(auto& archive, Is<sip::Bye> auto& it) {
  auto& [dialog, reason, headers] = it;
  archive(reason, headers);
}
void list(auto& archive, Is<sip::AnswerOffer> auto& it) {
  auto& [dialog, status, sdp, headers] = it;
  archive(status, headers);
}
void list(auto&, Is<sip::Offer> auto& it) { [[maybe_unused]] auto& [dialog, sdp] = it; }
void list(auto& archive, Is<sip::Info> auto& it) {
  auto& [dialog, content_type, body] = it;
  archive(content_type);
  archive.lines(body);
}

// ---------------------------------------------------------------- MGCP

void list(auto& archive, Is<mgcp::Command> auto& it) {
  auto& [verb, endpoint, call_id, connection_id, mode, local_options, sdp] = it;
  archive(verb, mode, endpoint, call_id, connection_id, local_options);
}
void list(auto& archive, Is<mgcp::Response> auto& it) {
  auto& [code, transaction, comment, endpoint, connection_id, statistics, sdp] = it;
  archive(code, comment, endpoint, connection_id, statistics);
}

}  // namespace sipgw::trace
