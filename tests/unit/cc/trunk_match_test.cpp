// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cc/trunk_match.hpp"

#include <gtest/gtest.h>

#include "support/core_events.hpp"

namespace sipgw::cc {
namespace {

IpAddress ip(std::string_view text) { return *IpAddress::parse(text); }

/// The trunk `default` at 192.0.2.1, and `one` and `two`, both at 192.0.2.3.
class TrunkMatch : public testing::Test {
 protected:
  TrunkMatch() {
    config_.default_trunk_wanted = true;
    config_.trunks.push_back(TrunkConfig::named("one"));
    config_.trunks.push_back(TrunkConfig::named("two"));
    table_.configure(config_);
    table_.resolved("default", test::found({"192.0.2.1", "192.0.2.2"}));
    table_.resolved("one", test::found({"192.0.2.3"}));
    table_.resolved("two", test::found({"192.0.2.3"}));
  }
  MatchRules& rules(std::string_view trunk) { return config_.trunk(trunk)->match; }
  std::string whose(std::string_view source) {
    invite_.source.ip = ip(source);
    const auto* trunk = trunk_of(invite_, config_, table_);
    return trunk == nullptr ? "nobody" : trunk->name;
  }

  Config config_;
  TrunkTable table_;
  sip::IncomingInvite invite_ = test::invite();
};

TEST_F(TrunkMatch, AnInviteIsOfTheTrunkWhoseAddressItComesFrom) {
  EXPECT_EQ(whose("192.0.2.2"), "default");
  EXPECT_EQ(whose("192.0.2.3"), "one") << "the first of two";
  EXPECT_EQ(whose("192.0.2.4"), "nobody");
}

TEST_F(TrunkMatch, TheDefaultTrunkRestsBesideOthersUnlessItIsConfigured) {
  config_.default_trunk_wanted = false;
  EXPECT_EQ(whose("192.0.2.1"), "nobody");
  config_.trunks.resize(1);
  EXPECT_EQ(whose("192.0.2.1"), "default");
}

TEST_F(TrunkMatch, AWholeNetworkMayBeATrunks) {
  rules("two").sources = {*IpPrefix::parse("192.0.2.0/24")};
  EXPECT_EQ(whose("192.0.2.77"), "two");
  EXPECT_EQ(whose("192.0.2.1"), "default") << "an address says more than a network";
}

TEST_F(TrunkMatch, TrunksAtOneAddressAreToldApartByUsername) {
  rules("two").usernames = {"account2"};
  EXPECT_EQ(whose("192.0.2.3"), "one");
  invite_.request_uri.user = "account2";
  EXPECT_EQ(whose("192.0.2.3"), "two");
  invite_.request_uri.user = "4711";
  invite_.from.user = "account2";
  EXPECT_EQ(whose("192.0.2.3"), "two");
  EXPECT_EQ(whose("192.0.2.4"), "nobody") << "a name alone proves nothing";
}

TEST_F(TrunkMatch, ATrunkWithUsernamesTakesNoOthers) {
  rules("one").usernames = {"account1"};
  rules("two").usernames = {"account2"};
  EXPECT_EQ(whose("192.0.2.3"), "nobody");
}

TEST_F(TrunkMatch, ACertificateAdmitsFromWhereverItComes) {
  rules("two").tls_names = {"pbx.example"};
  EXPECT_EQ(whose("203.0.113.9"), "nobody");
  invite_.tls_names = {"other.example", "PBX.example"};
  EXPECT_EQ(whose("203.0.113.9"), "two");
  EXPECT_EQ(whose("192.0.2.3"), "two") << "and says more than an address";
}

TEST_F(TrunkMatch, WithoutItsCertificateATrunksAddressIsNobodys) {
  rules("default").tls_names = {"pbx.example"};
  EXPECT_EQ(whose("192.0.2.1"), "nobody");
}

}  // namespace
}  // namespace sipgw::cc
