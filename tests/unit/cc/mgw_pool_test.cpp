// SPDX-License-Identifier: AGPL-3.0-or-later
// Several MGWs share the calls; one that fails a call before anybody knows of its address is replaced, once.
#include "unit/cc/media_modes.hpp"

namespace sipgw::test {
namespace {

using namespace std::chrono_literals;
using mncc::Type;
using testing::HasSubstr;

constexpr MgwId kOther{1};

cc::Config config_with_two() {
  auto config = config_with(cc::MediaMode::anchor);
  config.mgws[kOther.value];
  return config;
}

class MgwPool : public testing::Test {
 protected:
  MgwPool() { rig.mgw(kOther).set_host("192.0.2.21"); }

  void expect_anchored_at(MgwId id) {
    EXPECT_EQ(rig.mgw(id).connections().size(), 2U) << rig.ladder();
    EXPECT_EQ(rig.mgw(id == kMgw ? kOther : kMgw).connections().size(), 0U) << rig.ladder();
  }
  CoreRig rig{config_with_two()};
};

TEST_F(MgwPool, GivesACallToTheMgwWithTheFewestOfThem) {
  rig.establish_mo();
  expect_anchored_at(kMgw);
  rig.establish_mt();
  EXPECT_EQ(rig.mgw(kMgw).connections().size(), 2U);
  EXPECT_EQ(rig.mgw(kOther).connections().size(), 2U);
}

TEST_F(MgwPool, LeavesOutAnMgwThatDoesNotAnswer) {
  rig.kill_mgw(kMgw);
  rig.establish_mo();
  expect_anchored_at(kOther);
  rig.feed(cc::MgwUp{kMgw});
}

TEST_F(MgwPool, TakesTheOtherMgwForACallFromThePhoneThatTheFirstOneRefuses) {
  rig.mgw(kMgw).refuse_next(mgcp::Verb::crcx, 403);
  EXPECT_THAT(rig.begin_mo().sdp, HasSubstr("192.0.2.21"));
  rig.answer_mo();
  expect_anchored_at(kOther);
}

TEST_F(MgwPool, TakesTheOtherMgwForACallToThePhoneThatTheFirstOneRefuses) {
  rig.mgw(kMgw).refuse_next(mgcp::Verb::crcx, 403);
  rig.establish_mt();
  expect_anchored_at(kOther);
}

TEST_F(MgwPool, GivesBackWhatTheFirstMgwHasBegun) {
  rig.hold_mgcp();
  rig.peer_sends(invite());
  rig.mgw(kMgw).refuse_next(mgcp::Verb::crcx, 403);  // the second one
  rig.release_mgcp();
  rig.expect_mncc(Type::setup_req);
  expect_anchored_at(kOther);
}

TEST_F(MgwPool, LosesACallThatTheSecondMgwRefusesAsWell) {
  for (const auto id : {kMgw, kOther}) rig.mgw(id).refuse_next(mgcp::Verb::crcx, 403);
  rig.peer_sends(invite());
  EXPECT_THAT(header(rig.expect_response(503).headers, "Reason"), HasSubstr("cause=47"));
  rig.finish_sip(kMtDialog, 503);
  rig.expect_idle();
}

TEST_F(MgwPool, MovesACallThatIsSetUpWhenItsMgwDies) {
  rig.msc_sends(setup_ind());
  rig.kill_mgw(kMgw);
  rig.expect_rtp(Type::rtp_create);
  rig.expect_mncc(Type::call_proc_req);
  rig.msc_sends(rtp_created(kMoCallref));
  rig.expect_rtp(Type::rtp_connect);
  EXPECT_THAT(rig.expect_sip<sip::Invite>().sdp, HasSubstr("192.0.2.21"));
  rig.answer_mo();
  expect_anchored_at(kOther);
}

TEST_F(MgwPool, CannotMoveACallWhosePeerKnowsTheAddress) {
  rig.begin_mo();
  rig.kill_mgw(kMgw);
  rig.expect_mncc(Type::disc_req, 47);
  rig.expect_sip<sip::Cancel>();
}

TEST_F(MgwPool, EndsOnlyTheCallsOfTheMgwThatDies) {
  rig.establish_mo();
  rig.establish_mt();
  rig.kill_mgw(kMgw);
  rig.expect_mncc(Type::disc_req, 47);
  rig.expect_sip<sip::Bye>();
  rig.expect_nothing();
}

TEST_F(MgwPool, DoesNotHearTheLateAnswerOfAnMgwThatACallHasLeft) {
  rig.hold_mgcp();
  rig.msc_sends(setup_ind());
  rig.feed(cc::MgwDown{kMgw});
  rig.release_mgcp();
  rig.expect_rtp(Type::rtp_create);
  rig.expect_mncc(Type::call_proc_req);
  rig.expect_nothing();
  for (const auto& address : {rig.call().mgw_sip_rtp, rig.call().mgw_msc_rtp}) {
    EXPECT_EQ(address->ip.to_string(), "192.0.2.21");
  }
}

// ---------------------------------------------------------------- one MGW

class OneMgw : public testing::Test {
 protected:
  /// The MGW hears nothing, or nothing of it is heard, for so long.
  void silence(std::chrono::milliseconds time) {
    rig.mgw().set_silent(true);
    rig.msc_sends(setup);
    rig.expect_rtp(Type::rtp_create);
    rig.expect_mncc(Type::call_proc_req);
    rig.msc_sends(rtp_created(kMoCallref));
    rig.advance(time);
    rig.mgw().set_silent(false);
    rig.advance(3s);
  }
  mncc::Signalling setup = setup_ind();
  CoreRig rig{cc::MediaMode::anchor};
};

TEST_F(OneMgw, IsAskedOnceMoreWhenTheFirstAnswerIsLost) {
  silence(1s);
  rig.expect_rtp(Type::rtp_connect);
  rig.expect_sip<sip::Invite>();
  EXPECT_EQ(rig.mgw().commands().at(1).verb, mgcp::Verb::crcx);
  EXPECT_EQ(rig.mgw().commands().at(1).endpoint, "rtpbridge/*@mgw");
}

TEST_F(OneMgw, ThatNeverAnswersCostsTheCallBeforeTheMscGivesUp) {
  silence(7s);
  rig.expect_mncc(Type::disc_req, 47);
  rig.expect_nothing();
  EXPECT_EQ(rig.mgw().commands().size(), 2U);
}

TEST_F(OneMgw, ThatFailsDoesNotEndAnEmergencyCall) {
  setup.emergency = true;
  silence(7s);
  const auto invite = rig.expect_sip<sip::Invite>();
  EXPECT_THAT(invite.sdp, HasSubstr(std::string(kMscHost)));
  EXPECT_EQ(rig.call().media, cc::MediaMode::direct);
  rig.advance(18s);
  rig.expect_mncc(Type::progress_req);
  EXPECT_EQ(rig.expect_rtp(Type::rtp_connect).address->port, 9);  // the MSC does not wait for the peer's for ever
  rig.peer_sends(answered(rig.last_dialog()));
  EXPECT_EQ(rig.expect_rtp(Type::rtp_connect).address, peer_rtp());
  rig.expect_mncc(Type::setup_rsp);
}

}  // namespace
}  // namespace sipgw::test
