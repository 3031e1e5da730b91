// SPDX-License-Identifier: AGPL-3.0-or-later
// Bytes on the wire, at offsets written down by hand from spec/mncc.md and not taken from layout.hpp.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "samples.hpp"

namespace sipgw::mncc {
namespace {

int int_at(const Packet& packet, std::size_t offset) { return read_at<std::int32_t>(packet, offset); }
std::string text_at(const Packet& packet, std::size_t offset) {
  return reinterpret_cast<const char*>(packet.data() + offset);
}
int byte_at(const Packet& packet, std::size_t offset) { return std::to_integer<int>(packet[offset]); }

TEST(MnccEncode, SendsSignallingAsAFullStructureOf1876Bytes) {
  EXPECT_EQ(encode(Signalling{.type = Type::rel_req, .callref = 1}).size(), 1876u);
  EXPECT_EQ(encode(full_signalling()).size(), 1896u) << "with low and high layer compatibility";
}

TEST(MnccEncode, LeavesZeroWhateverIsNotSet) {
  const auto packet = encode(Signalling{.type = Type::rel_req, .callref = 0x7fffffff});
  EXPECT_EQ(int_at(packet, 0), 0x110);
  EXPECT_EQ(int_at(packet, 4), 0x7fffffff);
  EXPECT_TRUE(std::all_of(packet.begin() + 8, packet.end(), [](std::byte byte) { return byte == std::byte{0}; }));
}

TEST(MnccEncode, SetsTheBitOfEachMemberThatIsThere) {
  EXPECT_EQ(int_at(encode(full_signalling()), 8), 0x1 | 0x2 | 0x4 | 0x8 | 0x10 | 0x20 | 0x40 | 0x80 | 0x100 | 0x200 |
                                                      0x400 | 0x800 | 0x1000 | 0x4000 | 0x8000 | 0x10000);
}

TEST(MnccEncode, EndsTheSpeechVersionsWithMinusOne) {
  Signalling message{.type = Type::call_proc_req};
  message.bearer_cap = BearerCap{.radio = 1, .speech_versions = {0}};
  const auto packet = encode(message);
  EXPECT_EQ(int_at(packet, 12 + 12), 1);
  EXPECT_EQ(int_at(packet, 12 + 20), 0);
  EXPECT_EQ(int_at(packet, 12 + 24), -1);

  message.bearer_cap->speech_versions.clear();
  EXPECT_EQ(int_at(encode(message), 12 + 20), -1);
}

TEST(MnccEncode, PlacesTheBearerCapabilityAt12) {
  const auto packet = encode(full_signalling());
  EXPECT_EQ(int_at(packet, 12), 1);   // transfer
  EXPECT_EQ(int_at(packet, 16), 1);   // mode
  EXPECT_EQ(int_at(packet, 20), 2);   // coding
  EXPECT_EQ(int_at(packet, 24), 3);   // radio
  EXPECT_EQ(int_at(packet, 28), 1);   // speech_ctm
  EXPECT_EQ(int_at(packet, 32), 4);   // first speech version
  EXPECT_EQ(int_at(packet, 56), 15);  // seventh
  EXPECT_EQ(int_at(packet, 60), -1);
}

TEST(MnccEncode, PlacesTheNumbersAt104And156And208And260) {
  const auto packet = encode(full_signalling());
  EXPECT_EQ(int_at(packet, 104), 1);
  EXPECT_EQ(int_at(packet, 108), 2);
  EXPECT_EQ(int_at(packet, 112), 1);
  EXPECT_EQ(int_at(packet, 116), 3);
  EXPECT_EQ(text_at(packet, 120), "0123456789*#abc01234567890123456");
  EXPECT_EQ(text_at(packet, 172), "12345");
  EXPECT_EQ(text_at(packet, 224), "777");
  EXPECT_EQ(text_at(packet, 276), "98766");
}

TEST(MnccEncode, PlacesCauseAndProgress) {
  const auto packet = encode(full_signalling());
  EXPECT_EQ(int_at(packet, 312), 10);
  EXPECT_EQ(int_at(packet, 316), 2);
  EXPECT_EQ(int_at(packet, 328), 127);
  EXPECT_EQ(int_at(packet, 332), 0);  // diag_len
  EXPECT_EQ(int_at(packet, 368), 1);
  EXPECT_EQ(int_at(packet, 372), 5);
  EXPECT_EQ(int_at(packet, 376), 8);
}

TEST(MnccEncode, TakesTheGsmCodingForCauseAndProgressUnlessToldOtherwise) {
  Signalling message{.type = Type::disc_req};
  message.cause = Cause{.value = 16};
  message.progress = Progress{.description = 8};
  const auto packet = encode(message);
  EXPECT_EQ(int_at(packet, 316), 3);
  EXPECT_EQ(int_at(packet, 368), 3);
}

TEST(MnccEncode, PlacesTheSmallMembersBehindTheBigOnes) {
  const auto packet = encode(full_signalling());
  EXPECT_EQ(int_at(packet, 788), 1);  // clir.sup
  EXPECT_EQ(int_at(packet, 792), 1);  // clir.inv
  EXPECT_EQ(int_at(packet, 800), '#');
  EXPECT_EQ(int_at(packet, 812), 1);  // emergency
  EXPECT_EQ(text_at(packet, 816), "262420123456789");
  EXPECT_EQ(byte_at(packet, 834), 12);
  EXPECT_EQ(byte_at(packet, 849), 0xff);
  EXPECT_EQ(text_at(packet, 850), "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\n");
  EXPECT_EQ(int_at(packet, 648), 1);    // cccap.dtmf
  EXPECT_EQ(int_at(packet, 652), 1);    // cccap.pcp
  EXPECT_EQ(int_at(packet, 656), 128);  // ssversion.len
  EXPECT_EQ(byte_at(packet, 660), 0x7f);
  EXPECT_EQ(byte_at(packet, 1874), 3);  // LLC
  EXPECT_EQ(byte_at(packet, 1875), 0x90);
  EXPECT_EQ(byte_at(packet, 1891), 2);  // HLC
  EXPECT_EQ(byte_at(packet, 1892), 0x91);
}

TEST(MnccEncode, WritesNotifyOnlyIntoNotifyMessages) {
  Signalling message{.type = Type::notify_req, .notify = 1};
  EXPECT_EQ(int_at(encode(message), 808), 1);
  message.type = Type::setup_req;
  EXPECT_EQ(int_at(encode(message), 808), 0);
}

TEST(MnccEncode, WritesAnRtpMessageOf1168BytesInNetworkOrder) {
  const auto packet = encode(full_rtp());
  ASSERT_EQ(packet.size(), 1168u);
  EXPECT_EQ(int_at(packet, 0), 0x204);
  EXPECT_EQ(read_at<std::uint32_t>(packet, 4), 0x80000002);
  EXPECT_EQ(read_at<std::uint16_t>(packet, 8), 2);
  EXPECT_EQ(byte_at(packet, 10), 0x12);
  EXPECT_EQ(byte_at(packet, 11), 0x34);
  EXPECT_EQ(byte_at(packet, 12), 192);
  EXPECT_EQ(byte_at(packet, 15), 1);
  EXPECT_EQ(int_at(packet, 136), 112);
  EXPECT_EQ(int_at(packet, 140), 0x303);
  EXPECT_EQ(text_at(packet, 144), "v=0\r\n");
}

TEST(MnccEncode, WritesAnIpv6Address) {
  auto message = full_rtp();
  message.address->ip = *IpAddress::parse("2001:db8::7");
  const auto packet = encode(message);
  EXPECT_EQ(read_at<std::uint16_t>(packet, 8), 10);
  EXPECT_EQ(byte_at(packet, 10), 0x12);
  EXPECT_EQ(int_at(packet, 12), 0);  // flow label
  EXPECT_EQ(byte_at(packet, 16), 0x20);
  EXPECT_EQ(byte_at(packet, 31), 7);
}

TEST(MnccEncode, WritesAHelloOf32Bytes) {
  const auto packet = encode(Hello{8, 1876, 8, 104, 796, 812, 832});
  ASSERT_EQ(packet.size(), 32u);
  constexpr std::array<int, 8> kExpected{0x400, 8, 1876, 8, 104, 796, 812, 832};
  for (std::size_t word = 0; word < kExpected.size(); ++word) EXPECT_EQ(int_at(packet, 4 * word), kExpected[word]);
}

TEST(MnccFits, TellsWhatTheWireCanHold) {
  EXPECT_TRUE(sdp_fits(std::string(1023, 'x')));
  EXPECT_FALSE(sdp_fits(std::string(1024, 'x')));
  EXPECT_FALSE(sdp_fits(std::string("a\0b", 3)));
  EXPECT_TRUE(digits_fit(""));
  EXPECT_TRUE(digits_fit(std::string(32, '9')));
  EXPECT_FALSE(digits_fit(std::string(33, '9')));
  EXPECT_FALSE(digits_fit("+49"));
  EXPECT_FALSE(digits_fit("12d"));
}

TEST(MnccEncodeDeathTest, EndsTheProgramOnWhatACallerShouldHaveChecked) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  Signalling message{.type = Type::setup_req, .sdp = std::string(1024, 'x')};
  EXPECT_DEATH(static_cast<void>(encode(message)), "");
  message.sdp.clear();
  message.called = Number{.digits = std::string(33, '1')};
  EXPECT_DEATH(static_cast<void>(encode(message)), "");
  message.called.reset();
  message.bearer_cap = BearerCap{.speech_versions = std::vector<int>(8)};
  EXPECT_DEATH(static_cast<void>(encode(message)), "");
}

}  // namespace
}  // namespace sipgw::mncc
