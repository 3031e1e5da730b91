// SPDX-License-Identifier: AGPL-3.0-or-later
// Calls to the phone: flows F8, F9 and F10.
#include "unit/cc/media_modes.hpp"

namespace sipgw::test {
namespace {

using namespace std::chrono_literals;
using mncc::Type;
using testing::HasSubstr;

class MtCall : public InBothMediaModes {
 protected:
  void ring() {
    rig.begin_mt();
    rig.confirm_mt();
    rig.msc_sends(Type::alert_ind, rig.last_callref());
    rig.expect_response(180);
  }
};
INSTANTIATE_TEST_SUITE_P(, MtCall, both_media_modes(), media_name);

TEST_P(MtCall, IsCarriedFromInviteToItsEndByThePhone) {
  const auto setup = rig.begin_mt();
  EXPECT_LT(setup.callref, 0x80000000);
  EXPECT_TRUE(setup.called && setup.calling && setup.bearer_cap);
  const auto connect = rig.confirm_mt();
  EXPECT_EQ(connect.payload_msg_type, 0U);
  const auto ok = rig.answer_mt();
  EXPECT_FALSE(ok.sdp.empty());
  EXPECT_EQ(rig.call().gsm_state, "ACTIVE");
  EXPECT_TRUE(rig.call().timers.empty());

  rig.msc_sends(Type::disc_ind, rig.last_callref(), 16);
  rig.expect_mncc(Type::rel_req, 16);
  EXPECT_THAT(rig.expect_sip<sip::Bye>().reason, HasSubstr("Q.850;cause=16"));
  rig.finish_rel(rig.last_callref());
  rig.finish_sip(kMtDialog);
  rig.expect_idle();
  EXPECT_EQ(rig.core().counters().mt_answered, 1U);
}

TEST_P(MtCall, EndsByByeOfThePeer) {
  rig.establish_mt();
  rig.peer_sends(sip::PeerBye{kMtDialog, {}});
  rig.expect_mncc(Type::disc_req, 16);
  rig.expect_nothing();
  rig.finish_disc(rig.last_callref());
  rig.expect_idle();
}

TEST_P(MtCall, RingsWithoutBody) {
  rig.begin_mt();
  rig.confirm_mt();
  rig.msc_sends(Type::alert_ind, rig.last_callref());
  EXPECT_TRUE(rig.expect_response(180).sdp.empty());
  rig.expect_nothing();
}

TEST_P(MtCall, RingsBeforeTheRadioChannelIsAssigned) {
  rig.begin_mt();
  rig.msc_sends(Type::call_conf_ind, rig.last_callref());
  rig.expect_rtp(Type::rtp_create);
  rig.msc_sends(Type::alert_ind, rig.last_callref());
  rig.expect_response(180);
  rig.expect_nothing();  // no RTP_CONNECT before RTP_CREATE has an address
  rig.msc_sends(rtp_created(rig.last_callref()));
  rig.expect_rtp(Type::rtp_connect);
  rig.expect_nothing();
}

TEST_P(MtCall, WaitsWithThe200ForARadioChannelThatComesLate) {
  rig.begin_mt();
  rig.msc_sends(Type::call_conf_ind, rig.last_callref());
  rig.expect_rtp(Type::rtp_create);
  rig.msc_sends(Type::setup_cnf, rig.last_callref());
  rig.expect_nothing();
  rig.advance(5s);
  rig.msc_sends(rtp_created(rig.last_callref()));
  rig.expect_rtp(Type::rtp_connect);
  rig.expect_mncc(Type::setup_compl_req);
  rig.expect_response(200);
  rig.expect_nothing();
}

TEST_P(MtCall, IsGivenUpWhenTheRadioChannelNeverComes) {
  rig.begin_mt();
  rig.msc_sends(Type::call_conf_ind, rig.last_callref());
  rig.expect_rtp(Type::rtp_create);
  rig.msc_sends(Type::setup_cnf, rig.last_callref());
  rig.advance(16s);
  rig.expect_mncc(Type::disc_req, 47);
  rig.expect_response(503);
  rig.expect_nothing();
}

TEST_P(MtCall, TakesAnRtpCreateBeforeTheConfirmationForNothing) {
  rig.begin_mt();
  rig.msc_sends(rtp_refused(Type::rtp_create, rig.last_callref()));
  rig.expect_nothing();
  rig.confirm_mt();
  rig.answer_mt();
}

TEST_P(MtCall, TellsAnUnknownOrDetachedPhoneToThePeer) {
  for (const auto& [cause, status] : {std::pair{18, 480}, std::pair{27, 502}, std::pair{28, 484}, std::pair{88, 488}}) {
    CoreRig fresh(GetParam());
    fresh.begin_mt();
    fresh.msc_sends(Type::rel_ind, fresh.last_callref(), cause, 1);
    EXPECT_THAT(header(fresh.expect_response(status).headers, "Reason"), HasSubstr("cause=" + std::to_string(cause)));
    fresh.expect_nothing();
    fresh.finish_sip(kMtDialog, status);
    fresh.expect_idle();
  }
}

TEST_P(MtCall, TellsABusyPhoneByRelIndOrRejInd) {
  for (const auto type : {Type::rel_ind, Type::rej_ind}) {
    CoreRig fresh(GetParam());
    fresh.begin_mt();
    fresh.msc_sends(type, fresh.last_callref(), 17);
    fresh.expect_response(486);
    fresh.finish_sip(kMtDialog, 486);
    fresh.expect_idle();
  }
}

TEST_P(MtCall, IsRejectedByItsUser) {
  ring();
  rig.msc_sends(Type::disc_ind, rig.last_callref(), 21, 0);
  rig.expect_mncc(Type::rel_req);
  rig.expect_response(603);
  rig.expect_nothing();
  rig.finish_rel(rig.last_callref());
  rig.finish_sip(kMtDialog, 603);
  rig.expect_idle();
}

TEST_P(MtCall, IsTooMuchForABusyUser) {
  ring();
  rig.msc_sends(Type::disc_ind, rig.last_callref(), 17);
  rig.expect_mncc(Type::rel_req);
  rig.expect_response(486);
}

TEST_P(MtCall, IsNotAnsweredByTheTimeOfTheMscsT301) {
  ring();
  rig.msc_sends(Type::disc_ind, rig.last_callref(), 18);
  rig.expect_mncc(Type::rel_req);
  rig.expect_response(480);
}

TEST_P(MtCall, TellsThePeerACauseThatNoPhoneKnows) {
  ring();
  rig.msc_sends(Type::disc_ind, rig.last_callref(), 20);
  rig.expect_mncc(Type::rel_req, 31);
  EXPECT_EQ(header(rig.expect_response(480).headers, "Reason"), "Q.850;cause=20;text=\"Subscriber absent\"");
}

TEST_P(MtCall, IsAbandonedWhileTheMscPages) {
  rig.begin_mt();
  rig.peer_sends(sip::Cancelled{kMtDialog, {}});
  rig.expect_mncc(Type::rel_req, 16);
  rig.expect_nothing();
  rig.finish_rel(rig.last_callref());
  rig.expect_idle();
}

TEST_P(MtCall, IsAbandonedAfterTheConfirmation) {
  rig.begin_mt();
  rig.msc_sends(Type::call_conf_ind, rig.last_callref());
  rig.expect_rtp(Type::rtp_create);
  rig.peer_sends(sip::Cancelled{kMtDialog, {}});
  rig.expect_mncc(Type::disc_req, 16);
  rig.msc_sends(rtp_created(rig.last_callref()));  // crossed the DISC_REQ
  rig.expect_nothing();
  rig.finish_disc(rig.last_callref());
  rig.expect_idle();
}

TEST_P(MtCall, PassesTheReasonOfACancelOn) {
  ring();
  rig.peer_sends(sip::Cancelled{kMtDialog, q850(31)});
  rig.expect_mncc(Type::disc_req, 31);
}

TEST_P(MtCall, KnowsThatAnotherPhoneTookTheCall) {
  ring();
  sip::Reason elsewhere;
  elsewhere.sip = 200;
  rig.peer_sends(sip::Cancelled{kMtDialog, elsewhere});
  rig.expect_mncc(Type::disc_req, 26);
}

TEST_P(MtCall, IsNotConnectedWhenTheAnswerCrossesTheCancel) {
  ring();
  rig.peer_sends(sip::Cancelled{kMtDialog, {}});
  rig.expect_mncc(Type::disc_req, 16);
  rig.msc_sends(Type::setup_cnf, rig.last_callref());
  rig.expect_nothing();
  rig.finish_disc(rig.last_callref());
  rig.expect_idle();
}

// RFC 3261 §15: no BYE before the ACK.
TEST_P(MtCall, KeepsItsByeBackUntilTheAck) {
  ring();
  rig.msc_sends(Type::setup_cnf, rig.last_callref());
  rig.expect_mncc(Type::setup_compl_req);
  rig.expect_response(200);
  rig.msc_sends(Type::disc_ind, rig.last_callref(), 16);
  rig.expect_mncc(Type::rel_req);
  rig.finish_rel(rig.last_callref());
  rig.expect_nothing();
  rig.peer_sends(sip::Acked{kMtDialog, {}});
  rig.expect_sip<sip::Bye>();
  rig.finish_sip(kMtDialog);
  rig.expect_idle();
}

TEST_P(MtCall, EndsWhenTheAckNeverComes) {
  rig.begin_mt();
  rig.confirm_mt();
  rig.msc_sends(Type::setup_cnf, rig.last_callref());
  rig.expect_mncc(Type::setup_compl_req);
  rig.expect_response(200);
  rig.peer_sends(sip::Ended{kMtDialog, 408, "no ACK"});
  rig.expect_mncc(Type::disc_req, 102);
  rig.finish_disc(rig.last_callref());
  rig.expect_idle();
}

TEST_P(MtCall, IsNotLetInFromAnUnknownSource) {
  auto stranger = invite();
  stranger.source = address("203.0.113.66", 5060);
  rig.peer_sends(stranger);
  rig.expect_response(403);
  EXPECT_EQ(rig.core().refused_sources(), 1U);
  rig.expect_idle();
}

TEST_P(MtCall, IsLetInFromAnyPortOfTheRemote) {
  auto other_port = invite();
  other_port.source.port = 40000;
  rig.begin_mt(other_port);
}

TEST_P(MtCall, IsRefusedWhileTheMscIsAway) {
  rig.feed(cc::MnccDown{kMsc});
  rig.peer_sends(invite());
  EXPECT_EQ(header(rig.expect_response(503).headers, "Retry-After"), "1");
  rig.expect_idle();
}

TEST_P(MtCall, IsRefusedWithoutAnSdpThatCanBeUsed) {
  auto pcma_only = invite();
  pcma_only.sdp = peer_sdp("8 PCMA/8000");
  rig.peer_sends(pcma_only);
  const auto refusal = rig.expect_response(488);
  EXPECT_FALSE(header(refusal.headers, "Warning").empty());
  EXPECT_THAT(header(refusal.headers, "Reason"), HasSubstr("cause=65"));

  auto picture = invite("12345", "98766", DialogId{3});
  picture.unusable_body = true;
  rig.peer_sends(picture);
  rig.expect_response(415);
  rig.expect_idle();
}

TEST(UnknownSubscriber, IsNotFoundWhereConfiguredUnlessItWasPaged) {
  const auto status = [](bool as_404, std::chrono::milliseconds after) {
    auto config = config_with(cc::MediaMode::direct);
    config.default_trunk().unknown_subscriber_is_404 = as_404;
    CoreRig rig(config);
    rig.begin_mt();
    rig.advance(after);
    rig.msc_sends(Type::rel_ind, rig.last_callref(), 18, 1);
    return rig.expect_sip<sip::Respond>().status;
  };
  EXPECT_EQ(status(true, 100ms), 404);
  EXPECT_EQ(status(true, 5s), 480);
  EXPECT_EQ(status(false, 100ms), 480);
}

TEST(BusyOrSwitchedOff, IsToldAsConfigured) {
  const auto status = [](int cause, bool configured) {
    auto config = config_with(cc::MediaMode::direct);
    config.default_trunk().busy_everywhere = config.default_trunk().paging_expired_is_480 = configured;
    CoreRig rig(config);
    rig.begin_mt();
    rig.msc_sends(Type::rel_ind, rig.last_callref(), cause, 1);
    const auto refusal = rig.expect_sip<sip::Respond>();
    EXPECT_THAT(header(refusal.headers, "Reason"), HasSubstr("cause=" + std::to_string(cause)));
    return refusal.status;
  };
  EXPECT_EQ(status(17, false), 486);
  EXPECT_EQ(status(17, true), 600);
  EXPECT_EQ(status(27, false), 502);
  EXPECT_EQ(status(27, true), 480);
  EXPECT_EQ(status(34, true), 503);
}

TEST(MtReliability, IsDemandedOfTheRemoteButNotOfStrangers) {
  auto config = config_with(cc::MediaMode::direct);
  config.default_trunk().policy.prack = sip::Prack::required;
  CoreRig rig{config};
  auto stranger = invite();
  stranger.source = address("203.0.113.66", 5060);
  rig.peer_sends(stranger);
  rig.expect_response(403);
  rig.peer_sends(invite("12345", "98766", DialogId{3}));
  EXPECT_THAT(rig.expect_response(421).headers, testing::Contains(sip::Header{"Require", "100rel"}));
  EXPECT_EQ(rig.records().size(), 1U);
  auto with = invite("12345", "98766", DialogId{5});
  with.supports_100rel = true;
  rig.begin_mt(with);
}

}  // namespace
}  // namespace sipgw::test
