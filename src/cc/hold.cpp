// SPDX-License-Identifier: AGPL-3.0-or-later
// The phone holds and retrieves (3GPP TS 24.083): by re-INVITE, confirmed to the phone when the peer has agreed.
#include <utility>

#include "cc/cause_map.hpp"
#include "cc/core_impl.hpp"
#include "cc/gsm_messages.hpp"

namespace sipgw::cc {

using Request = HoldState::Request;

namespace {

constexpr int kWrongState = 101;

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
  if (hold.request == request && !hold.retrieve_waits) return;  // the answer is on its way
  if (hold.confirmed && hold.request == Request::hold && request == Request::retrieve) {
    hold.retrieve_waits = true;
    return;
  }
  if (hold.request != Request::none || call.gsm.fsm.state() != GsmState::active) {
    return send_in_call(call, rejection(call, request, kWrongState, 1));
  }
  if (hold.by_phone == (request == Request::hold)) return send_in_call(call, confirmation(call, request));
  hold.request = request;
  hold.confirmed = request == Request::hold && call.trunk->hold_optimistic;
  if (hold.confirmed) send_in_call(call, confirmation(call, request));
}

/// The peer has agreed.
void Core::Impl::confirm_hold(Call& call, Request request) {
  if (request == Request::retrieve) retrieve_stream(call);
  if (!call.hold.confirmed) send_in_call(call, confirmation(call, request));
  if (request == Request::hold) phone_holds(call);
}

/// Whether the peer has agreed or not. The phone may want the call back by now.
void Core::Impl::phone_holds(Call& call) {
  leave_stream(call);
  if (std::exchange(call.hold.retrieve_waits, false)) phone_wants(call, Request::retrieve);
}

void Core::Impl::reject_hold(Call& call, const sip::OfferResult& event) {
  const auto request = std::exchange(call.hold.request, Request::none);
  if (call.hold.confirmed) {  // the phone holds already; the peer hears nothing of it
    call.hold.by_phone = true;
    want_media(call);
    log(log::Category::sip, log::Level::notice, call,
        "the peer did not agree to be held: " + std::to_string(event.status));
    return phone_holds(call);
  }
  const sip::Refused refusal{call.sip.dialog, event.status, {}, event.reason, event.warning, {}};
  send_in_call(call, rejection(call, request, cause_from_refusal(refusal, false), 10));
}

}  // namespace sipgw::cc
