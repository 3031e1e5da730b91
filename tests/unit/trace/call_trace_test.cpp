// SPDX-License-Identifier: AGPL-3.0-or-later
#include "trace/call_trace.hpp"

#include <gtest/gtest.h>

namespace sipgw::trace {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kSlack = 512;  // buffers grow in steps

void add(CallTrace& trace, std::chrono::milliseconds at, const sip::Event& event) { trace.add(at, true, &event); }

int status_of(const Message& message) {
  return std::get<sip::Provisional>(std::get<sip::Event>(message.content)).status;
}

TEST(CallTrace, GivesBackWhatItWasGiven) {
  CallTrace trace;
  EXPECT_EQ(trace.bytes(), 0U);
  mncc::Signalling setup;
  setup.type = mncc::Type::setup_ind;
  setup.imsi = "262420000000001";
  trace.add(12ms, true, &setup);
  const sip::Command invite{sip::Invite{{}, "sip:555@192.0.2.1", {}, {}, {}, "v=0\r\n"}};
  trace.add(1500ms, false, &invite);
  const auto messages = trace.messages();
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_EQ(messages[0].at, 12ms);
  EXPECT_TRUE(messages[0].to_gateway);
  EXPECT_EQ(std::get<mncc::Signalling>(messages[0].content), setup);
  EXPECT_EQ(messages[0].sdp, "");
  EXPECT_EQ(messages[1].at, 1500ms);
  EXPECT_FALSE(messages[1].to_gateway);
  EXPECT_EQ(std::get<sip::Invite>(std::get<sip::Command>(messages[1].content)).request_uri, "sip:555@192.0.2.1");
  EXPECT_EQ(messages[1].sdp, "v=0\r\n");
  EXPECT_EQ(trace.left_out(), 0U);
}

TEST(CallTrace, HoldsARepeatedSessionDescriptionOnce) {
  const std::string sdp(500, 's');
  CallTrace trace;
  for (int message = 0; message < 20; ++message) add(trace, 0ms, sip::Answered{{}, sdp, {}});
  EXPECT_LT(trace.bytes(), 500U + 20U * 20U + kSlack);
  for (const auto& message : trace.messages()) EXPECT_EQ(message.sdp, sdp);
}

TEST(CallTrace, KeepsTheBeginningAndTheEndOfALongCallWithinItsBound) {
  CallTrace trace;
  constexpr int kCount = 5000;
  for (int number = 0; number < kCount; ++number) {
    add(trace, std::chrono::milliseconds{number}, sip::Provisional{{}, number, "v=0"});
    ASSERT_LE(trace.bytes(), CallTrace::kMaxBytes + kSlack);
  }
  const auto messages = trace.messages();
  EXPECT_EQ(messages.size() + trace.left_out(), kCount);
  EXPECT_EQ(status_of(messages.front()), 0);
  EXPECT_EQ(status_of(messages.back()), 4999);
  EXPECT_EQ(messages.back().sdp, "v=0");
  ASSERT_GT(trace.before_gap(), 100U);
  const auto gap = trace.before_gap();
  EXPECT_EQ(messages[gap].at - messages[gap - 1].at, std::chrono::milliseconds{trace.left_out() + 1});
}

TEST(CallTrace, CutsAMessageThatIsTooLong) {
  CallTrace trace;
  for (int message = 0; message < 10; ++message) {
    sip::Refused refused{};
    refused.phrase = refused.reason.text = refused.user_to_user = refused.auth_failure = std::string(100000, 't');
    refused.contacts.resize(1000, {std::string(1000, 'c'), {}});
    add(trace, 0ms, refused);
    add(trace, 0ms, sip::Answered{{}, std::string(100000, static_cast<char>('a' + message)), {}});
    EXPECT_LE(trace.bytes(), CallTrace::kMaxBytes + kSlack);
  }
  EXPECT_EQ(trace.messages().back().sdp, std::string(1024, 'j'));
}

TEST(CallTrace, CanBeForgottenAndGoesOn) {
  CallTrace trace;
  add(trace, 1ms, sip::Provisional{{}, 180, "v=0"});
  trace.clear();
  EXPECT_EQ(trace.bytes(), 0U);
  EXPECT_EQ(trace.left_out(), 1U);
  add(trace, 2ms, sip::Provisional{{}, 183, {}});
  ASSERT_EQ(trace.messages().size(), 1U);
  EXPECT_EQ(status_of(trace.messages()[0]), 183);
  EXPECT_EQ(trace.before_gap(), 0U);
  trace.clear();
  EXPECT_TRUE(trace.messages().empty());
  EXPECT_EQ(trace.left_out(), 2U);
}

}  // namespace
}  // namespace sipgw::trace
