// SPDX-License-Identifier: AGPL-3.0-or-later
// Calls from the phone: flows F1, F3 and F4.
#include "sdp/sdp.hpp"
#include "unit/cc/media_modes.hpp"

namespace sipgw::test {
namespace {

using namespace std::chrono_literals;
using mncc::Type;
using testing::HasSubstr;

class MoCall : public InBothMediaModes {};
INSTANTIATE_TEST_SUITE_P(, MoCall, both_media_modes(), media_name);

TEST_P(MoCall, IsCarriedFromSetupToItsEndByThePhone) {
  rig.establish_mo();
  EXPECT_EQ(rig.call().gsm_state, "ACTIVE");
  EXPECT_EQ(rig.call().sip_state, "CONFIRMED");
  EXPECT_TRUE(rig.call().timers.empty());

  rig.msc_sends(Type::disc_ind, kMoCallref, 16);
  rig.expect_mncc(Type::rel_req, 16);
  EXPECT_THAT(rig.expect_sip<sip::Bye>().reason, HasSubstr("Q.850;cause=16"));
  rig.finish_rel(kMoCallref);
  rig.finish_sip(rig.last_dialog());
  rig.expect_idle();
  EXPECT_EQ(rig.core().counters().mo_calls, 1U);
  EXPECT_EQ(rig.core().counters().mo_answered, 1U);
}

TEST_P(MoCall, EndsByByeOfThePeerWithDiscReqAndNothingMore) {
  rig.establish_mo();
  rig.peer_sends(sip::PeerBye{rig.last_dialog(), {}});
  EXPECT_EQ(rig.expect_mncc(Type::disc_req, 16).cause->location, 10);
  rig.expect_nothing();
  rig.finish_disc(kMoCallref);
  rig.expect_idle();
}

TEST_P(MoCall, PassesTheCauseOfAByeOn) {
  rig.establish_mo();
  rig.peer_sends(sip::PeerBye{rig.last_dialog(), q850(41)});
  rig.expect_mncc(Type::disc_req, 41);
  rig.finish_disc(kMoCallref);
  rig.expect_idle();
}

TEST_P(MoCall, AsksForRtpFirstAndProceedsAtOnce) {
  rig.msc_sends(setup_ind());
  rig.expect_rtp(Type::rtp_create);
  EXPECT_TRUE(rig.expect_mncc(Type::call_proc_req).sdp.empty());
  rig.expect_nothing();
}

TEST_P(MoCall, GivesAnEmergencySetupItsBearerCapabilityFirst) {
  rig.msc_sends(emergency_setup_ind());
  const auto proceeding = rig.expect_mncc(Type::call_proc_req);
  ASSERT_TRUE(proceeding.bearer_cap);
  EXPECT_EQ(proceeding.bearer_cap->radio, 1);
  EXPECT_EQ(proceeding.bearer_cap->speech_versions, std::vector<int>{0});
  rig.expect_rtp(Type::rtp_create);
  rig.expect_nothing();
}

TEST_P(MoCall, RingsWithoutProgressIndicatorWhileNoMediaFlows) {
  rig.begin_mo();
  rig.peer_sends(provisional(rig.last_dialog(), 180));
  EXPECT_FALSE(rig.expect_mncc(Type::alert_req).progress);
  rig.peer_sends(provisional(rig.last_dialog(), 180));
  rig.expect_nothing();  // ALERT_REQ once
}

TEST_P(MoCall, IsAnsweredWithoutRinging) {
  rig.begin_mo();
  rig.peer_sends(answered(rig.last_dialog()));
  if (!rig.anchored()) rig.expect_rtp(Type::rtp_connect);
  rig.expect_mncc(Type::setup_rsp);
  rig.expect_nothing();
}

TEST_P(MoCall, TellsThePhoneOnceThatItsCallIsQueued) {
  rig.begin_mo();
  for (int place = 2; place > 0; --place) rig.peer_sends(provisional(rig.last_dialog(), 182));
  EXPECT_EQ(rig.expect_mncc(Type::progress_req).progress->description, 64);
  rig.expect_nothing();
  rig.answer_mo();
}

TEST_P(MoCall, DoesNotTellAPhoneThatRingsOfAQueue) {
  rig.begin_mo();
  rig.peer_sends(provisional(rig.last_dialog(), 180));
  rig.expect_mncc(Type::alert_req);
  rig.peer_sends(provisional(rig.last_dialog(), 182));
  rig.expect_nothing();
}

TEST_P(MoCall, ShowsPayloadTypesAndGlobalCallReference) {
  auto setup = setup_ind();
  setup.gcr.emplace().fill(0xab);
  rig.begin_mo(setup);
  rig.answer_mo();
  EXPECT_EQ(rig.call().msc_payload_type, 3);
  EXPECT_EQ(rig.call().sip_payload_type, 3);
  EXPECT_EQ(rig.call().global_call_reference.substr(0, 4), "abab");
  EXPECT_FALSE(rig.call().emergency);
}

TEST_P(MoCall, SaysNothingToThePeerForAProvisionalThatMeansNothing) {
  rig.begin_mo();
  rig.peer_sends(provisional(rig.last_dialog(), 183));
  rig.expect_nothing();
}

TEST_P(MoCall, IsNotSentToThePeerWhenThePhoneGivesUpAtOnce) {
  rig.msc_sends(setup_ind());
  rig.msc_sends(Type::disc_ind, kMoCallref, 16);
  rig.expect_rtp(Type::rtp_create);
  rig.expect_mncc(Type::call_proc_req);
  rig.expect_mncc(Type::rel_req, 16);
  rig.msc_sends(rtp_created(kMoCallref));  // a late one is absorbed
  rig.expect_nothing();
  rig.finish_rel(kMoCallref);
  rig.expect_idle();
}

// The SIP side keeps a CANCEL back until a provisional has come; to the core both are the same.
TEST_P(MoCall, IsCancelledBeforeAnyProvisional) {
  rig.begin_mo();
  rig.msc_sends(Type::disc_ind, kMoCallref, 16);
  rig.expect_mncc(Type::rel_req, 16);
  EXPECT_THAT(rig.expect_sip<sip::Cancel>().reason, HasSubstr("Q.850;cause=16"));
  rig.finish_rel(kMoCallref);
  EXPECT_FALSE(rig.core().idle());
  rig.peer_sends(refused(rig.last_dialog(), 487));
  rig.expect_idle();
}

TEST_P(MoCall, IsCancelledWhileItRings) {
  rig.begin_mo();
  rig.peer_sends(provisional(rig.last_dialog(), 180));
  rig.expect_mncc(Type::alert_req);
  rig.msc_sends(Type::disc_ind, kMoCallref, 16);
  rig.expect_mncc(Type::rel_req, 16);
  rig.expect_sip<sip::Cancel>();
  rig.peer_sends(refused(rig.last_dialog(), 487));
  rig.finish_rel(kMoCallref);
  rig.expect_idle();
}

TEST_P(MoCall, IsEndedByByeWhenThe200CrossesTheCancel) {
  rig.begin_mo();
  rig.msc_sends(Type::disc_ind, kMoCallref, 16);
  rig.expect_mncc(Type::rel_req);
  rig.expect_sip<sip::Cancel>();
  rig.peer_sends(answered(rig.last_dialog()));
  rig.expect_sip<sip::Bye>();
  rig.expect_nothing();  // above all no SETUP_RSP
  rig.finish_rel(kMoCallref);
  rig.finish_sip(rig.last_dialog());
  rig.expect_idle();
}

TEST_P(MoCall, IsRefusedByThePeer) {
  rig.begin_mo();
  rig.peer_sends(refused(rig.last_dialog(), 486));
  EXPECT_EQ(rig.expect_mncc(Type::disc_req, 17).cause->location, 10);
  rig.expect_nothing();
  rig.finish_disc(kMoCallref);
  rig.expect_idle();
}

TEST_P(MoCall, TakesTheReasonOfARefusalBeforeItsStatus) {
  rig.begin_mo();
  rig.peer_sends(refused(rig.last_dialog(), 480, q850(27)));
  rig.expect_mncc(Type::disc_req, 27);
  rig.msc_sends(Type::rel_cnf, kMoCallref);  // a release of the MSC's crossed ours
  rig.expect_idle();
}

TEST_P(MoCall, Maps480ToNoAnswerOnlyAfterRinging) {
  rig.begin_mo();
  rig.peer_sends(provisional(rig.last_dialog(), 180));
  rig.expect_mncc(Type::alert_req);
  rig.peer_sends(refused(rig.last_dialog(), 480));
  rig.expect_mncc(Type::disc_req, 19);
  rig.finish_disc(kMoCallref);

  CoreRig quiet(GetParam());
  quiet.begin_mo();
  quiet.peer_sends(refused(quiet.last_dialog(), 480));
  quiet.expect_mncc(Type::disc_req, 18);
}

TEST_P(MoCall, IsReleasedWhenDiscReqAndDiscIndCross) {
  rig.begin_mo();
  rig.peer_sends(refused(rig.last_dialog(), 486));
  rig.expect_mncc(Type::disc_req, 17);
  rig.msc_sends(Type::disc_ind, kMoCallref, 16);
  rig.expect_mncc(Type::rel_req);
  rig.expect_nothing();
  rig.finish_rel(kMoCallref);
  rig.expect_idle();
}

TEST_P(MoCall, IsReleasedWhenTheAnswerLacksThePhonesCodec) {
  rig.begin_mo();
  rig.peer_sends(answered(rig.last_dialog(), peer_sdp("8 PCMA/8000")));
  rig.expect_mncc(Type::disc_req, 65);
  EXPECT_THAT(rig.expect_sip<sip::Bye>().reason, HasSubstr("cause=65"));
  rig.expect_nothing();
}

TEST_P(MoCall, IsReleasedWhenTheAnswerHasNoSdpAtAll) {
  rig.begin_mo();
  rig.peer_sends(answered(rig.last_dialog(), {}));
  rig.expect_mncc(Type::disc_req, 65);
  rig.expect_sip<sip::Bye>();
  rig.expect_nothing();
}

TEST_P(MoCall, KeepsTheAnswerOfAReliable183WhenThe200HasNone) {
  rig.begin_mo();
  rig.peer_sends(provisional(rig.last_dialog(), 183, peer_sdp()));
  if (!rig.anchored()) rig.expect_rtp(Type::rtp_connect);
  EXPECT_EQ(rig.expect_mncc(Type::progress_req).progress->description, 8);
  rig.peer_sends(answered(rig.last_dialog(), {}));
  rig.expect_mncc(Type::setup_rsp);
  rig.expect_nothing();
}

TEST_P(MoCall, TellsThePhoneOfMediaThatFlowsBeforeTheAnswer) {
  rig.begin_mo();
  rig.peer_sends(provisional(rig.last_dialog(), 180, peer_sdp()));
  if (!rig.anchored()) rig.expect_rtp(Type::rtp_connect);
  EXPECT_EQ(rig.expect_mncc(Type::alert_req).progress->description, 8);
  rig.peer_sends(provisional(rig.last_dialog(), 183, peer_sdp()));
  rig.expect_nothing();  // no PROGRESS_REQ after ALERT_REQ
}

TEST_P(MoCall, ConnectsAnAnswerFromAnotherAddressThanTheEarlyMedia) {
  rig.begin_mo();
  rig.peer_sends(provisional(rig.last_dialog(), 183, peer_sdp()));
  if (!rig.anchored()) rig.expect_rtp(Type::rtp_connect);
  rig.expect_mncc(Type::progress_req);
  const auto elsewhere = address("198.51.100.1", 6000);
  rig.peer_sends(answered(rig.last_dialog(), sdp_text(elsewhere)));
  if (!rig.anchored()) {
    EXPECT_EQ(rig.expect_rtp(Type::rtp_connect).address, elsewhere);
  }
  rig.expect_mncc(Type::setup_rsp);
  rig.expect_nothing();
}

TEST_P(MoCall, EndsAtOnceWithoutCalledNumber) {
  auto setup = setup_ind();
  setup.called.reset();
  rig.msc_sends(setup);
  rig.expect_mncc(Type::rej_req, 28);
  rig.expect_idle();  // REJ_REQ gets no answer
}

TEST_P(MoCall, EndsAtOnceWhileTheRemoteDoesNotResolve) {
  rig.feed(cc::TrunkResolved{"default", {}});
  rig.msc_sends(setup_ind());
  rig.expect_mncc(Type::rej_req, 38);
  rig.expect_idle();
}

TEST_P(MoCall, TellsAFailureOfTheTransportAsNetworkOutOfOrder) {
  rig.begin_mo();
  auto failure = refused(rig.last_dialog(), 408);
  failure.from_peer = false;
  rig.peer_sends(failure);
  EXPECT_EQ(rig.expect_mncc(Type::disc_req, 38).cause->location, 1);
}

TEST_P(MoCall, EndsWhenTheMscReleasesItWhileRinging) {
  rig.begin_mo();
  rig.msc_sends(Type::rel_ind, kMoCallref, 47);
  EXPECT_THAT(rig.expect_sip<sip::Cancel>().reason, HasSubstr("cause=47"));
  rig.expect_nothing();
  rig.peer_sends(refused(rig.last_dialog(), 487));
  rig.expect_idle();
}

// F6
TEST(MoRedirection, IsFollowedByASecondInviteOfTheSameCall) {
  auto config = config_with(cc::MediaMode::direct);
  config.default_trunk().redirects = 1;
  CoreRig rig(config);
  rig.begin_mo();
  const auto first = rig.last_dialog();
  auto moved = refused(first, 302);
  moved.contacts = {{"sip:2@" + std::string(kPeerHost), std::string(kPeerHost)}};
  rig.peer_sends(moved);
  const auto again = rig.expect_sip<sip::Invite>();
  EXPECT_EQ(again.request_uri, moved.contacts.front().uri);
  EXPECT_THAT(header(again.headers, "History-Info"), HasSubstr("<" + again.request_uri + ">;index=1.1"));
  EXPECT_NE(again.dialog, first);
  rig.expect_nothing();
  rig.peer_sends(refused(again.dialog, 486));
  rig.expect_mncc(Type::disc_req, 17);
  rig.finish_disc(kMoCallref);
  rig.expect_idle();
}

TEST(MoRedirection, EndsWithInterworkingWhenThereIsNoEndOfIt) {
  auto config = config_with(cc::MediaMode::direct);
  config.default_trunk().redirects = 1;
  CoreRig rig(config);
  rig.begin_mo();
  for (const std::string user : {"2", "3"}) {
    auto moved = refused(rig.last_dialog(), 302);
    moved.contacts = {{"sip:" + user + "@" + std::string(kPeerHost), std::string(kPeerHost)}};
    rig.peer_sends(moved);
    if (user == "2") rig.expect_sip<sip::Invite>();
  }
  rig.expect_mncc(Type::disc_req, 127);
  rig.finish_disc(kMoCallref);
  rig.expect_idle();
}

TEST_P(MoCall, IsNotRedirectedUnlessAllowed) {
  rig.begin_mo();
  auto moved = refused(rig.last_dialog(), 302);
  moved.contacts = {{"sip:2@" + std::string(kPeerHost), std::string(kPeerHost)}};
  rig.peer_sends(moved);
  rig.expect_mncc(Type::disc_req, 31);
  rig.finish_disc(kMoCallref);
  rig.expect_idle();
}

// F20
TEST(MoEmergency, TriesTheNumberWhenThePeerDoesNotKnowTheUrn) {
  auto config = config_with(cc::MediaMode::direct);
  config.sip.emergency_numbers = {"911", "112"};
  config.default_trunk().emergency_uri = cc::EmergencyUri::both;
  CoreRig rig(config);
  EXPECT_EQ(rig.begin_mo(setup_ind("112")).request_uri, "urn:service:sos");
  rig.peer_sends(refused(rig.last_dialog(), 404));
  EXPECT_THAT(rig.expect_sip<sip::Invite>().request_uri, testing::StartsWith("sip:112@"));
  rig.peer_sends(answered(rig.last_dialog()));
  rig.expect_rtp(Type::rtp_connect);
  rig.expect_mncc(Type::setup_rsp);
}

mncc::Signalling emergency_with_bearer() {
  auto setup = setup_ind("112");
  setup.emergency = true;
  return setup;
}

TEST(MoEmergency, GoesOnWithDirectMediaWhereTheMgwIsDown) {
  CoreRig rig(cc::MediaMode::anchor);
  rig.kill_mgw();
  rig.msc_sends(emergency_with_bearer());
  rig.expect_rtp(Type::rtp_create);
  rig.expect_mncc(Type::call_proc_req);
  rig.msc_sends(rtp_created(kMoCallref));
  EXPECT_EQ(sdp::parse(rig.expect_sip<sip::Invite>().sdp)->audio, msc_rtp());
  EXPECT_EQ(rig.call().media, cc::MediaMode::direct);
}

TEST(MoEmergency, IsNotGivenUpForAPayloadType) {
  CoreRig rig;
  rig.begin_mo(emergency_with_bearer());
  rig.peer_sends(answered(rig.last_dialog(), peer_sdp("97 GSM/8000")));
  rig.expect_rtp(Type::rtp_connect);
  rig.expect_mncc(Type::setup_rsp);
  rig.expect_nothing();
}

}  // namespace
}  // namespace sipgw::test
