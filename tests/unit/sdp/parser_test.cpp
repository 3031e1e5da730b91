// SPDX-License-Identifier: AGPL-3.0-or-later
#include <gmock/gmock.h>

#include "sdp/sdp.hpp"
#include "unit/sdp/samples.hpp"

namespace sipgw::sdp {
namespace {

std::string audio(const std::string& media, const std::string& session = "c=IN IP4 192.0.2.1\r\n") {
  return "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\n" + session + "t=0 0\r\n" + media;
}

Session parsed(std::string_view text) {
  auto session = parse(text);
  if (!session) ADD_FAILURE() << session.error().text << " in\n" << text;
  return session ? *session : Session{};
}

std::vector<std::string> names(const Session& session) {
  std::vector<std::string> out;
  for (const auto& format : session.formats) out.push_back(std::to_string(format.payload_type) + " " + format.encoding);
  return out;
}

TEST(SdpParse, ReadsWhatTheMscOffers) {
  const auto session = parsed(kOsmoMsc);
  EXPECT_EQ(session.audio.to_string(), "192.0.2.10:4002");
  EXPECT_EQ(session.ptime, 20u);
  EXPECT_THAT(names(session), testing::ElementsAre("112 AMR", "3 GSM", "111 GSM-HR-08", "110 GSM-EFR"));
  EXPECT_EQ(session.formats[0].fmtp, "octet-align=1");
  EXPECT_EQ(session.formats[0].codec, Codec::amr);
  EXPECT_EQ(session.formats[3].codec, Codec::gsm_efr);
}

TEST(SdpParse, ReadsAHoldByAddress) {
  const auto session = parsed(kOsmoMscWithoutAddress);
  EXPECT_TRUE(session.holds_by_address());
  EXPECT_EQ(session.audio.port, 0);
}

TEST(SdpParse, KeepsChannelsAndForeignCodecs) {
  const auto session = parsed(kBaresip);
  EXPECT_EQ(session.formats[0].encoding, "opus");
  EXPECT_EQ(session.formats[0].clock_rate, 48000u);
  EXPECT_EQ(session.formats[0].channels, 2);
  EXPECT_EQ(session.formats[0].codec, Codec::other);
  ASSERT_NE(session.find(Codec::gsm_fr), nullptr);
  EXPECT_EQ(session.find(Codec::gsm_fr)->payload_type, 3);
  EXPECT_EQ(session.find(Codec::amr), nullptr);
}

TEST(SdpParse, PrefersTheMediaLevelToTheSessionLevel) {
  EXPECT_EQ(parsed(kBaresip).direction, Direction::sendrecv);
  const auto session = parsed(kKamailio);
  EXPECT_EQ(session.audio.to_string(), "10.9.9.9:30000");
  EXPECT_EQ(session.direction, Direction::recvonly);
}

TEST(SdpParse, TakesTheSessionsDirectionWhereTheMediaHasNone) {
  EXPECT_EQ(parsed(audio("m=audio 4 RTP/AVP 3\r\n", "c=IN IP4 192.0.2.1\r\na=inactive\r\n")).direction,
            Direction::inactive);
}

TEST(SdpParse, NamesStaticPayloadTypesWithoutRtpmap) {
  EXPECT_THAT(names(parsed(kKamailio)), testing::ElementsAre("8 PCMA", "3 GSM", "0 PCMU", "18 G729"));
  EXPECT_EQ(parsed(kKamailio).formats[1].codec, Codec::gsm_fr);
}

TEST(SdpParse, TakesGsmOnPayloadTypeZeroAsWrittenAndIpv6UnderAnIpv4Origin) {
  const auto session = parsed(kOddPeer);
  EXPECT_EQ(session.formats[0].codec, Codec::gsm_fr);
  EXPECT_EQ(session.formats[0].payload_type, 0);
  EXPECT_EQ(session.audio.to_string(), "[2001:db8::5]:5004");
}

TEST(SdpParse, ToleratesLooseBlanksPortCountsAndTtl) {
  const auto session =
      parsed(audio("m=audio  4000/2   RTP/AVP  3 \t8 \r\na=rtpmap: 3  gsm/8000/1 \r\n", "c=IN  IP4 192.0.2.9/127\r\n"));
  EXPECT_EQ(session.audio.to_string(), "192.0.2.9:4000");
  EXPECT_THAT(names(session), testing::ElementsAre("3 gsm", "8 PCMA"));
  EXPECT_EQ(session.formats[0].codec, Codec::gsm_fr);
}

TEST(SdpParse, ReadsAttributesInAnyOrder) {
  const auto session = parsed(audio("m=audio 4 RTP/AVP 98\r\na=fmtp:98 octet-align=1\r\na=rtpmap:98 AMR/8000\r\n"));
  EXPECT_EQ(session.formats[0].encoding, "AMR");
  EXPECT_EQ(session.formats[0].fmtp, "octet-align=1");
}

TEST(SdpParse, MarksAHostNameAsAddress) {
  const auto session = parsed(audio("m=audio 4 RTP/AVP 3\r\n", "c=IN IP4 media.example.org\r\n"));
  EXPECT_TRUE(session.address_is_name);
  EXPECT_FALSE(session.holds_by_address());
}

TEST(SdpParse, KeepsARefusedStream) { EXPECT_EQ(parsed(audio("m=audio 0 RTP/AVP 3\r\n")).audio.port, 0); }

TEST(SdpParse, KeepsOnlyTheFirstAudioStream) {
  const auto session = parsed(audio(
      "m=video 2 RTP/AVP 99\r\na=sendonly\r\nm=audio 4 RTP/AVP 3\r\nm=audio 6 RTP/AVP 8\r\nc=IN IP4 192.0.2.77\r\n"));
  EXPECT_EQ(session.audio.to_string(), "192.0.2.1:4");
  EXPECT_EQ(session.direction, Direction::sendrecv);
  EXPECT_THAT(names(session), testing::ElementsAre("3 GSM"));
}

TEST(SdpParse, SkipsLinesThatItCannotRead) {
  const auto session = parsed(
      audio("m=audio 4 RTP/AVP 3 98\r\nnonsense\r\n=\r\na=rtpmap:98\r\na=rtpmap:300 AMR/8000\r\na=rtpmap:98 AMR/x\r\n"
            "a=rtpmap:98 AMR/8000/0\r\na=fmtp:98\r\na=ptime:99999999999\r\na=rtpmap:98 A\x01R/8000\r\n"));
  EXPECT_THAT(names(session), testing::ElementsAre("3 GSM", "98 "));
  EXPECT_EQ(session.ptime, 0u);
}

TEST(SdpParse, DropsRepeatedPayloadTypesAndStopsAtTheLimit) {
  std::string types;
  for (int type = 0; type < 128; ++type) types += " " + std::to_string(type) + " " + std::to_string(type);
  EXPECT_EQ(parsed(audio("m=audio 4 RTP/AVP" + types + "\r\n")).formats.size(), 64u);
}

TEST(SdpParse, RefusesWhatHoldsNoUsableAudio) {
  const std::string no_version = audio("m=audio 4 RTP/AVP 3\r\n").substr(5);
  for (const auto& text : {
           std::string{},
           std::string{"garbage"},
           std::string(3, '\0'),
           no_version,
           audio(""),
           audio("m=video 4 RTP/AVP 99\r\n"),
           audio("m=audio\r\n"),
           audio("m=audio 4\r\n"),
           audio("m=audio 4 RTP/AVP\r\n"),
           audio("m=audio x RTP/AVP 3\r\n"),
           audio("m=audio -1 RTP/AVP 3\r\n"),
           audio("m=audio 65536 RTP/AVP 3\r\n"),
           audio("m=audio 4 RTP/AVP 128\r\n"),
           audio("m=audio 4 udptl t38\r\n"),
           audio("m=audio 4 RTP/AVP 3\r\n", ""),
           audio("m=audio 4 RTP/AVP 3\r\n", "c=IN IP4\r\n"),
           audio("m=audio 4 RTP/AVP 3\r\n" + std::string(16 * 1024, 'x')),
       })
    EXPECT_FALSE(parse(text)) << text.substr(0, 200);
}

}  // namespace
}  // namespace sipgw::sdp
