// SPDX-License-Identifier: AGPL-3.0-or-later
// The phone holds and retrieves (3GPP TS 24.083): by re-INVITE, confirmed to the phone when the peer has agreed.
#include <utility>

#include "cc/call_sdp.hpp"
#include "cc/cause_map.hpp"
#include "cc/core_impl.hpp"
#include "cc/gsm_messages.hpp"
#include "sdp/answer.hpp"
#include "sdp/sdp.hpp"

namespace sipgw::cc {

using Request = HoldState::Request;

namespace {

constexpr int kBearerNotImplemented = 65, kWrongState = 101, kTimerExpired = 102;
constexpr int kRequestTimeout = 408, kNoSuchDialog = 481, kRequestPending = 491;
constexpr unsigned kMost491 = 5;

mncc::Signalling rejection(const Call& call, Request request, int cause, int location) {
  const auto type = request == Request::hold ? mncc::Type::hold_rej : mncc::Type::retrieve_rej;
  return with_cause(type, call.gsm, cause, location);
}

mncc::Signalling confirmation(const Call& call, Request request) {
  return plain(request == Request::hold ? mncc::Type::hold_cnf : mncc::Type::retrieve_cnf, call.gsm);
}

}  // namespace

void Core::Impl::phone_wants(Call& call, Request request) {
  auto& hold = call.hold;
  if (hold.request == request) return;  // the answer is on its way
  if (hold.request != Request::none || call.gsm.fsm.state() != GsmState::active) {
    return send_in_call(call, rejection(call, request, kWrongState, 1));
  }
  if (hold.by_phone == (request == Request::hold)) return send_in_call(call, confirmation(call, request));
  hold.request = request;
  hold.refused_with_491 = 0;
}

void Core::Impl::advance_hold(Call& call) {
  auto& hold = call.hold;
  if (hold.request == Request::none || hold.offer || call.timers.deadline(TimerKind::offer_retry)) return;
  if (call.sip.fsm.state() != SipState::confirmed || call.sip.answer_awaited) return;
  const bool listen = hold.request == Request::retrieve;
  hold.offer = next_local_sdp(call, sdp::make_direction(sdp::receives(hold.peer), listen));
  send(call, sip::Offer{call.sip.dialog, hold.offer->text()});
}

void Core::Impl::peer_answers_offer(Call& call, const sip::OfferResult& event) {
  auto& hold = call.hold;
  if (!hold.offer || call.release) return;
  const auto offer = *std::exchange(hold.offer, std::nullopt);
  if (event.status < 300) return hold_agreed(call, offer, event.sdp);
  if (event.status == kRequestPending && ++hold.refused_with_491 < kMost491) {
    return timers_.start(call.timers, call.id, TimerKind::offer_retry, now_ + glare_delay(call));
  }
  if (event.status == kRequestTimeout || event.status == kNoSuchDialog) {
    return release(call, {kTimerExpired, 1, EndedBy::gateway, "re-INVITE: " + std::to_string(event.status)});
  }
  sip::Refused refusal{call.sip.dialog, event.status, {}, event.reason, event.warning, {}};
  const auto request = std::exchange(hold.request, Request::none);
  send_in_call(call, rejection(call, request, cause_from_refusal(refusal, false), 10));
}

/// RFC 3261 §14.1: 2.1 to 4 s for the owner of the Call-ID, 0 to 2 s for the other, in units of 10 ms.
std::chrono::milliseconds Core::Impl::glare_delay(const Call& call) {
  const auto units = call.mobile_originated() ? 210 + random_() % 191 : random_() % 201;
  return std::chrono::milliseconds{10 * units};
}

void Core::Impl::hold_agreed(Call& call, const LocalSdp& offer, const std::string& text) {
  auto& hold = call.hold;
  const auto request = std::exchange(hold.request, Request::none);
  hold.by_phone = request == Request::hold;
  call.sip.local = offer;
  auto answer = read_sdp(text);
  const auto why_not = answer ? objection(call, *answer) : std::nullopt;
  if (answer && !why_not) {
    // To an offer that does not ask for both directions the answer does not tell what the peer would like to do.
    const bool tells = request == Request::retrieve && sdp::receives(hold.peer);
    const auto direction = sdp::direction_of(*answer);
    take_session(call, text, std::move(*answer));
    if (tells) set_peer_direction(call, direction);
  } else if (why_not && request == Request::retrieve) {
    return release(call, {kBearerNotImplemented, 1, EndedBy::gateway, *why_not});
  }
  want_media(call);
  if (request == Request::retrieve) retrieve_stream(call);
  send_in_call(call, confirmation(call, request));
  if (request == Request::hold) leave_stream(call);
}

}  // namespace sipgw::cc
