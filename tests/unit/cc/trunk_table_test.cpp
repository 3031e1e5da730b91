// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cc/trunk_table.hpp"

#include <gtest/gtest.h>

#include "support/core_events.hpp"

namespace sipgw::cc {
namespace {

using test::found;

IpAddress ip(std::string_view text) { return *IpAddress::parse(text); }

Config two_trunks() {
  Config config;
  config.default_trunk_wanted = true;
  config.trunks.push_back(TrunkConfig::named("carrier"));
  return config;
}

TEST(TrunkTable, CallsGoToTheAddressesOfTheFamilyInWhichSipIsServed) {
  Config config;
  TrunkTable table;
  table.configure(config);
  table.resolved("default", found({"2001:db8::1", "192.0.2.1", "192.0.2.2"}));
  const auto first = [](std::uint32_t) { return 0u; };
  const auto hops = table.hops(config.default_trunk(), config.sip, first);
  ASSERT_EQ(hops.size(), 2u);
  EXPECT_EQ(hops[0].address, (NetAddress{ip("192.0.2.1"), 5060}));
  EXPECT_EQ(hops[1].address, (NetAddress{ip("192.0.2.2"), 5060}));
  config.sip.local_host = "::1";
  EXPECT_EQ(table.hops(config.default_trunk(), config.sip, first).front().address.ip, ip("2001:db8::1"));
  config.sip.local_wanted = true;
  config.sip.further = {{{ip("192.0.2.9"), 5061}, sip::Transport::tls}};
  EXPECT_EQ(table.hops(config.default_trunk(), config.sip, first).size(), 3u);
}

TEST(TrunkTable, ATrunkThatHasGoneIsKnownAsLongAsItHasCalls) {
  auto config = two_trunks();
  TrunkTable table;
  table.configure(config);
  table.state("carrier")->load.begin({}, {});
  config.trunks.pop_back();
  table.configure(config);
  ASSERT_NE(table.state("carrier"), nullptr);
  table.state("carrier")->load.end();
  table.configure(config);
  EXPECT_EQ(table.state("carrier"), nullptr);
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
