// SPDX-License-Identifier: AGPL-3.0-or-later
// What a message says in words is the same before it is packed and after.
#include "trace/pack.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <random>

#include "trace/call_trace.hpp"

namespace sipgw::trace {
namespace {

using testing::HasSubstr;
using testing::Not;

NetAddress address(std::string_view ip, std::uint16_t port) { return {*IpAddress::parse(ip), port}; }

mncc::Number number(std::string digits) { return {1, 2, 3, 4, std::move(digits)}; }

mncc::Signalling signalling() {
  mncc::Signalling message;
  message.type = mncc::Type::setup_ind;
  message.callref = 0x80000001;
  message.bearer_cap = mncc::BearerCap{1, 2, 3, 4, 5, {4, 2, 0, 5, 1}};
  message.called = number("555");
  message.calling = number("1001");
  message.redirecting = number("2002");
  message.connected = number("3003");
  message.cause = mncc::Cause{2, 3, 17, "\x01\xff"};
  message.progress = mncc::Progress{3, 2, 8};
  message.useruser = mncc::UserUser{4, "abc"};
  message.facility = "\xa1\x02";
  message.keypad = '#';
  message.emergency = message.clir_invoked = message.clir_suppressed = true;
  message.notify = 1;
  message.imsi = "262420000000001";
  message.gcr = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
  message.ss_version = "\x7f";
  message.cc_cap = mncc::CcCap{true, true};
  message.llc = "\x88\x90";
  message.hlc = "\x91\x81";
  return message;
}

sip::Reason reason() { return {17, 486, "User busy"}; }
sip::Party party(std::string user) { return {"Display of " + user, user, user + ".example.org"}; }
std::vector<sip::Header> headers() { return {{"Privacy", "id"}, {"Reason", "Q.850;cause=17"}}; }

sip::IncomingInvite incoming_invite() {
  sip::IncomingInvite invite;
  invite.source = address("2001:db8::1", 5060);
  invite.transport = "udp";
  invite.request_uri = party("555");
  invite.from = party("1001");
  invite.to = party("to");
  invite.asserted = party("asserted");
  invite.remote_party = party("remote");
  invite.called_party = party("called");
  invite.diverted_by = party("diverted");
  invite.wants_privacy = true;
  invite.call_id = "1@192.0.2.1";
  invite.global_call_ref = "0102";
  invite.unusable_body = true;
  invite.user_to_user = "0461";
  return invite;
}

sip::Refused refused() {
  sip::Refused refused{};
  refused.status = 486;
  refused.phrase = "Busy Here";
  refused.reason = reason();
  refused.warning = 304;
  refused.retry_after = 30;
  refused.from_peer = false;
  refused.contacts = {{"sip:1@192.0.2.1", "192.0.2.1"}, {"sip:2@192.0.2.2", "192.0.2.2"}};
  refused.user_to_user = "0462";
  refused.auth_failure = "no password";
  return refused;
}

sip::Invite invite() {
  sip::Invite invite{};
  invite.request_uri = "sip:555@192.0.2.1";
  invite.from = "<sip:1001@192.0.2.2>";
  invite.to = "<sip:555@192.0.2.1>";
  invite.headers = headers();
  invite.route = "<sip:192.0.2.3;lr>";
  invite.call_id = "2@192.0.2.2";
  return invite;
}

/// Each kind with every member set that words tell of; of optional ones also without.
std::vector<AnyMessage::Value> every_message() {
  const DialogId id{2};
  return {
      signalling(),
      mncc::Signalling{},
      mncc::Rtp{mncc::Type::rtp_connect, 7, address("192.0.2.1", 4000), 112, mncc::kPayloadAmr, {}},
      mncc::Rtp{},
      sip::Event{incoming_invite()},
      sip::Event{sip::IncomingInvite{}},
      sip::Event{sip::Provisional{id, 183, {}, "branch", "0463"}},
      sip::Event{sip::Answered{id, {}, party("asserted"), true, "branch", "0464"}},
      sip::Event{refused()},
      sip::Event{sip::Refused{id, 404, "Not Found", {}, {}, {}}},
      sip::Event{sip::Acked{id, {}}},
      sip::Event{sip::Cancelled{id, reason()}},
      sip::Event{sip::PeerBye{id, reason(), "0465"}},
      sip::Event{sip::PeerOffer{id, true, {}, "branch"}},
      sip::Event{sip::PeerOffer{id, false, {}}},
      sip::Event{sip::OfferResult{id, 488, {}, reason(), 305}},
      sip::Event{sip::InfoResult{id, 415}},
      sip::Event{sip::PeerInfo{id, "application/dtmf-relay", "Signal=5\r\nDuration=160\r\n"}},
      sip::Event{sip::Ended{id, 408, "Request Timeout"}},
      sip::Command{invite()},
      sip::Command{sip::Respond{id, 486, {}, headers()}},
      sip::Command{sip::Cancel{id, "Q.850;cause=16"}},
      sip::Command{sip::Bye{id, "Q.850;cause=16", headers()}},
      sip::Command{sip::AnswerOffer{id, 488, {}, headers()}},
      sip::Command{sip::Offer{id, {}}},
      sip::Command{sip::Info{id, "application/dtmf-relay", "Signal=#\r\nDuration=200\r\n"}},
      mgcp::Command{mgcp::Verb::mdcx, "rtpbridge/1@mgw", "1a", "2B", mgcp::Mode::sendrecv, "p:20, a:GSM", {}},
      mgcp::Command{},
      std::optional{mgcp::Response{200, 5, "OK", "rtpbridge/1@mgw", "2B", "PS=50, OS=8000", {}}},
      std::optional<mgcp::Response>{},
  };
}

std::string words(const AnyMessage::Value& message) {
  return std::visit([](const auto& any) { return head(any) + members(any); }, message);
}

std::string packed(const auto& message) {
  Packer packer;
  packer(message);
  return std::string(packer.packed());
}

AnyMessage::Value unpacked(std::string_view bytes) {
  AnyMessage::Value message;
  Unpacker{bytes}(message);
  return message;
}

TEST(Pack, KeepsOfEveryMessageAllThatWordsTell) {
  for (const auto& message : every_message()) {
    const auto again = unpacked(packed(message));
    EXPECT_EQ(again.index(), message.index());
    EXPECT_EQ(words(again), words(message));
  }
}

TEST(Pack, KeepsNumbersOfAnySizeAndSign) {
  for (const int value :
       {0, 1, -1, 127, 128, 16384, std::numeric_limits<int>::min(), std::numeric_limits<int>::max()}) {
    const sip::Event event{sip::InfoResult{{}, value}};
    EXPECT_EQ(words(unpacked(packed(AnyMessage::Value{event}))), std::to_string(value) + " to INFO");
  }
}

TEST(Pack, TakesLittleRoomForWhatIsAbsent) {
  EXPECT_LE(packed(AnyMessage::Value{mncc::Signalling{}}).size(), 4U);
  EXPECT_LE(packed(AnyMessage::Value{sip::Event{sip::Answered{}}}).size(), 4U);
}

TEST(Pack, HoldsNoCredentials) {
  auto secret = invite();
  secret.headers = {{"Authorization", "Digest secret"}, {"proxy-authorization", "Digest secret"}, {"X-Last", "seen"}};
  const auto bytes = packed(AnyMessage::Value{sip::Command{secret}});
  EXPECT_THAT(bytes, Not(HasSubstr("secret")));
  EXPECT_EQ(words(unpacked(bytes)), words(sip::Command{secret}));
}

TEST(Pack, ShowsThatALongTextIsCut) {
  auto long_name = incoming_invite();
  long_name.from.user = std::string(100000, 'x');
  const AnyMessage::Value message{sip::Event{long_name}};
  EXPECT_EQ(words(unpacked(packed(message))), words(message));
}

TEST(Pack, IsBoundedWhateverAPeerWrites) {
  const std::string huge(100000, 'x');
  auto invite = incoming_invite();
  for (auto* party : {&invite.request_uri, &invite.from, &invite.to}) *party = {huge, huge, huge};
  invite.asserted = invite.remote_party = invite.called_party = invite.diverted_by = invite.from;
  invite.call_id = invite.transport = invite.global_call_ref = invite.user_to_user = huge;
  EXPECT_LE(packed(AnyMessage::Value{sip::Event{invite}}).size(), kMaxPacked);

  auto refused = trace::refused();
  refused.contacts.assign(10000, {"sip:x@example.org", {}});
  EXPECT_LE(packed(AnyMessage::Value{sip::Event{refused}}).size(), kMaxPacked);
  refused.contacts.assign(10000, {});
  EXPECT_LE(packed(AnyMessage::Value{sip::Event{refused}}).size(), kMaxPacked);
  const sip::Respond respond{{}, 200, {}, std::vector<sip::Header>(100, {huge, huge})};
  EXPECT_LE(packed(AnyMessage::Value{sip::Command{respond}}).size(), kMaxPacked);
  const sip::PeerInfo info{{}, huge, huge};
  EXPECT_LE(packed(AnyMessage::Value{sip::Event{info}}).size(), kMaxPacked);
}

TEST(Unpack, ReadsWhatIsMissingAsNothing) {
  EXPECT_EQ(words(unpacked({})), words(mncc::Signalling{}));
  for (const auto& message : every_message()) {
    const auto bytes = packed(message);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      const std::string cut(bytes, 0, size);  // its own memory, so that a sanitizer sees a read beyond
      words(unpacked(cut));
    }
  }
}

TEST(Unpack, SurvivesAnyBytes) {
  std::mt19937 random(1);  // NOLINT: the same in each run
  std::uniform_int_distribution<int> octet(0, 255), size(0, 64);
  const auto messages = every_message();
  for (int round = 0; round < 20000; ++round) {
    auto bytes = packed(messages[static_cast<std::size_t>(round) % messages.size()]);
    const auto changes = size(random);
    for (int change = 0; change < changes; ++change) {
      bytes[static_cast<std::size_t>(octet(random)) % bytes.size()] = static_cast<char>(octet(random));
    }
    EXPECT_LE(words(unpacked(bytes)).size(), 100000U);
  }
}

}  // namespace
}  // namespace sipgw::trace
