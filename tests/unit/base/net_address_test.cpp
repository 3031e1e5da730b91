// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/net_address.hpp"

#include <gtest/gtest.h>

namespace sipgw {
namespace {

TEST(IpAddress, ReadsAndWritesIpv4) {
  const auto address = IpAddress::parse("192.0.2.1");
  ASSERT_TRUE(address);
  EXPECT_FALSE(address->v6);
  EXPECT_EQ(address->bytes[0], 192);
  EXPECT_EQ(address->bytes[3], 1);
  EXPECT_EQ(address->bytes[4], 0);
  EXPECT_EQ(address->to_string(), "192.0.2.1");
}

TEST(IpAddress, ReadsAndWritesIpv6) {
  const auto address = IpAddress::parse("2001:DB8:0::1");
  ASSERT_TRUE(address);
  EXPECT_TRUE(address->v6);
  EXPECT_EQ(address->to_string(), "2001:db8::1");
}

TEST(IpAddress, TakesBracketsAwayFromIpv6) { EXPECT_EQ(IpAddress::parse("[::1]"), IpAddress::parse("::1")); }

TEST(IpAddress, RefusesWhatIsNotALiteralAddress) {
  for (const auto* text : {"", "pbx", "192.0.2", "192.0.2.256", "192.0.2.1 ", "192.0.2.1:5060", ":::", "1:2", "[", "[]",
                           "[::1", "::1%lo", "0000:0000:0000:0000:0000:0000:255.255.255.255:too-long"}) {
    EXPECT_FALSE(IpAddress::parse(text)) << text;
  }
}

TEST(IpAddress, RefusesATextWithANulInIt) { EXPECT_FALSE(IpAddress::parse(std::string_view("1.2.3.4\0x", 9))); }

TEST(IpAddress, KnowsTheUnspecifiedAddresses) {
  EXPECT_TRUE(IpAddress{}.is_unspecified());
  EXPECT_TRUE(IpAddress::parse("::")->is_unspecified());
  EXPECT_FALSE(IpAddress::parse("0.0.0.1")->is_unspecified());
  EXPECT_FALSE(IpAddress::parse("::1")->is_unspecified());
}

TEST(IpAddress, KnowsTheLoopbackAddresses) {
  EXPECT_TRUE(IpAddress::parse("127.255.0.9")->is_loopback());
  EXPECT_TRUE(IpAddress::parse("::1")->is_loopback());
  EXPECT_FALSE(IpAddress::parse("128.0.0.1")->is_loopback());
  EXPECT_FALSE(IpAddress::parse("::2")->is_loopback());
  EXPECT_FALSE(IpAddress::parse("1::1")->is_loopback());
}

TEST(NetAddress, IsUsableOnlyWithAnAddressAndAPort) {
  const auto ip = *IpAddress::parse("192.0.2.1");
  EXPECT_TRUE((NetAddress{ip, 4000}.usable()));
  EXPECT_FALSE((NetAddress{ip, 0}.usable()));
  EXPECT_FALSE((NetAddress{IpAddress{}, 4000}.usable()));
}

TEST(NetAddress, WritesIpv6WithinBrackets) {
  EXPECT_EQ((NetAddress{*IpAddress::parse("192.0.2.1"), 4000}.to_string()), "192.0.2.1:4000");
  EXPECT_EQ((NetAddress{*IpAddress::parse("2001:db8::1"), 4000}.to_string()), "[2001:db8::1]:4000");
}

}  // namespace
}  // namespace sipgw
