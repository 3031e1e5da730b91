// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/ip_prefix.hpp"

#include <gtest/gtest.h>

namespace sipgw {
namespace {

bool contains(std::string_view prefix, std::string_view address) {
  return IpPrefix::parse(prefix)->contains(*IpAddress::parse(address));
}

TEST(IpPrefix, ContainsWhatBeginsAlike) {
  EXPECT_TRUE(contains("192.0.2.0/24", "192.0.2.255"));
  EXPECT_FALSE(contains("192.0.2.0/24", "192.0.3.0"));
  EXPECT_TRUE(contains("192.0.2.128/25", "192.0.2.128"));
  EXPECT_FALSE(contains("192.0.2.128/25", "192.0.2.127"));
  EXPECT_TRUE(contains("0.0.0.0/0", "203.0.113.9"));
  EXPECT_TRUE(contains("2001:db8::/33", "2001:db8:7fff::1"));
  EXPECT_FALSE(contains("2001:db8::/33", "2001:db8:8000::1"));
}

TEST(IpPrefix, FamiliesDoNotMix) {
  EXPECT_FALSE(contains("0.0.0.0/0", "::1"));
  EXPECT_FALSE(contains("::/0", "192.0.2.1"));
}

TEST(IpPrefix, AnAddressAloneIsItself) {
  EXPECT_EQ(IpPrefix::parse("192.0.2.1")->to_string(), "192.0.2.1/32");
  EXPECT_EQ(IpPrefix::parse("2001:db8::1")->to_string(), "2001:db8::1/128");
}

TEST(IpPrefix, IsWrittenWithoutTheBitsThatDoNotCount) {
  EXPECT_EQ(IpPrefix::parse("192.0.2.77/24")->to_string(), "192.0.2.0/24");
}

TEST(IpPrefix, RefusesWhatIsNone) {
  for (const auto* text : {"", "/", "192.0.2.0/", "192.0.2.0/33", "192.0.2/24", "::/129", "host/8", "192.0.2.0/-1"}) {
    EXPECT_FALSE(IpPrefix::parse(text)) << text;
  }
}

}  // namespace
}  // namespace sipgw
