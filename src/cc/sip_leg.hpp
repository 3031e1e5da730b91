// SPDX-License-Identifier: AGPL-3.0-or-later
// The SIP side of a call: the state of its INVITE dialog as the core sees it (RFC 3261).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/ids.hpp"
#include "cc/state_table.hpp"
#include "sdp/session.hpp"
#include "sip/message.hpp"

namespace sipgw::cc {

enum class SipState : std::uint8_t {
  null,         ///< no INVITE yet, or none any more and the next one is due
  calling,      ///< INVITE sent
  proceeding,   ///< a 101-199 came
  cancelling,   ///< CANCEL asked for; the final response is awaited
  incoming,     ///< INVITE received (100 has gone out)
  ringing,      ///< 180 sent
  answered,     ///< 200 sent, ACK awaited
  bye_pending,  ///< released while the ACK is awaited: BYE must wait for it (RFC 3261 §15)
  confirmed,
  terminating,  ///< BYE or a final refusal sent
  ended,
};
inline constexpr std::size_t kSipStates = 11;

enum class SipEvent : std::uint8_t {
  provisional,
  answered,
  refused,
  acked,
  cancelled,
  peer_bye,
  peer_offer,
  offer_result,
  info_result,
  peer_info,
  ended,
};
inline constexpr std::size_t kSipEvents = 11;
/// Nothing for IncomingInvite, which begins a dialog.
std::optional<SipEvent> sip_event_of(const sip::Event& event);
/// Does it end its dialog?
bool is_terminal(SipEvent event);
std::string_view to_string(SipEvent event);

extern const StateRow<SipState, SipEvent> kSipTable[kSipStates];

/// A session description of ours. The o= line counts up whenever we say something new (RFC 3264 §8).
struct LocalSdp {
  std::string content;        ///< with the version as first sent
  std::uint64_t version = 0;  ///< to be added to that
  sdp::Direction direction = sdp::Direction::sendrecv;
  std::string text() const;
};

struct SipLeg {
  StateMachine<SipState, SipEvent, kSipTable> fsm;
  DialogId dialog;
  NetAddress remote;  ///< INVITE's destination or source
  sip::PeerPtr peer;  ///< its trunk's

  std::string sdp;                      ///< newest SDP of the peer: its offer or its answer, as written
  std::optional<sdp::Session> session;  ///< the same, parsed
  LocalSdp local;                       ///< what we sent it last, if it has not refused that
  std::uint64_t last_sdp_version = 0;   ///< also of offers that it refused
  bool answer_awaited = false;          ///< our 200 carried an offer: the ACK brings the answer

  bool over() const { return fsm.state() == SipState::ended; }
};

}  // namespace sipgw::cc
