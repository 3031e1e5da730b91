// SPDX-License-Identifier: AGPL-3.0-or-later
// What we offer within a call, by re-INVITE: the phone holds or retrieves, or the MSC has given it another address or
// codec.
#include <memory>
#include <utility>

#include "cc/call_sdp.hpp"
#include "cc/core_impl.hpp"
#include "sdp/answer.hpp"

namespace sipgw::cc {

using log::Category;
using log::Level;
using Request = HoldState::Request;

namespace {

constexpr int kBearerNotImplemented = 65, kTimerExpired = 102;
constexpr int kRequestTimeout = 408, kNoSuchDialog = 481, kRequestPending = 491;
constexpr unsigned kMost491 = 5;

}  // namespace

void Core::Impl::advance_offers(Call& call) {
  auto& offers = call.offers;
  const auto request = call.hold.request;
  if (request == Request::none && !offers.assignment_untold) return;
  if (offers.under_way || offers.waiting || call.timers.deadline(TimerKind::offer_retry)) return;
  if (call.sip.fsm.state() != SipState::confirmed || call.sip.answer_awaited) return;

  // The MGW's address stays, wherever the MSC's is.
  const bool moved = std::exchange(offers.assignment_untold, false) && (!call.anchored || peer_format(call) == nullptr);
  if (request == Request::none && !moved) return;
  const auto direction = request == Request::none
                             ? call.sip.local.direction
                             : sdp::make_direction(sdp::receives(call.hold.peer), request == Request::retrieve);
  auto sdp = next_local_sdp(call, direction);
  if (request == Request::none && sdp.content == call.sip.local.content) return;
  send(call, sip::Offer{call.sip.dialog, sdp.text()});
  offers.under_way = std::make_unique<const OfferState::UnderWay>(OfferState::UnderWay{request, std::move(sdp)});
}

void Core::Impl::peer_answers_offer(Call& call, const sip::OfferResult& event) {
  auto& offers = call.offers;
  if (!offers.under_way || call.release) return;
  const auto offer = std::exchange(offers.under_way, nullptr);
  const auto status = std::to_string(event.status);
  if (event.status == kRequestTimeout || event.status == kNoSuchDialog) {
    return release(call, {kTimerExpired, 1, EndedBy::gateway, "re-INVITE: " + status});
  }
  if (event.status == kRequestPending && ++offers.refused_with_491 < kMost491) {
    offers.assignment_untold = true;
    return timers_.start(call.timers, call.id, TimerKind::offer_retry, now_ + glare_delay(call));
  }
  offers.refused_with_491 = 0;
  if (event.status < 300) return offer_agreed(call, *offer, event.sdp);
  if (offer->request != Request::none) {
    offers.assignment_untold = true;  // it may have been in this offer
    return reject_hold(call, event);
  }
  if (offers.assignment_untold) return;  // the next offer tells of a newer one
  if (peer_format(call) == nullptr) {
    return release(call, {kBearerNotImplemented, 10, EndedBy::sip_peer, "the phone's new codec: " + status});
  }
  log(Category::sip, Level::notice, call, "the peer does not follow the phone to its new address: " + status);
}

/// RFC 3261 §14.1: 2.1 to 4 s for the owner of the Call-ID, 0 to 2 s for the other, in units of 10 ms.
std::chrono::milliseconds Core::Impl::glare_delay(const Call& call) {
  const auto units = call.mobile_originated() ? 210 + random_() % 191 : random_() % 201;
  return std::chrono::milliseconds{10 * units};
}

void Core::Impl::offer_agreed(Call& call, const OfferState::UnderWay& offer, const std::string& text) {
  call.sip.local = offer.sdp;
  if (offer.request != Request::none) {
    call.hold.request = Request::none;
    call.hold.by_phone = offer.request == Request::hold;
  }
  auto answer = usable_session(call, text);
  if (answer) {
    const auto direction = sdp::direction_of(*answer);
    take_session(call, text, std::move(*answer));
    // To an offer that does not ask for both directions the answer does not tell what the peer would like to do.
    if (offer.sdp.direction == sdp::Direction::sendrecv) set_peer_direction(call, direction);
  } else if (offer.request != Request::hold && !call.offers.assignment_untold &&
             (!text.empty() || peer_format(call) == nullptr)) {
    return release(call, {kBearerNotImplemented, 1, EndedBy::gateway, answer.error().text});
  }
  want_media(call);
  if (offer.request != Request::none) confirm_hold(call, offer.request);
}

}  // namespace sipgw::cc
