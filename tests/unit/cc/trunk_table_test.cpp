// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cc/trunk_table.hpp"

#include <gtest/gtest.h>

namespace sipgw::cc {
namespace {

IpAddress ip(std::string_view text) { return *IpAddress::parse(text); }

sip::Destinations found(std::initializer_list<std::string_view> addresses) {
  sip::Destinations all;
  for (const auto address : addresses) all.push_back({ip(address), {std::string(address), 5060}});
  return all;
}

Config two_trunks() {
  Config config;
  config.default_trunk_wanted = true;
  config.trunks.push_back(TrunkConfig::named("carrier"));
  return config;
}

TEST(TrunkTable, KnowsWhoseAnAddressIs) {
  const auto config = two_trunks();
  TrunkTable table;
  table.configure(config);
  table.resolved("default", found({"192.0.2.1", "192.0.2.2"}));
  table.resolved("carrier", found({"192.0.2.3"}));
  EXPECT_EQ(table.at(ip("192.0.2.2"), config), &config.trunks[0]);
  EXPECT_EQ(table.at(ip("192.0.2.3"), config), &config.trunks[1]);
  EXPECT_EQ(table.at(ip("192.0.2.4"), config), nullptr);
}

TEST(TrunkTable, LetsTheDefaultTrunkRestBesideOthersUnlessItIsConfigured) {
  auto config = two_trunks();
  config.default_trunk_wanted = false;
  TrunkTable table;
  table.configure(config);
  table.resolved("default", found({"192.0.2.1"}));
  EXPECT_EQ(table.at(ip("192.0.2.1"), config), nullptr);
  config.trunks.pop_back();
  EXPECT_EQ(table.at(ip("192.0.2.1"), config), &config.trunks[0]);
}

TEST(TrunkTable, ChoosesTheAddressOfTheFamilyInWhichSipIsServed) {
  TrunkTable table;
  table.configure(Config{});
  table.resolved("default", found({"2001:db8::1", "192.0.2.1"}));
  SipConfig sip;
  EXPECT_EQ(table.next_hop("default", sip)->address.ip, ip("192.0.2.1"));
  sip.local_host = "::1";
  EXPECT_EQ(table.next_hop("default", sip)->address.ip, ip("2001:db8::1"));
}

TEST(TrunkTable, KeepsTheAddressesOfATrunkWhoseConfigurationChanges) {
  auto config = two_trunks();
  TrunkTable table;
  table.configure(config);
  table.resolved("carrier", found({"192.0.2.3"}));
  const auto before = table.peer("carrier");
  config.trunks[1].contact_user = "gw";
  table.configure(config);
  EXPECT_EQ(table.addresses("carrier").size(), 1u);
  EXPECT_EQ(before->contact_user, "");
  EXPECT_EQ(table.peer("carrier")->contact_user, "gw");
  config.trunks.pop_back();
  table.configure(config);
  EXPECT_TRUE(table.addresses("carrier").empty());
}

}  // namespace
}  // namespace sipgw::cc
