// SPDX-License-Identifier: AGPL-3.0-or-later
#include <gmock/gmock.h>

#include "sdp/sdp.hpp"
#include "unit/sdp/samples.hpp"

namespace sipgw::sdp {
namespace {

TEST(SdpWrite, WritesAMinimalSession) {
  Session session;
  session.audio = {*IpAddress::parse("192.0.2.1"), 4000};
  session.formats = {make_format(Codec::amr, 112), make_format(Codec::gsm_fr, 3)};
  session.ptime = 20;
  session.direction = Direction::sendonly;
  EXPECT_EQ(write(session, {7, 8}),
            "v=0\r\n"
            "o=- 7 8 IN IP4 192.0.2.1\r\n"
            "s=-\r\n"
            "c=IN IP4 192.0.2.1\r\n"
            "t=0 0\r\n"
            "m=audio 4000 RTP/AVP 112 3\r\n"
            "a=rtpmap:112 AMR/8000\r\n"
            "a=fmtp:112 octet-align=1\r\n"
            "a=rtpmap:3 GSM/8000\r\n"
            "a=ptime:20\r\n"
            "a=sendonly\r\n");
}

TEST(SdpWrite, WritesIpv6) {
  Session session;
  session.audio = {*IpAddress::parse("2001:db8::5"), 4000};
  session.formats = {make_format(Codec::gsm_fr, 3)};
  EXPECT_THAT(write(session, {}), testing::HasSubstr("c=IN IP6 2001:db8::5\r\n"));
}

TEST(SdpWrite, IsReadableToTheMsc) {
  Session session;
  session.audio = {*IpAddress::parse("192.0.2.1"), 4000};
  for (const auto codec : {Codec::gsm_fr, Codec::gsm_efr, Codec::gsm_hr, Codec::amr})
    session.formats.push_back(make_format(codec, msc_payload_type(codec)));
  EXPECT_TRUE(msc_can_read(write(session, {})));
}

TEST(SdpWrite, LosesNothingThatASessionHolds) {
  for (const char* text : {kOsmoMsc, kOsmoMscWithoutAddress, kAsterisk, kBaresip, kKamailio, kOddPeer}) {
    const auto session = parse(text);
    ASSERT_TRUE(session);
    auto again = parse(write(*session, {}));
    ASSERT_TRUE(again);
    EXPECT_EQ(*again, *session) << text;
  }
}

}  // namespace
}  // namespace sipgw::sdp
