// SPDX-License-Identifier: AGPL-3.0-or-later
#include <gtest/gtest.h>

#include <random>

#include "samples.hpp"

namespace sipgw::mncc {
namespace {

namespace s = wire::signalling;

Packet full_packet() { return encode(full_signalling()); }

/// full_packet() with one int replaced, decoded.
std::optional<Malformed> failure_with(std::size_t offset, std::int32_t value) {
  auto packet = full_packet();
  write_at(packet, offset, value);
  return failure(packet);
}

/// full_packet() with a member filled up with one character, without a NUL.
std::optional<Malformed> failure_filled(std::size_t offset, std::size_t size, char character) {
  auto packet = full_packet();
  std::memset(packet.data() + offset, character, size);
  return failure(packet);
}

TEST(MnccDecode, ReadsBackEveryMember) { EXPECT_EQ(decoded<Signalling>(full_packet()), full_signalling()); }

TEST(MnccDecode, ReadsBackEveryMemberOnItsOwn) {
  const auto full = full_signalling();
  const auto expect_back = [](auto set) {
    Signalling message{.type = Type::setup_cnf, .callref = 7};
    set(message);
    EXPECT_EQ(decoded<Signalling>(encode(message)), message);
  };
  expect_back([](Signalling&) {});
  expect_back([&](Signalling& m) { m.bearer_cap = full.bearer_cap; });
  expect_back([&](Signalling& m) { m.bearer_cap = BearerCap{}; });
  expect_back([&](Signalling& m) { m.called = full.called; });
  expect_back([&](Signalling& m) { m.calling = Number{}; });
  expect_back([&](Signalling& m) { m.redirecting = full.redirecting; });
  expect_back([&](Signalling& m) { m.connected = full.connected; });
  expect_back([&](Signalling& m) { m.cause = full.cause; });
  expect_back([&](Signalling& m) { m.progress = full.progress; });
  expect_back([](Signalling& m) { m.useruser = UserUser{255, {}}; });
  expect_back([](Signalling& m) { m.facility = std::string("\xa1\x00\x02", 3); });
  expect_back([](Signalling& m) { m.facility = std::string{}; });
  expect_back([&](Signalling& m) { m.ss_version = full.ss_version; });
  expect_back([](Signalling& m) { m.cc_cap = CcCap{true, false}; });
  expect_back([](Signalling& m) { m.cc_cap = CcCap{false, true}; });
  expect_back([&](Signalling& m) { m.llc = full.llc; });
  expect_back([](Signalling& m) { m.hlc = std::string{}; });
  expect_back([](Signalling& m) { m.emergency = true; });
  expect_back([](Signalling& m) { m.clir_invoked = true; });
  expect_back([](Signalling& m) { m.clir_suppressed = true; });
  expect_back([&](Signalling& m) { m.imsi = full.imsi; });
  expect_back([&](Signalling& m) { m.gcr = full.gcr; });
  expect_back([](Signalling& m) { m.sdp = std::string(1023, 'x'); });
  for (const char key : std::string_view("0123456789*#ABCD")) expect_back([key](Signalling& m) { m.keypad = key; });
}

TEST(MnccDecode, ReadsBackEverySignallingType) {
  for (std::uint32_t type = 0x101; type <= 0x128; ++type) {
    const auto message = full_signalling(static_cast<Type>(type));
    EXPECT_EQ(decoded<Signalling>(encode(message)), message) << to_string(message.type);
  }
}

TEST(MnccDecode, ReadsNotifyOnlyFromNotifyMessages) {
  auto packet = encode(Signalling{.type = Type::notify_ind, .notify = 1});
  EXPECT_EQ(decoded<Signalling>(packet).notify, 1);
  write_at<std::int32_t>(packet, s::kNotify, 128);
  EXPECT_EQ(failure(packet), Malformed::bad_enum);
  write_at(packet, 0, Type::setup_ind);
  EXPECT_EQ(decoded<Signalling>(packet).notify, 0);
}

TEST(MnccDecode, ReadsBackRtpMessages) {
  for (const auto type : {Type::rtp_create, Type::rtp_connect, Type::rtp_free}) {
    auto message = full_rtp();
    message.type = type;
    EXPECT_EQ(decoded<Rtp>(encode(message)), message);
    message.address->ip = *IpAddress::parse("2001:db8::7");
    EXPECT_EQ(decoded<Rtp>(encode(message)), message);
    message.address.reset();
    message.sdp.clear();
    EXPECT_EQ(decoded<Rtp>(encode(message)), message);
  }
}

TEST(MnccDecode, ReadsBackAHello) {
  const Hello hello{7, 1896, 8, 1, 2, 3, 0xffffffff};
  EXPECT_EQ(decoded<Hello>(encode(hello)), hello);
}

TEST(MnccDecode, TakesTheLengthsThatMscsSend) {
  auto short_one = full_signalling();
  short_one.llc.reset();
  short_one.hlc.reset();
  for (const std::size_t size : {1876u, 1880u, 1896u, 4096u}) {
    auto packet = encode(short_one);
    packet.resize(size);
    EXPECT_EQ(decoded<Signalling>(packet), short_one) << size;
  }
  for (const std::size_t size : {1168u, 1876u, 1896u}) {
    auto packet = encode(full_rtp());
    packet.resize(size, std::byte{0xff});
    EXPECT_EQ(decoded<Rtp>(packet), full_rtp()) << size;
  }
}

TEST(MnccDecode, DoesNotReadMembersWithoutTheirBit) {
  auto packet = full_packet();
  std::memset(packet.data() + 8, 0, 4);
  std::memset(packet.data() + s::kBearerCap, 0xee, s::kClirSuppressed - s::kBearerCap);
  const auto message = decoded<Signalling>(packet);
  EXPECT_FALSE(message.bearer_cap || message.called || message.calling || message.redirecting || message.connected ||
               message.cause || message.progress || message.keypad || message.useruser || message.facility ||
               message.gcr || message.ss_version || message.cc_cap || message.llc || message.hlc);
  EXPECT_TRUE(message.emergency) << "the emergency member counts without its bit";
}

TEST(MnccDecode, TakesTheEmergencyBitWithoutTheMember) {
  auto packet = encode(Signalling{.type = Type::setup_ind, .emergency = true});
  write_at<std::int32_t>(packet, s::kEmergency, 0);
  EXPECT_TRUE(decoded<Signalling>(packet).emergency);
}

TEST(MnccDecode, TakesTheBitOfAMemberThatWeDoNotRead) { EXPECT_EQ(failure_with(s::kFields, 0x2000), std::nullopt); }

TEST(MnccDecode, RefusesAMessageThatEndsBeforeTheEndOfItsSdp) {
  const auto packet = full_packet();
  const auto end = s::kSdp + full_signalling().sdp.size() + 1;
  for (std::size_t size = 0; size <= packet.size(); ++size) {
    const Packet cut(packet.begin(), packet.begin() + static_cast<std::ptrdiff_t>(size));
    const auto expected = size < end ? std::optional(Malformed::too_short) : std::nullopt;
    ASSERT_EQ(failure(cut), expected) << size;
    ASSERT_EQ(decode(cut).callref, size < 8 ? 0u : 0x80000001u) << size;
  }
}

TEST(MnccDecode, RefusesAnRtpMessageThatEndsBeforeTheEndOfItsSdp) {
  const auto packet = encode(full_rtp());
  const auto end = wire::rtp::kSdp + full_rtp().sdp.size() + 1;
  for (std::size_t size = 0; size <= packet.size(); ++size) {
    const Packet cut(packet.begin(), packet.begin() + static_cast<std::ptrdiff_t>(size));
    ASSERT_EQ(failure(cut), size < end ? std::optional(Malformed::too_short) : std::nullopt) << size;
  }
}

TEST(MnccDecode, RefusesAShortHello) {
  auto packet = encode(Hello{.version = 8});
  packet.resize(31);
  EXPECT_EQ(failure(packet), Malformed::too_short);
  packet.resize(33);
  EXPECT_EQ(failure(packet), std::nullopt);
}

TEST(MnccDecode, RefusesUnknownTypesAndKeepsTheirCallref) {
  for (const std::uint32_t type : {0x0u, 0x100u, 0x129u, 0x200u, 0x203u, 0x207u, 0x300u, 0x401u, 0x80000102u}) {
    auto packet = full_packet();
    write_at(packet, 0, type);
    EXPECT_EQ(failure(packet), Malformed::unknown_type) << std::hex << type;
    EXPECT_EQ(decode(packet).callref, 0x80000001);
  }
}

TEST(MnccDecode, RefusesStringsWithoutTheirNul) {
  EXPECT_EQ(failure_filled(s::kSdp, wire::kSdpSize, 'x'), Malformed::unterminated_string);
  EXPECT_EQ(failure_filled(s::kImsi, wire::kImsiSize, '1'), Malformed::unterminated_string);
  for (const auto member : {s::kCalled, s::kCalling, s::kRedirecting, s::kConnected}) {
    EXPECT_EQ(failure_filled(member + wire::number::kDigits, wire::number::kDigitsSize, '1'),
              Malformed::unterminated_string);
  }
}

TEST(MnccDecode, RefusesAnUnknownBitInTheFieldMask) {
  EXPECT_EQ(failure_with(s::kFields, 0x20000), Malformed::bad_field_mask);
  EXPECT_EQ(failure_with(s::kFields, std::numeric_limits<std::int32_t>::min()), Malformed::bad_field_mask);
}

TEST(MnccDecode, RefusesNumbersOutOfRange) {
  for (const auto member : {s::kCalled, s::kCalling, s::kRedirecting, s::kConnected}) {
    for (const auto& [offset, limit] : {std::pair{0, 8}, {4, 16}, {8, 4}, {12, 4}}) {
      const auto at = member + static_cast<std::size_t>(offset);
      EXPECT_EQ(failure_with(at, limit), Malformed::bad_number);
      EXPECT_EQ(failure_with(at, -1), Malformed::bad_number);
      EXPECT_EQ(failure_with(at, limit - 1), std::nullopt);
    }
    for (const char digit : {'+', 'd', 'A', ' ', '\r', '\x80'}) {
      auto packet = full_packet();
      write_at(packet, member + wire::number::kDigits, digit);
      EXPECT_EQ(failure(packet), Malformed::bad_number) << int{digit};
    }
  }
}

TEST(MnccDecode, RefusesAnImsiOfOtherThanDigits) {
  auto packet = full_packet();
  write_at(packet, s::kImsi, 'x');
  EXPECT_EQ(failure(packet), Malformed::bad_number);
}

TEST(MnccDecode, RefusesABearerCapabilityOutOfRangeOrWithoutItsEnd) {
  for (const auto& [offset, limit] : {std::pair{0, 8}, {4, 2}, {8, 4}, {12, 4}, {16, 2}, {20, 16}}) {
    const auto at = s::kBearerCap + static_cast<std::size_t>(offset);
    EXPECT_EQ(failure_with(at, limit), Malformed::bad_bearer_cap);
    EXPECT_EQ(failure_with(at, limit - 1), std::nullopt);
    EXPECT_EQ(failure_with(at, -2), Malformed::bad_bearer_cap);
  }
  EXPECT_EQ(failure_with(s::kBearerCap + 20 + 7 * 4, 0), Malformed::bad_bearer_cap) << "no closing -1";
}

TEST(MnccDecode, IgnoresSpeechVersionsBehindTheirEnd) {
  auto packet = full_packet();
  write_at<std::int32_t>(packet, s::kBearerCap + 20 + 4, -1);
  write_at<std::int32_t>(packet, s::kBearerCap + 20 + 8, 12345);
  EXPECT_EQ(decoded<Signalling>(packet).bearer_cap->speech_versions, std::vector<int>{4});
}

TEST(MnccDecode, RefusesCauseAndProgressOutOfRange) {
  for (const auto& [offset, limit] : {std::pair{s::kCause, 16},
                                      {s::kCause + 4, 4},
                                      {s::kCause + 16, 128},
                                      {s::kProgress, 4},
                                      {s::kProgress + 4, 16},
                                      {s::kProgress + 8, 128}}) {
    EXPECT_EQ(failure_with(offset, limit), Malformed::bad_enum) << offset;
    EXPECT_EQ(failure_with(offset, -1), Malformed::bad_enum) << offset;
    EXPECT_EQ(failure_with(offset, limit - 1), std::nullopt) << offset;
  }
}

TEST(MnccDecode, LeavesOutAMalformedMemberThatNoCallNeeds) {
  const auto expect_left_out = [](std::size_t offset, std::int32_t value, auto member) {
    auto packet = full_packet();
    write_at(packet, offset, value);
    auto expected = full_signalling();
    (expected.*member).reset();
    EXPECT_EQ(decoded<Signalling>(packet), expected) << offset << ": " << value;
    EXPECT_TRUE(decode(packet).incomplete);
  };
  for (const int key : {0, int{'a'}, int{'E'}, int{' '}, '#' + 256, -1}) {
    expect_left_out(s::kKeypad, key, &Signalling::keypad);
  }
  for (const int sign : {-1, 1}) {
    expect_left_out(s::kUserUser, sign * 256, &Signalling::useruser);
    expect_left_out(s::kFacility, sign * 129, &Signalling::facility);
    expect_left_out(s::kSsVersion, sign * 129, &Signalling::ss_version);
    expect_left_out(s::kCcCap, sign * 2, &Signalling::cc_cap);
    expect_left_out(s::kCcCap + 4, sign * 2, &Signalling::cc_cap);
  }
  expect_left_out(s::kLlc, 17, &Signalling::llc);
  expect_left_out(s::kHlc, 4, &Signalling::hlc);
  auto unterminated = full_packet();
  std::memset(unterminated.data() + s::kUserUser + 4, 'x', wire::useruser::kTextSize);
  EXPECT_FALSE(decoded<Signalling>(unterminated).useruser);
  EXPECT_FALSE(decode(full_packet()).incomplete);
}

TEST(MnccDecode, ReadsCompatibilityOnlyWhereTheMscHasIt) {
  auto packet = full_packet();
  packet.resize(s::kSize);
  const auto message = decoded<Signalling>(packet);
  EXPECT_FALSE(message.llc || message.hlc);
  EXPECT_EQ(message.ss_version, full_signalling().ss_version);
}

TEST(MnccDecode, HeedsAReleaseWhateverIsWrongWithItsMembers) {
  for (const auto type : {Type::disc_ind, Type::rel_ind, Type::rel_cnf, Type::rej_ind}) {
    Signalling release;
    release.type = type;
    release.callref = 7;
    release.cause = Cause{.value = 16};
    auto packet = encode(release);
    write_at<std::int32_t>(packet, s::kCause + 16, 4711);
    const auto message = decoded<Signalling>(packet);
    EXPECT_EQ(message.type, type);
    EXPECT_EQ(message.callref, 7U);
    EXPECT_FALSE(message.cause);
  }
}

TEST(MnccDecode, GivesBackTheDiagnosticsOfACause) {
  Signalling release;
  release.type = Type::rel_ind;
  release.cause = Cause{.value = 22, .diagnostics = std::string("\x5e\x00\xff", 3)};
  EXPECT_EQ(decoded<Signalling>(encode(release)).cause->diagnostics, std::string("\x5e\x00\xff", 3));
}

TEST(MnccDecode, RefusesOtherAddressFamiliesAndPayloadTypes) {
  auto packet = encode(full_rtp());
  write_at<std::uint16_t>(packet, wire::rtp::kFamily, 1);
  EXPECT_EQ(failure(packet), Malformed::bad_address);

  packet = encode(full_rtp());
  write_at<std::int32_t>(packet, wire::rtp::kPayloadType, 128);
  EXPECT_EQ(failure(packet), Malformed::bad_enum);
}

TEST(MnccDecode, TakesAnUnknownPayloadMsgType) {
  auto message = full_rtp();
  message.payload_msg_type = 0xdeadbeef;
  EXPECT_EQ(decoded<Rtp>(encode(message)).payload_msg_type, 0xdeadbeef);
}

TEST(MnccDecode, SurvivesRandomBytesAndGivesBackWhatItTook) {
  std::mt19937 random(1);
  std::uniform_int_distribution<int> byte(0, 255);
  std::uniform_int_distribution<std::size_t> place(0, s::kSize - 1);
  std::size_t taken = 0;
  for (int round = 0; round < 20000; ++round) {
    auto packet = round % 2 == 0 ? full_packet() : encode(full_rtp());
    for (int spoilt = 0; spoilt < 4; ++spoilt) packet[place(random) % packet.size()] = std::byte(byte(random));
    packet.resize(1 + place(random));
    const auto result = decode(packet);
    if (const auto* message = std::get_if<Message>(&result.outcome)) {
      ++taken;
      ASSERT_EQ(std::get<Message>(decode(encode(*message)).outcome), *message);
    }
  }
  EXPECT_GT(taken, 1000u);
  EXPECT_LT(taken, 19000u);
}

}  // namespace
}  // namespace sipgw::mncc
