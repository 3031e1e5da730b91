// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sip/destination.hpp"

#include <gmock/gmock.h>

#include <map>
#include <random>

namespace sipgw::sip {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Destination destination(const std::string& name, std::uint16_t priority, std::uint16_t weight,
                        const std::string& address = "192.0.2.1", std::uint16_t rank = 0) {
  return {*IpAddress::parse(address), {name, 5060, Transport::udp, rank, priority, weight}};
}

std::vector<std::string> names(const Destinations& destinations) {
  std::vector<std::string> names;
  for (const auto& each : destinations) names.push_back(each.server.name);
  return names;
}

std::uint32_t lowest(std::uint32_t) { return 0; }
std::uint32_t highest(std::uint32_t most) { return most; }

TEST(Order, IsByRankThenByPriority) {
  const Destinations found{destination("later rank", 0, 0, "192.0.2.1", 1), destination("second", 20, 0),
                           destination("first", 10, 0)};
  EXPECT_THAT(names(order(found, lowest)), ElementsAre("first", "second", "later rank"));
}

TEST(Order, WithinAPriorityIsDrawnAsRfc2782Says) {
  const Destinations found{destination("a", 1, 10), destination("none", 1, 0), destination("b", 1, 20)};
  EXPECT_THAT(names(order(found, lowest)), ElementsAre("none", "a", "b"));
  EXPECT_THAT(names(order(found, highest)), ElementsAre("b", "a", "none"));
  EXPECT_THAT(names(order(found, [](std::uint32_t most) { return std::min(most, 11U); })),
              ElementsAre("b", "a", "none"));
  EXPECT_THAT(names(order(found, [](std::uint32_t most) { return std::min(most, 10U); })),
              ElementsAre("a", "b", "none"));
}

TEST(Order, SharesTheFirstPlaceByWeight) {
  const Destinations found{destination("three", 1, 30), destination("one", 1, 10)};
  std::mt19937 engine{1};
  const Random random = [&engine](std::uint32_t most) {
    return std::uniform_int_distribution<std::uint32_t>{0, most}(engine);
  };
  std::map<std::string, int> first;
  for (int call = 0; call < 4000; ++call) ++first[order(found, random).front().server.name];
  EXPECT_NEAR(first["three"], 3000, 150);
}

TEST(Order, KeepsTheAddressesOfAServerTogetherAndInTheirOrder) {
  const Destinations found{destination("a", 1, 1, "2001:db8::1"), destination("a", 1, 1, "192.0.2.1"),
                           destination("b", 1, 1, "2001:db8::2"), destination("b", 1, 1, "192.0.2.2")};
  EXPECT_EQ(order(found, highest), (Destinations{found[2], found[3], found[0], found[1]}));
}

TEST(Order, OfTheHeaviestWeightsDoesNotOverflow) {
  Destinations found;
  for (int number = 0; number < 32; ++number) found.push_back(destination(std::to_string(number), 1, 0xffff));
  EXPECT_EQ(names(order(found, highest)).front(), "31");
}

TEST(Order, OfNothingIsNothing) { EXPECT_THAT(order({}, lowest), IsEmpty()); }

TEST(Addresses, AreEachNamedOnce) {
  EXPECT_THAT(addresses_of({destination("a", 1, 1), destination("b", 2, 1), destination("c", 1, 1, "192.0.2.2")}),
              ElementsAre(*IpAddress::parse("192.0.2.1"), *IpAddress::parse("192.0.2.2")));
}

TEST(Destination, IsANextHop) {
  EXPECT_EQ(destination("a", 1, 1).next_hop(), (NextHop{{*IpAddress::parse("192.0.2.1"), 5060}, Transport::udp}));
}

}  // namespace
}  // namespace sipgw::sip
