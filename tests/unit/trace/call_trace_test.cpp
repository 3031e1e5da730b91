// SPDX-License-Identifier: AGPL-3.0-or-later
#include "trace/call_trace.hpp"

#include <gtest/gtest.h>

namespace sipgw::trace {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kSlack = 512;  // buffers grow in steps

TEST(CallTrace, GivesBackWhatItWasGiven) {
  CallTrace trace;
  EXPECT_EQ(trace.bytes(), 0U);
  trace.add({12ms, Link::mncc, true, "SETUP_IND", {}});
  trace.add({1500ms, Link::sip, false, "INVITE\nTo: <sip:555@192.0.2.1>", "v=0\r\n"});
  const auto messages = trace.messages();
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_EQ(messages[0].at, 12ms);
  EXPECT_EQ(messages[0].link, Link::mncc);
  EXPECT_TRUE(messages[0].to_gateway);
  EXPECT_EQ(messages[0].text, "SETUP_IND");
  EXPECT_EQ(messages[0].sdp, "");
  EXPECT_EQ(messages[1].at, 1500ms);
  EXPECT_FALSE(messages[1].to_gateway);
  EXPECT_EQ(messages[1].text, "INVITE\nTo: <sip:555@192.0.2.1>");
  EXPECT_EQ(messages[1].sdp, "v=0\r\n");
  EXPECT_EQ(trace.left_out(), 0U);
}

TEST(CallTrace, HoldsARepeatedSessionDescriptionOnce) {
  const std::string sdp(500, 's');
  CallTrace trace;
  for (int message = 0; message < 20; ++message) trace.add({0ms, Link::sip, true, "200", sdp});
  EXPECT_LT(trace.bytes(), 500U + 20U * 20U + kSlack);
  for (const auto& message : trace.messages()) EXPECT_EQ(message.sdp, sdp);
}

TEST(CallTrace, KeepsTheBeginningAndTheEndOfALongCallWithinItsBound) {
  CallTrace trace;
  constexpr std::uint32_t kCount = 5000;
  for (std::uint32_t number = 0; number < kCount; ++number) {
    trace.add({std::chrono::milliseconds{number}, Link::sip, true, "INFO " + std::to_string(number), {}});
    ASSERT_LE(trace.bytes(), CallTrace::kMaxBytes + kSlack);
  }
  const auto messages = trace.messages();
  EXPECT_EQ(messages.size() + trace.left_out(), kCount);
  EXPECT_EQ(messages.front().text, "INFO 0");
  EXPECT_EQ(messages.back().text, "INFO 4999");
  ASSERT_GT(trace.before_gap(), 100U);
  const auto gap = trace.before_gap();
  EXPECT_EQ(messages[gap].at - messages[gap - 1].at, std::chrono::milliseconds{trace.left_out() + 1});
}

TEST(CallTrace, CutsAMessageThatIsTooLong) {
  CallTrace trace;
  for (int message = 0; message < 10; ++message) {
    trace.add({0ms, Link::sip, true, std::string(100000, 't'), std::string(100000, static_cast<char>('a' + message))});
  }
  EXPECT_LE(trace.bytes(), CallTrace::kMaxBytes + kSlack);
  EXPECT_EQ(trace.messages().back().sdp, std::string(1024, 'j'));
}

TEST(CallTrace, CanBeForgottenAndGoesOn) {
  CallTrace trace;
  trace.add({1ms, Link::sip, true, "INVITE", "v=0"});
  trace.clear();
  EXPECT_EQ(trace.bytes(), 0U);
  EXPECT_EQ(trace.left_out(), 1U);
  trace.add({2ms, Link::sip, true, "BYE", {}});
  ASSERT_EQ(trace.messages().size(), 1U);
  EXPECT_EQ(trace.messages()[0].text, "BYE");
  EXPECT_EQ(trace.before_gap(), 0U);
}

}  // namespace
}  // namespace sipgw::trace
