// SPDX-License-Identifier: AGPL-3.0-or-later
// Calls from the phone: SETUP_IND to INVITE, and the peer's responses back.
#include <algorithm>
#include <utility>

#include "cc/call_sdp.hpp"
#include "cc/codec_choice.hpp"
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

constexpr int kTrying = 100, kRinging = 180, kQueued = 182;
constexpr std::uint8_t kRestricted = 1;

void take_numbers(GsmLeg& gsm, const mncc::Signalling& setup) {
  gsm.called = setup.called ? digits_of(*setup.called) : std::string{};
  gsm.calling = setup.calling ? digits_of(*setup.calling) : std::string{};
  gsm.redirecting = setup.redirecting;
  gsm.imsi = setup.imsi;
  gsm.emergency = setup.emergency;
}

bool may_use_assigned_codec(const Call& call) {
  return call.gsm.emergency || call.gsm.codec == sdp::Codec::other || is_allowed(call.gsm.codec, call.trunk->codecs);
}

std::optional<bool> wants_to_be_hidden(const mncc::Signalling& setup) {
  if (setup.clir_suppressed) return false;
  const bool restricted = setup.calling && setup.calling->present == kRestricted;
  if (setup.clir_invoked || restricted) return true;
  return std::nullopt;
}

}  // namespace

/// Marked by the MSC, or to a number of `emergency-number` whatever type the phone gives it.
bool Core::Impl::is_emergency(const mncc::Signalling& setup) const {
  return setup.emergency || (setup.called && is_emergency_number(config_->sip, setup.called->digits));
}

/// Leaves of `trunks` those that can take the call.
std::optional<Release> Core::Impl::refuse_mo(MscId msc, const mncc::Signalling& setup, Trunks& trunks) {
  const auto because = [](int cause, std::string why) { return Release{cause, 1, EndedBy::gateway, std::move(why)}; };
  const bool emergency = is_emergency(setup);
  if (shutting_down_) return because(42, "the gateway is stopping");
  if (draining_ && !emergency) return because(42, "the gateway takes no new calls (drain)");
  if (!setup.emergency && !(setup.called && is_number(setup.called->digits)))
    return because(28, "no usable called number");
  if (!emergency) {
    if (auto why = over_limit(msc)) return because(42, std::move(*why));
  }
  return thin_out(trunks, emergency);
}

void Core::Impl::reject(MscId msc, const mncc::Signalling& setup, const TrunkConfig& trunk, Release refusal) {
  auto attempt = begin_attempt(Direction::mobile_originated, trunk);
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
  auto trunks = route_of(setup);
  const auto& first = trunks.empty() ? config_->default_trunk() : *trunks.front();
  if (auto refusal = refuse_mo(msc, setup, trunks)) return reject(msc, setup, first, std::move(*refusal));
  auto& call = calls_.create(Direction::mobile_originated);
  ++counters_.mo_calls;
  call.config = config_;
  call.began = now_;
  calls_.set_callref(call, msc, setup.callref);
  count_begin(call);
  auto& hunt = call.set_up->hunt;
  hunt.begin(std::move(trunks));
  take_trunk(call, *hunt.next_trunk());
  hunt.reach_at(hops(*call.trunk));
  note(call, true, setup);
  auto& gsm = call.gsm;
  take_numbers(gsm, setup);
  calls_.set_imsi(call, setup.imsi);
  call.set_up->caller_info = setup.useruser;
  gsm.gcr = setup.gcr;
  gsm.emergency = is_emergency(setup);
  gsm.hide_number = wants_to_be_hidden(setup);
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
  if (setup.facility) answer_facility(call, setup);
  start_timer(call, TimerKind::rtp_create);
  start_timer(call, TimerKind::no_answer);
  start_timer(call, TimerKind::progress);
  log(Category::call, Level::info, call, [&] { return parties(call) + ", IMSI " + gsm.imsi; });
  gsm.rtp_create_sent = true;
  share_stream(call);
  // Only an emergency call comes here without an MGW: better direct media than no call.
  if (call.trunk->media == MediaMode::anchor) {
    if (const auto mgw = usable_mgw(*call.config)) anchor(call, *mgw);
  }
  advance(call);
}

void Core::Impl::advance_mo(Call& call) {
  if (!call.gsm.rtp || !assignment_fits(call)) return;
  while (call.sip.fsm.state() == SipState::null && !may_use_assigned_codec(call)) {
    if (call.set_up->hunt.has_hop() || !hunt_on(call)) {
      return release(call, {65, 1, EndedBy::gateway, "the MSC assigned a codec that `codecs` does not allow"});
    }
  }
  if (call.anchored) {
    call.anchored->want_remote(Side::msc, {*call.gsm.rtp, msc_format(call)});
    if (!call.anchored->both_exist()) return;
  }
  if (call.anchored || call.early_media || call.answered) connect_rtp(call);
  if (call.sip.fsm.state() == SipState::null) send_invite(call);
  if (call.answer_pending) {
    pass_answer_to_phone(call);
  } else {
    pass_ringing_on(call);
  }
}

void Core::Impl::send_invite(Call& call) {
  const auto& trunk = *call.trunk;
  const auto& hop = call.set_up->hunt.hop();
  call.sip.remote = hop.address;
  const auto local = local_host(call.sip.remote.ip);
  auto& plan = call.set_up->invite_plan;
  if (plan.empty()) {
    plan.begin(first_targets(call.gsm, *call.config, trunk, call.sip.remote), redirections_allowed(call.gsm, trunk));
  }

  sip::Invite invite;
  last_dialog_ += 2;
  calls_.set_dialog(call, DialogId{last_dialog_});
  invite.dialog = call.sip.dialog;
  invite.call_id = mgcp_call_id(environment_.random_seed, call.id) +
                   (call.tries.empty() ? "" : "-" + std::to_string(call.tries.size())) + "@" + local;
  invite.request_uri = plan.current().uri;
  invite.to = plan.current().to;
  invite.route = plan.current().route;
  plan.tell_redirections(invite);
  invite.peer = call.sip.peer = trunks_.peer(trunk.name);
  if (hop.transport != sip::Transport::udp || !trunk.domain.empty() || !trunk.outbound_proxy_host.empty()) {
    invite.next_hop = hop;
  }
  identify_caller(invite, call.gsm, *call.config, trunk, local);
  if (call.gsm.gcr) invite.headers.emplace_back(kGcrHeader, gcr_text(*call.gsm.gcr));
  tell_user_info(call, call.set_up->caller_info, invite.headers);
  call.sip.local = next_local_sdp(call, sdp::Direction::sendrecv);
  invite.sdp = call.sip.local.text();
  send(call, std::move(invite));
  call.sip.fsm.enter(SipState::calling);
  try_begins(call);
}

/// Of what cannot be used, the reason is told and the session stays as it was: the MSC must never see such an SDP.
std::optional<std::string> Core::Impl::take_answer(Call& call, const std::string& text) {
  auto answer = usable_session(call, text);
  if (!answer) return answer.error().text;
  call.hold.peer = sdp::direction_of(*answer);
  take_session(call, text, std::move(*answer));
  return std::nullopt;
}

void Core::Impl::peer_rings(Call& call, const sip::Provisional& event) {
  if (call.sip.fsm.state() == SipState::calling) call.sip.fsm.enter(SipState::proceeding);
  peer_replied(call);
  if (call.release || call.answer_pending || event.status == kTrying) return;
  if (event.status == kQueued && call.timers.deadline(TimerKind::progress)) reassure_phone(call);
  const bool flowed_before = early_media_flows(call);
  call.set_up->forks.take(event);
  hear_early_media(call);
  // The media flows all the same, but the phone has been told to ring by itself.
  counters_.early_media_after_ringing += call.gsm.alerted && early_media_flows(call) && !flowed_before;
  if (event.status != kRinging) return;
  call.ringing_pending = true;
  call.set_up->called_info = user_info_from_peer(call, event.user_to_user);
}

/// The phone hears the branch that the configuration chooses, if it can.
void Core::Impl::hear_early_media(Call& call) {
  if (call.trunk->early_media == EarlyMedia::never) return;
  const auto sdp = call.set_up->forks.new_media(call.trunk->fork_media);
  if (!sdp) return;
  if (sdp->empty()) {
    if (call.early_media && call.anchored) call.anchored->want_mode(Side::msc, mgcp::Mode::recvonly);
    call.early_media = false;
  } else if (const auto why_not = take_answer(call, *sdp)) {
    log(Category::sip, Level::info, call, "early media not used: " + *why_not);
  } else {
    call.early_media = call.early_media_heard = true;
    want_media(call);
  }
}

/// Does the phone hear the peer? A session alone is no media.
bool Core::Impl::early_media_flows(const Call& call) const {
  return call.early_media && call.sip.session->audio.usable() && sdp::sends(call.hold.peer) && has_stream(call);
}

void Core::Impl::pass_ringing_on(Call& call) {
  auto& gsm = call.gsm;
  if (gsm.fsm.state() != GsmState::mo_call_proceeding) return;
  const bool media_flows = early_media_flows(call);
  if (media_flows && call.anchored && !call.anchored->settled()) return;
  // In-band information only where media really flows, unless configured: it silences the phone's own ringing tone.
  const bool always = call.trunk->early_media == EarlyMedia::always && call.ringing_pending;
  std::optional<int> indicator;
  if (media_flows || always) indicator = kInBandInformation;
  if (call.ringing_pending) {
    gsm.fsm.enter(GsmState::call_delivered);
    gsm.alerted = true;
    auto alert = with_progress(mncc::Type::alert_req, gsm, indicator);
    alert.useruser = std::exchange(call.set_up->called_info, std::nullopt);
    send(call, std::move(alert));
  } else {
    if (!indicator || gsm.progressed) return;
    gsm.progressed = true;
    send(call, with_progress(mncc::Type::progress_req, gsm, indicator));
  }
  stop_timer(call, TimerKind::progress);
  start_timer(call, TimerKind::no_answer);
}

void Core::Impl::peer_answers(Call& call, const sip::Answered& event) {
  if (call.sip.fsm.state() == SipState::cancelling) {  // our CANCEL crossed the answer
    return send_bye(call);
  }
  call.sip.fsm.enter(SipState::confirmed);
  peer_replied(call);
  try_ends(call, "answered");
  if (const auto why_not = take_answer(call, call.set_up->forks.answer(event))) {
    return release(call, {65, 1, EndedBy::gateway, "the peer's answer: " + *why_not});
  }
  want_media(call);
  if (event.asserted) call.set_up->connected = presented_number(event.asserted->user, event.wants_privacy);
  if (auto info = user_info_from_peer(call, event.user_to_user)) call.set_up->called_info = std::move(info);
  call.answer_pending = true;
}

void Core::Impl::pass_answer_to_phone(Call& call) {
  if (call.anchored && !call.anchored->settled()) return;
  connect_rtp(call);
  if (!call.gsm.connected_to) send_placeholder(call);  // answered on hold: c=0.0.0.0
  std::optional<int> indicator;
  if (call.trunk->progress_indicator) indicator = kNotEndToEndIsdn;
  auto response = with_progress(mncc::Type::setup_rsp, call.gsm, indicator);
  response.sdp = sdp_for_msc(call);
  response.connected = call.set_up->connected;
  response.useruser = std::exchange(call.set_up->called_info, std::nullopt);
  send(call, std::move(response));
  call.gsm.fsm.enter(GsmState::connect_indication);
  call.answer_pending = false;
  stop_timer(call, TimerKind::no_answer);
  stop_timer(call, TimerKind::progress);
  start_timer(call, TimerKind::setup_compl);
  answered(call);
}

}  // namespace sipgw::cc
