// SPDX-License-Identifier: AGPL-3.0-or-later
// INVITE without SDP: our 200 makes the offer, the ACK brings the answer.
#include "sdp/sdp.hpp"
#include "unit/cc/media_modes.hpp"

namespace sipgw::test {
namespace {

using namespace std::chrono_literals;
using mncc::Type;
using testing::HasSubstr;

class DelayedOffer : public InBothMediaModes {
 protected:
  mncc::Signalling begin() {
    auto invite = test::invite();
    invite.sdp.clear();
    return rig.begin_mt(invite);
  }
  void ring() {
    rig.msc_sends(Type::call_conf_ind, rig.last_callref());
    rig.expect_rtp(Type::rtp_create);
    rig.msc_sends(rtp_created(rig.last_callref()));
    if (rig.anchored()) rig.expect_rtp(Type::rtp_connect);
    rig.msc_sends(Type::alert_ind, rig.last_callref());
    rig.expect_response(180);
    rig.expect_nothing();
  }
  sip::Respond answer() {
    rig.msc_sends(Type::setup_cnf, rig.last_callref());
    rig.expect_mncc(Type::setup_compl_req);
    return rig.expect_response(200);
  }
};
INSTANTIATE_TEST_SUITE_P(, DelayedOffer, both_media_modes(), media_name);

TEST_P(DelayedOffer, AsksThePhoneWithEveryCodecOfGsm) {
  const auto setup = begin();
  EXPECT_THAT(setup.bearer_cap->speech_versions, testing::UnorderedElementsAre(0, 1, 2, 4, 5));
  EXPECT_EQ(setup.sdp.empty(), !rig.anchored());
  if (rig.anchored()) {
    EXPECT_EQ(sdp::parse(setup.sdp)->formats.size(), 4U);
  }
}

TEST_P(DelayedOffer, IsMadeInThe200AndAnsweredInTheAck) {
  begin();
  ring();
  const auto offer = sdp::parse(answer().sdp);
  ASSERT_TRUE(offer);
  EXPECT_NE(offer->find(sdp::Codec::gsm_fr), nullptr);
  rig.peer_sends(sip::Acked{kMtDialog, peer_sdp()});
  if (rig.anchored()) {
    EXPECT_THAT(rig.mgw().commands().back().sdp, HasSubstr("m=audio " + std::to_string(peer_rtp().port)));
  } else {
    EXPECT_EQ(rig.expect_rtp(Type::rtp_connect).address, peer_rtp());
  }
  rig.expect_nothing();
  EXPECT_EQ(rig.call().sip_rtp, peer_rtp());
}

TEST_P(DelayedOffer, WithoutAUsableAnswerEndsTheCall) {
  for (const auto& text : {std::string{}, std::string("no SDP"), peer_sdp("8 PCMA/8000")}) {
    CoreRig fresh{GetParam()};
    auto invite = test::invite();
    invite.sdp.clear();
    fresh.begin_mt(invite);
    fresh.msc_sends(Type::call_conf_ind, fresh.last_callref());
    fresh.expect_rtp(Type::rtp_create);
    fresh.msc_sends(rtp_created(fresh.last_callref()));
    if (fresh.anchored()) fresh.expect_rtp(Type::rtp_connect);
    fresh.msc_sends(Type::setup_cnf, fresh.last_callref());
    fresh.expect_mncc(Type::setup_compl_req);
    fresh.expect_response(200);
    fresh.peer_sends(sip::Acked{kMtDialog, text});
    fresh.expect_mncc(Type::disc_req, 65);
    EXPECT_THAT(fresh.expect_sip<sip::Bye>().reason, HasSubstr("cause=65"));
    fresh.finish_disc(fresh.last_callref());
    fresh.finish_sip(kMtDialog);
    fresh.expect_idle();
  }
}

TEST_P(DelayedOffer, GetsAPlaceholderWhenThePhoneRingsForTwentySeconds) {
  begin();
  ring();
  rig.advance(20s);
  if (!rig.anchored()) {
    EXPECT_EQ(rig.expect_rtp(Type::rtp_connect).address->port, 9);
  }
  rig.expect_nothing();
  answer();
  rig.peer_sends(sip::Acked{kMtDialog, peer_sdp()});
  if (!rig.anchored()) {
    EXPECT_EQ(rig.expect_rtp(Type::rtp_connect).address, peer_rtp());
  }
  rig.expect_nothing();
}

TEST_P(DelayedOffer, MayBeAnsweredOnHold) {
  begin();
  ring();
  answer();
  rig.peer_sends(sip::Acked{kMtDialog, sdp::with_direction(peer_sdp(), sdp::Direction::sendonly)});
  if (!rig.anchored()) rig.expect_rtp(Type::rtp_connect);
  rig.peer_sends(sip::PeerOffer{kMtDialog, false, sdp::with_direction(peer_sdp(), sdp::Direction::sendonly)});
  EXPECT_EQ(sdp::parse(rig.expect_sip<sip::AnswerOffer>().sdp)->direction, sdp::Direction::recvonly);
}

}  // namespace
}  // namespace sipgw::test
