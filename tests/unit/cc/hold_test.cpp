// SPDX-License-Identifier: AGPL-3.0-or-later
// The phone holds and retrieves; what the peer agrees to is confirmed, what it refuses is not, and the call lives.
#include "sdp/answer.hpp"
#include "sdp/sdp.hpp"
#include "unit/cc/media_modes.hpp"

namespace sipgw::test {
namespace {

using namespace std::chrono_literals;
using mncc::Type;
using sdp::Direction;

std::string peer_sdp_with(Direction direction) { return sdp::with_direction(peer_sdp(), direction); }

Direction direction_in(const std::string& text) { return sdp::parse(text)->direction; }

class HoldByPhone : public InBothMediaModes {
 protected:
  void SetUp() override { rig.establish_mo(); }

  std::string offer_after(Type request) {
    rig.msc_sends(request, kMoCallref);
    return rig.expect_sip<sip::Offer>().sdp;
  }
  void result(int status, std::string sdp = {}) {
    rig.peer_sends(sip::OfferResult{rig.last_dialog(), status, std::move(sdp)});
  }
  void hold() {
    offer_after(Type::hold_ind);
    result(200, peer_sdp_with(Direction::recvonly));
    rig.expect_mncc(Type::hold_cnf);
  }
  std::vector<mgcp::Mode> modes() {
    std::vector<mgcp::Mode> modes;
    for (const auto& connection : rig.mgw().connections()) modes.push_back(connection.mode);
    return modes;
  }
};
INSTANTIATE_TEST_SUITE_P(, HoldByPhone, both_media_modes(), media_name);

/// Direct media has no connections whose modes could be looked at.
class AnchoredHoldByPhone : public HoldByPhone {};
INSTANTIATE_TEST_SUITE_P(, AnchoredHoldByPhone, testing::Values(cc::MediaMode::anchor), media_name);

TEST_P(HoldByPhone, IsConfirmedWhenThePeerHasAgreed) {
  const auto offer = offer_after(Type::hold_ind);
  EXPECT_EQ(direction_in(offer), Direction::sendonly);
  rig.expect_nothing();
  result(200, peer_sdp_with(Direction::recvonly));
  rig.expect_mncc(Type::hold_cnf);
  rig.expect_nothing();
}

TEST_P(HoldByPhone, CountsTheVersionUpWithEachOffer) {
  const auto first = offer_after(Type::hold_ind);
  result(200, peer_sdp_with(Direction::inactive));
  rig.expect_mncc(Type::hold_cnf);
  const auto second = offer_after(Type::retrieve_ind);
  EXPECT_EQ(std::stoul(version_of(second)), std::stoul(version_of(first)) + 1);
  EXPECT_EQ(direction_in(second), Direction::sendrecv);
}

TEST_P(HoldByPhone, SendsRtpConnectAgainOnRetrieve) {
  hold();
  offer_after(Type::retrieve_ind);
  result(200, peer_sdp());
  rig.expect_rtp(Type::rtp_connect);
  rig.expect_mncc(Type::retrieve_cnf);
  rig.expect_nothing();
}

TEST_P(HoldByPhone, IsConfirmedAtOnceWhenItHoldsAlready) {
  hold();
  rig.msc_sends(Type::hold_ind, kMoCallref);
  rig.expect_mncc(Type::hold_cnf);
  rig.expect_nothing();
}

TEST_P(HoldByPhone, IsConfirmedAtOnceWhenThereIsNothingToRetrieve) {
  rig.msc_sends(Type::retrieve_ind, kMoCallref);
  rig.expect_mncc(Type::retrieve_cnf);
  rig.expect_nothing();
}

TEST_P(HoldByPhone, ThatThePeerRefusesIsRejectedAndTheCallLives) {
  offer_after(Type::hold_ind);
  result(488);
  rig.expect_mncc(Type::hold_rej, 65);
  EXPECT_EQ(rig.call().gsm_state, "ACTIVE");
  EXPECT_EQ(direction_in(offer_after(Type::hold_ind)), Direction::sendonly);  // and may be asked for again
}

TEST_P(HoldByPhone, IsRejectedWithTheCauseOfThePeersReason) {
  offer_after(Type::hold_ind);
  sip::OfferResult refusal{rig.last_dialog(), 500, {}};
  refusal.reason.q850 = 69;
  rig.peer_sends(refusal);
  rig.expect_mncc(Type::hold_rej, 69);
}

TEST_P(HoldByPhone, RetrieveRefusedIsRejectedAndTheHoldStays) {
  hold();
  offer_after(Type::retrieve_ind);
  result(503);
  rig.expect_mncc(Type::retrieve_rej, 41);
  rig.msc_sends(Type::hold_ind, kMoCallref);
  rig.expect_mncc(Type::hold_cnf);
}

TEST_P(HoldByPhone, IsTriedAgainAfter491WhenTheOwnersTimeHasPassed) {
  offer_after(Type::hold_ind);
  result(491);
  rig.advance(2090ms);
  rig.expect_nothing();
  rig.advance(1910ms);
  rig.expect_sip<sip::Offer>();
  result(200, peer_sdp());
  rig.expect_mncc(Type::hold_cnf);
}

TEST_P(HoldByPhone, IsRejectedWhen491ComesAgainAndAgain) {
  offer_after(Type::hold_ind);
  for (int time = 0; time < 4; ++time) {
    result(491);
    rig.advance(4s);
    rig.expect_sip<sip::Offer>();
  }
  result(491);
  rig.expect_mncc(Type::hold_rej);
  rig.advance(10s);
  rig.expect_nothing();
}

TEST_P(HoldByPhone, AnsweredBy481Or408EndsTheCallWithTimerExpiry) {
  offer_after(Type::hold_ind);
  result(481);
  rig.expect_mncc(Type::disc_req, 102);
  rig.expect_sip<sip::Bye>();
  rig.finish_disc(kMoCallref);
  rig.finish_sip(rig.last_dialog());
  rig.expect_idle();
}

TEST_P(HoldByPhone, IsForgottenWhenThePeerHangsUp) {
  offer_after(Type::hold_ind);
  rig.peer_sends(sip::PeerBye{rig.last_dialog(), {}});
  rig.expect_mncc(Type::disc_req, 16);
  rig.finish_disc(kMoCallref);
  rig.expect_idle();
}

TEST_P(AnchoredHoldByPhone, TurnsTheMediaOffAndOnAgain) {
  using enum mgcp::Mode;
  EXPECT_THAT(modes(), testing::UnorderedElementsAre(sendrecv, sendrecv));
  hold();
  EXPECT_THAT(modes(), testing::UnorderedElementsAre(sendonly, recvonly));
  offer_after(Type::retrieve_ind);
  result(200, peer_sdp());
  EXPECT_THAT(modes(), testing::UnorderedElementsAre(sendrecv, sendrecv));
  rig.expect_rtp(Type::rtp_connect);
  rig.expect_mncc(Type::retrieve_cnf);
}

TEST_P(HoldByPhone, OfTwoHoldsEachRetrieveLiftsItsOwn) {
  hold();
  const auto peer_offers = [&](Direction direction) {
    rig.peer_sends(sip::PeerOffer{rig.last_dialog(), false, peer_sdp_with(direction)});
    return direction_in(rig.expect_sip<sip::AnswerOffer>().sdp);
  };
  EXPECT_EQ(peer_offers(Direction::sendonly), Direction::inactive);
  EXPECT_EQ(direction_in(offer_after(Type::retrieve_ind)), Direction::recvonly);
  result(200, peer_sdp_with(Direction::sendonly));
  rig.expect_rtp(Type::rtp_connect);
  rig.expect_mncc(Type::retrieve_cnf);
  EXPECT_EQ(peer_offers(Direction::sendrecv), Direction::sendrecv);
  hold();
  EXPECT_EQ(peer_offers(Direction::sendonly), Direction::inactive);
  EXPECT_EQ(peer_offers(Direction::sendrecv), Direction::sendonly);
}

TEST_P(HoldByPhone, WaitsForTheAckOfTheAnswer) {
  CoreRig mt{GetParam()};
  mt.begin_mt();
  mt.confirm_mt();
  mt.msc_sends(Type::alert_ind, mt.last_callref());
  mt.expect_response(180);
  mt.msc_sends(Type::setup_cnf, mt.last_callref());
  mt.expect_mncc(Type::setup_compl_req);
  mt.expect_response(200);
  mt.msc_sends(Type::hold_ind, mt.last_callref());
  mt.expect_nothing();
  mt.peer_sends(sip::Acked{kMtDialog, {}});
  mt.expect_sip<sip::Offer>();
  mt.peer_sends(sip::OfferResult{kMtDialog, 491, {}});
  mt.advance(2s);  // not the owner of the Call-ID: 0 to 2 s
  mt.expect_sip<sip::Offer>();
}

TEST_P(HoldByPhone, BeforeTheCallIsActiveIsRejected) {
  CoreRig early{GetParam()};
  early.begin_mo();
  early.msc_sends(Type::hold_ind, kMoCallref);
  early.expect_mncc(Type::hold_rej, 101);
}

class OptimisticHold : public testing::TestWithParam<cc::MediaMode> {
 protected:
  static cc::Config config() {
    auto config = config_with(GetParam());
    config.default_trunk().hold_optimistic = true;
    return config;
  }
  void hold(int status) {
    rig.establish_mo();
    rig.msc_sends(Type::hold_ind, kMoCallref);
    rig.expect_mncc(Type::hold_cnf);
    EXPECT_EQ(direction_in(rig.expect_sip<sip::Offer>().sdp), Direction::sendonly);
    const auto answer = status == 200 ? peer_sdp_with(Direction::recvonly) : std::string{};
    rig.peer_sends(sip::OfferResult{rig.last_dialog(), status, answer});
    rig.expect_nothing();
  }
  void retrieve() {
    rig.msc_sends(Type::retrieve_ind, kMoCallref);
    EXPECT_EQ(direction_in(rig.expect_sip<sip::Offer>().sdp), Direction::sendrecv);
    rig.peer_sends(sip::OfferResult{rig.last_dialog(), 200, peer_sdp()});
    rig.expect_rtp(Type::rtp_connect);
    rig.expect_mncc(Type::retrieve_cnf);
    rig.expect_nothing();
  }
  CoreRig rig{config()};
};
INSTANTIATE_TEST_SUITE_P(, OptimisticHold, both_media_modes(), media_name);

TEST_P(OptimisticHold, IsConfirmedBeforeThePeerHasAgreedAndOnlyOnce) {
  hold(200);
  retrieve();
}

TEST_P(OptimisticHold, StandsForThePhoneEvenIfThePeerRefuses) {
  hold(488);
  EXPECT_EQ(rig.call().gsm_state, "ACTIVE");
  retrieve();
}

TEST_P(OptimisticHold, RetrievedWhileThePeerThinksAboutItIsRetrievedAfterThat) {
  for (const int status : {200, 488}) {
    CoreRig quick{config()};
    quick.establish_mo();
    quick.msc_sends(Type::hold_ind, kMoCallref);
    quick.expect_mncc(Type::hold_cnf);
    quick.expect_sip<sip::Offer>();
    quick.msc_sends(Type::retrieve_ind, kMoCallref);
    quick.expect_nothing();
    quick.msc_sends(Type::hold_ind, kMoCallref);  // a phone that has not heard of its retrieve yet may not
    quick.expect_mncc(Type::hold_rej, 101);
    const auto answer = status == 200 ? peer_sdp_with(Direction::recvonly) : std::string{};
    quick.peer_sends(sip::OfferResult{quick.last_dialog(), status, answer});
    EXPECT_EQ(direction_in(quick.expect_sip<sip::Offer>().sdp), Direction::sendrecv);
    quick.peer_sends(sip::OfferResult{quick.last_dialog(), 200, peer_sdp()});
    quick.expect_rtp(Type::rtp_connect);
    quick.expect_mncc(Type::retrieve_cnf);
    quick.expect_nothing();
    EXPECT_FALSE(quick.call().held_by_phone);
  }
}

}  // namespace
}  // namespace sipgw::test
