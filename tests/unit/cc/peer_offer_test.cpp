// SPDX-License-Identifier: AGPL-3.0-or-later
// The peer holds, moves its media or asks for an offer within a call.
#include "sdp/sdp.hpp"
#include "unit/cc/media_modes.hpp"

namespace sipgw::test {
namespace {

using mncc::Type;
using sdp::Direction;
using testing::HasSubstr;

class PeerOffers : public InBothMediaModes {
 protected:
  void SetUp() override { rig.establish_mo(); }

  sip::AnswerOffer answer_to(std::string offer, bool update = false) {
    rig.peer_sends(sip::PeerOffer{rig.last_dialog(), update, std::move(offer)});
    return rig.expect_sip<sip::AnswerOffer>();
  }
  /// The direction of our answer.
  Direction answer_to(Direction direction) {
    const auto answer = answer_to(sdp::with_direction(peer_sdp(), direction));
    EXPECT_EQ(answer.status, 200);
    return sdp::parse(answer.sdp)->direction;
  }
  /// Of the connections towards SIP and towards the MSC.
  void expect_modes(mgcp::Mode sip_side, mgcp::Mode msc_side) {
    if (!rig.anchored()) return;
    const auto shot = rig.call();
    for (const auto& connection : rig.mgw().connections()) {
      EXPECT_EQ(connection.mode, connection.local == shot.mgw_sip_rtp ? sip_side : msc_side) << rig.ladder();
    }
  }
};
INSTANTIATE_TEST_SUITE_P(, PeerOffers, both_media_modes(), media_name);

using enum mgcp::Mode;

TEST_P(PeerOffers, SendonlyIsAnsweredRecvonly) {
  EXPECT_EQ(answer_to(Direction::sendonly), Direction::recvonly);
  expect_modes(recvonly, sendrecv);
  rig.expect_nothing();
}

TEST_P(PeerOffers, InactiveIsAnsweredInactive) {
  EXPECT_EQ(answer_to(Direction::inactive), Direction::inactive);
  expect_modes(recvonly, recvonly);
  rig.expect_nothing();
}

TEST_P(PeerOffers, RecvonlyIsAnsweredSendonly) {
  EXPECT_EQ(answer_to(Direction::recvonly), Direction::sendonly);
  expect_modes(sendonly, recvonly);
  rig.expect_nothing();
}

TEST_P(PeerOffers, AHoldByAddressIsAnsweredRecvonlyAndTheMscHearsNothingOfIt) {
  const auto answer = answer_to(sdp_text(address("0.0.0.0", 5004)));
  EXPECT_EQ(sdp::parse(answer.sdp)->direction, Direction::recvonly);
  expect_modes(recvonly, sendrecv);
  rig.expect_nothing();
}

TEST_P(PeerOffers, ARetrieveIsAnsweredSendrecv) {
  answer_to(Direction::sendonly);
  EXPECT_EQ(answer_to(Direction::sendrecv), Direction::sendrecv);
  expect_modes(sendrecv, sendrecv);
  rig.expect_nothing();
}

TEST_P(PeerOffers, ARefreshKeepsTheVersionAndAChangeRaisesIt) {
  const auto refresh = answer_to(peer_sdp()).sdp;
  EXPECT_EQ(answer_to(peer_sdp()).sdp, refresh);
  const auto held = answer_to(sdp::with_direction(peer_sdp(), Direction::sendonly)).sdp;
  EXPECT_NE(version_of(held), version_of(refresh));
}

TEST_P(PeerOffers, AnotherAddressGoesToTheMscOrTheMgw) {
  const auto moved = address("198.51.100.1", 6000);
  for (const bool update : {false, true}) {
    const NetAddress to{moved.ip, static_cast<std::uint16_t>(moved.port + update)};
    EXPECT_EQ(answer_to(sdp_text(to), update).status, 200);
    if (rig.anchored()) {
      EXPECT_THAT(rig.mgw().commands().back().sdp, HasSubstr("m=audio " + std::to_string(to.port)));
    } else {
      EXPECT_EQ(rig.expect_rtp(Type::rtp_connect).address, to);
    }
    rig.expect_nothing();
  }
}

TEST_P(PeerOffers, WithoutTheAssignedCodecIsRefusedWithWarningAndTheSessionStays) {
  const auto answer = answer_to(peer_sdp("8 PCMA/8000"));
  EXPECT_EQ(answer.status, 488);
  EXPECT_THAT(header(answer.headers, "Warning"), HasSubstr("305 osmo-sipgw \"the phone's codec"));
  EXPECT_THAT(header(answer.headers, "Reason"), HasSubstr("cause=65"));
  EXPECT_EQ(rig.call().sip_rtp, peer_rtp());
  EXPECT_EQ(answer_to(peer_sdp()).status, 200);
  rig.expect_nothing();
}

TEST_P(PeerOffers, ThatCannotBeReadIsRefused) {
  EXPECT_EQ(answer_to("no SDP").status, 488);
  EXPECT_EQ(answer_to(sdp_text(address("192.0.2.30", 0))).status, 488);
  rig.expect_nothing();
}

TEST_P(PeerOffers, ToTakeAnOtherPayloadTypeThanTheMscsIsOnlyForAnchoredMedia) {
  EXPECT_EQ(answer_to(peer_sdp("97 GSM/8000")).status, rig.anchored() ? 200 : 488);
  if (rig.anchored()) {
    EXPECT_THAT(rig.mgw().commands().back().sdp, HasSubstr("rtpmap:97 GSM"));
  }
}

TEST_P(PeerOffers, NothingAndGetsOurOfferWhoseAnswerIsInTheAck) {
  const auto present = answer_to(peer_sdp()).sdp;
  const auto offer = answer_to(std::string{});
  EXPECT_EQ(offer.status, 200);
  EXPECT_EQ(offer.sdp, present);
  const auto moved = address("198.51.100.1", 6000);
  rig.peer_sends(sip::Acked{rig.last_dialog(), sdp_text(moved)});
  EXPECT_EQ(rig.call().sip_rtp, moved);
  if (!rig.anchored()) {
    EXPECT_EQ(rig.expect_rtp(Type::rtp_connect).address, moved);
  }
  rig.expect_nothing();
}

TEST_P(PeerOffers, NothingAndABadAnswerLeavesTheSession) {
  for (const auto& answer : {std::string{}, peer_sdp("8 PCMA/8000")}) {
    answer_to(std::string{});
    rig.peer_sends(sip::Acked{rig.last_dialog(), answer});
    EXPECT_EQ(rig.call().sip_rtp, peer_rtp());
    rig.expect_nothing();
  }
}

TEST_P(PeerOffers, WhileOurOfferIsUnansweredAndGets491) {
  rig.msc_sends(Type::hold_ind, kMoCallref);
  rig.expect_sip<sip::Offer>();
  EXPECT_EQ(answer_to(peer_sdp(), true).status, 491);
}

TEST_P(PeerOffers, BeforeItsAnswerAndGets491) {
  CoreRig early{GetParam()};
  early.begin_mo();
  early.peer_sends(sip::PeerOffer{early.last_dialog(), true, peer_sdp()});
  EXPECT_EQ(early.expect_sip<sip::AnswerOffer>().status, 491);
}

TEST_P(PeerOffers, AnotherAddressForItsEarlyMedia) {
  CoreRig early{GetParam()};
  early.begin_mo();
  early.peer_sends(provisional(early.last_dialog(), 183, peer_sdp()));
  if (!early.anchored()) early.expect_rtp(Type::rtp_connect);
  early.expect_mncc(Type::progress_req);
  const auto moved = address("198.51.100.1", 6000);
  early.peer_sends(sip::PeerOffer{early.last_dialog(), true, sdp_text(moved)});
  EXPECT_EQ(early.expect_sip<sip::AnswerOffer>().status, 200);
  if (!early.anchored()) {
    EXPECT_EQ(early.expect_rtp(Type::rtp_connect).address, moved);
  }
  early.expect_nothing();
}

TEST_P(PeerOffers, BeforeWeHaveAnsweredItsFirstOfferAndGets500WithRetryAfter) {
  CoreRig mt{GetParam()};
  mt.begin_mt();
  mt.peer_sends(sip::PeerOffer{kMtDialog, true, peer_sdp()});
  const auto answer = mt.expect_sip<sip::AnswerOffer>();
  EXPECT_EQ(answer.status, 500);
  EXPECT_FALSE(header(answer.headers, "Retry-After").empty());
}

TEST_P(PeerOffers, InTheInviteToHoldFromTheStart) {
  CoreRig mt{GetParam()};
  auto invite = test::invite();
  invite.sdp = sdp::with_direction(invite.sdp, Direction::sendonly);
  mt.begin_mt(invite);
  mt.confirm_mt();
  EXPECT_EQ(sdp::parse(mt.answer_mt().sdp)->direction, Direction::recvonly);
}

TEST_P(PeerOffers, AHoldOfWhichThePhoneIsToldWhereThatIsWanted) {
  auto config = config_with(GetParam());
  config.default_trunk().notify_hold = true;
  CoreRig told{config};
  told.establish_mo();
  const auto offer = [&](Direction direction) {
    told.peer_sends(sip::PeerOffer{told.last_dialog(), false, sdp::with_direction(peer_sdp(), direction)});
    told.expect_sip<sip::AnswerOffer>();
  };
  offer(Direction::inactive);
  EXPECT_EQ(told.expect_mncc(Type::notify_req).notify, 0);
  offer(Direction::sendonly);
  told.expect_nothing();
  offer(Direction::sendrecv);
  EXPECT_EQ(told.expect_mncc(Type::notify_req).notify, 1);
  told.expect_nothing();
}

}  // namespace
}  // namespace sipgw::test
