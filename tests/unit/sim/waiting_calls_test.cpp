// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sim/waiting_calls.hpp"

#include <gtest/gtest.h>

namespace sipgw::sim {
namespace {

TEST(SimWaitingCalls, TakesTheCallOfThisCallerElseTheOldest) {
  WaitingCalls waiting;
  waiting.add(1, {EndKind::phone, "1001"}, {EndKind::sip, "+555"});
  waiting.add(2, {EndKind::phone, "1002"}, {EndKind::sip, "+555"});
  waiting.add(3, {EndKind::phone, "1003"}, {EndKind::sip, "+555"});
  EXPECT_EQ(waiting.take(EndKind::sip, "555", "+1002"), 2u);
  EXPECT_EQ(waiting.take(EndKind::sip, "+555", "anonymous"), 1u);
  EXPECT_EQ(waiting.take(EndKind::sip, "555", "1001"), 3u);
  EXPECT_EQ(waiting.take(EndKind::sip, "555", "1001"), std::nullopt);
}

TEST(SimWaitingCalls, FindsACallWhoseNumberTheGatewayTranslatedByItsCaller) {
  WaitingCalls waiting;
  waiting.add(1, {EndKind::phone, "1001"}, {EndKind::sip, "112"});
  EXPECT_EQ(waiting.take(EndKind::sip, "emergency", "1002"), std::nullopt);
  EXPECT_EQ(waiting.take(EndKind::sip, "emergency", "1001"), 1u);
}

TEST(SimWaitingCalls, APhoneIsNoSipUserAndARemovedCallWaitsNoMore) {
  WaitingCalls waiting;
  waiting.add(1, {EndKind::sip, "555"}, {EndKind::phone, "1001"});
  EXPECT_EQ(waiting.take(EndKind::sip, "1001", "555"), std::nullopt);
  waiting.remove(1, {EndKind::phone, "1001"});
  EXPECT_EQ(waiting.take(EndKind::phone, "1001", "555"), std::nullopt);
}

}  // namespace
}  // namespace sipgw::sim
