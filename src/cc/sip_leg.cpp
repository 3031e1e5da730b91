// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cc/sip_leg.hpp"

#include "sdp/sdp.hpp"

namespace sipgw::cc {

namespace {

using S = SipState;
using E = SipEvent;
using Events = EnumSet<SipEvent>;

constexpr Events kTerminal{E::refused, E::cancelled, E::peer_bye, E::ended};
constexpr Events kInDialog{E::peer_offer, E::offer_result, E::info_result, E::peer_info};

}  // namespace

constexpr StateRow<SipState, SipEvent> kSipTable[kSipStates] = {
    {S::null, "NULL", {}, {S::calling, S::incoming, S::ended}, {}, ""},
    {S::calling,
     "CALLING",
     kTerminal | kInDialog | Events{E::provisional, E::answered},
     {S::null, S::calling, S::proceeding, S::confirmed, S::cancelling, S::ended},
     {},
     "RFC 3261 §17.1.1"},
    {S::proceeding,
     "PROCEEDING",
     kTerminal | kInDialog | Events{E::provisional, E::answered},
     {S::null, S::calling, S::confirmed, S::cancelling, S::ended},
     {},
     "RFC 3261 §17.1.1"},
    {S::cancelling,
     "CANCELLING",
     kTerminal | Events{E::answered, E::peer_offer},
     {S::terminating, S::ended},
     TimerKind::sip_release,
     "RFC 3261 §9.1"},
    {S::incoming,
     "INCOMING",
     kTerminal | kInDialog,
     {S::ringing, S::answered, S::terminating, S::ended},
     {},
     "RFC 3261 §13.3"},
    {S::ringing, "RINGING", kTerminal | kInDialog, {S::answered, S::terminating, S::ended}, {}, "RFC 3261 §13.3"},
    {S::answered,
     "ANSWERED",
     kTerminal | kInDialog | Events{E::acked},
     {S::confirmed, S::bye_pending, S::ended},
     {},
     "RFC 3261 §13.3.1.4"},
    {S::bye_pending,
     "BYE_PENDING",
     kTerminal | Events{E::acked, E::peer_offer},
     {S::terminating, S::ended},
     TimerKind::sip_release,
     "RFC 3261 §15"},
    {S::confirmed,
     "CONFIRMED",
     kTerminal | kInDialog | Events{E::acked},
     {S::terminating, S::ended},
     {},
     "RFC 3261 §12"},
    {S::terminating,
     "TERMINATING",
     kTerminal | Events{E::acked, E::peer_offer},
     {S::ended},
     TimerKind::sip_release,
     "RFC 3261 §15"},
    {S::ended, "ENDED", {}, {}, {}, ""},
};

std::string LocalSdp::text() const { return sdp::with_version_raised(content, version); }

std::optional<SipEvent> sip_event_of(const sip::Event& event) {
  struct Visitor {
    std::optional<SipEvent> operator()(const sip::IncomingInvite&) const { return std::nullopt; }
    std::optional<SipEvent> operator()(const sip::Provisional&) const { return E::provisional; }
    std::optional<SipEvent> operator()(const sip::Answered&) const { return E::answered; }
    std::optional<SipEvent> operator()(const sip::Refused&) const { return E::refused; }
    std::optional<SipEvent> operator()(const sip::Acked&) const { return E::acked; }
    std::optional<SipEvent> operator()(const sip::Cancelled&) const { return E::cancelled; }
    std::optional<SipEvent> operator()(const sip::PeerBye&) const { return E::peer_bye; }
    std::optional<SipEvent> operator()(const sip::PeerOffer&) const { return E::peer_offer; }
    std::optional<SipEvent> operator()(const sip::OfferResult&) const { return E::offer_result; }
    std::optional<SipEvent> operator()(const sip::InfoResult&) const { return E::info_result; }
    std::optional<SipEvent> operator()(const sip::PeerInfo&) const { return E::peer_info; }
    std::optional<SipEvent> operator()(const sip::Ended&) const { return E::ended; }
  };
  return std::visit(Visitor{}, event);
}

bool is_terminal(SipEvent event) { return kTerminal.contains(event); }

std::string_view to_string(SipEvent event) {
  switch (event) {
    case E::provisional:
      return "provisional response";
    case E::answered:
      return "2xx";
    case E::refused:
      return "final refusal";
    case E::acked:
      return "ACK";
    case E::cancelled:
      return "CANCEL";
    case E::peer_bye:
      return "BYE";
    case E::peer_offer:
      return "re-INVITE or UPDATE";
    case E::offer_result:
      return "response to re-INVITE";
    case E::info_result:
      return "response to INFO";
    case E::peer_info:
      return "INFO";
    case E::ended:
      return "end of dialog";
  }
  return {};
}

}  // namespace sipgw::cc
