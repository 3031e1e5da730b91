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
  ASSERT_NE(chosen_format(answer, Codec::gsm_fr), nullptr);
  EXPECT_EQ(chosen_format(answer, Codec::gsm_fr)->payload_type, 3);
  EXPECT_EQ(chosen_format(answer, Codec::gsm_efr), nullptr);
  answer.audio.port = 0;
  EXPECT_EQ(chosen_format(answer, Codec::gsm_fr), nullptr);
}

TEST(SdpAnswer, WantsTheCodecOnItsPayloadType) {
  Session offer;
  offer.formats = {make_format(Codec::amr, 98), make_format(Codec::gsm_efr, 0)};
  EXPECT_TRUE(offers_codec_on(offer, Codec::amr, 98));
  EXPECT_FALSE(offers_codec_on(offer, Codec::amr, 112));
  EXPECT_FALSE(offers_codec_on(offer, Codec::gsm_efr, 110));
  EXPECT_FALSE(offers_codec_on(offer, Codec::gsm_fr, 98));
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
