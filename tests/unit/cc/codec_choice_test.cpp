// SPDX-License-Identifier: AGPL-3.0-or-later
// `codecs` and `amr`: which codecs a call may use, and how AMR is offered to the peer.
#include "cc/codec_choice.hpp"

#include "sdp/sdp.hpp"
#include "unit/cc/media_modes.hpp"

namespace sipgw::test {
namespace {

using mncc::Type;
using sdp::Codec;
using testing::ElementsAre;
using testing::IsEmpty;

/// GSM, AMR and PCMA, in this order.
std::string three_formats(const NetAddress& audio) {
  auto session = *sdp::parse(sdp_text(audio, kFrFormat));
  session.formats.push_back(sdp::make_format(Codec::amr, 112));
  session.formats.push_back(sdp::parse(sdp_text(audio, "8 PCMA/8000"))->formats.front());
  return sdp::write(session, {1, 1});
}

cc::Config config_of(cc::MediaMode media, std::vector<Codec> codecs) {
  auto config = config_with(media);
  config.default_trunk().codecs = std::move(codecs);
  return config;
}

std::vector<Codec> codecs_in(const std::string& text) {
  std::vector<Codec> codecs;
  const auto session = sdp::parse(text);
  if (!session) return codecs;
  for (const auto& format : session->formats) codecs.push_back(format.codec);
  return codecs;
}

std::vector<std::string> offered_amr(cc::MediaMode media, const cc::TrunkConfig& wishes) {
  auto config = config_with(media);
  config.default_trunk().amr_mode_set = wishes.amr_mode_set;
  config.default_trunk().amr_octet_align = wishes.amr_octet_align;
  CoreRig rig(config);
  rig.msc_sends(setup_ind());
  rig.msc_sends(rtp_created(kMoCallref, mncc::kPayloadAmr));
  std::vector<std::string> formats;
  const auto session = sdp::parse(rig.expect_sip<sip::Invite>().sdp);
  if (!session) return formats;
  for (const auto& format : session->formats) {
    formats.push_back(std::to_string(format.payload_type) + " " + format.fmtp);
  }
  return formats;
}

class CodecChoice : public testing::TestWithParam<cc::MediaMode> {};
INSTANTIATE_TEST_SUITE_P(, CodecChoice, both_media_modes(), media_name);

TEST_P(CodecChoice, OrdersAndLimitsWhatThePhoneIsAskedFor) {
  CoreRig rig(config_of(GetParam(), {Codec::amr, Codec::gsm_fr}));
  auto call = invite();
  call.sdp = three_formats(peer_rtp());
  const auto setup = rig.begin_mt(call);
  EXPECT_THAT(codecs_in(setup.sdp), ElementsAre(Codec::amr, Codec::gsm_fr));
  EXPECT_THAT(setup.bearer_cap->speech_versions, ElementsAre(4, 5, 0));
}

TEST_P(CodecChoice, RefusesACallWhoseCodecsAreNotAllowed) {
  CoreRig rig(config_of(GetParam(), {Codec::gsm_efr}));
  rig.peer_sends(invite());
  const auto response = rig.expect_response(488);
  EXPECT_EQ(header(response.headers, "Warning").substr(0, 3), "305");
  rig.expect_idle();
}

TEST_P(CodecChoice, EndsACallFromThePhoneWithAnotherCodecBeforeThePeerHearsOfIt) {
  CoreRig rig(config_of(GetParam(), {Codec::gsm_efr}));
  rig.msc_sends(setup_ind());
  rig.expect_rtp(Type::rtp_create);
  rig.expect_mncc(Type::call_proc_req);
  rig.msc_sends(rtp_created(kMoCallref));
  rig.expect_mncc(Type::disc_req, 65);
  rig.expect_nothing();
  rig.finish_disc(kMoCallref);
}

TEST_P(CodecChoice, LetsAnEmergencyCallUseAnyCodec) {
  CoreRig rig(config_of(GetParam(), {Codec::gsm_efr}));
  rig.msc_sends(emergency_setup_ind());
  rig.msc_sends(rtp_created(kMoCallref));
  EXPECT_THAT(codecs_in(rig.expect_sip<sip::Invite>().sdp), ElementsAre(Codec::gsm_fr));
}

TEST(CodecChoiceOfDirectMedia, OrdersAndLimitsWhatThePeerIsOffered) {
  CoreRig rig(config_of(cc::MediaMode::direct, {Codec::amr, Codec::gsm_fr}));
  rig.msc_sends(setup_ind());
  rig.msc_sends(rtp_created(kMoCallref, mncc::kPayloadGsmFr, three_formats(msc_rtp())));
  const auto offer = rig.expect_sip<sip::Invite>().sdp;
  EXPECT_THAT(codecs_in(offer), ElementsAre(Codec::amr, Codec::gsm_fr));
  EXPECT_EQ(sdp::parse(offer)->audio, msc_rtp());
}

TEST(CodecChoiceOfDirectMedia, PassesAnOfferOnByteForByteThatNeedsNoChange) {
  CoreRig rig(config_of(cc::MediaMode::direct, {Codec::gsm_fr}));
  EXPECT_EQ(rig.begin_mt().sdp, peer_sdp());
}

TEST(AmrOffered, IsOctetAlignedWithAllModesByDefault) {
  for (const auto media : {cc::MediaMode::direct, cc::MediaMode::anchor}) {
    EXPECT_THAT(offered_amr(media, {}), ElementsAre("112 octet-align=1"));
  }
}

TEST(AmrOffered, HasTheConfiguredModes) {
  cc::TrunkConfig wishes;
  wishes.amr_mode_set = "0,2,4,7";
  for (const auto media : {cc::MediaMode::direct, cc::MediaMode::anchor}) {
    EXPECT_THAT(offered_amr(media, wishes), ElementsAre("112 octet-align=1;mode-set=0,2,4,7"));
  }
}

TEST(AmrOffered, IsPackedAsConfiguredWhereAnMgwConvertsIt) {
  cc::TrunkConfig wishes;
  wishes.amr_octet_align = cc::OctetAlign::zero;
  EXPECT_THAT(offered_amr(cc::MediaMode::anchor, wishes), ElementsAre("112 "));
  EXPECT_THAT(offered_amr(cc::MediaMode::direct, wishes), ElementsAre("112 octet-align=1"));
  wishes.amr_octet_align = cc::OctetAlign::both;
  EXPECT_THAT(offered_amr(cc::MediaMode::anchor, wishes), ElementsAre("112 octet-align=1", "113 "));
}

TEST(AmrOffered, ReplacesNoOtherParameterOfTheMsc) {
  const sdp::Format own{127, 1, Codec::amr, 8000, "AMR", "mode-set=0,7; octet-align=1;max-red=0"};
  cc::TrunkConfig wishes;
  wishes.amr_mode_set = "7";
  wishes.amr_octet_align = cc::OctetAlign::both;
  const auto formats = cc::formats_to_offer(own, wishes, true);
  ASSERT_EQ(formats.size(), 2U);
  EXPECT_EQ(formats[0].fmtp, "octet-align=1;max-red=0;mode-set=7");
  EXPECT_EQ(formats[1].fmtp, "max-red=0;mode-set=7");
  EXPECT_EQ(formats[1].payload_type, 96);
}

}  // namespace
}  // namespace sipgw::test
