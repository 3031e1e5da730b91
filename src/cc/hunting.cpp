// SPDX-License-Identifier: AGPL-3.0-or-later
// A call from the phone that fails at one place goes on to the next: another address of its trunk, another trunk.
#include <algorithm>
#include <utility>

#include "cc/core_impl.hpp"
#include "sip/headers.hpp"

namespace sipgw::cc {

using log::Category;
using log::Level;

namespace {

constexpr int kTimerExpiry = 102, kTemporaryFailure = 41;
constexpr int kRequestTerminated = 487, kServiceUnavailable = 503, kNoSuchCall = 481;

/// May another trunk do better? What the phone has heard of this one commits it, and a 6xx speaks for all
/// (RFC 3261 §21.6).
bool may_do_better_elsewhere(const Call& call, const sip::Refused& event) {
  if (call.early_media_heard) return false;
  if (!event.from_peer) return event.status != kRequestTerminated;
  if (call.gsm.emergency) return event.status < 600;
  const auto& codes = call.trunk->fail_over_codes;
  return std::find(codes.begin(), codes.end(), event.status) != codes.end();
}

}  // namespace

void Core::Impl::try_begins(Call& call) {
  ++counters_.tries;
  call.tries.push_back({since_beginning(call), call.trunk->name, call.sip.remote.to_string(), {}});
  const auto usable = [&](const TrunkConfig& trunk) { return !objection_to(trunk, call.gsm.emergency); };
  const auto& hunt = call.set_up->hunt;
  if (hunt.has_hop() || hunt.has_trunk(usable)) {
    start_timer(call, TimerKind::first_reply, call.trunk->try_timeout);
  }
}

void Core::Impl::try_ends(Call& call, std::string outcome) {
  stop_timer(call, TimerKind::first_reply);
  if (!call.tries.empty() && call.tries.back().outcome.empty()) call.tries.back().outcome = std::move(outcome);
}

/// The peer lives: it has sent something.
void Core::Impl::peer_replied(Call& call) {
  stop_timer(call, TimerKind::first_reply);
  if (auto* state = trunks_.state(call.trunk->name)) state->answered();
}

/// What a refusal says of its trunk. Only the last of its addresses speaks for the whole of it.
void Core::Impl::judge_trunk(Call& call, const sip::Refused& event) {
  auto* state = trunks_.state(call.trunk->name);
  if (state == nullptr) return;
  if (event.from_peer) state->answered();
  if (call.set_up->hunt.has_hop()) return;
  if (!event.from_peer && event.status != kRequestTerminated) state->failed(now_);
  if (event.from_peer && event.status == kServiceUnavailable && event.retry_after) {
    state->told_to_wait(std::chrono::seconds{*event.retry_after}, now_);
  }
}

/// False: there is no place left.
bool Core::Impl::hunt_on(Call& call) {
  auto& hunt = call.set_up->hunt;
  if (!hunt.next_hop()) {
    const auto* next = hunt.next_trunk();
    while (next != nullptr && objection_to(*next, call.gsm.emergency)) next = hunt.next_trunk();
    if (next == nullptr) return false;
    take_trunk(call, *next);
    hunt.reach_at(hops(*next));
  }
  ++counters_.fail_overs;
  call.set_up->invite_plan = {};
  log(Category::call, Level::info, call, "trying trunk " + call.trunk->name + " at " + hunt.hop().address.to_string());
  return true;
}

/// The INVITE is dead or abandoned: advance() sends the next one as soon as the media allow it.
void Core::Impl::begin_anew(Call& call) {
  call.set_up->forks = {};
  call.sip.sdp.clear();
  call.sip.session.reset();
  call.early_media = false;
  call.ringing_pending = false;
  call.sip.fsm.enter(SipState::null);
  if (call.trunk->media != MediaMode::anchor || call.anchored) return;
  if (const auto mgw = usable_mgw(*call.config)) anchor(call, *mgw);
}

bool Core::Impl::goes_elsewhere(Call& call, const sip::Refused& event) {
  if (!may_do_better_elsewhere(call, event) || !hunt_on(call)) return false;
  begin_anew(call);
  return true;
}

/// No reply within the trunk's `try-timeout`. If nobody else is left meanwhile the INVITE goes on.
void Core::Impl::try_timed_out(Call& call) {
  if (call.sip.fsm.state() != SipState::calling) return;
  auto* state = trunks_.state(call.trunk->name);
  if (state != nullptr && !call.set_up->hunt.has_hop()) state->failed(now_);
  const auto waited = std::to_string(call.trunk->try_timeout.count()) + " s";
  if (!hunt_on(call)) return;
  try_ends(call, "no reply within " + waited);
  abandon(call);
  begin_anew(call);
}

// ---------------------------------------------------------------- INVITEs that nobody waits for any more

void Core::Impl::abandon(Call& call) {
  const auto dialog = call.sip.dialog;
  send(call, sip::Cancel{dialog, sip::q850_reason(kTimerExpiry)});
  auto& abandoned = abandoned_[dialog];
  abandoned.call = call.id;
  guard_abandoned(abandoned);
}

void Core::Impl::guard_abandoned(Abandoned& abandoned) {
  timers_.start(abandoned.timers, CallId{}, TimerKind::sip_release, now_ + config_->timers.of(TimerKind::sip_release));
}

void Core::Impl::abandoned_dialog_event(Abandoned& abandoned, const sip::Event& event) {
  const auto dialog = sip::dialog_of(event);
  if (auto* call = calls_.find(abandoned.call)) note(*call, Aside<sip::Event>{event});
  if (std::holds_alternative<sip::Answered>(event) && !std::exchange(abandoned.bye_sent, true)) {
    send_aside(abandoned, sip::Bye{dialog, sip::q850_reason(kTimerExpiry)});
    guard_abandoned(abandoned);
  } else if (std::holds_alternative<sip::PeerOffer>(event)) {
    send_aside(abandoned, sip::AnswerOffer{dialog, kNoSuchCall, {}, {{"Reason", sip::q850_reason(kTemporaryFailure)}}});
  } else if (is_terminal(*sip_event_of(event))) {
    abandoned_.erase(dialog);
  }
}

void Core::Impl::send_aside(const Abandoned& abandoned, const sip::Command& command) {
  auto* call = calls_.find(abandoned.call);
  if (call != nullptr) note(*call, Aside<sip::Command>{command});
  out_->push_back(SendSip{call == nullptr ? CallId{} : call->id, command});
}

/// The SIP thread has not told its end in all that time.
void Core::Impl::forget_abandoned(const TimerQueue::Entry& entry) {
  const auto late = std::find_if(abandoned_.begin(), abandoned_.end(),
                                 [&](auto& abandoned) { return TimerQueue::expired(abandoned.second.timers, entry); });
  if (late != abandoned_.end()) abandoned_.erase(late);
}

}  // namespace sipgw::cc
