// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sim/rtp_packet.hpp"

#include <gtest/gtest.h>

namespace sipgw::sim {
namespace {

constexpr RtpSender kCaller{7, 0, sdp::Codec::gsm_fr};

TEST(SimRtpPacket, IsRecognisedByItsPayloadWhateverTheHeaderSays) {
  auto packet = make_rtp(kCaller, 3, 513);
  EXPECT_EQ(packet.size(), 12u + 33u);
  packet[3] = std::byte{99};
  packet[8] = std::byte{99};
  EXPECT_EQ(recognise_rtp(kCaller, packet), 513);
}

TEST(SimRtpPacket, AnAlteredOneOrAnothersIsNot) {
  auto packet = make_rtp(kCaller, 3, 1);
  EXPECT_EQ(recognise_rtp({8, 0, sdp::Codec::gsm_fr}, packet), std::nullopt);
  EXPECT_EQ(recognise_rtp({7, 1, sdp::Codec::gsm_fr}, packet), std::nullopt);
  packet.back() ^= std::byte{1};
  EXPECT_EQ(recognise_rtp(kCaller, packet), std::nullopt);
  packet.resize(20);
  EXPECT_EQ(recognise_rtp(kCaller, packet), std::nullopt);
}

TEST(SimRtpPacket, EveryCodecHasItsFrameSize) {
  const auto size = [](sdp::Codec codec) { return make_rtp({1, 0, codec}, 3, 0).size() - 12; };
  EXPECT_EQ(size(sdp::Codec::gsm_efr), 31u);
  EXPECT_EQ(size(sdp::Codec::gsm_hr), 14u);
  EXPECT_EQ(size(sdp::Codec::amr), 33u);
}

}  // namespace
}  // namespace sipgw::sim
