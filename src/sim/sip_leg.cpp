// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sim/sip_leg.hpp"

#include "sdp/sdp.hpp"
#include "sip/headers.hpp"

namespace sipgw::sim {
namespace {

constexpr int kNotAcceptableHere = 488;

/// The final status of a called user that does not answer; 0: it does.
int refusal(const Behaviour& behaviour) {
  switch (behaviour.answer) {
    case Answer::busy:
      return 486;
    case Answer::unknown:
      return 404;
    case Answer::refuses:
      return behaviour.status;
    case Answer::rejects:
      return 603;
    case Answer::answers:
    case Answer::never:
    case Answer::detached:
    case Answer::unreached:
      break;
  }
  return 0;
}

}  // namespace

SipLeg::SipLeg(DialogId dialog, LegSetup setup, NetAddress local, NetAddress gateway)
    : dialog_(dialog),
      setup_(std::move(setup)),
      local_(local),
      gateway_(gateway),
      payload_type_(sdp::msc_payload_type(setup_.codec)) {}

std::string_view SipLeg::state() const {
  switch (state_) {
    case State::idle:
      return "IDLE";
    case State::calling:
      return "CALLING";
    case State::called:
      return "CALLED";
    case State::answered:
      return "ANSWERED";
    case State::active:
      return "ACTIVE";
    case State::cancelling:
      return "CANCELLING";
    case State::clearing:
      return "CLEARING";
    case State::ended:
      return "ENDED";
  }
  return "";
}

Outputs SipLeg::call() {
  state_ = State::calling;
  const auto host = gateway_.ip.to_string();
  sip::Invite invite{.dialog = dialog_,
                     .request_uri = sip::sip_uri(setup_.other, host, gateway_.port),
                     .from = sip::name_addr({}, setup_.own, local_.ip.to_string()),
                     .to = sip::name_addr({}, setup_.other, host),
                     .headers = {},
                     .sdp = own_sdp()};
  if (setup_.clir) invite.headers.emplace_back("Privacy", "id");
  emit(sip::Command{std::move(invite)});
  return take();
}

Outputs SipLeg::hang_up(int cause) {
  switch (state_) {
    case State::calling:
      bye_cause_ = cause;
      state_ = State::cancelling;
      emit(sip::Command{sip::Cancel{dialog_, sip::q850_reason(cause)}});
      break;
    case State::called:
      state_ = State::clearing;
      respond(480, {}, cause);
      break;
    case State::answered:
    case State::active:
      state_ = State::clearing;
      emit(sip::Command{sip::Bye{dialog_, sip::q850_reason(cause)}});
      break;
    case State::idle:
    case State::cancelling:
    case State::clearing:
    case State::ended:
      break;
  }
  return take();
}

// ---------------------------------------------------------------- being called

void SipLeg::act_on(const sip::IncomingInvite& invite) {
  state_ = State::called;
  if (setup_.behaviour.answer == Answer::unreached) emit(Violation{"INVITE although the call was not to get here"});
  if (!invite.sdp.empty()) {
    const auto offer = sdp::parse(invite.sdp);
    const auto* format = offer ? offer->find(setup_.codec) : nullptr;
    if (format == nullptr) {
      emit(Violation{offer ? "the offer lacks the codec of the call" : "bad SDP offer: " + offer.error().text});
      state_ = State::clearing;
      respond(kNotAcceptableHere);
      return;
    }
    payload_type_ = format->payload_type;
    learn_media(invite.sdp);
  }
  emit(Arm{Timer::ring, setup_.behaviour.ring_after});
}

Outputs SipLeg::expire(Timer timer) {
  if (state_ != State::called) return take();
  if (timer == Timer::answer) {
    answer();
  } else if (timer == Timer::ring) {
    const auto& behaviour = setup_.behaviour;
    const bool rings = behaviour.answer == Answer::answers || behaviour.answer == Answer::never;
    if (rings) behaviour.early ? respond(183, own_sdp()) : respond(180);
    if (behaviour.answer != Answer::never) emit(Arm{Timer::answer, behaviour.answer_after});
  }
  return take();
}

void SipLeg::answer() {
  if (const int status = refusal(setup_.behaviour); status != 0) {
    state_ = State::clearing;
    respond(status, {}, setup_.behaviour.cause);
  } else {
    state_ = State::answered;
    respond(200, own_sdp());
  }
}

void SipLeg::respond(int status, std::string sdp, int cause) {
  sip::Respond response{.dialog = dialog_, .status = status, .sdp = std::move(sdp), .headers = {}};
  if (cause != 0) response.headers.emplace_back("Reason", sip::q850_reason(cause));
  emit(sip::Command{std::move(response)});
}

// ---------------------------------------------------------------- what the gateway sends

Outputs SipLeg::receive(const Input& input) {
  if (const auto* event = std::get_if<sip::Event>(&input)) {
    std::visit([this](const auto& what) { act_on(what); }, *event);
  }
  return take();
}

void SipLeg::act_on(const sip::Provisional& event) {
  if (event.status == 180 || event.status == 183) emit(Ringing{});
  if (!event.sdp.empty()) learn_media(event.sdp);
}

void SipLeg::act_on(const sip::Answered& event) {
  if (state_ == State::cancelling) {
    state_ = State::clearing;
    emit(sip::Command{sip::Bye{dialog_, sip::q850_reason(bye_cause_)}});
    return;
  }
  state_ = State::active;
  if (event.sdp.empty() && !remote_rtp_) emit(Violation{"200 without SDP"});
  if (!event.sdp.empty()) learn_media(event.sdp);
  emit(Established{});
}

void SipLeg::act_on(const sip::Refused& event) {
  if (!event.from_peer && state_ != State::cancelling) {
    emit(Violation{"no answer to INVITE: " + std::to_string(event.status) + ' ' + event.phrase});
  }
  if (state_ != State::cancelling) released_by_gateway(event.reason, event.status);
  end();
}

void SipLeg::act_on(const sip::Acked& event) {
  if (state_ != State::answered) return;
  state_ = State::active;
  if (!event.sdp.empty()) learn_media(event.sdp);
  emit(Established{});
}

void SipLeg::act_on(const sip::Cancelled& event) {
  released_by_gateway(event.reason, 0);
  end();
}

void SipLeg::act_on(const sip::PeerBye& event) {
  if (state_ != State::clearing) released_by_gateway(event.reason, 0);
  end();
}

void SipLeg::act_on(const sip::PeerOffer& event) {
  if (!event.sdp.empty()) learn_media(event.sdp);
  emit(sip::Command{sip::AnswerOffer{.dialog = dialog_, .status = 200, .sdp = own_sdp(), .headers = {}}});
}

void SipLeg::act_on(const sip::Ended& event) {
  if (state_ != State::clearing) {
    emit(Violation{"the dialog ended by itself: " + std::to_string(event.status) + ' ' + event.text});
  } else if (event.status == 408 || event.status == 481) {
    emit(Violation{"our BYE or refusal ended with " + std::to_string(event.status) + ' ' + event.text});
  }
  end();
}

// ---------------------------------------------------------------- small helpers

void SipLeg::learn_media(std::string_view text) {
  const auto session = sdp::parse(text);
  if (!session) {
    emit(Violation{"bad SDP: " + session.error().text});
    return;
  }
  if (!session->audio.usable()) return;
  const auto* format = session->find(setup_.codec);
  if (format == nullptr) emit(Violation{"SDP without the codec of the call"});
  remote_rtp_ = session->audio;
  emit(SendRtpTo{session->audio, format != nullptr ? format->payload_type : payload_type_});
}

std::string SipLeg::own_sdp() {
  sdp::Session session;
  session.audio = setup_.rtp;
  session.formats.push_back(sdp::make_format(setup_.codec, payload_type_));
  return sdp::write(session, {.session_id = dialog_.value, .version = ++sdp_version_});
}

void SipLeg::released_by_gateway(const sip::Reason& reason, int status) {
  ended_by_gateway_ = true;
  emit(ReleasedByGateway{.cause = reason.q850.value_or(0), .status = status});
}

void SipLeg::end() {
  if (state_ == State::ended) return;
  state_ = State::ended;
  emit(Ended{});
}

}  // namespace sipgw::sim
