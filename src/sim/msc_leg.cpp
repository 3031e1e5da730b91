// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sim/msc_leg.hpp"

#include "mncc/codec.hpp"
#include "sdp/sdp.hpp"
#include "sim/msc_rules.hpp"

namespace sipgw::sim {
namespace {

using mncc::Type;

constexpr Milliseconds kRtpConnectGuard{30'000};
constexpr int kUser = 0, kNetwork = 1;  // cause locations
constexpr int kInBandInformation = 8;
constexpr int kNormalClearing = 16, kBusy = 17, kUnknownNumber = 18, kRejected = 21, kDetached = 27, kNoNumber = 28,
              kNoResource = 47;

}  // namespace

MscLeg::MscLeg(Dialect dialect, Callref callref, LegSetup setup)
    : dialect_(dialect), callref_(callref), setup_(std::move(setup)) {}

std::string_view MscLeg::state() const { return to_string(state_); }

Outputs MscLeg::call() {
  state_ = MscState::mo_initiated;
  emit(make_setup_ind(dialect_, callref_, setup_));
  return take();
}

Outputs MscLeg::hang_up(int cause) {
  const bool phone_has_call =
      state_ != MscState::idle && state_ != MscState::mt_paging && state_ < MscState::disconnecting;
  if (phone_has_call) {
    send_cause(Type::disc_ind, cause, kUser);
    state_ = MscState::disconnecting;
  }
  return take();
}

Outputs MscLeg::receive(const Input& input) {
  std::visit([this](const auto& what) { take_in(what); }, input);
  return take();
}

Outputs MscLeg::expire(Timer timer) {
  switch (timer) {
    case Timer::paging:
      if (state_ == MscState::mt_paging) confirm();
      break;
    case Timer::ring:
      if (state_ == MscState::mt_confirmed) ring();
      break;
    case Timer::answer:
      if (state_ == MscState::mt_confirmed || state_ == MscState::mt_ringing) answer();
      break;
    case Timer::assignment:
      if (state_ < MscState::disconnecting) create_rtp();
      break;
    case Timer::rtp_connect:
      if (state_ >= MscState::disconnecting || rtp_connected_) break;
      violation("no RTP_CONNECT within 30 s of RTP_CREATE");
      send_cause(Type::rel_ind, kNoResource, kNetwork);
      end();
      break;
  }
  return take();
}

// ---------------------------------------------------------------- what the gateway sends

void MscLeg::take_in(const mncc::Signalling& message) {
  if (message.type == Type::setup_req && state_ == MscState::idle) {
    page(message);
  } else if (admit(message.type)) {
    check_sdp(message.sdp);
    act_on(message);
  }
}

void MscLeg::take_in(const mncc::Rtp& message) {
  if (!admit(message.type)) return;
  if (message.type == Type::rtp_connect) {
    connect_rtp(message);
  } else if (std::exchange(rtp_asked_, true)) {
    violation("RTP_CREATE twice");
  } else {
    emit(Arm{Timer::assignment, setup_.assignment});
  }
}

bool MscLeg::admit(Type type) {
  if (allowed(type, state_)) return true;
  // It may have crossed our DISC_IND.
  if (state_ == MscState::disconnecting || state_ == MscState::ended) return false;
  violation(std::string{mncc::to_string(type)} + " in state " + std::string{state()});
  if (state_ == MscState::mt_paging) {
    send_cause(Type::rel_ind, kNormalClearing, kNetwork);
    end();
  }
  return false;
}

void MscLeg::check_sdp(std::string_view text) {
  if (dialect_ == Dialect::msc_1_9 || text.empty() || !rtp_created_) return;
  const auto session = sdp::parse(text);
  if (!session) {
    violation("SDP that cannot be read: " + session.error().text);
  } else if (session->find(setup_.codec) == nullptr) {
    violation("SDP without the codec of RTP_CREATE, " + std::string{sdp::encoding_name(setup_.codec)});
  }
}

void MscLeg::act_on(const mncc::Signalling& message) {
  if (message.type == Type::call_proc_req) {
    if (setup_.emergency && !message.bearer_cap) violation("CALL_PROC_REQ without BEARER_CAP for an emergency call");
    if (!setup_.emergency && !rtp_asked_) violation("CALL_PROC_REQ before RTP_CREATE");
    if (setup_.emergency && rtp_asked_) violation("RTP_CREATE before CALL_PROC_REQ for an emergency call");
    state_ = MscState::mo_proceeding;
  } else if (message.type == Type::alert_req) {
    state_ = MscState::mo_delivered;
    emit(Ringing{});
  } else if (message.type == Type::progress_req) {
    if (message.progress && message.progress->description == kInBandInformation) emit(Ringing{});
  } else if (message.type == Type::setup_rsp) {
    if (!rtp_created_) violation("SETUP_RSP before the answer to RTP_CREATE");
    state_ = MscState::active;
    send_plain(Type::setup_compl_ind);
    emit(Established{});
  } else if (message.type == Type::setup_compl_req) {
    state_ = MscState::active;
    emit(Established{});
  } else {
    act_on_release(message);
  }
}

void MscLeg::act_on_release(const mncc::Signalling& message) {
  if (message.type == Type::disc_req) {
    if (state_ == MscState::disconnecting) return;
    released_by_gateway(message);
    send_cause(Type::rel_ind, message.cause ? message.cause->value : kNormalClearing, kUser);
    end();
  } else if (message.type == Type::rel_req) {
    if (state_ != MscState::disconnecting) released_by_gateway(message);
    ended_by_gateway_ = true;
    send_plain(Type::rel_cnf);
    end();
  } else if (message.type == Type::rej_req) {
    released_by_gateway(message);
    end();
  }
}

void MscLeg::released_by_gateway(const mncc::Signalling& message) {
  if (!message.cause) violation(std::string{mncc::to_string(message.type)} + " without a cause");
  ended_by_gateway_ = true;
  emit(ReleasedByGateway{.cause = message.cause ? message.cause->value : 0});
}

// ---------------------------------------------------------------- RTP

void MscLeg::create_rtp() {
  rtp_created_ = true;
  emit(make_rtp_create(dialect_, callref_, setup_));
  emit(Arm{Timer::rtp_connect, kRtpConnectGuard});
  if (std::exchange(answer_waits_for_rtp_, false)) answer();
}

void MscLeg::connect_rtp(const mncc::Rtp& message) {
  check_sdp(message.sdp);
  if (!rtp_created_) {
    violation("RTP_CONNECT before the answer to RTP_CREATE");
    emit(mncc::Rtp{.type = Type::rtp_connect, .callref = callref_});
    return;
  }
  if (!message.address || !message.address->usable()) {
    violation("RTP_CONNECT with a zero address or port");
    return;
  }
  SendRtpTo target{*message.address, sdp::msc_payload_type(setup_.codec)};
  const bool reads_sdp = dialect_ != Dialect::msc_1_9;
  if (reads_sdp && message.sdp.empty() && rtp_connected_) return;
  if (const auto session = sdp::parse(message.sdp); reads_sdp && session) {
    if (session->audio.usable()) target.address = session->audio;
    if (const auto* format = session->find(setup_.codec)) target.payload_type = format->payload_type;
  }
  rtp_connected_ = true;
  emit(target);
}

// ---------------------------------------------------------------- the called phone

void MscLeg::page(const mncc::Signalling& setup_req) {
  state_ = MscState::mt_paging;
  check_setup(setup_req);
  const auto refuse = [this](int cause) {
    send_cause(Type::rel_ind, cause, kNetwork);
    end();
  };
  const bool nobody = setup_req.imsi.empty() && (!setup_req.called || setup_req.called->digits.empty());
  const auto answer = setup_.behaviour.answer;
  if (nobody) {
    refuse(kNoNumber);
  } else if (answer == Answer::unknown) {
    refuse(kUnknownNumber);
  } else if (answer == Answer::detached) {
    refuse(kDetached);
  } else {
    emit(Arm{Timer::paging, setup_.paging});
  }
}

void MscLeg::check_setup(const mncc::Signalling& setup_req) {
  if (setup_.behaviour.answer == Answer::unreached) violation("SETUP_REQ although the call was not to get here");
  if (dialect_ == Dialect::msc_1_9 && setup_req.gcr) violation("GCR in SETUP_REQ, which MSC 1.9.0 drops");
  if (!setup_req.bearer_cap) violation("SETUP_REQ without BEARER_CAP");
}

void MscLeg::confirm() {
  if (setup_.behaviour.answer == Answer::busy) {
    send_cause(Type::rel_ind, kBusy, kUser);
    end();
    return;
  }
  state_ = MscState::mt_confirmed;
  emit(make_call_conf_ind(dialect_, callref_, setup_.codec));
  if (setup_.behaviour.fast) {
    ring();
    answer();
  } else {
    emit(Arm{Timer::ring, setup_.behaviour.ring_after});
  }
}

void MscLeg::ring() {
  state_ = MscState::mt_ringing;
  send_plain(Type::alert_ind);
  const bool waits = setup_.behaviour.fast || setup_.behaviour.answer == Answer::never;
  if (!waits) emit(Arm{Timer::answer, setup_.behaviour.answer_after});
}

void MscLeg::answer() {
  if (setup_.behaviour.answer == Answer::rejects) {
    send_cause(Type::disc_ind, setup_.behaviour.cause != 0 ? setup_.behaviour.cause : kRejected, kUser);
    state_ = MscState::disconnecting;
  } else if (!rtp_created_ && !setup_.behaviour.fast) {
    answer_waits_for_rtp_ = true;
  } else {
    state_ = MscState::mt_answered;
    send_plain(Type::setup_cnf);
  }
}

// ---------------------------------------------------------------- small helpers

void MscLeg::send_plain(Type type) { emit(make_plain(type, callref_)); }
void MscLeg::send_cause(Type type, int cause, int location) { emit(make_with_cause(type, callref_, cause, location)); }
void MscLeg::violation(std::string text) { emit(Violation{std::move(text)}); }

void MscLeg::end() {
  if (state_ == MscState::ended) return;
  state_ = MscState::ended;
  emit(Ended{});
}

}  // namespace sipgw::sim
