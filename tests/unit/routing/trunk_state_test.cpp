// SPDX-License-Identifier: AGPL-3.0-or-later
#include "routing/trunk_state.hpp"

#include <gtest/gtest.h>

namespace sipgw::routing {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint kStart{1h};

TEST(TrunkState, WorksUntilToldOtherwise) {
  TrunkState state;
  EXPECT_TRUE(state.works());
  EXPECT_FALSE(state.penalty(kStart) || state.waits_for(kStart));
  state.registered = false;
  EXPECT_FALSE(state.works());
}

TEST(TrunkState, IsLeftAloneAsLongAsItHasAskedFor) {
  TrunkState state;
  state.told_to_wait(30s, kStart);
  EXPECT_EQ(state.waits_for(kStart + 1s), 29s);
  EXPECT_FALSE(state.waits_for(kStart + 30s));
}

TEST(TrunkState, AnAbsurdRetryAfterIsCut) {
  TrunkState state;
  state.told_to_wait(std::chrono::hours{24 * 365}, kStart);
  EXPECT_EQ(state.waits_for(kStart), 600s);
}

TEST(TrunkState, EachFailureInARowCostsMoreUpToABound) {
  TrunkState state;
  auto now = kStart;
  for (const auto expected : {5s, 10s, 20s, 40s, 80s, 80s}) {
    state.failed(now);
    EXPECT_EQ(state.penalty(now), expected);
    now += expected;
  }
}

TEST(TrunkState, ManyCallsThatFailAtOnceCostNoMoreThanOne) {
  TrunkState state;
  for (int call = 0; call < 20; ++call) state.failed(kStart + call * 100ms);
  EXPECT_EQ(state.penalty(kStart + 2s), 3s);
  state.failed(kStart + 5s);
  EXPECT_EQ(state.penalty(kStart + 5s), 10s);
}

TEST(TrunkState, AnAnswerMakesUpForAllFailures) {
  TrunkState state;
  state.failed(kStart);
  state.failed(kStart + 5s);
  state.answered();
  EXPECT_FALSE(state.penalty(kStart + 5s));
  state.failed(kStart + 5s);
  EXPECT_EQ(state.penalty(kStart + 5s), 5s);
}

}  // namespace
}  // namespace sipgw::routing
