// SPDX-License-Identifier: AGPL-3.0-or-later
// `reassign on`: the peer offers a session without the phone's codec; the MSC is asked for another one, and the offer
// is answered when it has assigned it.
#include "sdp/sdp.hpp"
#include "unit/cc/media_modes.hpp"

namespace sipgw::test {
namespace {

using namespace std::chrono_literals;
using mncc::Type;
using sdp::Codec;
using testing::HasSubstr;

cc::Config config(cc::MediaMode media, bool on = true) {
  auto config = config_with(media);
  config.default_trunk().reassign = on;
  config.mncc.dialect = cc::Dialect::sdp;
  return config;
}

class CodecWish : public testing::TestWithParam<cc::MediaMode> {
 protected:
  void SetUp() override { rig.establish_mo(); }
  void offer(std::string sdp) { rig.peer_sends(sip::PeerOffer{rig.last_dialog(), false, std::move(sdp)}); }
  mncc::Rtp expect_wish() {
    offer(peer_sdp(kAmrFormat));
    return rig.expect_rtp(Type::rtp_connect);
  }
  void expect_refusal(int status = 488) { EXPECT_EQ(rig.expect_sip<sip::AnswerOffer>().status, status); }
  /// The MSC hears of the session as it was.
  void expect_restored() { EXPECT_TRUE(sdp::parse(rig.expect_rtp(Type::rtp_connect).sdp)->find(Codec::gsm_fr)); }
  void expect_well() {
    rig.expect_nothing();
    EXPECT_EQ(rig.call().gsm_state, "ACTIVE");
  }
  CoreRig rig{config(GetParam())};
};
INSTANTIATE_TEST_SUITE_P(, CodecWish, both_media_modes(), media_name);

TEST_P(CodecWish, IsToldToTheMscAndTheOfferWaits) {
  const auto wish = expect_wish();
  const auto session = sdp::parse(wish.sdp);
  EXPECT_TRUE(session->find(Codec::amr));
  EXPECT_EQ(wish.address, session->audio);
  EXPECT_EQ(wish.address == peer_rtp(), !rig.anchored());
  expect_well();
}

TEST_P(CodecWish, ThatTheMscFollowsIsAnsweredWithTheNewCodec) {
  expect_wish();
  rig.msc_sends(rtp_created(kMoCallref, mncc::kPayloadAmr));
  const auto answer = rig.expect_sip<sip::AnswerOffer>();
  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(sdp::parse(answer.sdp)->find(Codec::amr));
  EXPECT_TRUE(sdp::parse(rig.expect_rtp(Type::rtp_connect).sdp)->find(Codec::amr));
  EXPECT_EQ(rig.call().codec, "AMR");
  rig.advance(60s);
  expect_well();
}

TEST_P(CodecWish, ThatTheMscDoesNotAnswerIsRefusedAndTheCallStays) {
  expect_wish();
  rig.advance(15s);
  expect_refusal();
  expect_restored();
  rig.advance(60s);
  expect_well();
}

TEST_P(CodecWish, ThatTheMscRefusesIsRefusedAndTheCallStays) {
  expect_wish();
  rig.msc_sends(rtp_refused(Type::rtp_connect, kMoCallref));
  expect_refusal();
  expect_restored();
  expect_well();
}

TEST_P(CodecWish, ThatTheMscAnswersWithYetAnotherCodecIsRefused) {
  expect_wish();
  rig.msc_sends(rtp_created(kMoCallref, mncc::kPayloadGsmEfr));
  expect_refusal();
}

TEST_P(CodecWish, MakesOtherOffersWait) {
  expect_wish();
  offer(peer_sdp());
  expect_refusal(491);
  rig.msc_sends(Type::hold_ind, kMoCallref);
  rig.expect_nothing();
  rig.msc_sends(rtp_created(kMoCallref, mncc::kPayloadAmr));
  expect_refusal(200);
  rig.expect_rtp(Type::rtp_connect);
  rig.expect_sip<sip::Offer>();
}

TEST_P(CodecWish, IsRefusedWhenTheCallEnds) {
  expect_wish();
  rig.msc_sends(Type::disc_ind, kMoCallref, 16);
  expect_refusal(487);
  rig.expect_mncc(Type::rel_req);
  rig.expect_sip<sip::Bye>();
  rig.finish_rel(kMoCallref);
  rig.finish_sip(rig.last_dialog());
  rig.expect_idle();
}

TEST_P(CodecWish, IsForgottenWhenThePeerHangsUp) {
  expect_wish();
  rig.peer_sends(sip::PeerBye{rig.last_dialog(), {}});
  rig.expect_mncc(Type::disc_req, 16);
  rig.expect_nothing();
}

TEST_P(CodecWish, ThatThePhoneCannotFulfilIsRefusedAtOnce) {
  offer(peer_sdp("8 PCMA/8000"));
  expect_refusal();
  offer("nonsense");
  expect_refusal();
  expect_well();
}

TEST_P(CodecWish, IsRefusedUnlessConfiguredAndWithAnMscThatReadsNoSdp) {
  auto old_msc = config(GetParam());
  old_msc.mncc.dialect = cc::Dialect::legacy;
  for (const auto& config : {config(GetParam(), false), old_msc}) {
    CoreRig off{config};
    off.establish_mo();
    off.peer_sends(sip::PeerOffer{off.last_dialog(), false, peer_sdp(kAmrFormat)});
    EXPECT_EQ(off.expect_sip<sip::AnswerOffer>().status, 488);
    off.expect_nothing();
  }
}

}  // namespace
}  // namespace sipgw::test
