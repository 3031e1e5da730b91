// SPDX-License-Identifier: AGPL-3.0-or-later
#include "routing/ban_table.hpp"

#include <gtest/gtest.h>

namespace sipgw::routing {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint kStart{1h};
constexpr BanRule kThreeInAMinute{3, 60s, 600s};

IpAddress source(unsigned number) {
  IpAddress ip;
  for (int i = 3; i >= 0; --i, number >>= 8) ip.bytes[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(number);
  return ip;
}

TEST(BanTable, BansWhoOffendsOftenEnough) {
  BanTable table;
  EXPECT_FALSE(table.offended(source(1), kThreeInAMinute, kStart));
  EXPECT_FALSE(table.offended(source(1), kThreeInAMinute, kStart + 1s));
  EXPECT_FALSE(table.is_banned(source(1), kStart + 2s));
  EXPECT_TRUE(table.offended(source(1), kThreeInAMinute, kStart + 2s));
  EXPECT_TRUE(table.is_banned(source(1), kStart + 2s));
  EXPECT_FALSE(table.is_banned(source(2), kStart + 2s));
}

TEST(BanTable, ABanEnds) {
  BanTable table;
  for (int i = 0; i < 3; ++i) table.offended(source(1), kThreeInAMinute, kStart);
  ASSERT_EQ(table.bans(kStart + 1s).size(), 1u);
  EXPECT_EQ(table.bans(kStart + 1s).front().left, 599s);
  EXPECT_FALSE(table.is_banned(source(1), kStart + 600s));
  EXPECT_TRUE(table.bans(kStart + 600s).empty());
}

TEST(BanTable, RareOffencesAreForgiven) {
  BanTable table;
  for (auto now = kStart; now < kStart + 1h; now += 31s) EXPECT_FALSE(table.offended(source(1), kThreeInAMinute, now));
}

TEST(BanTable, WithoutARuleNobodyIsBanned) {
  BanTable table;
  for (int i = 0; i < 1000; ++i) EXPECT_FALSE(table.offended(source(1), {}, kStart));
}

TEST(BanTable, ForgetsTheOldestSourceWhenItIsFull) {
  BanTable table;
  const BanRule at_once{1, 1s, 3600s};
  for (unsigned number = 0; number <= BanTable::kMostSources; ++number) table.offended(source(number), at_once, kStart);
  EXPECT_EQ(table.bans(kStart).size(), BanTable::kMostSources);
  EXPECT_FALSE(table.is_banned(source(0), kStart));
  EXPECT_TRUE(table.is_banned(source(1), kStart));
}

}  // namespace
}  // namespace sipgw::routing
