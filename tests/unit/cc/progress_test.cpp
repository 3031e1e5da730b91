// SPDX-License-Identifier: AGPL-3.0-or-later
// What the phone is told before the answer: flow F2, features M8 and M9.
#include "sdp/sdp.hpp"
#include "unit/cc/media_modes.hpp"

namespace sipgw::test {
namespace {

using mncc::Type;
using sdp::Direction;

class Progress : public InBothMediaModes {
 protected:
  void SetUp() override { rig.begin_mo(); }

  void peer_says(int status, std::string sdp = {}) {
    rig.peer_sends(provisional(rig.last_dialog(), status, std::move(sdp)));
  }
  void peer_updates(std::string sdp) {
    rig.peer_sends(sip::PeerOffer{rig.last_dialog(), true, std::move(sdp)});
    EXPECT_EQ(rig.expect_sip<sip::AnswerOffer>().status, 200);
  }
  /// RTP_CONNECT, unless the MSC knows the MGW's address all along.
  void expect_connected(const NetAddress& peer) {
    if (!rig.anchored()) {
      EXPECT_EQ(rig.expect_rtp(Type::rtp_connect).address, peer);
    }
  }
  void expect_told(Type type, std::optional<int> description) {
    const auto progress = rig.expect_mncc(type).progress;
    EXPECT_EQ(progress ? std::optional(progress->description) : std::nullopt, description);
  }

  const NetAddress here = address("198.51.100.1", 6000), elsewhere = address("198.51.100.1", 6002);
};
INSTANTIATE_TEST_SUITE_P(, Progress, both_media_modes(), media_name);

TEST_P(Progress, ThatAttachesNothingWhileTheCallIsQueuedIsToldOnce) {
  for (int i = 0; i < 2; ++i) peer_says(182);
  expect_told(Type::progress_req, 64);
  peer_says(183, sdp_text(here));
  expect_connected(here);
  expect_told(Type::progress_req, 8);
  peer_says(182);
  rig.expect_nothing();
}

TEST_P(Progress, OfAPeerThatSendsNothingIsNoInBandInformation) {
  for (const auto direction : {Direction::inactive, Direction::recvonly}) {
    CoreRig fresh(GetParam());
    fresh.begin_mo();
    fresh.peer_sends(provisional(fresh.last_dialog(), 183, sdp::with_direction(peer_sdp(), direction)));
    if (!fresh.anchored()) fresh.expect_rtp(Type::rtp_connect);
    fresh.peer_sends(provisional(fresh.last_dialog(), 180));
    EXPECT_FALSE(fresh.expect_mncc(Type::alert_req).progress);
    fresh.expect_nothing();
  }
}

TEST_P(Progress, FollowsWhatAnUpdateMakesOfTheMedia) {
  const auto silent = sdp::with_direction(sdp_text(here), Direction::inactive);
  peer_says(183, silent);
  expect_connected(here);
  rig.expect_nothing();
  peer_updates(sdp_text(here));
  expect_told(Type::progress_req, 8);
  peer_updates(silent);
  peer_says(180);
  expect_told(Type::alert_req, {});
}

TEST_P(Progress, OfTheSameOnceMoreTakesNoUpdateBack) {
  for (const bool repeated : {false, true}) {
    CoreRig fresh(GetParam());
    fresh.begin_mo();
    fresh.peer_sends(provisional(fresh.last_dialog(), 183, sdp_text(here)));
    fresh.peer_sends(sip::PeerOffer{fresh.last_dialog(), true, sdp_text(elsewhere)});
    fresh.peer_sends(provisional(fresh.last_dialog(), 180));
    fresh.peer_sends(answered(fresh.last_dialog(), repeated ? sdp_text(here) : std::string{}));
    EXPECT_EQ(fresh.call().sip_rtp, elsewhere) << repeated;
    EXPECT_EQ(fresh.call().gsm_state, "CONNECT_IND");
  }
}

}  // namespace
}  // namespace sipgw::test
