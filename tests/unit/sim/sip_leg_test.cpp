// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sim/sip_leg.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sdp/sdp.hpp"
#include "unit/sim/leg_outputs.hpp"

namespace sipgw::sim {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

constexpr DialogId kDialog{2};
const NetAddress kOwn{*IpAddress::parse("127.0.0.2"), 5060};
const NetAddress kGateway{*IpAddress::parse("127.0.0.3"), 5070};
const NetAddress kRtp{*IpAddress::parse("127.0.0.2"), 4000};

SipLeg make_leg(Behaviour behaviour = {}) {
  LegSetup setup{.own = "555", .other = "1001", .behaviour = behaviour, .codec = sdp::Codec::gsm_fr, .rtp = kRtp};
  return SipLeg{kDialog, std::move(setup), kOwn, kGateway};
}

std::string sdp_with(sdp::Codec codec, std::uint8_t payload_type) {
  sdp::Session session;
  session.audio = {kGateway.ip, 4002};
  session.formats.push_back(sdp::make_format(codec, payload_type));
  return sdp::write(session, {});
}

sip::Event invite(std::string sdp) {
  sip::IncomingInvite event;
  event.dialog = kDialog;
  event.sdp = std::move(sdp);
  return event;
}

TEST(SimSipLeg, CallsTheGatewayWithAnOffer) {
  auto leg = make_leg();
  const auto outputs = leg.call();
  const auto* sent = find_command<sip::Invite>(outputs);
  ASSERT_NE(sent, nullptr);
  EXPECT_EQ(sent->request_uri, "sip:1001@127.0.0.3:5070");
  EXPECT_THAT(sent->from, HasSubstr("sip:555@127.0.0.2"));
  EXPECT_EQ(sdp::parse(sent->sdp)->audio, kRtp);
}

TEST(SimSipLeg, TheAnswerEstablishesAndTellsWhereToSend) {
  auto leg = make_leg();
  leg.call();
  EXPECT_NE(find<Ringing>(leg.receive(sip::Event{sip::Provisional{kDialog, 180, {}}})), nullptr);
  const auto outputs = leg.receive(sip::Event{sip::Answered{kDialog, sdp_with(sdp::Codec::gsm_fr, 3), {}}});
  EXPECT_NE(find<Established>(outputs), nullptr);
  EXPECT_EQ(find<SendRtpTo>(outputs)->address.port, 4002);
}

TEST(SimSipLeg, ARefusalTellsStatusAndCause) {
  auto leg = make_leg();
  leg.call();
  sip::Refused refused{};
  refused.status = 486;
  refused.reason.q850 = 17;
  const auto outputs = leg.receive(sip::Event{refused});
  EXPECT_EQ(find<ReleasedByGateway>(outputs)->status, 486);
  EXPECT_EQ(find<ReleasedByGateway>(outputs)->cause, 17);
  EXPECT_TRUE(ended(outputs));
}

TEST(SimSipLeg, GivingUpSendsCancelAndAnAnswerThatCrossesItABye) {
  auto leg = make_leg();
  leg.call();
  const auto cancelled = leg.hang_up(16);
  EXPECT_NE(find_command<sip::Cancel>(cancelled), nullptr);
  const auto crossed = leg.receive(sip::Event{sip::Answered{kDialog, sdp_with(sdp::Codec::gsm_fr, 3), {}}});
  EXPECT_NE(find_command<sip::Bye>(crossed), nullptr);
  EXPECT_EQ(find<Established>(crossed), nullptr);
  EXPECT_TRUE(ended(leg.receive(sip::Event{sip::Ended{kDialog, 200, {}}})));
}

TEST(SimSipLeg, ACalledUserRingsAnswersAndIsConnectedByTheAck) {
  auto leg = make_leg({.answer_after = Milliseconds{500}});
  EXPECT_EQ(find<Arm>(leg.receive(invite(sdp_with(sdp::Codec::gsm_fr, 3))))->timer, Timer::ring);
  const auto ringing = leg.expire(Timer::ring);
  EXPECT_EQ(find_command<sip::Respond>(ringing)->status, 180);
  EXPECT_EQ(find<Arm>(ringing)->after, Milliseconds{500});
  const auto answer = leg.expire(Timer::answer);
  EXPECT_EQ(find_command<sip::Respond>(answer)->status, 200);
  EXPECT_NE(find<Established>(leg.receive(sip::Event{sip::Acked{kDialog, {}}})), nullptr);
  sip::PeerBye bye{};
  bye.reason.q850 = 16;
  const auto outputs = leg.receive(sip::Event{bye});
  EXPECT_EQ(find<ReleasedByGateway>(outputs)->cause, 16);
  EXPECT_TRUE(ended(outputs));
}

TEST(SimSipLeg, EarlyMediaRingsWith183AndSdp) {
  auto leg = make_leg({.early = true});
  leg.receive(invite(sdp_with(sdp::Codec::gsm_fr, 3)));
  const auto outputs = leg.expire(Timer::ring);
  EXPECT_EQ(find_command<sip::Respond>(outputs)->status, 183);
  EXPECT_FALSE(find_command<sip::Respond>(outputs)->sdp.empty());
}

TEST(SimSipLeg, RefusesWithTheScriptsStatusAndReason) {
  auto leg = make_leg({.answer = Answer::refuses, .status = 603, .cause = 21});
  leg.receive(invite(sdp_with(sdp::Codec::gsm_fr, 3)));
  EXPECT_EQ(find<sip::Command>(leg.expire(Timer::ring)), nullptr) << "who refuses does not ring";
  const auto outputs = leg.expire(Timer::answer);
  const auto* response = find_command<sip::Respond>(outputs);
  EXPECT_EQ(response->status, 603);
  EXPECT_THAT(response->headers.at(0).second, HasSubstr("cause=21"));
}

TEST(SimSipLeg, AnOfferWithoutTheCallsCodecBreaksARule) {
  auto leg = make_leg();
  const auto outputs = leg.receive(invite(sdp_with(sdp::Codec::amr, 112)));
  EXPECT_THAT(violation(outputs), HasSubstr("lacks the codec"));
  EXPECT_EQ(find_command<sip::Respond>(outputs)->status, 488);
}

TEST(SimSipLeg, ADialogThatEndsByItselfBreaksARule) {
  auto leg = make_leg();
  leg.receive(invite(sdp_with(sdp::Codec::gsm_fr, 3)));
  leg.expire(Timer::ring);
  leg.expire(Timer::answer);
  const auto outputs = leg.receive(sip::Event{sip::Ended{kDialog, 408, "no ACK"}});
  EXPECT_THAT(violation(outputs), HasSubstr("408"));
  EXPECT_TRUE(ended(outputs));
}

}  // namespace
}  // namespace sipgw::sim
