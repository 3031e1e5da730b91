// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sim/verdict.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sipgw::sim {
namespace {

using testing::HasSubstr;
using testing::Optional;

CallScript script_of(std::string_view line) { return std::get<CallStep>(parse_line(line)->value()).call; }

CallFacts answered_and_hung_up_by_caller(int cause_at_callee) {
  CallFacts facts;
  facts.caller = {.begun = true, .established = true, .ended = true};
  facts.callee = {.begun = true, .established = true, .ended = true, .released = ReleasedByGateway{cause_at_callee, 0}};
  facts.heard_ringing = facts.scripted_release = true;
  return facts;
}

TEST(SimVerdict, AnAnsweredCallThatItsCallerEndedIsGood) {
  EXPECT_EQ(verdict(script_of("call from phone 1 to sip 2 expect cause 16"), answered_and_hung_up_by_caller(16)),
            std::nullopt);
}

TEST(SimVerdict, TellsOfAnotherCause) {
  const auto script = script_of("call from phone 1 to sip 2 expect cause 16");
  EXPECT_THAT(verdict(script, answered_and_hung_up_by_caller(31)), Optional(HasSubstr("cause 31, expected 16")));
  EXPECT_THAT(verdict(script, answered_and_hung_up_by_caller(0)), Optional(HasSubstr("no cause")));
}

TEST(SimVerdict, ABrokenRuleFailsTheCall) {
  auto facts = answered_and_hung_up_by_caller(16);
  facts.broken_rule = "ALERT_REQ in state ACTIVE";
  EXPECT_EQ(verdict(script_of("call from phone 1 to sip 2"), facts), facts.broken_rule);
}

TEST(SimVerdict, ACallThatTheGatewayEndsFails) {
  auto facts = answered_and_hung_up_by_caller(41);
  facts.scripted_release = false;
  EXPECT_THAT(verdict(script_of("call from phone 1 to sip 2"), facts), Optional(HasSubstr("released by the gateway")));
  EXPECT_EQ(verdict(script_of("call from phone 1 to sip 2 hangup gateway"), facts), std::nullopt);
}

TEST(SimVerdict, ARefusedCallMustNotBeAnsweredAndAnAnsweredOneNotRefused) {
  const auto answered = answered_and_hung_up_by_caller(16);
  EXPECT_THAT(verdict(script_of("call from sip 2 to phone 1 busy"), answered), Optional(HasSubstr("although")));
  CallFacts refused;
  refused.caller = {.begun = true, .ended = true, .released = ReleasedByGateway{17, 486}};
  EXPECT_THAT(verdict(script_of("call from sip 2 to phone 1"), refused),
              Optional(HasSubstr("never reached, caller released with cause 17, status 486")));
  EXPECT_EQ(verdict(script_of("call from sip 2 to phone 1 busy expect status 486 expect cause 17"), refused),
            std::nullopt);
  EXPECT_THAT(verdict(script_of("call from sip 2 to phone 1 busy expect status 480"), refused),
              Optional(HasSubstr("status 486, expected 480")));
}

TEST(SimVerdict, TheCallerMustHearWhatClearlyRang) {
  auto facts = answered_and_hung_up_by_caller(16);
  facts.heard_ringing = false;
  EXPECT_THAT(verdict(script_of("call from phone 1 to sip 2 answer 1"), facts), Optional(HasSubstr("ringing")));
  EXPECT_EQ(verdict(script_of("call from phone 1 to sip 2 answer 0"), facts), std::nullopt);
}

TEST(SimVerdict, EveryPacketMustArriveUnaltered) {
  const auto script = script_of("call from phone 1 to sip 2 media on packets 50 expect media both");
  auto facts = answered_and_hung_up_by_caller(16);
  facts.caller.packets_arrived = 50;
  facts.callee.packets_arrived = 49;
  EXPECT_THAT(verdict(script, facts), Optional(HasSubstr("49 of 50 RTP packets arrived at the sip")));
  facts.callee.packets_arrived = 50;
  EXPECT_EQ(verdict(script, facts), std::nullopt);
  facts.caller.packets_wrong = 1;
  EXPECT_THAT(verdict(script, facts), Optional(HasSubstr("altered")));
}

TEST(SimVerdict, TheCalledEndSeesTheCallersNumber) {
  auto facts = answered_and_hung_up_by_caller(16);
  facts.from_seen = "anonymous";
  EXPECT_THAT(verdict(script_of("call from phone 1 to sip 2 expect from 1"), facts), Optional(HasSubstr("anonymous")));
}

}  // namespace
}  // namespace sipgw::sim
