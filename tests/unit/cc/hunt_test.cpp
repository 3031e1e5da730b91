// SPDX-License-Identifier: AGPL-3.0-or-later
// A call from the phone goes from trunk to trunk until one takes it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/cc/hunting_rig.hpp"

namespace sipgw {
namespace {

using mncc::Type;
using test::Hunting;
using test::three_trunks;
using testing::ElementsAre;
using testing::HasSubstr;
using namespace std::chrono_literals;

TEST(Hunt, ATrunkThatDoesNotReplyInTimeIsLeftForTheNext) {
  Hunting rig;
  const auto first = rig.begin_mo();
  EXPECT_THAT(first.request_uri, HasSubstr(test::kAddresses[0]));
  rig.advance(3999ms);
  rig.expect_nothing();
  rig.advance(1ms);
  EXPECT_EQ(rig.expect_sip<sip::Cancel>().dialog, first.dialog);
  const auto second = rig.expect_sip<sip::Invite>();
  EXPECT_THAT(second.request_uri, HasSubstr(test::kAddresses[1]));
  EXPECT_EQ(rig.trunk(), "b");
  EXPECT_NE(second.call_id, first.call_id);
  rig.answer_mo();
  rig.peer_sends(sip::PeerBye{second.dialog, {}});
  rig.finish_disc(test::kMoCallref);
  EXPECT_THAT(rig.tries(), ElementsAre("a: no reply within 4 s", "b: answered"));
}

TEST(Hunt, TheTimeForTheFirstReplyIsTheTrunksOwn) {
  auto config = three_trunks();
  config.trunk("a")->try_timeout = 1s;
  Hunting rig(config);
  rig.begin_mo();
  rig.advance(1s);
  EXPECT_EQ(rig.trunk(), "b");
  rig.advance(3s);
  EXPECT_EQ(rig.trunk(), "b");
  rig.advance(1s);
  EXPECT_EQ(rig.trunk(), "c");
}

TEST(Hunt, A100IsAReply) {
  Hunting rig;
  const auto invite = rig.begin_mo();
  rig.peer_sends(test::provisional(invite.dialog, 100));
  rig.advance(10s);
  EXPECT_EQ(rig.trunk(), "a");
  rig.expect_nothing();
}

TEST(Hunt, TheLastTrunkHasAllTheTimeThatSipGivesIt) {
  auto config = three_trunks();
  config.default_route = {"a", {}};
  Hunting rig(config);
  rig.begin_mo();
  rig.advance(15s);
  EXPECT_EQ(rig.trunk(), "a");
  rig.expect_nothing();
}

TEST(Hunt, ALateAnswerOfALeftTrunkGetsBye) {
  Hunting rig;
  const auto first = rig.begin_mo();
  rig.advance(4s);
  rig.expect_sip<sip::Cancel>();
  rig.expect_sip<sip::Invite>();
  rig.peer_sends(test::provisional(first.dialog, 180));
  rig.expect_nothing();
  rig.peer_sends(test::answered(first.dialog));
  EXPECT_EQ(rig.expect_sip<sip::Bye>().dialog, first.dialog);
  rig.answer_mo();
  EXPECT_EQ(rig.trunk(), "b");
}

TEST(Hunt, ALeftTrunkOutlivesItsCall) {
  Hunting rig;
  const auto first = rig.begin_mo();
  rig.advance(4s);
  rig.expect_sip<sip::Cancel>();
  rig.expect_sip<sip::Invite>();
  rig.peer_refuses(486);
  rig.expect_mncc(Type::disc_req, 17);
  rig.finish_disc(test::kMoCallref);
  EXPECT_EQ(rig.core().call_count(), 0u);
  EXPECT_FALSE(rig.core().idle());
  rig.peer_sends(test::answered(first.dialog));
  EXPECT_EQ(rig.expect_sip<sip::Bye>().dialog, first.dialog);
  rig.finish_sip(first.dialog);
  rig.expect_idle();
}

TEST(Hunt, ALeftTrunkThatNeverEndsIsForgotten) {
  Hunting rig;
  rig.begin_mo();
  rig.advance(4s);
  rig.expect_sip<sip::Cancel>();
  rig.expect_sip<sip::Invite>();
  rig.peer_refuses(486);
  rig.expect_mncc(Type::disc_req, 17);
  rig.finish_disc(test::kMoCallref);
  rig.advance(70s);
  rig.expect_idle();
}

TEST(Hunt, AnUnansweredChallengeIsToldOfWithItsReason) {
  Hunting rig;
  const auto invite = rig.begin_mo();
  auto refusal = test::refused(invite.dialog, 401);
  refusal.phrase = "Unauthorized";
  refusal.auth_failure = "no credentials";
  rig.peer_sends(refusal);
  rig.expect_mncc(Type::disc_req, 21);
  rig.finish_disc(test::kMoCallref);
  EXPECT_EQ(rig.records().back()->why, "401 Unauthorized: no credentials");
  EXPECT_EQ(rig.core().counters().auth_failures, 1u);
}

TEST(Hunt, AStatusOfTheListGoesOnAndTheLastFailureGivesTheCause) {
  Hunting rig;
  rig.begin_mo();
  rig.peer_refuses(500);
  rig.expect_sip<sip::Invite>();
  rig.peer_refuses(503);
  rig.expect_sip<sip::Invite>();
  EXPECT_EQ(rig.trunk(), "c");
  rig.peer_refuses(502);
  rig.expect_mncc(Type::disc_req, 38);
  rig.finish_disc(test::kMoCallref);
  rig.expect_idle();
  EXPECT_THAT(rig.tries(), ElementsAre(HasSubstr("a: 500"), HasSubstr("b: 503"), HasSubstr("c: 502")));
  EXPECT_EQ(rig.records().back()->trunk, "c");
  EXPECT_EQ(rig.core().counters().tries, 3u);
  EXPECT_EQ(rig.core().counters().fail_overs, 2u);
}

TEST(Hunt, OtherStatusesAndEvery6xxEndTheCall) {
  for (const int status : {404, 486, 408, 600, 603}) {
    Hunting rig;
    rig.begin_mo();
    rig.peer_refuses(status);
    rig.expect_mncc(Type::disc_req);
    rig.finish_disc(test::kMoCallref);
    rig.expect_idle();
  }
}

TEST(Hunt, WhichStatusesGoOnIsConfigured) {
  auto config = three_trunks();
  config.trunk("a")->fail_over_codes = {404};
  Hunting rig(config);
  rig.begin_mo();
  rig.peer_refuses(404);
  rig.expect_sip<sip::Invite>();
  rig.peer_refuses(404);
  rig.expect_mncc(Type::disc_req, 1);
}

/// The call goes on to b, and so does the next one, until `pause` is over.
void expect_avoided_for(Hunting& rig, std::chrono::seconds pause) {
  rig.expect_sip<sip::Invite>();
  rig.end_call();
  rig.advance(pause - 1s);
  rig.begin_mo();
  EXPECT_EQ(rig.trunk(), "b");
  rig.end_call();
  rig.advance(1s);
  rig.begin_mo();
  EXPECT_EQ(rig.trunk(), "a");
}

TEST(Hunt, AnUnreachablePeerIsLeftAtOnceAndAvoidedForAWhile) {
  Hunting rig;
  rig.begin_mo();
  rig.fails_locally(503);
  expect_avoided_for(rig, 5s);
}

TEST(Hunt, WhoFailedLatelyIsStillTriedLast) {
  auto config = three_trunks();
  config.default_route = {"a", {}};
  Hunting rig(config);
  rig.begin_mo();
  rig.fails_locally(503);
  rig.expect_mncc(Type::disc_req, 38);
  rig.finish_disc(test::kMoCallref);
  rig.begin_mo();
  EXPECT_EQ(rig.trunk(), "a");
}

TEST(Hunt, RetryAfterIsRespected) {
  Hunting rig;
  rig.begin_mo();
  rig.peer_refuses(503, 30);
  expect_avoided_for(rig, 30s);
}

TEST(Hunt, OneWhoHasAskedForAPauseGetsNoCallEvenIfThereIsNoOther) {
  auto config = three_trunks();
  config.default_route = {"a", {}};
  Hunting rig(config);
  rig.begin_mo();
  rig.peer_refuses(503, 30);
  rig.expect_mncc(Type::disc_req, 42);
  rig.finish_disc(test::kMoCallref);
  rig.msc_sends(test::setup_ind());
  rig.expect_mncc(Type::rej_req, 42);
}

TEST(Hunt, WhatThePhoneHasHeardCommitsTheCall) {
  Hunting rig;
  const auto invite = rig.begin_mo();
  rig.peer_sends(test::provisional(invite.dialog, 183, test::peer_sdp()));
  rig.expect_rtp(Type::rtp_connect);
  rig.expect_mncc(Type::progress_req);
  rig.peer_refuses(503);
  rig.expect_mncc(Type::disc_req, 41);
}

TEST(Hunt, RingingAloneDoesNot) {
  Hunting rig;
  const auto invite = rig.begin_mo();
  rig.peer_sends(test::provisional(invite.dialog, 180));
  rig.expect_mncc(Type::alert_req);
  rig.peer_refuses(500);
  const auto second = rig.expect_sip<sip::Invite>();
  rig.peer_sends(test::provisional(second.dialog, 180));
  rig.expect_nothing();  // the phone rings already
  rig.peer_sends(test::answered(second.dialog));
  rig.expect_rtp(Type::rtp_connect);
  rig.expect_mncc(Type::setup_rsp);
}

TEST(Hunt, ThePhoneGivesUpDuringTheHunt) {
  Hunting rig;
  rig.begin_mo();
  rig.advance(4s);
  rig.expect_sip<sip::Cancel>();
  rig.expect_sip<sip::Invite>();
  rig.end_call();
  EXPECT_THAT(rig.tries(), ElementsAre("a: no reply within 4 s", "b: given up"));
}

TEST(Hunt, ALongHuntIsToldToThePhoneOnce) {
  auto config = three_trunks();
  for (auto& trunk : config.trunks) trunk.try_timeout = 15s;
  Hunting rig(config);
  rig.begin_mo();
  rig.advance(19s);
  EXPECT_EQ(rig.trunk(), "b");
  rig.expect_sip<sip::Cancel>();
  rig.expect_sip<sip::Invite>();
  rig.expect_nothing();
  rig.advance(1s);
  rig.expect_mncc(Type::progress_req);
  rig.advance(25s);
  rig.expect_sip<sip::Cancel>();
  rig.expect_sip<sip::Invite>();
}

TEST(Hunt, TheAddressesOfATrunkComeBeforeTheNextTrunk) {
  Hunting rig;
  auto places = test::found({"192.0.2.61", "192.0.2.62"});
  places.back().server.rank = 1;
  rig.feed(cc::TrunkResolved{"a", places});
  EXPECT_THAT(rig.begin_mo().request_uri, HasSubstr("192.0.2.61"));
  rig.peer_refuses(503);
  EXPECT_THAT(rig.expect_sip<sip::Invite>().request_uri, HasSubstr("192.0.2.62"));
  EXPECT_EQ(rig.trunk(), "a");
  rig.peer_refuses(503);
  EXPECT_THAT(rig.expect_sip<sip::Invite>().request_uri, HasSubstr(test::kAddresses[1]));
}

TEST(Hunt, EachTrunkHasItsOwnIdentityAndCodecs) {
  auto config = three_trunks();
  config.trunk("b")->identity = cc::Identity::pai;
  config.trunk("b")->domain = "b.example";
  config.trunk("b")->codecs = {sdp::Codec::amr};  // not what the phone has been assigned
  config.trunk("c")->from_user = "account";
  Hunting rig(config);
  rig.begin_mo();
  rig.peer_refuses(503);
  const auto second = rig.expect_sip<sip::Invite>();
  EXPECT_EQ(rig.trunk(), "c") << "b cannot take the codec";
  EXPECT_THAT(second.from, HasSubstr("account@"));
}

TEST(Hunt, ATrunkWithAnchoredMediaWaitsForTheMgw) {
  auto config = three_trunks();
  config.trunk("b")->media = cc::MediaMode::anchor;
  config.mgws[test::kMgw.value];
  Hunting rig(config);
  rig.begin_mo();
  rig.hold_mgcp();
  rig.peer_refuses(503);
  rig.expect_nothing();
  rig.release_mgcp();
  rig.expect_rtp(Type::rtp_connect);
  const auto second = rig.expect_sip<sip::Invite>();
  EXPECT_THAT(second.sdp, HasSubstr("c=IN IP4"));
  EXPECT_EQ(rig.call().media, cc::MediaMode::anchor);
  rig.end_call();
}

TEST(Hunt, ThePhoneGivesUpWhileTheNextInviteWaits) {
  auto config = three_trunks();
  config.trunk("b")->media = cc::MediaMode::anchor;
  config.mgws[test::kMgw.value];
  Hunting rig(config);
  rig.begin_mo();
  rig.hold_mgcp();
  rig.peer_refuses(503);
  rig.msc_sends(Type::disc_ind, test::kMoCallref, 16);
  rig.expect_mncc(Type::rel_req);
  rig.release_mgcp();
  rig.finish_rel(test::kMoCallref);
  rig.advance(10s);
  rig.expect_idle();
}

TEST(Hunt, TrunksThatAreDownOrShutDownAreSkipped) {
  auto config = three_trunks();
  config.trunk("a")->shutdown = true;
  Hunting rig(config);
  rig.feed(cc::TrunkHealth{"b", true, false});
  rig.begin_mo();
  EXPECT_EQ(rig.trunk(), "c");
  rig.end_call();
  rig.feed(cc::TrunkHealth{"c", false, true});
  rig.msc_sends(test::setup_ind());
  rig.expect_mncc(Type::rej_req, 38);
  rig.feed(cc::TrunkHealth{"b", true, true});
  rig.begin_mo();
  EXPECT_EQ(rig.trunk(), "b");
}

TEST(Hunt, ATrunkThatAnswersItsHealthCheckAgainIsAsGoodAsBefore) {
  Hunting rig;
  rig.begin_mo();
  rig.fails_locally(503);
  rig.expect_sip<sip::Invite>();
  rig.end_call();
  rig.feed(cc::TrunkHealth{"a", false, true});
  rig.feed(cc::TrunkHealth{"a", true, true});
  rig.begin_mo();
  EXPECT_EQ(rig.trunk(), "a");
}

TEST(Hunt, WithoutARouteTheFirstTrunkInUseTakesTheCalls) {
  auto config = three_trunks();
  config.default_route = {};
  Hunting rig(config);
  rig.begin_mo();
  EXPECT_EQ(rig.trunk(), "a");
  rig.peer_refuses(503);
  rig.expect_mncc(Type::disc_req, 41);
}

TEST(Hunt, ARouteToNobodyIsNoRouteToTheDestination) {
  auto config = three_trunks();
  config.default_route = {"gone", {}};
  Hunting rig(config);
  rig.msc_sends(test::setup_ind());
  rig.expect_mncc(Type::rej_req, 3);
}

// ---------------------------------------------------------------- emergency calls

TEST(EmergencyHunt, TriesItsOwnRouteThenAllOthersThenThoseThatAreDown) {
  auto config = three_trunks();
  config.emergency_route = {"c", {}};
  config.default_trunk_wanted = true;
  Hunting rig(config);
  rig.feed(cc::TrunkHealth{"a", false, true});
  std::vector<std::string> order;
  rig.msc_sends(test::emergency_setup_ind());
  rig.msc_sends(test::rtp_created(test::kMoCallref));
  for (int i = 0; i < 4; ++i) {
    order.push_back(rig.trunk());
    rig.peer_refuses(486);
  }
  EXPECT_THAT(order, ElementsAre("c", "b", "default", "a"));
  EXPECT_EQ(rig.mncc_sent().size(), 3u) << "CALL_PROC, RTP_CREATE, and at last DISC";
}

TEST(EmergencyHunt, NoLimitHoldsForIt) {
  auto config = three_trunks();
  config.limits.max_calls = config.mncc.limits.max_calls = 1;
  for (auto& trunk : config.trunks) trunk.limits.max_calls = 1;
  Hunting rig(config);
  rig.begin_mo();
  auto setup = test::setup_ind();
  setup.callref = test::kMoCallref + 1;
  rig.msc_sends(setup);
  rig.expect_mncc(Type::rej_req, 42);
  setup.emergency = true;
  rig.msc_sends(setup);
  rig.expect_rtp(Type::rtp_create);
  rig.expect_mncc(Type::call_proc_req);
}

TEST(EmergencyHunt, EndsWithA6xxAndNeverUsesATrunkInShutdown) {
  auto config = three_trunks();
  config.trunk("b")->shutdown = true;
  Hunting rig(config);
  rig.msc_sends(test::emergency_setup_ind());
  rig.msc_sends(test::rtp_created(test::kMoCallref));
  rig.peer_refuses(404);
  EXPECT_EQ(rig.trunk(), "c");
  rig.peer_refuses(603);
  EXPECT_TRUE(rig.call().releasing);
}

}  // namespace
}  // namespace sipgw
