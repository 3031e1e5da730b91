// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sim/script.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sipgw::sim {
namespace {

using testing::HasSubstr;

CallStep call_step(std::string_view line) {
  auto step = parse_line(line);
  EXPECT_TRUE(step) << (step ? "" : step.error().text);
  return std::get<CallStep>(step->value());
}

std::string error_of(std::string_view line) {
  const auto step = parse_line(line);
  return step ? "no error" : step.error().text;
}

TEST(SimScript, ReadsACallWithAllItsTimesAndExpectations) {
  const auto step = call_step(
      "call from phone 1001 to sip 555 ring 1 answer 2.5 hold 3 hangup phone cause 16 expect cause 16 media on");
  EXPECT_EQ(step.call.from, (Party{EndKind::phone, "1001", false}));
  EXPECT_EQ(step.call.to, (Party{EndKind::sip, "555", false}));
  EXPECT_EQ(step.call.behaviour.ring_after, Milliseconds{1000});
  EXPECT_EQ(step.call.behaviour.answer_after, Milliseconds{2500});
  EXPECT_EQ(step.call.hold, Milliseconds{3000});
  EXPECT_EQ(step.call.hang_up_by, HangUpBy::caller);
  EXPECT_EQ(step.call.hang_up_cause, 16);
  EXPECT_EQ(step.call.expect.cause, 16);
  EXPECT_TRUE(step.call.media);
  EXPECT_FALSE(step.parallel);
}

TEST(SimScript, HangUpNamesTheEndByItsKind) {
  EXPECT_EQ(call_step("call from sip 5 to phone 1 hangup phone").call.hang_up_by, HangUpBy::callee);
  EXPECT_EQ(call_step("call from phone 1 to sip 5 hangup sip cause 31").call.hang_up_by, HangUpBy::callee);
  EXPECT_EQ(call_step("call from phone 1 to phone 2 hangup callee").call.hang_up_by, HangUpBy::callee);
  EXPECT_THAT(error_of("call from phone 1 to phone 2 hangup phone"), HasSubstr("hangup caller"));
}

TEST(SimScript, ReadsRepetitionsWithRate) {
  const auto step = call_step("parallel repeat 100 rate 50 call from phone 1000+ to sip +4930+ hold forever");
  EXPECT_EQ(step.count, 100u);
  EXPECT_DOUBLE_EQ(step.rate, 50);
  EXPECT_TRUE(step.parallel);
  EXPECT_TRUE(step.call.from.counts);
  EXPECT_EQ(step.call.to.number, "+4930");
  EXPECT_FALSE(step.call.hold.has_value());
}

TEST(SimScript, ANumberThatCountsKeepsItsLeadingZerosAndItsPlus) {
  EXPECT_EQ(expanded({EndKind::phone, "0098", true}, 3).number, "0101");
  EXPECT_EQ(expanded({EndKind::sip, "+4930", true}, 70).number, "+5000");
  EXPECT_EQ(expanded({EndKind::sip, "555", false}, 7).number, "555");
}

TEST(SimScript, ReadsTheBehavioursOfTheCalledEnd) {
  EXPECT_EQ(call_step("call from sip 5 to phone 1 detached").call.behaviour.answer, Answer::detached);
  const auto refuse = call_step("call from phone 1 to sip 5 refuse 486 cause 17").call.behaviour;
  EXPECT_EQ(refuse.status, 486);
  EXPECT_EQ(refuse.cause, 17);
  EXPECT_EQ(call_step("call from sip 5 to phone 1 reject cause 17").call.behaviour.cause, 17);
  EXPECT_TRUE(call_step("call from sip 5 to phone 1 fast").call.behaviour.fast);
}

TEST(SimScript, ReadsTheOtherSteps) {
  const auto script = parse_script("# comment\n\nwait 2\r\nwait all\nsip any busy\nphone 1001 never\ndrop mncc\n");
  ASSERT_TRUE(script);
  ASSERT_EQ(script->size(), 5u);
  EXPECT_EQ(std::get<WaitStep>((*script)[0]).time, Milliseconds{2000});
  EXPECT_TRUE(std::holds_alternative<WaitAllStep>((*script)[1]));
  EXPECT_TRUE(std::get<DefaultStep>((*script)[2]).number.empty());
  EXPECT_EQ(std::get<DefaultStep>((*script)[3]).behaviour.answer, Answer::never);
  EXPECT_TRUE(std::holds_alternative<DropMnccStep>((*script)[4]));
}

TEST(SimScript, AnErrorNamesTheLineAndTheWord) {
  const auto script = parse_script("wait 1\ncall from phone 1001 to sip 555 rings 1\n");
  ASSERT_FALSE(script);
  EXPECT_THAT(script.error().text, testing::AllOf(HasSubstr("line 2"), HasSubstr("rings")));
}

TEST(SimScript, RefusesWhatCannotBe) {
  EXPECT_THAT(error_of("call from phone 1001 to"), HasSubstr("the line ends"));
  EXPECT_THAT(error_of("call from sip 1 to sip 2"), HasSubstr("at least one phone"));
  EXPECT_THAT(error_of("call from phone 1 to sip 2 detached"), HasSubstr("only a phone"));
  EXPECT_THAT(error_of("call from sip 1 to phone 2 refuse 486"), HasSubstr("only a SIP user"));
  EXPECT_THAT(error_of("call from phone 1 to sip 2 hangup sip cause 128"), HasSubstr("1-127"));
  EXPECT_THAT(error_of("call from phone 1x to sip 2"), HasSubstr("1x"));
  EXPECT_THAT(error_of("call from phone 1 to sip 2 expect media both"), HasSubstr("media on"));
  EXPECT_THAT(error_of("wait -1"), HasSubstr("-1"));
  EXPECT_THAT(error_of("wait all now"), HasSubstr("now"));
  EXPECT_THAT(error_of("repeat 0 call from phone 1 to sip 2"), HasSubstr("number of calls"));
}

}  // namespace
}  // namespace sipgw::sim
