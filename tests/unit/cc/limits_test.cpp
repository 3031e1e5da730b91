// SPDX-License-Identifier: AGPL-3.0-or-later
// How many calls there may be, whose an unknown INVITE is, and what causes mean on a trunk.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/cc/hunting_rig.hpp"

namespace sipgw {
namespace {

using mncc::Type;
using test::CoreRig;
using test::Hunting;
using test::three_trunks;
using testing::ElementsAre;
using testing::HasSubstr;
using namespace std::chrono_literals;

// ---------------------------------------------------------------- limits

TEST(Limits, ACallTakesTheNextTrunkOfItsGroup) {
  auto config = three_trunks();
  config.trunk("a")->limits.max_calls = 1;
  Hunting rig(config);
  rig.begin_mo();
  auto setup = test::setup_ind();
  setup.callref = test::kMoCallref + 1;
  setup.imsi = "901700000012345";
  rig.begin_mo(setup);
  std::vector<std::string> trunks;
  for (const auto& call : rig.core().calls(rig.now())) trunks.push_back(call.trunk);
  EXPECT_THAT(trunks, ElementsAre("a", "b"));
  EXPECT_EQ(rig.core().counters().limit_hits, 1u);
}

TEST(Limits, NewCallsInASecondAreLimited) {
  auto config = three_trunks();
  config.limits.max_cps = 1;
  Hunting rig(config);
  rig.begin_mo();
  rig.end_call();
  rig.msc_sends(test::setup_ind());
  rig.expect_mncc(Type::rej_req, 42);
  rig.advance(1s);
  rig.begin_mo();
}

TEST(Limits, AnInviteTooManyGets503WithRetryAfter) {
  auto config = test::config_with(cc::MediaMode::direct);
  config.limits.max_calls = 1;
  CoreRig rig(config);
  rig.begin_mt();
  rig.peer_sends(test::invite("12346", "98766", DialogId{3}));
  const auto response = rig.expect_response(503);
  EXPECT_THAT(response.headers, testing::Contains(testing::Pair("Retry-After", "5")));
  EXPECT_THAT(response.headers, testing::Contains(testing::Pair("Reason", HasSubstr("cause=42"))));
}

TEST(Limits, OfATrunkAndOfTheMscToo) {
  for (const bool of_trunk : {true, false}) {
    auto config = test::config_with(cc::MediaMode::direct);
    (of_trunk ? config.default_trunk().limits : config.mncc.limits).max_calls = 1;
    CoreRig rig(config);
    rig.begin_mt();
    rig.peer_sends(test::invite("12346", "98766", DialogId{3}));
    rig.expect_response(503);
  }
}

TEST(Limits, AnEndedCallMakesRoom) {
  auto config = test::config_with(cc::MediaMode::direct);
  config.limits.max_calls = config.mncc.limits.max_calls = config.default_trunk().limits.max_calls = 1;
  CoreRig rig(config);
  for (int round = 0; round < 3; ++round) {
    rig.begin_mo();
    rig.msc_sends(Type::disc_ind, test::kMoCallref, 16);
    rig.answer_all();
    rig.expect_mncc(Type::rel_req);
    rig.expect_sip<sip::Cancel>();
    rig.expect_idle();
  }
}

// ---------------------------------------------------------------- cause-map

TEST(CauseMap, OfATrunkOverridesThePeersStatusAndReason) {
  auto config = test::config_with(cc::MediaMode::direct);
  config.default_trunk().cause_of_status[480] = 27;
  CoreRig rig(config);
  const auto invite = rig.begin_mo();
  rig.peer_sends(test::refused(invite.dialog, 480, test::q850(18)));
  rig.expect_mncc(Type::disc_req, 27);
}

TEST(CauseMap, OfATrunkOverridesTheStatusOfACause) {
  auto config = test::config_with(cc::MediaMode::direct);
  config.default_trunk().status_of_cause[27] = 480;
  CoreRig rig(config);
  rig.begin_mt();
  rig.msc_sends(Type::rel_ind, rig.last_callref(), 27);
  rig.expect_response(480);
}

// ---------------------------------------------------------------- INVITEs of no trunk

sip::IncomingInvite of_a_stranger() {
  auto invite = test::invite();
  invite.source = test::address("203.0.113.9", 5060);
  return invite;
}

TEST(Strangers, MayBeTheFirstTrunks) {
  auto config = three_trunks();
  config.sip.unknown_source = cc::UnknownSource::accept;
  Hunting rig(config);
  rig.begin_mt(of_a_stranger());
  EXPECT_EQ(rig.trunk(), "a");
}

TEST(Strangers, AreBannedAfterSoManyInvites) {
  auto config = three_trunks();
  config.sip.ban = {2, 60s, 600s};
  Hunting rig(config);
  auto invite = of_a_stranger();
  rig.peer_sends(invite);
  rig.expect_response(403);
  EXPECT_TRUE(rig.core().bans(rig.now()).empty());
  invite.dialog = DialogId{3};
  rig.peer_sends(invite);
  rig.expect_response(403);
  ASSERT_EQ(rig.core().bans(rig.now()).size(), 1u);
  EXPECT_EQ(rig.core().bans(rig.now()).front().source, invite.source.ip);
  EXPECT_EQ(rig.core().counters().bans, 1u);
}

TEST(Strangers, AreDroppedUnlessACertificateMayTellWhoTheyAre) {
  auto config = three_trunks();
  config.trunk("a")->match.sources = {*IpPrefix::parse("198.51.100.0/24")};
  EXPECT_FALSE(Hunting(config).core().source_rules().only_known);
  config.sip.unknown_source = cc::UnknownSource::drop;
  const auto rules = Hunting(config).core().source_rules();
  EXPECT_TRUE(rules.only_known);
  EXPECT_EQ(rules.known_prefixes, config.trunk("a")->match.sources);
  EXPECT_EQ(rules.known_addresses.size(), 3u);
  config.trunk("b")->match.tls_names = {"b.example"};
  EXPECT_FALSE(Hunting(config).core().source_rules().only_known);
}

}  // namespace
}  // namespace sipgw
