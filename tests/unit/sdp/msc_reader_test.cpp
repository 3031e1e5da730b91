// SPDX-License-Identifier: AGPL-3.0-or-later
#include <gtest/gtest.h>

#include "sdp/sdp.hpp"
#include "unit/sdp/samples.hpp"

namespace sipgw::sdp {
namespace {

std::string audio(const std::string& attributes, const std::string& types = "3",
                  const std::string& connection = "IN IP4 192.0.2.1") {
  return "v=0\r\nc=" + connection + "\r\nm=audio 4 RTP/AVP " + types + "\r\n" + attributes;
}

TEST(SdpMscCanRead, TheMscsOwnTextAndAsterisks) {
  EXPECT_TRUE(msc_can_read(kOsmoMsc));
  EXPECT_TRUE(msc_can_read(kOsmoMscWithoutAddress));
  EXPECT_TRUE(msc_can_read(kAsterisk));
}

TEST(SdpMscCanRead, NeitherOpusInStereoNorVideoNorIpv6) {
  EXPECT_FALSE(msc_can_read(kBaresip));
  EXPECT_FALSE(msc_can_read(kKamailio));
  EXPECT_FALSE(msc_can_read(kOddPeer));
}

TEST(SdpMscCanRead, StaticTypesWithoutRtpmapAndGsmOnPayloadTypeZero) {
  EXPECT_TRUE(msc_can_read(audio("", "3 8 0")));
  EXPECT_TRUE(msc_can_read(audio("a=rtpmap:0 GSM/8000\r\n", "0")));
  EXPECT_TRUE(msc_can_read(audio("a=rtpmap:3 GSM/8000/1\r\n")));
  EXPECT_TRUE(msc_can_read(audio("a=rtpmap:3 GSM/8000")));
}

TEST(SdpMscCanRead, NothingThatItWouldTakeForSomethingElse) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"a bare LF", "v=0\r\nc=IN IP4 192.0.2.1\nm=audio 4 RTP/AVP 3\r\n"},
      {"a bare CR", audio("a=x\ry\r\n")},
      {"a NUL", audio(std::string("a=x\0y\r\n", 7))},
      {"a lower-case name", audio("a=rtpmap:3 gsm/8000\r\n")},
      {"GSM-HR", audio("a=rtpmap:98 GSM-HR/8000\r\n", "98")},
      {"a dynamic type without rtpmap", audio("", "3 110")},
      {"two channels", audio("a=rtpmap:98 L16/8000/2\r\n", "3 98")},
      {"a static type of two channels", audio("", "3 10")},
      {"an rtpmap with a loose blank", audio("a=rtpmap: 3 GSM/8000\r\n")},
      {"an rtpmap that nothing offers", audio("a=rtpmap:98 AMR/8000\r\n")},
      {"an rtpmap that cannot be read", audio("a=rtpmap:3\r\n")},
      {"an fmtp without text", audio("a=fmtp:3\r\n")},
      {"a long fmtp", audio("a=fmtp:3 " + std::string(256, 'x') + "\r\n")},
      {"a long name", audio("a=rtpmap:98 " + std::string(32, 'x') + "/8000\r\n", "3 98")},
      {"a ptime that is no number", audio("a=ptime:x\r\n")},
      {"17 formats", audio("a=rtpmap:98 AMR/8000\r\n", "0 3 4 5 6 7 8 9 11 12 13 14 15 16 17 18 98")},
      {"IPv6 on session level", audio("", "3\r\nc=IN IP4 192.0.2.1", "IN IP6 ::1")},
      {"a host name", audio("", "3", "IN IP4 pbx.example.org")},
      {"a second audio stream", audio("m=audio 6 RTP/AVP 8\r\n")},
      {"a video stream in front", "v=0\r\nc=IN IP4 192.0.2.1\r\nm=video 6 RTP/AVP 99\r\nm=audio 4 RTP/AVP 3\r\n"},
      {"encryption", "v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 4 RTP/SAVP 3\r\n"},
      {"1024 bytes", audio("a=x:" + std::string(1024 - audio("").size() - 6, 'x') + "\r\n")},
      {"nothing", ""},
  };
  for (const auto& [what, text] : cases) EXPECT_FALSE(msc_can_read(text)) << what;
}

TEST(SdpMscCanRead, SixteenFormatsAnd1023Bytes) {
  EXPECT_TRUE(msc_can_read(audio("", "0 3 4 5 6 7 8 9 11 12 13 14 15 16 17 18")));
  const auto text = audio("a=x:" + std::string(1023 - audio("").size() - 6, 'x') + "\r\n");
  ASSERT_EQ(text.size(), 1023u);
  EXPECT_TRUE(msc_can_read(text));
}

}  // namespace
}  // namespace sipgw::sdp
