// SPDX-License-Identifier: AGPL-3.0-or-later
// RTP_CREATE comes again with another address or codec: the peer is told by re-INVITE, and no SDP without the phone's
// codec goes to the MSC.
#include "mncc/codec.hpp"
#include "sdp/sdp.hpp"
#include "unit/cc/media_modes.hpp"

namespace sipgw::test {
namespace {

using namespace std::chrono_literals;
using mncc::Type;
using sdp::Codec;
using sdp::Direction;

class Reassignment : public InBothMediaModes {
 protected:
  void moves(std::uint32_t payload_msg_type, Callref callref = kMoCallref) {
    auto assignment = rtp_created(callref, payload_msg_type);
    assignment.address = moved_;
    rig.msc_sends(assignment);
  }
  void changes_codec() {
    rig.establish_mo();
    moves(mncc::kPayloadAmr);
    if (rig.anchored()) {
      EXPECT_TRUE(sdp::parse(rig.expect_rtp(Type::rtp_connect).sdp)->find(Codec::amr));
    }
  }
  void result(int status, std::string sdp = {}) {
    rig.peer_sends(sip::OfferResult{rig.last_dialog(), status, std::move(sdp)});
  }
  sdp::Session expect_offer(Where where = Where::here()) {
    const auto offer = sdp::parse(rig.expect_sip<sip::Offer>(where).sdp);
    return offer ? *offer : sdp::Session{};
  }

  const NetAddress moved_ = address(kMscHost, 4444);
};
INSTANTIATE_TEST_SUITE_P(, Reassignment, both_media_modes(), media_name);

class DirectReassignment : public Reassignment {
 protected:
  void establish_and_move() {
    rig.establish_mo();
    moves(mncc::kPayloadGsmFr);
    rig.expect_rtp(Type::rtp_connect);
  }
  void establish_with_sdp_of_the_msc() {
    rig.msc_sends(setup_ind());
    rig.msc_sends(rtp_created(kMoCallref, mncc::kPayloadGsmFr, msc_sdp()));
    rig.expect_rtp(Type::rtp_create);
    rig.expect_mncc(Type::call_proc_req);
    rig.expect_sip<sip::Invite>();
    rig.answer_mo();
  }
};
INSTANTIATE_TEST_SUITE_P(, DirectReassignment, testing::Values(cc::MediaMode::direct), media_name);

TEST_P(DirectReassignment, OfAnAddressIsOfferedToThePeer) {
  establish_and_move();
  const auto offer = expect_offer();
  EXPECT_EQ(offer.audio, moved_);
  EXPECT_EQ(offer.direction, Direction::sendrecv);
  rig.expect_nothing();
  result(200, peer_sdp());
  rig.expect_nothing();
  moves(mncc::kPayloadGsmFr);  // the same once more
  rig.expect_nothing();
}

TEST_P(DirectReassignment, OfAnAddressInACallToThePhoneIsOfferedToThePeer) {
  rig.establish_mt();
  moves(mncc::kPayloadGsmFr, rig.last_callref());
  rig.expect_rtp(Type::rtp_connect);
  EXPECT_EQ(expect_offer().audio, moved_);
  rig.peer_sends(sip::OfferResult{kMtDialog, 200, peer_sdp()});
  rig.expect_nothing();
}

TEST_P(DirectReassignment, BeforeTheAnswerIsOfferedAfterIt) {
  rig.begin_mo();
  moves(mncc::kPayloadGsmFr);
  rig.expect_nothing();
  rig.peer_sends(answered(rig.last_dialog()));
  rig.expect_rtp(Type::rtp_connect);
  rig.expect_mncc(Type::setup_rsp);
  EXPECT_EQ(expect_offer().audio, moved_);
}

TEST_P(DirectReassignment, BeforeTheAckIsOfferedAfterIt) {
  rig.begin_mt();
  rig.confirm_mt();
  rig.msc_sends(Type::alert_ind, rig.last_callref());
  rig.msc_sends(Type::setup_cnf, rig.last_callref());
  rig.expect_response(180);
  rig.expect_response(200);
  moves(mncc::kPayloadGsmFr, rig.last_callref());
  rig.peer_sends(sip::Acked{kMtDialog, {}});
  EXPECT_EQ(expect_offer().audio, moved_);
}

TEST_P(DirectReassignment, WithAnSdpThatHasTheOldAddressIsOfferedWithTheNewOne) {
  establish_with_sdp_of_the_msc();
  moves(mncc::kPayloadGsmFr);
  rig.expect_rtp(Type::rtp_connect);
  EXPECT_EQ(expect_offer().audio, moved_);
}

TEST_P(DirectReassignment, ToASessionThatWasToldInSignallingBeforeIsOffered) {
  establish_with_sdp_of_the_msc();
  auto notify = from_msc(Type::notify_ind, kMoCallref);
  notify.sdp = msc_sdp() + "a=x-new\r\n";
  rig.msc_sends(notify);
  rig.expect_nothing();
  rig.msc_sends(rtp_created(kMoCallref, mncc::kPayloadGsmFr, notify.sdp));
  rig.expect_rtp(Type::rtp_connect);
  EXPECT_NE(rig.expect_sip<sip::Offer>().sdp.find("x-new"), std::string::npos);
}

TEST_P(DirectReassignment, ThatThePeerRefusesIsNotOfferedAgainAndTheCallLives) {
  establish_and_move();
  expect_offer();
  result(488);
  rig.advance(60s);
  rig.expect_nothing();
  EXPECT_EQ(rig.call().gsm_state, "ACTIVE");
  EXPECT_EQ(rig.log_lines().back().level, log::Level::notice);
}

TEST_P(DirectReassignment, MakesTheHoldOfThePhoneWait) {
  establish_and_move();
  expect_offer();
  rig.msc_sends(Type::hold_ind, kMoCallref);
  rig.expect_nothing();
  result(200, peer_sdp());
  const auto hold = expect_offer();
  EXPECT_EQ(hold.direction, Direction::sendonly);
  EXPECT_EQ(hold.audio, moved_);
  result(200, peer_sdp());
  rig.expect_mncc(Type::hold_cnf);
  rig.expect_nothing();
}

TEST_P(DirectReassignment, WaitsForTheHoldOfThePhoneAndKeepsIt) {
  rig.establish_mo();
  rig.msc_sends(Type::hold_ind, kMoCallref);
  EXPECT_EQ(expect_offer().audio, msc_rtp());
  moves(mncc::kPayloadGsmFr);
  rig.expect_rtp(Type::rtp_connect);
  rig.expect_nothing();
  result(200, peer_sdp());
  rig.expect_mncc(Type::hold_cnf);
  const auto offer = expect_offer();
  EXPECT_EQ(offer.audio, moved_);
  EXPECT_EQ(offer.direction, Direction::sendonly);
}

TEST_P(DirectReassignment, InARefusedHoldIsOfferedWithoutIt) {
  establish_and_move();
  expect_offer();
  result(491);
  rig.msc_sends(Type::hold_ind, kMoCallref);
  rig.expect_nothing();  // the time that 491 asks for is not over
  rig.advance(4s);
  EXPECT_EQ(expect_offer().direction, Direction::sendonly);
  result(403);
  rig.expect_mncc(Type::hold_rej);
  const auto offer = expect_offer();
  EXPECT_EQ(offer.audio, moved_);
  EXPECT_EQ(offer.direction, Direction::sendrecv);
}

TEST_P(DirectReassignment, ThatMeets491IsOfferedAgain) {
  establish_and_move();
  expect_offer();
  result(491);
  rig.expect_nothing();
  rig.advance(4s);
  EXPECT_EQ(expect_offer().audio, moved_);
}

TEST_P(DirectReassignment, OfWhichThePeerHasHeardMeanwhileIsNotOfferedAgain) {
  establish_and_move();
  expect_offer();
  rig.peer_sends(sip::PeerOffer{rig.last_dialog(), false, peer_sdp()});
  EXPECT_EQ(rig.expect_sip<sip::AnswerOffer>().status, 491);
  result(491);
  rig.peer_sends(sip::PeerOffer{rig.last_dialog(), false, peer_sdp()});
  EXPECT_EQ(sdp::parse(rig.expect_sip<sip::AnswerOffer>().sdp)->audio, moved_);
  rig.advance(4s);
  rig.expect_nothing();
}

TEST_P(DirectReassignment, AnsweredBy481EndsTheCall) {
  establish_and_move();
  expect_offer();
  result(481);
  rig.expect_mncc(Type::disc_req, 102);
  rig.expect_sip<sip::Bye>();
}

class AnchoredReassignment : public Reassignment {};
INSTANTIATE_TEST_SUITE_P(, AnchoredReassignment, testing::Values(cc::MediaMode::anchor), media_name);

TEST_P(AnchoredReassignment, OfAnAddressIsNoneOfThePeersBusiness) {
  rig.establish_mo();
  moves(mncc::kPayloadGsmFr);
  rig.expect_rtp(Type::rtp_connect);
  rig.expect_nothing();
}

TEST_P(Reassignment, OfACodecIsConnectedWhenThePeerHasAgreed) {
  changes_codec();
  const auto offer = expect_offer();
  EXPECT_TRUE(offer.find(Codec::amr));
  EXPECT_FALSE(offer.find(Codec::gsm_fr));
  rig.expect_nothing();  // nothing with the old codec to the MSC
  result(200, peer_sdp(kAmrFormat));
  if (!rig.anchored()) {
    EXPECT_EQ(rig.expect_rtp(Type::rtp_connect).sdp, peer_sdp(kAmrFormat));
  }
  rig.expect_nothing();
}

TEST_P(Reassignment, OfACodecHasAPlaceholderWhileThePeerThinks) {
  changes_codec();
  expect_offer();
  rig.advance(21s);
  if (!rig.anchored()) {
    const auto placeholder = rig.expect_rtp(Type::rtp_connect);
    EXPECT_EQ(placeholder.address->port, 9);
    EXPECT_TRUE(sdp::parse(placeholder.sdp)->find(Codec::amr));
  }
  rig.expect_nothing();
}

TEST_P(Reassignment, OfACodecThatThePeerRefusesEndsTheCall) {
  changes_codec();
  expect_offer();
  result(488);
  rig.expect_mncc(Type::disc_req, 65);
  rig.expect_sip<sip::Bye>();
  rig.finish_disc(kMoCallref);
  rig.finish_sip(rig.last_dialog());
  rig.expect_idle();
}

TEST_P(Reassignment, OfACodecThatIsNotInTheAnswerEndsTheCall) {
  for (const auto& answer : {peer_sdp(), std::string{}}) {
    CoreRig mo{GetParam()};
    mo.establish_mo();
    mo.msc_sends(rtp_created(kMoCallref, mncc::kPayloadAmr));
    if (mo.anchored()) mo.expect_rtp(Type::rtp_connect);
    mo.expect_sip<sip::Offer>();
    mo.peer_sends(sip::OfferResult{mo.last_dialog(), 200, answer});
    mo.expect_mncc(Type::disc_req, 65);
    mo.expect_sip<sip::Bye>();
  }
}

TEST_P(Reassignment, OfACodecWithEarlyMediaEndsTheCall) {
  rig.begin_mo();
  rig.peer_sends(provisional(rig.last_dialog(), 183, peer_sdp()));
  if (!rig.anchored()) rig.expect_rtp(Type::rtp_connect);
  rig.expect_mncc(Type::progress_req);
  rig.msc_sends(rtp_created(kMoCallref, mncc::kPayloadAmr));
  rig.expect_mncc(Type::disc_req, 65);
  rig.expect_sip<sip::Cancel>();
  rig.expect_nothing();
}

TEST_P(Reassignment, OfACodecDuringARetrieveIsOfferedAfterIt) {
  rig.establish_mo();
  rig.msc_sends(Type::hold_ind, kMoCallref);
  expect_offer();
  result(200, peer_sdp());
  rig.expect_mncc(Type::hold_cnf);
  rig.msc_sends(Type::retrieve_ind, kMoCallref);
  expect_offer();
  rig.msc_sends(rtp_created(kMoCallref, mncc::kPayloadAmr));
  if (rig.anchored()) rig.expect_rtp(Type::rtp_connect);
  result(200, peer_sdp());
  EXPECT_TRUE(sdp::parse(rig.expect_rtp(Type::rtp_connect).sdp)->find(Codec::amr));  // direct: a placeholder
  rig.expect_mncc(Type::retrieve_cnf);
  EXPECT_TRUE(expect_offer().find(Codec::amr));
  result(200, peer_sdp(kAmrFormat));
  EXPECT_EQ(rig.call().gsm_state, "ACTIVE");
}

}  // namespace
}  // namespace sipgw::test
