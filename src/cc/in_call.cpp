// SPDX-License-Identifier: AGPL-3.0-or-later
// What the phone or the peer asks for within a call. Everything gets a defined answer; what the gateway cannot do is
// refused and the call goes on.
#include <utility>

#include "cc/call_sdp.hpp"
#include "cc/core_impl.hpp"
#include "cc/gsm_messages.hpp"
#include "sdp/sdp.hpp"
#include "sip/headers.hpp"

namespace sipgw::cc {

namespace {
constexpr int kBearerNotImplemented = 65, kFacilityNotImplemented = 69, kServiceNotImplemented = 79;
}

void Core::Impl::phone_asks(Call& call, GsmEvent event, const mncc::Signalling& message) {
  auto& gsm = call.gsm;
  switch (event) {
    case GsmEvent::hold_ind:
      return send(call, with_cause(mncc::Type::hold_rej, gsm, kFacilityNotImplemented, 1));
    case GsmEvent::retrieve_ind:
      return send(call, with_cause(mncc::Type::retrieve_rej, gsm, kFacilityNotImplemented, 1));
    case GsmEvent::modify_ind: {
      // The MSC encodes the bearer capability whatever the mask says, and does not survive an empty one.
      auto reject = with_cause(mncc::Type::modify_rej, gsm, kServiceNotImplemented, 1);
      reject.bearer_cap = gsm.bearer_cap;
      return send(call, std::move(reject));
    }
    case GsmEvent::start_dtmf_ind: {
      if (!message.keypad || call.sip.fsm.state() != SipState::confirmed) {
        return send(call, with_cause(mncc::Type::start_dtmf_rej, gsm, kServiceNotImplemented, 1));
      }
      send(call, sip::Info{call.sip.dialog, "application/dtmf-relay",
                           "Signal=" + std::string(1, *message.keypad) + "\r\nDuration=160\r\n"});
      auto response = plain(mncc::Type::start_dtmf_rsp, gsm);
      response.keypad = message.keypad;
      return send(call, std::move(response));
    }
    case GsmEvent::stop_dtmf_ind: {
      auto response = plain(mncc::Type::stop_dtmf_rsp, gsm);
      response.keypad = message.keypad;
      return send(call, std::move(response));
    }
    case GsmEvent::information:
    case GsmEvent::setup_ind:
    case GsmEvent::call_conf_ind:
    case GsmEvent::alert_ind:
    case GsmEvent::setup_cnf:
    case GsmEvent::setup_compl_ind:
    case GsmEvent::rtp_create:
    case GsmEvent::rtp_connect:
    case GsmEvent::disc_ind:
    case GsmEvent::rel_ind:
    case GsmEvent::rel_cnf:
    case GsmEvent::rej_ind:
      return;
  }
}

/// A refresh of the session as it is gets 200; an offer that would change it gets 488, and the session stays.
void Core::Impl::peer_offers(Call& call, const sip::PeerOffer& event) {
  sip::AnswerOffer answer{call.sip.dialog, 488, {}, {{"Reason", sip::q850_reason(kBearerNotImplemented)}}};
  if (call.release) {
    answer.status = 487;
    answer.headers = {{"Reason", sip::q850_reason(call.release->cause)}};
  } else if (call.sip.local_sdp.empty()) {
    answer.status = 491;  // before our own answer there is nothing to refresh
  } else if (event.sdp.empty()) {
    answer.status = 200;
    if (!event.update) answer.sdp = call.sip.local_sdp;
  } else if (const auto offer = sdp::parse(event.sdp);
             offer && call.sip.session && offer->audio == call.sip.session->audio &&
             offer->direction == sdp::Direction::sendrecv && offer->find(call.gsm.codec) != nullptr) {
    answer.status = 200;
    answer.sdp = call.sip.local_sdp;
  }
  if (answer.status < 300) answer.headers.clear();
  send(call, std::move(answer));
}

}  // namespace sipgw::cc
