// SPDX-License-Identifier: AGPL-3.0-or-later
// Each timer of a call ends it on both sides with a cause, as far as anyone still listens.
#include "unit/cc/media_modes.hpp"

namespace sipgw::test {
namespace {

using namespace std::chrono_literals;
using mncc::Type;

class Expiry : public InBothMediaModes {};
INSTANTIATE_TEST_SUITE_P(, Expiry, both_media_modes(), media_name);

TEST_P(Expiry, OfX1EndsACallWithoutRadioChannel) {
  rig.msc_sends(setup_ind());
  rig.expect_rtp(Type::rtp_create);
  rig.expect_mncc(Type::call_proc_req);
  rig.advance(16s);
  rig.expect_mncc(Type::disc_req, 47);
  rig.expect_nothing();
}

TEST_P(Expiry, OfX2EndsACallThatTheMscNeverConfirms) {
  rig.begin_mt();
  rig.advance(46s);
  rig.expect_mncc(Type::rel_req);  // while paging nothing else is allowed
  rig.expect_response(480);
  rig.expect_nothing();
  rig.finish_rel(rig.last_callref());
  rig.finish_sip(kMtDialog, 480);
  rig.expect_idle();
}

TEST_P(Expiry, OfX3EndsACallWhosePhoneNeverConfirmsTheAnswer) {
  rig.begin_mo();
  rig.peer_sends(answered(rig.last_dialog()));
  if (!rig.anchored()) rig.expect_rtp(Type::rtp_connect);
  rig.expect_mncc(Type::setup_rsp);
  rig.advance(36s);
  rig.expect_mncc(Type::disc_req, 102);
  rig.expect_sip<sip::Bye>();
  rig.expect_nothing();
}

TEST_P(Expiry, OfX4EndsALegThatTheMscNeverReleases) {
  rig.begin_mo();
  rig.peer_sends(refused(rig.last_dialog(), 486));
  rig.expect_mncc(Type::disc_req, 17);
  rig.advance(60s);
  rig.expect_idle();
}

TEST_P(Expiry, OfX4EndsALegThatTheMscNeverConfirms) {
  rig.begin_mt();
  rig.peer_sends(sip::Cancelled{kMtDialog, {}});
  rig.expect_mncc(Type::rel_req);
  rig.advance(30s);
  rig.expect_idle();
}

TEST_P(Expiry, OfX5EndsACallToAPhoneThatNobodyAnswers) {
  rig.begin_mt();
  rig.confirm_mt();
  rig.msc_sends(Type::alert_ind, rig.last_callref());
  rig.expect_response(180);
  rig.advance(169s);
  rig.expect_nothing();
  rig.advance(2s);  // before the MSC's guard timer of 180 s
  rig.expect_mncc(Type::disc_req, 19);
  rig.expect_response(480);
  rig.expect_nothing();
}

TEST_P(Expiry, OfX5EndsACallThatThePeerNeverAnswers) {
  rig.begin_mo();
  rig.peer_sends(provisional(rig.last_dialog(), 180));
  rig.expect_mncc(Type::alert_req);
  rig.advance(171s);
  if (!rig.anchored()) rig.expect_rtp(Type::rtp_connect);  // the placeholder
  rig.expect_mncc(Type::disc_req, 19);
  rig.expect_sip<sip::Cancel>();
  rig.expect_nothing();
}

TEST_P(Expiry, OfX5RunsFromTheLastSignallingBeforeTheAnswer) {
  rig.begin_mo();
  rig.peer_sends(provisional(rig.last_dialog(), 182));
  rig.expect_mncc(Type::progress_req);
  rig.advance(150s);
  rig.peer_sends(provisional(rig.last_dialog(), 180));
  rig.advance(150s);
  if (!rig.anchored()) rig.expect_rtp(Type::rtp_connect);
  rig.expect_mncc(Type::alert_req);
  rig.expect_nothing();
}

TEST_P(Expiry, OfX7EndsADialogThatNeverEnds) {
  rig.establish_mt();
  rig.msc_sends(Type::disc_ind, rig.last_callref(), 16);
  rig.expect_mncc(Type::rel_req);
  rig.expect_sip<sip::Bye>();
  rig.finish_rel(rig.last_callref());
  rig.advance(71s);
  rig.expect_idle();
}

TEST_P(Expiry, OfX12KeepsThePhoneWaitingOnce) {
  auto config = config_with(GetParam());
  config.timers.set(cc::TimerKind::progress, 10s);
  CoreRig silent{config};
  silent.begin_mo();
  silent.advance(9s);
  silent.expect_nothing();
  silent.advance(1s);
  EXPECT_EQ(silent.expect_mncc(Type::progress_req).progress->description, 64);  // attaches no media
  silent.advance(100s);
  if (!silent.anchored()) silent.expect_rtp(Type::rtp_connect);  // the placeholder
  silent.expect_nothing();
  silent.peer_sends(provisional(silent.last_dialog(), 183, peer_sdp()));
  if (!silent.anchored()) silent.expect_rtp(Type::rtp_connect);
  EXPECT_EQ(silent.expect_mncc(Type::progress_req).progress->description, 8);  // early media is told all the same
}

TEST_P(Expiry, OfX12IsNothingToAPhoneThatHearsOfItsCall) {
  rig.begin_mo();
  rig.advance(10s);
  rig.peer_sends(provisional(rig.last_dialog(), 180));
  rig.expect_mncc(Type::alert_req);
  rig.advance(9s);
  rig.expect_nothing();
  rig.advance(60s);
  if (!rig.anchored()) rig.expect_rtp(Type::rtp_connect);
  rig.expect_nothing();
}

TEST_P(Expiry, OfTheMscsGuardTimerWhileThePhoneRingsIsNoAnswer) {
  auto config = config_with(GetParam());
  config.timers.set(cc::TimerKind::no_answer, 300s);
  CoreRig long_ringing{config};
  long_ringing.begin_mt();
  long_ringing.confirm_mt();
  long_ringing.msc_sends(Type::alert_ind, long_ringing.last_callref());
  long_ringing.expect_response(180);
  long_ringing.advance(180s);
  long_ringing.msc_sends(Type::rel_ind, long_ringing.last_callref(), 47);
  EXPECT_TRUE(long_ringing.expect_response(480).headers.front().second.starts_with("Q.850;cause=19"));
}

TEST_P(Expiry, OfNoGuardTimerIsALostRadioChannelBeforeThat) {
  rig.begin_mt();
  rig.confirm_mt();
  rig.msc_sends(Type::alert_ind, rig.last_callref());
  rig.expect_response(180);
  rig.advance(160s);
  rig.msc_sends(Type::rel_ind, rig.last_callref(), 47);
  rig.expect_response(503);
}

TEST_P(Expiry, OfNothingDisturbsACallThatIsUp) {
  rig.establish_mo();
  rig.advance(10min);
  rig.expect_nothing();
  EXPECT_EQ(rig.call().gsm_state, "ACTIVE");
}

}  // namespace
}  // namespace sipgw::test
