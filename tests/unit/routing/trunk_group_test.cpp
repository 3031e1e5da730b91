// SPDX-License-Identifier: AGPL-3.0-or-later
#include "routing/trunk_group.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace sipgw::routing {
namespace {

using testing::ElementsAre;
using Order = std::vector<std::string>;

class TrunkGroups : public testing::Test {
 protected:
  Order order(Algorithm algorithm, std::vector<Member> members) {
    return order_of({"group", algorithm, std::move(members)}, occasion_, random_);
  }
  /// How often each member comes first.
  std::map<std::string, int> firsts(Algorithm algorithm, const std::vector<Member>& members, int calls) {
    std::map<std::string, int> count;
    for (occasion_.turn = 0; occasion_.turn < static_cast<std::size_t>(calls); ++occasion_.turn) {
      const auto number = std::to_string(occasion_.turn);
      occasion_.caller = occasion_.call_id = number;
      ++count[order(algorithm, members).front()];
    }
    return count;
  }

  Occasion occasion_;
  std::minstd_rand random_{1};
};

const std::vector<Member> kThree{{"a", 0, 1}, {"b", 0, 1}, {"c", 0, 1}};
const std::vector<Member> kWeighted{{"a", 0, 6}, {"b", 0, 3}, {"c", 0, 1}, {"spare", 0, 0}};

TEST_F(TrunkGroups, TheLowestPriorityComesFirstAndEqualOnesInTheOrderOfTheConfiguration) {
  EXPECT_THAT(order(Algorithm::priority, {{"late", 20}, {"first", 10}, {"second", 10}, {"last", 30}}),
              ElementsAre("first", "second", "late", "last"));
}

TEST_F(TrunkGroups, RoundRobinBeginsEachCallWithTheNextOne) {
  EXPECT_THAT(order(Algorithm::round_robin, kThree), ElementsAre("a", "b", "c"));
  occasion_.turn = 1;
  EXPECT_THAT(order(Algorithm::round_robin, kThree), ElementsAre("b", "c", "a"));
  occasion_.turn = 2;
  EXPECT_THAT(order(Algorithm::round_robin, kThree), ElementsAre("c", "a", "b"));
  EXPECT_EQ(firsts(Algorithm::round_robin, kThree, 300),
            (std::map<std::string, int>{{"a", 100}, {"b", 100}, {"c", 100}}));
}

TEST_F(TrunkGroups, RoundRobinLeavesAWorsePriorityBehind) {
  occasion_.turn = 1;
  EXPECT_THAT(order(Algorithm::round_robin, {{"spare", 5}, {"a", 1}, {"b", 1}}), ElementsAre("b", "a", "spare"));
}

TEST_F(TrunkGroups, WeightsAreTheShareOfTheCalls) {
  const auto count = firsts(Algorithm::weight, kWeighted, 10000);
  EXPECT_NEAR(count.at("a"), 6000, 150);
  EXPECT_NEAR(count.at("b"), 3000, 150);
  EXPECT_NEAR(count.at("c"), 1000, 150);
  EXPECT_FALSE(count.contains("spare"));
}

TEST_F(TrunkGroups, TheSameSourceOfChanceGivesTheSameOrders) {
  std::vector<Order> orders[2];
  for (auto& run : orders) {
    random_.seed(7);
    for (int call = 0; call < 50; ++call) run.push_back(order(Algorithm::weight, kWeighted));
  }
  EXPECT_EQ(orders[0], orders[1]);
}

TEST_F(TrunkGroups, EveryMemberIsTriedOnceWhateverTheAlgorithm) {
  occasion_.calls = [](const std::string&) { return 0; };
  for (const auto algorithm : {Algorithm::priority, Algorithm::round_robin, Algorithm::weight, Algorithm::hash_caller,
                               Algorithm::hash_callid, Algorithm::least_calls}) {
    EXPECT_THAT(order(algorithm, kWeighted), testing::UnorderedElementsAre("a", "b", "c", "spare"));
  }
}

TEST_F(TrunkGroups, ACallersCallsGoTheSameWay) {
  occasion_.caller = "4711";
  const auto first = order(Algorithm::hash_caller, kThree);
  occasion_.turn = 5;
  occasion_.call_id = "another";
  EXPECT_EQ(order(Algorithm::hash_caller, kThree), first);
}

TEST_F(TrunkGroups, HashesSpreadEvenly) {
  for (const auto algorithm : {Algorithm::hash_caller, Algorithm::hash_callid}) {
    for (const auto& [trunk, count] : firsts(algorithm, kThree, 3000)) EXPECT_NEAR(count, 1000, 100) << trunk;
  }
}

TEST_F(TrunkGroups, WhenAMemberGoesOnlyItsCallersMove) {
  for (int caller = 0; caller < 200; ++caller) {
    const auto number = std::to_string(caller);
    occasion_.caller = number;
    const auto before = order(Algorithm::hash_caller, kThree);
    const auto after = order(Algorithm::hash_caller, {{"a"}, {"c"}});
    EXPECT_EQ(after.front(), before.front() == "b" ? before[1] : before[0]);
  }
}

TEST_F(TrunkGroups, WhoCarriesTheFewestCallsComesFirst) {
  const std::map<std::string, std::size_t> calls{{"a", 5}, {"b", 2}, {"c", 2}};
  occasion_.calls = [&](const std::string& trunk) { return calls.at(trunk); };
  EXPECT_THAT(order(Algorithm::least_calls, kThree), ElementsAre("b", "c", "a"));
}

TEST_F(TrunkGroups, AnEmptyGroupHasNobody) { EXPECT_TRUE(order(Algorithm::round_robin, {}).empty()); }

}  // namespace
}  // namespace sipgw::routing
