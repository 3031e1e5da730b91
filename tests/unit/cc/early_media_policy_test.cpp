// SPDX-License-Identifier: AGPL-3.0-or-later
// What a calling phone is told of the speech path before and at the answer: `early-media`, `progress-indicator`.
#include "unit/cc/media_modes.hpp"

namespace sipgw::test {
namespace {

using mncc::Type;

class EarlyMediaPolicy : public testing::TestWithParam<cc::MediaMode> {
 protected:
  static cc::Config config(cc::EarlyMedia early_media) {
    auto config = config_with(GetParam());
    config.default_trunk().early_media = early_media;
    return config;
  }
};
INSTANTIATE_TEST_SUITE_P(, EarlyMediaPolicy, both_media_modes(), media_name);

TEST_P(EarlyMediaPolicy, IsKeptFromThePhoneUntilTheAnswer) {
  CoreRig rig(config(cc::EarlyMedia::never));
  rig.begin_mo();
  rig.peer_sends(provisional(rig.last_dialog(), 183, peer_sdp()));
  rig.expect_nothing();
  rig.peer_sends(provisional(rig.last_dialog(), 180, peer_sdp()));
  EXPECT_FALSE(rig.expect_mncc(Type::alert_req).progress);
  rig.expect_nothing();
  rig.peer_sends(answered(rig.last_dialog(), {}));  // the SDP of the provisional was the answer
  if (!rig.anchored()) rig.expect_rtp(Type::rtp_connect);
  rig.expect_mncc(Type::setup_rsp);
}

TEST_P(EarlyMediaPolicy, IsAnnouncedForEveryRingingPeerWhereConfigured) {
  CoreRig rig(config(cc::EarlyMedia::always));
  rig.begin_mo();
  rig.peer_sends(provisional(rig.last_dialog(), 180));
  const auto alert = rig.expect_mncc(Type::alert_req);
  ASSERT_TRUE(alert.progress);
  EXPECT_EQ(alert.progress->description, 8);
}

TEST_P(EarlyMediaPolicy, IsFollowedByAnAnswerThatTellsOfLeavingGsmOnlyWhereConfigured) {
  for (const bool configured : {false, true}) {
    auto config = config_with(GetParam());
    config.default_trunk().progress_indicator = configured;
    CoreRig rig(config);
    rig.begin_mo();
    rig.peer_sends(answered(rig.last_dialog()));
    if (!rig.anchored()) rig.expect_rtp(Type::rtp_connect);
    const auto response = rig.expect_mncc(Type::setup_rsp);
    ASSERT_EQ(response.progress.has_value(), configured);
    if (configured) {
      EXPECT_EQ(response.progress->description, 1);
    }
  }
}

}  // namespace
}  // namespace sipgw::test
