// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cc/timers.hpp"

#include <gtest/gtest.h>

namespace sipgw::cc {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint kNow{1h};
constexpr CallId kCall{1}, kOther{2};

class TimerQueueOfCalls : public testing::Test {
 protected:
  void start(TimerKind kind, TimePoint deadline) { queue.start(timers, kCall, kind, deadline); }
  std::optional<TimePoint> next_deadline() {
    return queue.next_deadline([this](const TimerQueue::Entry& entry) {
      return TimerQueue::awaited(entry.call == kCall ? timers : others, entry);
    });
  }
  TimerQueue queue;
  CallTimers timers, others;
};

TEST_F(TimerQueueOfCalls, IsEmptyAtFirst) {
  EXPECT_FALSE(next_deadline());
  EXPECT_FALSE(queue.pop_due(kNow));
  EXPECT_TRUE(timers.none());
}

TEST_F(TimerQueueOfCalls, GivesTheNearestDeadlineFirst) {
  start(TimerKind::release, kNow + 2s);
  queue.start(others, kOther, TimerKind::no_answer, kNow + 1s);
  EXPECT_EQ(next_deadline(), kNow + 1s);
  EXPECT_FALSE(queue.pop_due(kNow));
  EXPECT_EQ(queue.pop_due(kNow + 2s)->call, kOther);
  EXPECT_EQ(queue.pop_due(kNow + 2s)->call, kCall);
  EXPECT_FALSE(queue.pop_due(kNow + 2s));
}

TEST_F(TimerQueueOfCalls, ExpiresATimerOnce) {
  start(TimerKind::release, kNow);
  const auto entry = queue.pop_due(kNow);
  ASSERT_TRUE(entry);
  EXPECT_TRUE(TimerQueue::expired(timers, *entry));
  EXPECT_FALSE(TimerQueue::expired(timers, *entry));
  EXPECT_TRUE(timers.none());
}

TEST_F(TimerQueueOfCalls, IgnoresAStoppedTimer) {
  start(TimerKind::release, kNow);
  queue.stop(timers, TimerKind::release);
  EXPECT_FALSE(TimerQueue::expired(timers, *queue.pop_due(kNow)));
}

TEST_F(TimerQueueOfCalls, IgnoresTheOldDeadlineOfARestartedTimer) {
  start(TimerKind::no_answer, kNow);
  start(TimerKind::no_answer, kNow + 1s);
  EXPECT_FALSE(TimerQueue::expired(timers, *queue.pop_due(kNow)));
  EXPECT_EQ(timers.deadline(TimerKind::no_answer), kNow + 1s);
  EXPECT_TRUE(TimerQueue::expired(timers, *queue.pop_due(kNow + 1s)));
}

TEST_F(TimerQueueOfCalls, HasNoDeadlineForWhatWasStopped) {
  start(TimerKind::release, kNow);
  queue.start(others, kOther, TimerKind::no_answer, kNow + 1s);
  start(TimerKind::sip_release, kNow + 2s);
  queue.stop(timers, TimerKind::release);
  EXPECT_EQ(next_deadline(), kNow + 1s);
  queue.stop_all(others);
  EXPECT_EQ(next_deadline(), kNow + 2s);
  queue.stop_all(timers);
  EXPECT_FALSE(next_deadline());
}

TEST_F(TimerQueueOfCalls, KeepsTheKindsOfOneCallApart) {
  start(TimerKind::release, kNow);
  start(TimerKind::sip_release, kNow + 1s);
  EXPECT_TRUE(TimerQueue::expired(timers, *queue.pop_due(kNow)));
  EXPECT_FALSE(timers.none());
  queue.stop_all(timers);
  EXPECT_TRUE(timers.none());
}

TEST(TimerSpecs, StandInTheOrderOfTheirKindsAndStayBelowTheMscsOwn) {
  const TimerValues defaults;
  for (std::size_t i = 0; i < kTimerKinds; ++i) {
    const auto& spec = spec_of(static_cast<TimerKind>(i));
    EXPECT_EQ(spec.kind, static_cast<TimerKind>(i));
    EXPECT_EQ(spec.name, "X" + std::to_string(i + 1));  // the VTY numbers them so
    EXPECT_EQ(defaults.of(spec.kind), spec.duration);
    EXPECT_LE(spec.minimum, spec.duration);
    EXPECT_LE(spec.duration, spec.maximum);
  }
  EXPECT_LT(spec_of(TimerKind::no_answer).duration, 175s);       // the MSC's guard timer: 180 s
  EXPECT_LE(spec_of(TimerKind::rtp_placeholder).duration, 25s);  // RTP_CONNECT within 30 s
  EXPECT_GE(spec_of(TimerKind::sip_release).duration, 32s);      // 64*T1
}

}  // namespace
}  // namespace sipgw::cc
