// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cc/timers.hpp"

#include <algorithm>
#include <functional>

namespace sipgw::cc {

namespace {

using namespace std::chrono_literals;

constexpr std::array<TimerSpec, kTimerKinds> kTimers{{
    {TimerKind::rtp_create, "X1", 15s, "RTP_CREATE unanswered by the MSC"},
    {TimerKind::call_conf, "X2", 45s, "no CALL_CONF_IND after SETUP_REQ"},
    {TimerKind::setup_compl, "X3", 35s, "no SETUP_COMPL_IND after SETUP_RSP"},
    {TimerKind::release, "X4", 35s, "release unanswered by the MSC"},
    {TimerKind::no_answer, "X5", 170s, "no answer"},
    {TimerKind::rtp_placeholder, "X6", 20s, "no RTP address from the SIP peer yet"},
    {TimerKind::sip_release, "X7", 70s, "SIP dialog does not end"},
    {TimerKind::mgw_probe, "X8", 5s, "time to see whether the MGW was restarted"},
}};

}  // namespace

const TimerSpec& spec_of(TimerKind kind) { return kTimers[static_cast<std::size_t>(kind)]; }

bool CallTimers::none() const {
  return std::none_of(deadlines_.begin(), deadlines_.end(), [](const auto& deadline) { return deadline.has_value(); });
}

void TimerQueue::start(CallTimers& timers, CallId call, TimerKind kind, TimePoint deadline) {
  timers.deadlines_[CallTimers::index(kind)] = deadline;
  heap_.push_back({deadline, call, kind});
  std::push_heap(heap_.begin(), heap_.end(), std::greater<>{});
}

std::optional<TimePoint> TimerQueue::next_deadline() const {
  if (heap_.empty()) return std::nullopt;
  return heap_.front().deadline;
}

std::optional<TimerQueue::Entry> TimerQueue::pop_due(TimePoint now) {
  if (heap_.empty() || heap_.front().deadline > now) return std::nullopt;
  std::pop_heap(heap_.begin(), heap_.end(), std::greater<>{});
  const Entry entry = heap_.back();
  heap_.pop_back();
  return entry;
}

bool TimerQueue::expired(CallTimers& timers, const Entry& entry) {
  auto& deadline = timers.deadlines_[CallTimers::index(entry.kind)];
  if (deadline != entry.deadline) return false;
  deadline.reset();
  return true;
}

}  // namespace sipgw::cc
