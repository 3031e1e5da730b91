// SPDX-License-Identifier: AGPL-3.0-or-later
#include "routing/load.hpp"

#include <gtest/gtest.h>

namespace sipgw::routing {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint kStart{1h};

/// How many calls are admitted one after the other.
int admitted(Load& load, const Limits& limits, TimePoint now, int wanted) {
  int count = 0;
  for (; count < wanted && load.admits(limits, now) == Verdict::admitted; ++count) load.begin(limits, now);
  return count;
}

TEST(Load, WithoutLimitsEverythingIsAdmitted) {
  Load load;
  EXPECT_EQ(admitted(load, {}, kStart, 1000), 1000);
  EXPECT_EQ(load.calls(), 1000u);
}

TEST(Load, SoManyCallsAtOneTimeAndNoMore) {
  Load load;
  const Limits limits{.max_calls = 2};
  EXPECT_EQ(admitted(load, limits, kStart, 10), 2);
  EXPECT_EQ(load.admits(limits, kStart), Verdict::too_many_calls);
  load.end();
  EXPECT_EQ(load.admits(limits, kStart), Verdict::admitted);
}

TEST(Load, ABurstIsWhatOneSecondMayHave) {
  Load load;
  const Limits limits{.max_cps = 10};
  EXPECT_EQ(admitted(load, limits, kStart, 100), 10);
  EXPECT_EQ(load.admits(limits, kStart), Verdict::too_fast);
  EXPECT_EQ(admitted(load, limits, kStart + 99ms, 100), 0);
  EXPECT_EQ(admitted(load, limits, kStart + 100ms, 100), 1);
  EXPECT_EQ(admitted(load, limits, kStart + 1100ms, 100), 10);
}

TEST(Load, OverALongTimeItIsTheRate) {
  Load load;
  const Limits limits{.max_cps = 3};
  int count = 0;
  for (auto now = kStart; now < kStart + 100s; now += 10ms) count += admitted(load, limits, now, 1);
  EXPECT_NEAR(count, 300, 3);
}

TEST(Load, AnEndTooManyIsHarmless) {
  Load load;
  load.end();
  EXPECT_EQ(load.calls(), 0u);
}

}  // namespace
}  // namespace sipgw::routing
