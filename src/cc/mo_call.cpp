// SPDX-License-Identifier: AGPL-3.0-or-later
// Calls from the phone: SETUP_IND to INVITE, and the peer's responses back.
#include <utility>

#include "cc/call_sdp.hpp"
#include "cc/core_impl.hpp"
#include "cc/gsm_messages.hpp"
#include "mncc/codec.hpp"
#include "sdp/answer.hpp"
#include "sdp/sdp.hpp"
#include "sip/cause_text.hpp"
#include "sip/headers.hpp"

namespace sipgw::cc {

using log::Category;
using log::Level;
using Side = AnchoredMedia::Side;

namespace {

constexpr int kInBandInformation = 8;
constexpr int kQueued = 182;
constexpr std::uint8_t kRestricted = 1;

void take_numbers(GsmLeg& gsm, const mncc::Signalling& setup) {
  gsm.called = setup.called ? digits_of(*setup.called) : std::string{};
  gsm.calling = setup.calling ? digits_of(*setup.calling) : std::string{};
  gsm.imsi = setup.imsi;
  gsm.emergency = setup.emergency;
}

}  // namespace

/// Marked by the MSC, or to a number of `emergency-number` whatever type the phone gives it.
bool Core::Impl::is_emergency(const mncc::Signalling& setup) const {
  return setup.emergency || (setup.called && is_emergency_number(config_->sip, setup.called->digits));
}

std::optional<Release> Core::Impl::refuse_mo(const mncc::Signalling& setup) const {
  const auto because = [](int cause, std::string why, EndedBy by = EndedBy::gateway) {
    return Release{cause, 1, by, std::move(why)};
  };
  if (shutting_down_) return because(42, "the gateway is stopping");
  if (draining_ && !is_emergency(setup)) return because(42, "the gateway takes no new calls (drain)");
  if (!setup.emergency && !(setup.called && is_number(setup.called->digits)))
    return because(28, "no usable called number");
  if (!remote_address()) return because(38, "the address of remote " + config_->sip.remote_host + " is not known");
  if (config_->sip.media == MediaMode::direct) return std::nullopt;
  if (config_->mgws.empty()) return because(47, "media anchor needs an mgw node");
  if (usable_mgw(*config_) == nullptr) return because(47, "the MGW does not answer", EndedBy::mgw);
  return std::nullopt;
}

void Core::Impl::reject(MscId msc, const mncc::Signalling& setup, Release refusal) {
  auto attempt = begin_attempt(Direction::mobile_originated);
  attempt.gsm.msc = msc;
  attempt.gsm.callref = setup.callref;
  take_numbers(attempt.gsm, setup);
  note(attempt, true, setup);
  send(attempt, with_cause(mncc::Type::rej_req, attempt.gsm, refusal.cause, refusal.location));
  ++counters_.mo_refused;
  log_limited(refused_setup_log_,
              parties(attempt) + " refused with cause " + sip::cause_in_words(refusal.cause) + ": " + refusal.why);
  end_attempt(attempt, std::move(refusal));
}

void Core::Impl::begin_mo(MscId msc, const mncc::Signalling& setup) {
  if (auto refusal = refuse_mo(setup)) return reject(msc, setup, std::move(*refusal));
  auto& call = calls_.create(Direction::mobile_originated);
  ++counters_.mo_calls;
  call.config = config_;
  call.began = now_;
  calls_.set_callref(call, msc, setup.callref);
  note(call, true, setup);
  auto& gsm = call.gsm;
  take_numbers(gsm, setup);
  calls_.set_imsi(call, setup.imsi);
  gsm.gcr = setup.gcr;
  gsm.emergency = is_emergency(setup);
  gsm.hide_number = setup.clir_invoked || (setup.calling && setup.calling->present == kRestricted);
  gsm.take_sdp(setup.sdp);

  // A set-up without bearer capability (emergency) wants it in CALL_PROC_REQ, and that before RTP_CREATE.
  gsm.bearer_cap = setup.bearer_cap.value_or(full_rate_bearer());
  auto proceeding = plain(mncc::Type::call_proc_req, gsm);
  if (!setup.bearer_cap) {
    proceeding.bearer_cap = gsm.bearer_cap;
    send(call, proceeding);
    send(call, rtp_create(gsm));
  } else {
    send(call, rtp_create(gsm));
    send(call, proceeding);
  }
  gsm.fsm.enter(GsmState::mo_call_proceeding);
  start_timer(call, TimerKind::rtp_create);
  start_timer(call, TimerKind::no_answer);
  start_timer(call, TimerKind::progress);
  log(Category::call, Level::info, call, parties(call) + ", IMSI " + gsm.imsi);
  gsm.rtp_create_sent = true;
  share_stream(call);
  if (call.config->sip.media == MediaMode::anchor) anchor(call);
  advance(call);
}

void Core::Impl::advance_mo(Call& call) {
  if (!call.gsm.rtp) return;
  if (call.anchored) {
    call.anchored->want_remote(Side::msc, {*call.gsm.rtp, msc_format(call)});
    if (!call.anchored->both_exist()) return;
  }
  if (call.anchored || call.media_flows_early || call.answered) connect_rtp(call);
  if (call.sip.fsm.state() == SipState::null) send_invite(call);
  if (call.answer_pending) {
    pass_answer_to_phone(call);
  } else {
    pass_ringing_on(call);
  }
}

void Core::Impl::send_invite(Call& call) {
  const auto remote = remote_address();
  if (!remote) return release(call, {38, 1, EndedBy::gateway, "the address of the remote is not known any more"});
  call.sip.remote = {*remote, call.config->sip.remote_port};
  auto& plan = call.invite_plan;
  if (plan.empty()) plan.begin(first_targets(call.gsm, call.config->sip, call.sip.remote));

  sip::Invite invite;
  last_dialog_ += 2;
  calls_.set_dialog(call, DialogId{last_dialog_});
  invite.dialog = call.sip.dialog;
  invite.call_id = call.sip.call_id = mgcp_call_id(environment_.random_seed, call.id) +
                                      (plan.refusals() > 0 ? "-" + std::to_string(plan.refusals()) : "") + "@" +
                                      local_host(*remote);
  invite.request_uri = plan.current().uri;
  invite.to = plan.current().to;
  invite.route = plan.current().route;
  identify_caller(invite, call.gsm, *call.config, local_host(*remote));
  if (call.gsm.gcr) invite.headers.emplace_back(kGcrHeader, gcr_text(*call.gsm.gcr));
  call.sip.local = next_local_sdp(call, sdp::Direction::sendrecv);
  invite.sdp = call.sip.local.text();
  send(call, std::move(invite));
  call.sip.fsm.enter(SipState::calling);
}

/// The last INVITE was refused, and the plan has another one.
void Core::Impl::send_next_invite(Call& call) {
  call.sip.forks = {};
  call.sip.sdp.clear();
  call.sip.session.reset();
  call.media_flows_early = false;
  send_invite(call);
}

bool Core::Impl::take_answer(Call& call, const std::string& text) {
  if (text.empty()) return call.sip.session.has_value();  // the answer was in an earlier response
  auto session = read_sdp(text);
  if (!session) return false;
  call.hold.peer = sdp::direction_of(*session);
  take_session(call, text, std::move(*session));
  return true;
}

void Core::Impl::peer_rings(Call& call, const sip::Provisional& event) {
  if (call.sip.fsm.state() == SipState::calling) call.sip.fsm.enter(SipState::proceeding);
  if (call.release || call.answer_pending) return;
  if (event.status == kQueued && call.timers.deadline(TimerKind::progress)) reassure_phone(call);
  const bool flowed_before = call.media_flows_early;
  call.sip.forks.take(event);
  const auto sdp = call.sip.forks.media(call.config->sip.fork_media);
  if (sdp.empty()) {
    if (call.media_flows_early && call.anchored) call.anchored->want_mode(Side::msc, mgcp::Mode::recvonly);
    call.media_flows_early = false;
  } else if (take_answer(call, sdp) && peer_format(call) != nullptr) {
    call.media_flows_early = call.media_flows_early || has_stream(call);
    want_media(call);
  }
  // The media flows all the same, but the phone has been told to ring by itself.
  counters_.early_media_after_ringing += call.gsm.alerted && call.media_flows_early && !flowed_before;
  call.ringing_pending |= event.status == 180;
}

void Core::Impl::pass_ringing_on(Call& call) {
  auto& gsm = call.gsm;
  if (call.media_flows_early && call.anchored && !call.anchored->settled()) return;
  mncc::Signalling message;
  if (call.ringing_pending && gsm.fsm.state() == GsmState::mo_call_proceeding) {
    message = plain(mncc::Type::alert_req, gsm);
    gsm.fsm.enter(GsmState::call_delivered);
    gsm.alerted = true;
  } else if (call.media_flows_early && !gsm.progressed && gsm.fsm.state() == GsmState::mo_call_proceeding) {
    message = plain(mncc::Type::progress_req, gsm);
    gsm.progressed = true;
  } else {
    return;
  }
  // In-band information only where media really flows: it silences the phone's own ringing tone.
  if (call.media_flows_early) message.progress = mncc::Progress{3, 1, kInBandInformation};
  send(call, std::move(message));
  stop_timer(call, TimerKind::progress);
  start_timer(call, TimerKind::no_answer);
}

void Core::Impl::peer_answers(Call& call, const sip::Answered& event) {
  if (call.sip.fsm.state() == SipState::cancelling) {  // our CANCEL crossed the answer
    send(call, sip::Bye{call.sip.dialog, sip::q850_reason(call.release->cause)});
    return call.sip.fsm.enter(SipState::terminating);
  }
  call.sip.fsm.enter(SipState::confirmed);
  const auto sdp = event.sdp.empty() ? call.sip.forks.sdp_of(event.branch) : event.sdp;
  if (sdp.empty() || !take_answer(call, sdp) || peer_format(call) == nullptr || call.sip.session->audio.port == 0) {
    return release(call, {65, 1, EndedBy::gateway, "the peer's answer does not hold the phone's codec"});
  }
  if (!payload_type_suits(call, *call.sip.session)) {
    return release(call, {65, 1, EndedBy::gateway, "the peer's payload type is not the one that the MSC uses"});
  }
  want_media(call);
  if (event.asserted) call.connected = presented_number(event.asserted->user, event.wants_privacy);
  call.answer_pending = true;
}

void Core::Impl::pass_answer_to_phone(Call& call) {
  if (call.anchored && !call.anchored->settled()) return;
  connect_rtp(call);
  if (!call.gsm.connected_to) send_placeholder(call);  // answered on hold: c=0.0.0.0
  auto response = plain(mncc::Type::setup_rsp, call.gsm);
  response.sdp = sdp_for_msc(call);
  response.connected = call.connected;
  send(call, std::move(response));
  call.gsm.fsm.enter(GsmState::connect_indication);
  call.answer_pending = false;
  stop_timer(call, TimerKind::no_answer);
  stop_timer(call, TimerKind::progress);
  start_timer(call, TimerKind::setup_compl);
  answered(call);
}

}  // namespace sipgw::cc
