// SPDX-License-Identifier: AGPL-3.0-or-later
// Calls by named trunks.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/core_rig.hpp"

namespace sipgw {
namespace {

using test::CoreRig;

constexpr const char* kCarrier = "192.0.2.9";

/// Of the trunk `default` and the trunk `carrier`, the latter serves.
cc::Config with_carrier() {
  auto config = test::config_with(cc::MediaMode::direct);
  config.trunks.push_back(cc::TrunkConfig::named("carrier"));
  config.trunks.back().remote_host = kCarrier;
  return config;
}

void resolve(CoreRig& rig, std::uint16_t port = 5060, sip::Transport transport = sip::Transport::udp) {
  rig.feed(cc::TrunkResolved{"carrier", test::found(kCarrier, port, transport)});
}

TEST(Trunks, ACallFromThePhoneGoesToTheFirstTrunkInUse) {
  CoreRig rig(with_carrier());
  resolve(rig);
  const auto invite = rig.begin_mo();
  EXPECT_EQ(invite.request_uri, "sip:" + rig.call().called + "@" + kCarrier + ":5060");
  EXPECT_EQ(rig.call().trunk, "carrier");
  EXPECT_FALSE(invite.next_hop.address.usable()) << "the Request-URI tells it all";
}

TEST(Trunks, ADomainIsCalledByTheTrunksAddressAndTransport) {
  auto config = with_carrier();
  auto& carrier = config.trunks.back();
  carrier.domain = "carrier.example";
  carrier.from_domain = "gsm.example";
  carrier.transport = sip::Transport::tls;
  CoreRig rig(config);
  resolve(rig, 5061, sip::Transport::tls);
  const auto invite = rig.begin_mo();
  EXPECT_EQ(invite.request_uri, "sip:" + rig.call().called + "@carrier.example");
  EXPECT_THAT(invite.from, testing::HasSubstr("@gsm.example>"));
  EXPECT_EQ(invite.next_hop.address.to_string(), std::string(kCarrier) + ":5061");
  EXPECT_EQ(invite.next_hop.transport, sip::Transport::tls);
  EXPECT_EQ(invite.peer->tls_name, kCarrier);
}

TEST(Trunks, ACallToThePhoneIsOfTheTrunkThatItsSourceBelongsTo) {
  auto config = with_carrier();
  config.trunks.back().policy.min_se = 120;
  CoreRig rig(config);
  resolve(rig);
  auto invite = test::invite();
  invite.source.ip = *IpAddress::parse(kCarrier);
  rig.begin_mt(invite);
  EXPECT_EQ(rig.call().trunk, "carrier");
  rig.confirm_mt();
  EXPECT_EQ(rig.answer_mt().peer->policy.min_se, 120u);
}

TEST(Trunks, ATrunkInShutdownTakesNoCalls) {
  auto config = with_carrier();
  config.default_trunk_wanted = true;
  config.trunks.back().shutdown = true;
  CoreRig rig(config);
  resolve(rig);
  rig.begin_mo();
  EXPECT_EQ(rig.call().trunk, "default");
  auto invite = test::invite();
  invite.dialog = DialogId{3};
  invite.source.ip = *IpAddress::parse(kCarrier);
  rig.peer_sends(invite);
  EXPECT_EQ(rig.expect_sip<sip::Respond>().status, 503);
}

}  // namespace
}  // namespace sipgw
