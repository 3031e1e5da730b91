// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cc/call_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sipgw::cc {
namespace {

constexpr MscId kMsc{0}, kOtherMsc{1};
constexpr Callref kCallref = 0x80000001;
constexpr DialogId kDialog{2};

class TableOfCalls : public testing::Test {
 protected:
  TableOfCalls() {
    table.set_callref(call, kMsc, kCallref);
    table.set_dialog(call, kDialog);
  }
  CallTable table;
  Call& call = table.create(Direction::mobile_originated);
};

TEST_F(TableOfCalls, FindsACallByEachOfItsKeys) {
  EXPECT_EQ(table.find(call.id), &call);
  EXPECT_EQ(table.find(kMsc, kCallref), &call);
  EXPECT_EQ(table.find(kDialog), &call);
}

TEST_F(TableOfCalls, FindsNothingByOtherKeys) {
  EXPECT_EQ(table.find(CallId{99}), nullptr);
  EXPECT_EQ(table.find(kOtherMsc, kCallref), nullptr);
  EXPECT_EQ(table.find(kMsc, kCallref + 1), nullptr);
  EXPECT_EQ(table.find(DialogId{3}), nullptr);
}

TEST_F(TableOfCalls, IsEmptyAgainWithEveryIndexWhenItsCallIsErased) {
  EXPECT_FALSE(table.empty());
  table.erase(call.id);
  EXPECT_TRUE(table.empty());
  table.erase(CallId{1});
  EXPECT_EQ(table.size(), 0U);
}

TEST_F(TableOfCalls, LetsTheMscUseACallrefAgainBeforeTheOldCallIsGone) {
  table.forget_gsm(call);
  EXPECT_EQ(table.find(kMsc, kCallref), nullptr);
  auto& second = table.create(Direction::mobile_originated);
  table.set_callref(second, kMsc, kCallref);
  table.erase(call.id);
  EXPECT_EQ(table.find(kMsc, kCallref), &second);
}

TEST_F(TableOfCalls, GivesIdsInTheOrderOfAgeAndNeverTwice) {
  const auto second = table.create(Direction::mobile_terminated).id;
  table.erase(second);
  const auto third = table.create(Direction::mobile_terminated).id;
  EXPECT_NE(third, second);
  EXPECT_THAT(table.ids(), testing::ElementsAre(call.id, third));
}

TEST_F(TableOfCalls, KeepsReferencesWhileItGrows) {
  for (int i = 0; i < 1000; ++i) table.create(Direction::mobile_terminated);
  EXPECT_EQ(table.find(CallId{1}), &call);
}

}  // namespace
}  // namespace sipgw::cc
