// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cc/timers.hpp"

#include <algorithm>
#include <functional>

namespace sipgw::cc {

namespace {

using namespace std::chrono_literals;

constexpr std::array<TimerSpec, kTimerKinds> kTimers{{
    {TimerKind::rtp_create, TimerGroup::mncc, "X1", 15s, 1s, 60s, "RTP_CREATE unanswered by the MSC"},
    {TimerKind::call_conf, TimerGroup::mncc, "X2", 45s, 1s, 120s, "no CALL_CONF_IND after SETUP_REQ"},
    {TimerKind::setup_compl, TimerGroup::mncc, "X3", 35s, 1s, 120s, "no SETUP_COMPL_IND after SETUP_RSP"},
    {TimerKind::release, TimerGroup::mncc, "X4", 35s, 1s, 120s, "release unanswered by the MSC"},
    {TimerKind::no_answer, TimerGroup::mncc, "X5", 170s, 1s, 3600s, "no answer"},
    {TimerKind::rtp_placeholder, TimerGroup::mncc, "X6", 20s, 1s, 25s, "no RTP address from the SIP peer yet"},
    {TimerKind::sip_release, TimerGroup::sip, "X7", 70s, 32s, 600s, "SIP dialog does not end"},
    {TimerKind::mgw_probe, TimerGroup::mgcp, "X8", 5s, 1s, 60s, "time to see whether the MGW was restarted"},
    {TimerKind::max_duration, TimerGroup::call, "X9", 0s, 0s, 86400s, "longest duration of an answered call"},
    // Not for the operator to set here: what they are is decided call by call, and by `guard-keepalive`.
    {TimerKind::offer_retry, TimerGroup::sip, "X10", 4s, 4s, 4s, "re-INVITE refused with 491"},
    {TimerKind::guard_keepalive, TimerGroup::mncc, "X11", 60s, 60s, 60s,
     "the MSC's guard timer wants to be kept alive"},
    {TimerKind::progress, TimerGroup::mncc, "X12", 20s, 1s, 29s, "neither ringing nor early media yet"},
    // Each trunk has its own: `try-timeout`.
    {TimerKind::first_reply, TimerGroup::sip, "X13", 4s, 4s, 4s, "no reply to INVITE, another trunk may do"},
}};

}  // namespace

const TimerSpec& spec_of(TimerKind kind) { return kTimers[static_cast<std::size_t>(kind)]; }

TimerValues::TimerValues() {
  for (const auto& spec : kTimers) set(spec.kind, spec.duration);
}

bool CallTimers::none() const {
  return std::all_of(deadlines_.begin(), deadlines_.end(), [](TimePoint deadline) { return deadline == kNever; });
}

void TimerQueue::start(CallTimers& timers, CallId call, TimerKind kind, TimePoint deadline) {
  timers.deadlines_[CallTimers::index(kind)] = deadline;
  heap_.push_back({deadline, call, kind});
  std::push_heap(heap_.begin(), heap_.end(), std::greater<>{});
}

TimerQueue::Entry TimerQueue::pop() {
  std::pop_heap(heap_.begin(), heap_.end(), std::greater<>{});
  const Entry entry = heap_.back();
  heap_.pop_back();
  return entry;
}

std::optional<TimerQueue::Entry> TimerQueue::pop_due(TimePoint now) {
  if (heap_.empty() || heap_.front().deadline > now) return std::nullopt;
  return pop();
}

bool TimerQueue::expired(CallTimers& timers, const Entry& entry) {
  if (!awaited(timers, entry)) return false;
  timers.stop(entry.kind);
  return true;
}

}  // namespace sipgw::cc
