// SPDX-License-Identifier: AGPL-3.0-or-later
// What a peer says of its media before it answers: what of it the MSC hears, and when the phone is told of it.
#include "sdp/sdp.hpp"
#include "unit/cc/media_modes.hpp"

namespace sipgw::test {
namespace {

using mncc::Type;

class EarlyMedia : public InBothMediaModes {
 protected:
  void SetUp() override { rig.begin_mo(); }

  void says(int status, std::string sdp = {}, std::string branch = "a") {
    auto event = provisional(rig.last_dialog(), status, std::move(sdp));
    event.branch = std::move(branch);
    rig.peer_sends(event);
  }
  void flows() {
    says(183, peer_sdp());
    expect_connected(peer_rtp());
    EXPECT_TRUE(rig.expect_mncc(Type::progress_req).progress);
  }
  void updates(const NetAddress& audio, std::string branch = "a") {
    rig.peer_sends(sip::PeerOffer{rig.last_dialog(), true, sdp_text(audio), std::move(branch)});
    EXPECT_EQ(rig.expect_sip<sip::AnswerOffer>().status, 200);
  }
  /// The peer's RTP goes there.
  void expect_connected(const NetAddress& audio) {
    EXPECT_EQ(rig.call().sip_rtp, audio);
    if (rig.anchored()) return;
    const auto connect = rig.expect_rtp(Type::rtp_connect);
    EXPECT_EQ(connect.address, audio);
    EXPECT_EQ(sdp::parse(connect.sdp)->audio, audio);
  }
  void expect_no_in_band_information() { EXPECT_FALSE(rig.expect_mncc(Type::alert_req).progress); }

  static constexpr std::string_view kOtherCodec = "0 PCMU/8000";
  const NetAddress moved_ = address("198.51.100.1", 6000), second_ = address("198.51.100.2", 7000);
};
INSTANTIATE_TEST_SUITE_P(, EarlyMedia, both_media_modes(), media_name);

TEST_P(EarlyMedia, OfABranchWithoutThePhonesCodecNeverReachesTheMsc) {
  flows();
  says(183, sdp_text(second_, kOtherCodec), "b");
  EXPECT_EQ(rig.call().sip_rtp, peer_rtp());
  rig.expect_nothing();
}

TEST_P(EarlyMedia, WithoutThePhonesCodecLeavesThePhoneItsOwnRinging) {
  says(183, peer_sdp(kOtherCodec));
  rig.expect_nothing();
  says(180);
  expect_no_in_band_information();
  rig.expect_nothing();
}

TEST_P(EarlyMedia, OnAPayloadTypeThatTheMscDoesNotUseLeavesThePhoneItsOwnRinging) {
  const auto other = peer_sdp("97 GSM/8000");
  says(183, other);
  if (rig.anchored()) {
    rig.expect_mncc(Type::progress_req);
    return rig.expect_nothing();
  }
  rig.expect_nothing();
  says(180, other);
  expect_no_in_band_information();
  rig.peer_sends(answered(rig.last_dialog(), other));
  rig.expect_mncc(Type::disc_req, 65);
}

TEST_P(EarlyMedia, StaysWhereAnUpdateHasMovedIt) {
  flows();
  updates(moved_);
  expect_connected(moved_);
  says(183, peer_sdp());  // the first answer once more
  says(180);
  EXPECT_TRUE(rig.expect_mncc(Type::alert_req).progress);
  EXPECT_EQ(rig.call().sip_rtp, moved_);
  rig.expect_nothing();
}

TEST_P(EarlyMedia, StaysWhereAnUpdateHasMovedItWhenTheCallIsAnswered) {
  for (const auto& sdp : {peer_sdp(), std::string{}}) {
    CoreRig mo{GetParam()};
    mo.begin_mo();
    auto ringing = provisional(mo.last_dialog(), 183, peer_sdp());
    ringing.branch = "a";
    mo.peer_sends(ringing);
    mo.peer_sends(sip::PeerOffer{mo.last_dialog(), true, sdp_text(moved_), "a"});
    auto ok = answered(mo.last_dialog(), sdp);
    ok.branch = "a";
    mo.peer_sends(ok);
    EXPECT_EQ(mo.call().sip_rtp, moved_);
    EXPECT_EQ(mo.call().gsm_state, "CONNECT_IND") << mo.ladder();
  }
}

TEST_P(EarlyMedia, OfTheBranchThatIsHeardStaysWhenAnotherOneMoves) {
  flows();
  says(183, sdp_text(second_), "b");
  expect_connected(second_);
  says(199, {}, "b");
  says(180);
  expect_connected(peer_rtp());
  rig.expect_mncc(Type::alert_req);
  rig.expect_nothing();
}

TEST_P(EarlyMedia, ThatIsNotHeardMayMoveUnheard) {
  auto config = config_with(GetParam());
  config.default_trunk().fork_media = cc::ForkMedia::first;
  rig.feed(cc::Configured{std::make_shared<const cc::Config>(config)});
  rig.msc_sends(Type::rel_ind, kMoCallref, 16);
  rig.expect_sip<sip::Cancel>();
  rig.peer_sends(refused(rig.last_dialog(), 487));
  rig.begin_mo();
  flows();
  says(183, sdp_text(second_), "b");
  updates(moved_, "b");
  rig.expect_nothing();
  EXPECT_EQ(rig.call().sip_rtp, peer_rtp());
}

}  // namespace
}  // namespace sipgw::test
