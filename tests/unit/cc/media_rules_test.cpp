// SPDX-License-Identifier: AGPL-3.0-or-later
// RTP_CREATE and RTP_CONNECT: when each may go out, and with what in it.
#include "sdp/sdp.hpp"
#include "unit/cc/media_modes.hpp"

namespace sipgw::test {
namespace {

using namespace std::chrono_literals;
using mncc::Type;
using testing::HasSubstr;

NetAddress audio_of(const std::string& text) {
  const auto session = sdp::parse(text);
  return session ? session->audio : NetAddress{};
}

TEST(DirectMedia, GoesFromTheMscToThePeerByteForByte) {
  CoreRig rig;
  auto setup = setup_ind();
  setup.sdp = msc_sdp(kAmrFormat);
  rig.msc_sends(setup);
  rig.msc_sends(rtp_created(kMoCallref, mncc::kPayloadGsmFr, msc_sdp(kFrFormat)));
  EXPECT_EQ(rig.expect_sip<sip::Invite>().sdp, msc_sdp(kFrFormat));  // the newest
}

TEST(DirectMedia, TakesTheSdpOfSetupIndWhenRtpCreateHasNone) {
  CoreRig rig;
  auto setup = setup_ind();
  setup.sdp = msc_sdp();
  EXPECT_EQ(rig.begin_mo(setup).sdp, msc_sdp());
}

TEST(DirectMedia, PutsTheAddressOfRtpCreateInPlaceOfNone) {
  CoreRig rig;
  rig.msc_sends(setup_ind());
  const auto without = sdp_text(address("0.0.0.0", 0), kFrFormat, "msc");
  rig.msc_sends(rtp_created(kMoCallref, mncc::kPayloadGsmFr, without));
  const auto sdp = rig.expect_sip<sip::Invite>().sdp;
  EXPECT_EQ(audio_of(sdp), msc_rtp());
  EXPECT_THAT(sdp, HasSubstr("o=msc 7 7 IN IP4 0.0.0.0\r\n"));
  EXPECT_THAT(sdp, HasSubstr("a=x-owner:msc\r\n"));
}

TEST(DirectMedia, IsComposedForAnMscWithoutSdp) {
  CoreRig rig;
  const auto session = sdp::parse(rig.begin_mo().sdp);
  ASSERT_TRUE(session);
  EXPECT_EQ(session->audio, msc_rtp());
  ASSERT_EQ(session->formats.size(), 1U);
  EXPECT_EQ(session->formats[0].codec, sdp::Codec::gsm_fr);
  EXPECT_EQ(session->formats[0].payload_type, 3);
}

TEST(DirectMedia, OfAnUnknownCodecFailsNoCall) {
  CoreRig rig;
  rig.msc_sends(setup_ind());
  rig.msc_sends(rtp_created(kMoCallref, 0));
  EXPECT_FALSE(rig.expect_sip<sip::Invite>().sdp.empty());
  rig.peer_sends(answered(rig.last_dialog()));
  EXPECT_EQ(rig.call().gsm_state, "CONNECT_IND") << rig.ladder();
}

TEST(DirectMedia, GoesFromThePeerToTheMscByteForByte) {
  CoreRig rig;
  EXPECT_EQ(rig.begin_mt().sdp, peer_sdp());
  const auto connect = rig.confirm_mt();
  EXPECT_EQ(connect.sdp, peer_sdp());
  EXPECT_EQ(connect.address, peer_rtp());
  EXPECT_EQ(connect.payload_type, 3U);
}

TEST(DirectMedia, GoesFromTheAnswerToTheMscByteForByte) {
  CoreRig rig;
  rig.begin_mo();
  rig.peer_sends(answered(rig.last_dialog()));
  const auto connect = rig.expect_rtp(Type::rtp_connect);
  EXPECT_EQ(connect.sdp, peer_sdp());
  EXPECT_EQ(connect.address, peer_rtp());
  rig.expect_mncc(Type::setup_rsp);
}

TEST(DirectMedia, GoesFromTheMscIntoThe200ByteForByte) {
  CoreRig rig;
  rig.begin_mt();
  rig.msc_sends(Type::call_conf_ind, rig.last_callref());
  rig.expect_rtp(Type::rtp_create);
  rig.msc_sends(rtp_created(rig.last_callref(), mncc::kPayloadGsmFr, msc_sdp()));
  rig.expect_rtp(Type::rtp_connect);
  EXPECT_EQ(rig.answer_mt().sdp, msc_sdp());
}

/// The MSC would not read further than a c= line with an IPv6 address.
void expect_format_without_address(const std::string& sdp) {
  EXPECT_THAT(sdp, testing::Not(HasSubstr("\r\nc=")));
  EXPECT_THAT(sdp, HasSubstr("a=rtpmap:3 GSM/8000\r\n"));
}

TEST(DirectMedia, OfAPeerWithIpv6GoesToTheMscWithoutItsAddressInTheSdp) {
  CoreRig rig;
  const auto rtp = address("2001:db8::30", 5000);
  auto ipv6 = invite();
  ipv6.sdp = sdp_text(rtp);
  expect_format_without_address(rig.begin_mt(ipv6).sdp);
  const auto connect = rig.confirm_mt();
  EXPECT_EQ(connect.address, rtp);
  expect_format_without_address(connect.sdp);
}

TEST(AnchoredMediaOfACall, OnAnMgwWithIpv6GoesToTheMscWithoutItsAddressInTheSdp) {
  CoreRig rig(cc::MediaMode::anchor);
  rig.mgw().set_host("2001:db8::20");
  expect_format_without_address(rig.begin_mt().sdp);
  const auto connect = rig.confirm_mt();
  EXPECT_EQ(connect.address, rig.call().mgw_msc_rtp);
  expect_format_without_address(connect.sdp);
  EXPECT_EQ(audio_of(rig.answer_mt().sdp), *rig.call().mgw_sip_rtp);
}

TEST(DirectMedia, TakesAGsmCodecOnPayloadTypeZeroAsWritten) {
  CoreRig rig;
  auto zero = invite();
  zero.sdp = peer_sdp("0 GSM/8000");
  rig.begin_mt(zero);
  rig.confirm_mt();
  rig.answer_mt();
}

TEST(DirectMedia, IsNotOfferedToAnOldMscOnAPayloadTypeThatItWillNotUse) {
  CoreRig rig;
  auto other = invite();
  other.sdp = peer_sdp("96 GSM-EFR/8000");
  rig.peer_sends(other);
  EXPECT_FALSE(header(rig.expect_response(488).headers, "Warning").empty());
  rig.expect_idle();
}

TEST(DirectMedia, TurnsIntoAnchoredMediaWhereThePayloadTypesDiffer) {
  auto config = config_with(cc::MediaMode::anchor);
  config.default_trunk().media = cc::MediaMode::direct;
  CoreRig rig(config);
  auto other = invite();
  other.sdp = peer_sdp("96 GSM-EFR/8000");
  rig.begin_mt(other);
  EXPECT_EQ(rig.call().media, cc::MediaMode::anchor);
  EXPECT_EQ(rig.mgw().connections().size(), 2U);
}

constexpr std::string_view kBandwidthEfficient = "112 AMR/8000 mode-set=7";

sip::IncomingInvite invite_with(std::string sdp) {
  auto event = invite();
  event.sdp = std::move(sdp);
  return event;
}

TEST(DirectMedia, IsNotOfferedToAnOldMscWithAmrThatIsNotOctetAligned) {
  CoreRig rig;
  rig.peer_sends(invite_with(peer_sdp(kBandwidthEfficient)));
  EXPECT_FALSE(header(rig.expect_response(488).headers, "Warning").empty());
  rig.expect_idle();
}

TEST(DirectMedia, TakesAmrThatIsOctetAligned) {
  CoreRig rig;
  EXPECT_THAT(rig.begin_mt(invite_with(peer_sdp(kAmrFormat))).bearer_cap->speech_versions, testing::Contains(4));
}

TEST(DirectMedia, LetsAnOldMscChooseOnlyWhatItCanUse) {
  CoreRig rig;
  auto two = peer_sdp(kBandwidthEfficient);
  two.replace(two.find("AVP 112"), 7, "AVP 112 3");
  EXPECT_THAT(rig.begin_mt(invite_with(two)).bearer_cap->speech_versions, testing::ElementsAre(0));
}

TEST(DirectMedia, TurnsIntoAnchoredMediaWhereAmrIsPackedInTheOtherWay) {
  auto config = config_with(cc::MediaMode::anchor);
  config.default_trunk().media = cc::MediaMode::direct;
  CoreRig rig(config);
  rig.begin_mt(invite_with(peer_sdp(kBandwidthEfficient)));
  EXPECT_EQ(rig.call().media, cc::MediaMode::anchor);
}

TEST(DirectMedia, RefusesAReInviteThatPacksAmrInTheOtherWay) {
  CoreRig rig;
  rig.msc_sends(setup_ind());
  rig.msc_sends(rtp_created(kMoCallref, mncc::kPayloadAmr));
  rig.expect_sip<sip::Invite>();
  rig.peer_sends(answered(rig.last_dialog(), peer_sdp(kAmrFormat)));
  rig.peer_sends(sip::PeerOffer{rig.last_dialog(), false, peer_sdp(kBandwidthEfficient)});
  EXPECT_EQ(rig.expect_sip<sip::AnswerOffer>().status, 488);
}

TEST(DirectMedia, AllowsAnyPayloadTypeWhereTheOperatorWantsIt) {
  auto config = config_with(cc::MediaMode::direct);
  config.default_trunk().pt_mismatch = cc::PtMismatch::allow;
  CoreRig rig(config);
  auto other = invite();
  other.sdp = peer_sdp("96 GSM-EFR/8000");
  rig.begin_mt(other);
  rig.msc_sends(Type::call_conf_ind, rig.last_callref());
  rig.expect_rtp(Type::rtp_create);
  rig.msc_sends(rtp_created(rig.last_callref(), mncc::kPayloadGsmEfr));
  rig.expect_rtp(Type::rtp_connect);
}

TEST(DirectMedia, TakesTheConfiguredDialectOfTheMscForGranted) {
  auto call = invite();
  call.sdp = peer_sdp("97 GSM/8000");
  auto config = config_with(cc::MediaMode::direct);
  config.mncc.dialect = cc::Dialect::sdp;
  CoreRig modern(config);
  modern.begin_mt(call);

  config.mncc.dialect = cc::Dialect::legacy;
  CoreRig legacy(config);
  legacy.feed(cc::MnccUp{kMsc, hello(1896)});
  legacy.peer_sends(call);
  legacy.expect_response(488);
}

TEST(DirectMedia, AllowsAnyPayloadTypeToAnMscThatReadsSdp) {
  CoreRig rig;
  rig.feed(cc::MnccUp{kMsc, hello(1896)});
  auto other = invite();
  other.sdp = peer_sdp("96 GSM-EFR/8000");
  rig.begin_mt(other);
}

TEST(DirectMedia, EndsWhenTheMscAssignsACodecThatThePeerDidNotOffer) {
  CoreRig rig;
  rig.begin_mt();
  rig.msc_sends(Type::call_conf_ind, rig.last_callref());
  rig.expect_rtp(Type::rtp_create);
  rig.msc_sends(rtp_created(rig.last_callref(), mncc::kPayloadAmr));
  rig.expect_mncc(Type::disc_req, 65);
  rig.expect_response(488);
  rig.expect_nothing();
}

TEST(DirectMedia, HasAPlaceholderAfterTwentySecondsAndThePeersAddressLater) {
  CoreRig rig;
  rig.begin_mo();
  rig.peer_sends(provisional(rig.last_dialog(), 180));
  rig.expect_mncc(Type::alert_req);
  rig.advance(19s);
  rig.expect_nothing();
  rig.advance(2s);
  const auto placeholder = rig.expect_rtp(Type::rtp_connect);
  ASSERT_TRUE(placeholder.address);
  EXPECT_EQ(placeholder.address->to_string(), "192.0.2.2:9");
  EXPECT_EQ(placeholder.payload_type, 3U);
  EXPECT_THAT(placeholder.sdp, HasSubstr("GSM/8000"));
  rig.advance(60s);
  rig.expect_nothing();
  rig.peer_sends(answered(rig.last_dialog()));
  EXPECT_EQ(rig.expect_rtp(Type::rtp_connect).address, peer_rtp());
  rig.expect_mncc(Type::setup_rsp);
}

TEST(DirectMedia, NeedsNoPlaceholderOnceThePeerIsKnown) {
  CoreRig rig;
  rig.begin_mo();
  rig.peer_sends(provisional(rig.last_dialog(), 183, peer_sdp()));
  rig.expect_rtp(Type::rtp_connect);
  rig.expect_mncc(Type::progress_req);
  rig.advance(60s);
  rig.expect_nothing();
}

TEST(AnchoredMediaOfACall, HasItsRtpConnectAtOnceAndOnlyOnce) {
  CoreRig rig(cc::MediaMode::anchor);
  rig.msc_sends(setup_ind());
  rig.expect_rtp(Type::rtp_create);
  rig.expect_mncc(Type::call_proc_req);
  rig.expect_nothing();
  rig.msc_sends(rtp_created(kMoCallref));
  const auto connect = rig.expect_rtp(Type::rtp_connect);
  ASSERT_EQ(rig.mgw().connections().size(), 2U);
  EXPECT_EQ(connect.address, rig.call().mgw_msc_rtp);
  EXPECT_EQ(audio_of(connect.sdp), *connect.address);
  const auto invite = rig.expect_sip<sip::Invite>();
  EXPECT_EQ(audio_of(invite.sdp), *rig.call().mgw_sip_rtp);
  rig.answer_mo();
}

TEST(AnchoredMediaOfACall, WaitsWithTheInviteForTheMgw) {
  CoreRig rig(cc::MediaMode::anchor);
  rig.hold_mgcp();
  rig.msc_sends(setup_ind());
  rig.msc_sends(rtp_created(kMoCallref));
  rig.expect_rtp(Type::rtp_create);
  rig.expect_mncc(Type::call_proc_req);
  rig.expect_nothing();
  rig.release_mgcp();
  rig.expect_rtp(Type::rtp_connect);
  rig.expect_sip<sip::Invite>();
}

TEST(AnchoredMediaOfACall, FlowsBothWaysOnceItIsAnswered) {
  CoreRig rig(cc::MediaMode::anchor);
  rig.establish_mo();
  const auto connections = rig.mgw().connections();
  ASSERT_EQ(connections.size(), 2U);
  std::vector<NetAddress> remotes;
  for (const auto& connection : connections) {
    EXPECT_EQ(connection.mode, mgcp::Mode::sendrecv);
    remotes.push_back(audio_of(connection.remote_sdp));
  }
  EXPECT_THAT(remotes, testing::UnorderedElementsAre(msc_rtp(), peer_rtp()));
}

TEST(AnchoredMediaOfACall, IsOfferedToTheMscUnderTheMgwsAddress) {
  CoreRig rig(cc::MediaMode::anchor);
  const auto setup = rig.begin_mt();
  EXPECT_EQ(audio_of(setup.sdp), *rig.call().mgw_msc_rtp);
  EXPECT_EQ(rig.confirm_mt().address, rig.call().mgw_msc_rtp);
  const auto ok = rig.answer_mt();
  EXPECT_EQ(audio_of(ok.sdp), *rig.call().mgw_sip_rtp);
}

TEST(AnchoredMediaOfACall, GivesEachConnectionBackByItsName) {
  CoreRig rig(cc::MediaMode::anchor);
  rig.establish_mt();
  rig.peer_sends(sip::PeerBye{kMtDialog, {}});
  rig.expect_mncc(Type::disc_req);
  rig.finish_disc(rig.last_callref());
  rig.expect_idle();
  const auto& commands = rig.mgw().commands();
  EXPECT_EQ(std::count_if(
                commands.begin(), commands.end(),
                [](const auto& command) { return command.verb == mgcp::Verb::dlcx && !command.connection_id.empty(); }),
            2);
}

class RtpRules : public InBothMediaModes {};
INSTANTIATE_TEST_SUITE_P(, RtpRules, both_media_modes(), media_name);

TEST_P(RtpRules, ReleaseACallWhoseRtpCreateWasRefused) {
  rig.msc_sends(setup_ind());
  rig.expect_rtp(Type::rtp_create);
  rig.expect_mncc(Type::call_proc_req);
  rig.msc_sends(rtp_refused(Type::rtp_create, kMoCallref));
  rig.expect_mncc(Type::disc_req, 47);
  rig.expect_nothing();
  rig.finish_disc(kMoCallref);
  rig.expect_idle();
}

TEST_P(RtpRules, SendARefusedRtpConnectAgainAfterRtpCreate) {
  rig.establish_mt();
  rig.msc_sends(rtp_refused(Type::rtp_connect, rig.last_callref()));
  rig.expect_nothing();
  rig.msc_sends(rtp_created(rig.last_callref()));
  rig.expect_rtp(Type::rtp_connect);
  rig.advance(60s);
  rig.expect_nothing();
}

TEST_P(RtpRules, ReleaseACallWhoseRtpConnectWasRefusedWhenNoRtpCreateFollows) {
  rig.establish_mt();
  rig.msc_sends(rtp_refused(Type::rtp_connect, rig.last_callref()));
  rig.peer_sends(sip::PeerOffer{kMtDialog, false, sdp_text(address(kPeerHost, 6000))});
  EXPECT_EQ(rig.expect_sip<sip::AnswerOffer>().status, 200);
  rig.expect_nothing();
  rig.advance(15s);
  rig.expect_mncc(Type::disc_req, 47);
  rig.expect_sip<sip::Bye>();
  rig.expect_nothing();
}

TEST_P(RtpRules, SayNothingForARepeatedRtpCreate) {
  rig.establish_mo();
  rig.msc_sends(rtp_created(kMoCallref));
  rig.expect_nothing();
}

}  // namespace
}  // namespace sipgw::test
