// SPDX-License-Identifier: AGPL-3.0-or-later
#include <gmock/gmock.h>

#include "sdp/sdp.hpp"
#include "unit/sdp/samples.hpp"

namespace sipgw::sdp {
namespace {

const NetAddress kNew{*IpAddress::parse("203.0.113.99"), 16384};

std::string replaced(std::string text, std::string_view old, std::string_view by) {
  const auto at = text.find(old);
  if (at == std::string::npos) ADD_FAILURE() << old << " is not in\n" << text;
  return at == std::string::npos ? text : text.replace(at, old.size(), by);
}

TEST(SdpWithAddress, ReplacesOnlyConnectionAndPort) {
  auto expected = replaced(kOsmoMscWithoutAddress, "c=IN IP4 0.0.0.0", "c=IN IP4 203.0.113.99");
  expected = replaced(expected, "m=audio 0 ", "m=audio 16384 ");
  EXPECT_EQ(with_address(kOsmoMscWithoutAddress, kNew), expected);
}

TEST(SdpWithAddress, LeavesSessionLevelAndOtherStreamsWhereTheAudioHasItsOwnConnection) {
  auto expected = replaced(kKamailio, "10.9.9.9", "203.0.113.99");
  expected = replaced(expected, "m=audio 30000", "m=audio 16384");
  EXPECT_EQ(with_address(kKamailio, kNew), expected);
}

TEST(SdpWithAddress, ChangesTheFamilyAndKeepsLfLineEnds) {
  auto expected = replaced(kOddPeer, "IP6 2001:db8::5", "IP4 203.0.113.99");
  expected = replaced(expected, "m=audio 5004", "m=audio 16384");
  EXPECT_EQ(with_address(kOddPeer, kNew), expected);
}

TEST(SdpWithAddress, KeepsTtlPortCountAndOddBytes) {
  EXPECT_EQ(with_address("v=0\r\nc=IN  IP4 0.0.0.0/127 \r\n\xff\x01junk\nm=audio 0/2 RTP/AVP 3", kNew),
            "v=0\r\nc=IN  IP4 203.0.113.99/127 \r\n\xff\x01junk\nm=audio 16384/2 RTP/AVP 3");
}

TEST(SdpWithAddress, ReturnsTextWithoutAudioAsItIs) {
  for (const char* text : {"", "garbage", "v=0\r\nm=video 0 RTP/AVP 99\r\n", "c=\r\nm="})
    EXPECT_EQ(with_address(text, kNew), text);
}

TEST(SdpRebuildForMsc, KeepsTheGsmCodecsOfABaresipOffer) {
  const auto rebuilt = rebuild_for_msc(*parse(kBaresip), {1, 2});
  ASSERT_TRUE(rebuilt);
  EXPECT_EQ(*rebuilt,
            "v=0\r\n"
            "o=- 1 2 IN IP4 203.0.113.20\r\n"
            "s=-\r\n"
            "c=IN IP4 203.0.113.20\r\n"
            "t=0 0\r\n"
            "m=audio 21434 RTP/AVP 3\r\n"
            "a=rtpmap:3 GSM/8000\r\n"
            "a=ptime:20\r\n"
            "a=sendrecv\r\n");
}

TEST(SdpRebuildForMsc, SpellsNamesAsTheMscDoes) {
  const auto session = parse(
      "v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 4 RTP/AVP 97 98 99\r\na=rtpmap:97 gsm-hr/8000\r\na=rtpmap:98 "
      "amr/8000\r\na=fmtp:98 octet-align=0; mode-set=7\r\na=rtpmap:99 Gsm-Efr/8000\r\n");
  const auto rebuilt = rebuild_for_msc(*session, {});
  ASSERT_TRUE(rebuilt);
  EXPECT_THAT(*rebuilt, testing::HasSubstr("a=rtpmap:97 GSM-HR-08/8000\r\n"));
  EXPECT_THAT(*rebuilt, testing::HasSubstr("a=rtpmap:98 AMR/8000\r\na=fmtp:98 octet-align=0; mode-set=7\r\n"));
  EXPECT_THAT(*rebuilt, testing::HasSubstr("a=rtpmap:99 GSM-EFR/8000\r\n"));
  EXPECT_TRUE(msc_can_read(*rebuilt));
}

TEST(SdpRebuildForMsc, StaysWithinTheMscsRoomByLeavingOutWholeFormats) {
  Session session;
  session.audio = kNew;
  for (std::uint8_t type = 64; type < 128; ++type) {
    auto format = make_format(Codec::amr, type);
    format.fmtp = std::string(type % 2 == 0 ? 300 : 200, 'x');
    session.formats.push_back(format);
  }
  const auto rebuilt = rebuild_for_msc(session, {});
  ASSERT_TRUE(rebuilt);
  EXPECT_LT(rebuilt->size(), 1000u);
  EXPECT_TRUE(msc_can_read(*rebuilt));
  EXPECT_GT(parse(*rebuilt)->formats.size(), 1u);
}

TEST(SdpWithDirection, LeavesATextAloneThatHasItAlready) {
  EXPECT_EQ(with_direction(kOsmoMsc, Direction::sendrecv), kOsmoMsc);
  const auto held = with_direction(kOsmoMsc, Direction::inactive);
  EXPECT_EQ(with_direction(held, Direction::inactive), held);
}

TEST(SdpWithDirection, ReplacesTheAttributeOrAppendsOne) {
  for (const auto direction : {Direction::sendonly, Direction::recvonly, Direction::inactive}) {
    const auto once = with_direction(kOsmoMsc, direction);
    EXPECT_EQ(parse(once)->direction, direction) << once;
    EXPECT_TRUE(once.ends_with("\r\n"));
    EXPECT_EQ(parse(with_direction(once, Direction::sendrecv))->direction, Direction::sendrecv);
    EXPECT_EQ(with_direction(once, Direction::sendrecv).find(to_string(direction)), std::string::npos);
  }
}

TEST(SdpWithDirection, OverridesTheSessionsAndStaysInTheAudioStream) {
  const std::string text =
      "v=0\r\no=- 1 7 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\na=sendonly\r\n"
      "m=audio 4000 RTP/AVP 3\r\na=ptime:20\r\nm=video 5000 RTP/AVP 34\r\na=inactive\r\n";
  EXPECT_EQ(with_direction(text, Direction::sendonly), text);
  EXPECT_EQ(with_direction(text, Direction::recvonly), replaced(text, "a=ptime:20", "a=ptime:20\r\na=recvonly"));
}

TEST(SdpWithVersionRaised, ChangesNothingButTheVersion) {
  const std::string text = "v=0\r\no=- 1 41 IN IP4 192.0.2.1\r\ns=o=- 1 5\r\n";
  EXPECT_EQ(with_version_raised(text, 2), replaced(text, "41", "43"));
  EXPECT_EQ(with_version_raised(text, 0), text);
  EXPECT_EQ(with_version_raised("v=0\r\no=- 1 x IN IP4 1\r\n", 1), "v=0\r\no=- 1 x IN IP4 1\r\n");
  EXPECT_EQ(with_version_raised("", 1), "");
}

TEST(SdpRebuildForMsc, LeavesOutAnIpv6AddressWithAllElseInPlace) {
  Session session;
  session.audio = {*IpAddress::parse("2001:db8::5"), 4000};
  session.formats = {make_format(Codec::gsm_fr, 3)};
  const auto rebuilt = rebuild_for_msc(session, {});
  ASSERT_TRUE(rebuilt);
  EXPECT_THAT(*rebuilt, testing::Not(testing::HasSubstr("\r\nc=")));
  EXPECT_THAT(*rebuilt, testing::HasSubstr("m=audio 4000 RTP/AVP 3\r\na=rtpmap:3 GSM/8000\r\n"));
}

TEST(SdpRebuildForMsc, RefusesWhatTheMscCannotUse) {
  Session usable;
  usable.audio = kNew;
  usable.formats = {make_format(Codec::gsm_fr, 3)};
  ASSERT_TRUE(rebuild_for_msc(usable, {}));

  auto no_codec = usable;
  no_codec.formats[0] = Format{8, 1, Codec::other, 8000, "PCMA", ""};
  EXPECT_FALSE(rebuild_for_msc(no_codec, {}));
  auto by_name = usable;
  by_name.address_is_name = true;
  EXPECT_FALSE(rebuild_for_msc(by_name, {}));
  auto encrypted = usable;
  encrypted.protocol = "RTP/SAVP";
  EXPECT_FALSE(rebuild_for_msc(encrypted, {}));
}

}  // namespace
}  // namespace sipgw::sdp
