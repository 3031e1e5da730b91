// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/sofia/clock.hpp"

#include <gtest/gtest.h>

#include "adapters/sofia/sofia.hpp"

namespace sipgw::sofia {
namespace {

constexpr int kTimers = 20;
constexpr su_duration_t kInterval = 3;  // milliseconds

struct Seen {
  int turns = 0;   ///< of the event loop
  int timers = 0;  ///< that have run out
};
Seen seen;

void on_turn(su_prepoll_magic_t*, su_root_t*) { ++seen.turns; }

void on_timer(Stack*, su_timer_t* timer, su_timer_arg_t*) {
  if (++seen.timers == kTimers) return su_root_break(su_timer_root(timer));
  su_timer_set(timer, on_timer, nullptr);
}

TEST(SipClock, LetsTheEventLoopSleepUntilATimerRunsOut) {
  su_init();
  use_millisecond_clock();
  const Root root(su_root_create(nullptr));
  const Timer timer(su_timer_create(su_root_task(root.get()), kInterval));
  su_root_add_prepoll(root.get(), on_turn, nullptr);
  su_timer_set(timer.get(), on_timer, nullptr);
  su_root_run(root.get());
  EXPECT_EQ(seen.timers, kTimers);
  EXPECT_LE(seen.turns, 2 * kTimers + 1);
}

}  // namespace
}  // namespace sipgw::sofia
