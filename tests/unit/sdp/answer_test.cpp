// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sdp/answer.hpp"

#include <gtest/gtest.h>

#include "sdp/sdp.hpp"

namespace sipgw::sdp {
namespace {

TEST(SdpAnswer, MirrorsTheDirectionAndKeepsOurOwnHold) {
  EXPECT_EQ(answer_direction(Direction::sendrecv, false), Direction::sendrecv);
  EXPECT_EQ(answer_direction(Direction::sendonly, false), Direction::recvonly);
  EXPECT_EQ(answer_direction(Direction::recvonly, false), Direction::sendonly);
  EXPECT_EQ(answer_direction(Direction::inactive, false), Direction::inactive);
  EXPECT_EQ(answer_direction(Direction::sendrecv, true), Direction::sendonly);
  EXPECT_EQ(answer_direction(Direction::sendonly, true), Direction::inactive);
  EXPECT_EQ(answer_direction(Direction::recvonly, true), Direction::sendonly);
  EXPECT_EQ(answer_direction(Direction::inactive, true), Direction::inactive);
}

TEST(SdpAnswer, FindsTheAssignedCodecUnlessTheStreamWasRefused) {
  Session answer;
  answer.audio.port = 4000;
  answer.formats = {make_format(Codec::amr, 98), make_format(Codec::gsm_fr, 3)};
  ASSERT_NE(chosen_format(answer, Codec::gsm_fr, 3), nullptr);
  EXPECT_EQ(chosen_format(answer, Codec::gsm_fr, 3)->payload_type, 3);
  EXPECT_EQ(chosen_format(answer, Codec::gsm_efr, 110), nullptr);
  answer.audio.port = 0;
  EXPECT_EQ(chosen_format(answer, Codec::gsm_fr, 3), nullptr);
}

TEST(SdpAnswer, WantsTheCodecOnItsPayloadType) {
  Session offer;
  offer.formats = {make_format(Codec::amr, 98), make_format(Codec::gsm_efr, 0)};
  EXPECT_TRUE(offers_codec_on(offer, Codec::amr, 98));
  EXPECT_FALSE(offers_codec_on(offer, Codec::amr, 112));
  EXPECT_FALSE(offers_codec_on(offer, Codec::gsm_efr, 110));
  EXPECT_FALSE(offers_codec_on(offer, Codec::gsm_fr, 98));
}

Format amr(std::uint8_t payload_type, const std::string& fmtp) {
  auto format = make_format(Codec::amr, payload_type);
  format.fmtp = fmtp;
  return format;
}

TEST(SdpAnswer, WantsAmrOctetAligned) {
  Session offer;
  for (const auto* aligned : {"octet-align=1", "mode-set=0,2; Octet-Align=1", "mode-set=7;octet-align=1"}) {
    offer.formats = {amr(112, aligned)};
    EXPECT_TRUE(offers_codec_on(offer, Codec::amr, 112)) << aligned;
  }
  for (const auto* efficient : {"", "octet-align=0", "mode-set=7", "octet-align=10"}) {
    offer.formats = {amr(112, efficient)};
    EXPECT_FALSE(offers_codec_on(offer, Codec::amr, 112)) << efficient;
    EXPECT_FALSE(same_payload(offer.formats[0], make_format(Codec::amr, 112)));
  }
}

TEST(SdpAnswer, ChoosesOfTwoFormatsTheOneThatTheMscUses) {
  Session offer;
  offer.audio.port = 4000;
  offer.formats = {amr(96, ""), amr(112, "octet-align=1")};
  EXPECT_EQ(chosen_format(offer, Codec::amr, 112)->payload_type, 112);
  offer.formats[1].fmtp.clear();
  EXPECT_EQ(chosen_format(offer, Codec::amr, 112)->payload_type, 96);
}

TEST(SdpAnswer, TakesAHoldByAddressForNotReceiving) {
  Session session;
  session.audio = {*IpAddress::parse("0.0.0.0"), 4000};
  EXPECT_EQ(direction_of(session), Direction::sendonly);
  session.direction = Direction::recvonly;
  EXPECT_EQ(direction_of(session), Direction::inactive);
  session.audio.ip = *IpAddress::parse("192.0.2.1");
  EXPECT_EQ(direction_of(session), Direction::recvonly);
}

TEST(SdpAnswer, AcceptsGsmOnPayloadTypeZero) {
  Session offer;
  offer.formats = {make_format(Codec::gsm_fr, 0)};
  EXPECT_TRUE(offers_codec_on(offer, Codec::gsm_fr, 3));
  offer.formats = {make_format(Codec::gsm_fr, 97)};
  EXPECT_FALSE(offers_codec_on(offer, Codec::gsm_fr, 3));
}

}  // namespace
}  // namespace sipgw::sdp
