// SPDX-License-Identifier: AGPL-3.0-or-later
// Flows F16 to F18: ends that neither party of the call asked for: the operator, the MSC link, the MGW, a shutdown.
#include "unit/cc/media_modes.hpp"

namespace sipgw::test {
namespace {

using namespace std::chrono_literals;
using mncc::Type;
using testing::HasSubstr;

class LinkLoss : public InBothMediaModes {
 protected:
  void lose_msc() { rig.feed(cc::MnccDown{kMsc}); }
};
INSTANTIATE_TEST_SUITE_P(, LinkLoss, both_media_modes(), media_name);

TEST_P(LinkLoss, ToTheMscEndsAnAnsweredCallByBye) {
  rig.establish_mo();
  lose_msc();
  EXPECT_THAT(rig.expect_sip<sip::Bye>().reason, HasSubstr("cause=41"));
  rig.finish_sip(rig.last_dialog());
  rig.expect_idle();
}

TEST_P(LinkLoss, ToTheMscCancelsACallFromThePhoneThatIsSetUp) {
  rig.begin_mo();
  lose_msc();
  rig.expect_sip<sip::Cancel>();
  rig.peer_sends(refused(rig.last_dialog(), 487));
  rig.expect_idle();
}

TEST_P(LinkLoss, ToTheMscRefusesACallToThePhoneThatIsSetUp) {
  rig.begin_mt();
  lose_msc();
  EXPECT_EQ(header(rig.expect_response(503).headers, "Retry-After"), "1");
  rig.finish_sip(kMtDialog, 503);
  rig.expect_idle();
}

TEST_P(LinkLoss, ToTheMscBeforeTheInviteLeavesNothingToSay) {
  rig.msc_sends(setup_ind());
  rig.expect_rtp(Type::rtp_create);
  rig.expect_mncc(Type::call_proc_req);
  lose_msc();
  rig.expect_idle();
}

TEST_P(LinkLoss, ToTheMscEndsALegThatIsBeingReleased) {
  rig.establish_mt();
  rig.peer_sends(sip::PeerBye{kMtDialog, {}});
  rig.expect_mncc(Type::disc_req);
  lose_msc();
  rig.expect_idle();
}

TEST_P(LinkLoss, ToTheMscLetsItUseACallrefAgainAtOnce) {
  rig.establish_mo();
  const auto old_dialog = rig.last_dialog();
  lose_msc();
  rig.expect_sip<sip::Bye>();
  rig.feed(cc::MnccUp{kMsc, hello()});
  rig.expect_nothing();  // nothing of the old call is sent again
  rig.establish_mo();    // the old dialog is still being ended
  rig.finish_sip(old_dialog);
  EXPECT_EQ(rig.call().gsm_state, "ACTIVE");
}

TEST_P(LinkLoss, IsFollowedByReleasesOfCallsNeverSeen) {
  rig.msc_sends(Type::rel_ind, 0x80000042, 41);
  rig.msc_sends(Type::rel_cnf, 0x80000042);
  rig.expect_idle();
}

TEST_P(LinkLoss, IsNotForgottenByTheMscsCallrefsOnTheWayUp) {
  rig.begin_mt();
  const auto first = rig.last_callref();
  lose_msc();
  rig.expect_response(503);
  rig.feed(cc::MnccUp{kMsc, hello()});
  rig.begin_mt(invite("12345", "98766", DialogId{3}));
  EXPECT_NE(rig.last_callref(), first);
}

TEST_P(LinkLoss, OrTheOperatorEndsACallOnBothSides) {
  rig.establish_mt();
  rig.feed(cc::ReleaseRequested{rig.call().id, 31});
  rig.expect_mncc(Type::disc_req, 31);
  EXPECT_THAT(rig.expect_sip<sip::Bye>().reason, HasSubstr("cause=31"));
  rig.feed(cc::ReleaseRequested{rig.call().id, 31});
  rig.expect_nothing();  // once is enough
  rig.finish_disc(rig.last_callref());
  rig.finish_sip(kMtDialog);
  rig.expect_idle();
}

TEST_P(LinkLoss, OrAShutdownEndsCallsInEveryPhaseAndLetsNoneIn) {
  rig.establish_mo();
  rig.begin_mt();
  rig.feed(cc::ShutdownRequested{});
  rig.expect_mncc(Type::disc_req, 41);
  rig.expect_mncc(Type::rel_req, 41);
  rig.expect_sip<sip::Bye>();
  rig.expect_response(503);
  rig.peer_sends(invite("12345", "98766", DialogId{3}));
  rig.expect_response(503);
  auto setup = setup_ind();
  setup.callref = kMoCallref + 1;
  rig.msc_sends(setup);
  rig.expect_mncc(Type::rej_req);
  rig.answer_all();
  rig.expect_idle();
}

// ---------------------------------------------------------------- the MGW

class MgwLoss : public testing::Test {
 protected:
  static cc::Config config(cc::MgwLoss loss) {
    auto config = config_with(cc::MediaMode::anchor);
    config.mgw_loss = loss;
    return config;
  }
  CoreRig rig{config(cc::MgwLoss::release)}, keeping{config(cc::MgwLoss::keep)};
};

TEST_F(MgwLoss, EndsACallFromThePhoneThatIsSetUp) {
  rig.begin_mo();
  rig.kill_mgw();
  rig.expect_mncc(Type::disc_req, 47);
  rig.expect_sip<sip::Cancel>();
  rig.expect_nothing();
}

TEST_F(MgwLoss, EndsACallToThePhoneThatIsSetUp) {
  rig.begin_mt();
  rig.kill_mgw();
  rig.expect_mncc(Type::rel_req, 47);
  rig.expect_response(503);
  rig.expect_nothing();
}

TEST_F(MgwLoss, EndsAnAnsweredCallWhereConfigured) {
  rig.establish_mo();
  rig.kill_mgw();
  rig.expect_mncc(Type::disc_req, 47);
  EXPECT_THAT(rig.expect_sip<sip::Bye>().reason, HasSubstr("cause=47"));
  rig.answer_all();
  rig.advance(10s);
  rig.expect_idle();
}

TEST_F(MgwLoss, LetsAnAnsweredCallLiveWhereConfigured) {
  keeping.establish_mo();
  keeping.kill_mgw();
  keeping.advance(1min);
  keeping.expect_nothing();
  keeping.msc_sends(Type::disc_ind, kMoCallref, 16);
  keeping.expect_mncc(Type::rel_req);
  keeping.expect_sip<sip::Bye>();
  keeping.answer_all();
  keeping.advance(10s);
  keeping.expect_idle();
}

TEST_F(MgwLoss, AsksAgainForAKeptCallOnlyWhenTheMgwIsBack) {
  keeping.establish_mo();
  keeping.kill_mgw();
  auto moved = rtp_created(kMoCallref);
  moved.address = address("192.0.2.11", 5000);
  keeping.msc_sends(moved);
  const auto asked = keeping.mgw().commands().size();
  keeping.advance(1min);
  EXPECT_EQ(keeping.mgw().commands().size(), asked);
  keeping.mgw().set_silent(false);
  keeping.feed(cc::MgwUp{kMgw});
  EXPECT_GT(keeping.mgw().commands().size(), asked);
}

TEST_F(MgwLoss, EndsTheSetUpOfACallToThePhoneEvenWhereCallsAreKept) {
  keeping.begin_mt();
  keeping.kill_mgw();
  keeping.expect_mncc(Type::rel_req, 47);
  keeping.expect_response(503);
}

TEST_F(MgwLoss, KeepsNewCallsOutUntilTheMgwIsBack) {
  rig.kill_mgw();
  rig.msc_sends(setup_ind());
  rig.expect_mncc(Type::rej_req, 47);
  rig.peer_sends(invite());
  rig.expect_response(503);
  rig.mgw().set_silent(false);
  rig.feed(cc::MgwUp{kMgw});
  rig.peer_sends(invite("12345", "98766", DialogId{3}));
  rig.expect_mncc(Type::setup_req);
}

TEST_F(MgwLoss, ByARestartIsFoundOutAndEndsEveryCall) {
  rig.establish_mo();
  rig.establish_mt();
  rig.mgw().restart();
  rig.advance(6s);
  rig.expect_mncc(Type::disc_req, 47);
  rig.expect_mncc(Type::disc_req, 47);
  rig.expect_sip<sip::Bye>();
  rig.expect_sip<sip::Bye>();
  rig.answer_all();
  rig.expect_idle();
}

TEST_F(MgwLoss, ByARestartEndsNoCallWhereCallsAreKept) {
  keeping.establish_mo();
  keeping.mgw().restart();
  keeping.advance(1min);
  keeping.expect_nothing();
  keeping.peer_sends(sip::PeerBye{keeping.last_dialog(), {}});
  keeping.expect_mncc(Type::disc_req, 16);
  keeping.answer_all();
  keeping.expect_idle();
}

TEST_F(MgwLoss, IsNotSuspectedWhileTheMgwKnowsItsCalls) {
  rig.establish_mo();
  rig.advance(1min);
  rig.expect_nothing();
}

TEST_F(MgwLoss, OrARefusedConnectionEndsTheCall) {
  for (const auto code : {400, 403, 500, 540}) {
    CoreRig refusing(cc::MediaMode::anchor);
    refusing.mgw().refuse_next(mgcp::Verb::crcx, code);
    refusing.peer_sends(invite());
    refusing.expect_response(503);
    refusing.finish_sip(kMtDialog, 503);
    refusing.expect_idle();
  }
}

TEST_F(MgwLoss, OrARefusedSecondConnectionGivesTheFirstOneBack) {
  rig.hold_mgcp();
  rig.msc_sends(setup_ind());
  rig.mgw().refuse_next(mgcp::Verb::crcx, 403);
  rig.release_mgcp();
  rig.expect_rtp(Type::rtp_create);
  rig.expect_mncc(Type::call_proc_req);
  rig.expect_mncc(Type::disc_req, 47);
  rig.finish_disc(kMoCallref);
  rig.expect_idle();
}

TEST_F(MgwLoss, OrARefusedDeletionIsNoReasonToHoldOn) {
  rig.establish_mo();
  rig.mgw().restart();
  rig.peer_sends(sip::PeerBye{rig.last_dialog(), {}});
  rig.expect_mncc(Type::disc_req, 16);
  rig.finish_disc(kMoCallref);
  rig.expect_idle();
}

}  // namespace
}  // namespace sipgw::test
