// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sim/msc_leg.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sdp/sdp.hpp"
#include "unit/sim/leg_outputs.hpp"

namespace sipgw::sim {
namespace {

using mncc::Type;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr Callref kCallref = 0x80000001;
const NetAddress kPhoneRtp{*IpAddress::parse("127.0.0.2"), 4000};
const NetAddress kGatewayRtp{*IpAddress::parse("127.0.0.3"), 5000};

LegSetup setup(Behaviour behaviour = {}) {
  return {.own = "1001", .other = "+555", .behaviour = behaviour, .codec = sdp::Codec::gsm_fr, .rtp = kPhoneRtp};
}

class SimMscLeg : public testing::Test {
 protected:
  explicit SimMscLeg(Dialect dialect = Dialect::msc_1_9) : dialect_(dialect) {}

  Outputs signal(Type type, int cause = 0) {
    return leg_.receive(cause != 0 ? make_with_cause(type, kCallref, cause, 1) : make_plain(type, kCallref));
  }
  Outputs rtp(Type type, std::optional<NetAddress> address = {}, std::string sdp = {}) {
    return leg_.receive(mncc::Rtp{.type = type, .callref = kCallref, .address = address, .sdp = std::move(sdp)});
  }
  void be(Behaviour behaviour) { leg_.~MscLeg(), new (&leg_) MscLeg(dialect_, kCallref, setup(behaviour)); }

  Outputs page() {
    auto message = make_plain(Type::setup_req, kCallref);
    message.called = mncc::Number{.digits = "1001"};
    message.bearer_cap = mncc::BearerCap{.speech_versions = {0}};
    return leg_.receive(message);
  }
  void mo_up_to_rtp() {
    leg_.call();
    EXPECT_THAT(violation(rtp(Type::rtp_create)), IsEmpty());
    EXPECT_THAT(violation(signal(Type::call_proc_req)), IsEmpty());
    EXPECT_THAT(types(leg_.expire(Timer::assignment)), ElementsAre(Type::rtp_create));
  }
  void mo_active() {
    mo_up_to_rtp();
    rtp(Type::rtp_connect, kGatewayRtp);
    signal(Type::alert_req);
    signal(Type::setup_rsp);
  }

  Dialect dialect_;
  MscLeg leg_{dialect_, kCallref, setup()};
};

class SimMscLegWithSdp : public SimMscLeg {
 protected:
  SimMscLegWithSdp() : SimMscLeg(Dialect::msc_1_11) {}
};

TEST_F(SimMscLeg, SetupIndIsFilledAsOsmoMscFillsIt) {
  const auto outputs = leg_.call();
  const auto* setup_ind = find<mncc::Signalling>(outputs);
  ASSERT_NE(setup_ind, nullptr);
  EXPECT_EQ(setup_ind->type, Type::setup_ind);
  EXPECT_EQ(setup_ind->calling, (mncc::Number{.digits = "1001"}));
  EXPECT_EQ(setup_ind->called->type, 1);
  EXPECT_EQ(setup_ind->called->digits, "555");
  EXPECT_EQ(setup_ind->imsi, "901700000001001");
  EXPECT_TRUE(setup_ind->bearer_cap);
  EXPECT_TRUE(setup_ind->gcr);
  EXPECT_THAT(setup_ind->sdp, IsEmpty());
}

TEST_F(SimMscLeg, AnAnsweredCallFromThePhoneGoesThroughToTheRelease) {
  mo_up_to_rtp();
  const auto connected = rtp(Type::rtp_connect, kGatewayRtp);
  EXPECT_EQ(find<SendRtpTo>(connected)->address, kGatewayRtp);
  EXPECT_NE(find<Ringing>(signal(Type::alert_req)), nullptr);
  const auto answered = signal(Type::setup_rsp);
  EXPECT_THAT(types(answered), ElementsAre(Type::setup_compl_ind));
  EXPECT_NE(find<Established>(answered), nullptr);
  EXPECT_THAT(types(leg_.hang_up(16)), ElementsAre(Type::disc_ind));
  const auto released = signal(Type::rel_req, 16);
  EXPECT_THAT(types(released), ElementsAre(Type::rel_cnf));
  EXPECT_EQ(find<ReleasedByGateway>(released), nullptr);
  EXPECT_TRUE(ended(released));
}

TEST_F(SimMscLeg, TheAnswerToRtpCreateComesOnlyWithTheAssignment) {
  leg_.call();
  const auto outputs = rtp(Type::rtp_create);
  EXPECT_THAT(types(outputs), IsEmpty());
  EXPECT_EQ(find<Arm>(outputs)->timer, Timer::assignment);
  const auto assigned = leg_.expire(Timer::assignment);
  const auto* create = find<mncc::Rtp>(assigned);
  EXPECT_EQ(create->address, kPhoneRtp);
  EXPECT_EQ(create->payload_type, 3u);
  EXPECT_EQ(create->payload_msg_type, mncc::kPayloadGsmFr);
}

TEST_F(SimMscLeg, InBandProgressIsHeardAsRinging) {
  mo_up_to_rtp();
  auto progress = make_plain(Type::progress_req, kCallref);
  progress.progress = mncc::Progress{.description = 8};
  EXPECT_NE(find<Ringing>(leg_.receive(progress)), nullptr);
}

TEST_F(SimMscLeg, DiscReqIsAnsweredRelIndAndTellsTheCause) {
  mo_active();
  const auto outputs = signal(Type::disc_req, 31);
  EXPECT_THAT(types(outputs), ElementsAre(Type::rel_ind));
  EXPECT_EQ(find<ReleasedByGateway>(outputs)->cause, 31);
  EXPECT_TRUE(ended(outputs));
  EXPECT_TRUE(leg_.ended_by_gateway());
}

TEST_F(SimMscLeg, RejReqIsForTheTimeBeforeCallProcOnlyAndGetsNoAnswer) {
  leg_.call();
  const auto outputs = signal(Type::rej_req, 3);
  EXPECT_THAT(types(outputs), IsEmpty());
  EXPECT_EQ(find<ReleasedByGateway>(outputs)->cause, 3);
  EXPECT_TRUE(ended(outputs));
  be({});
  mo_up_to_rtp();
  EXPECT_THAT(violation(signal(Type::rej_req, 3)), HasSubstr("REJ_REQ in state MO_PROCEEDING"));
}

TEST_F(SimMscLeg, AReleaseWithoutCauseBreaksARule) {
  mo_active();
  EXPECT_THAT(violation(signal(Type::disc_req)), HasSubstr("without a cause"));
}

TEST_F(SimMscLeg, WhatCrossedDiscIndIsIgnored) {
  mo_up_to_rtp();
  leg_.hang_up(16);
  EXPECT_THAT(signal(Type::alert_req), IsEmpty());
  EXPECT_THAT(types(signal(Type::disc_req, 17)), IsEmpty());
  EXPECT_THAT(types(signal(Type::rel_req, 16)), ElementsAre(Type::rel_cnf));
}

TEST_F(SimMscLeg, HoldsTheGatewayToTheOrderOfMessages) {
  leg_.call();
  EXPECT_THAT(violation(signal(Type::alert_req)), HasSubstr("ALERT_REQ in state MO_INITIATED"));
  EXPECT_THAT(violation(signal(Type::call_proc_req)), HasSubstr("before RTP_CREATE"));
  EXPECT_THAT(violation(rtp(Type::rtp_connect, kGatewayRtp)), HasSubstr("before the answer to RTP_CREATE"));
  signal(Type::alert_req);
  EXPECT_THAT(violation(signal(Type::alert_req)), HasSubstr("ALERT_REQ in state MO_DELIVERED"));
  EXPECT_THAT(violation(signal(Type::progress_req)), HasSubstr("PROGRESS_REQ"));
}

TEST_F(SimMscLeg, RtpConnectWithoutAnAddressBreaksARule) {
  mo_up_to_rtp();
  EXPECT_THAT(violation(rtp(Type::rtp_connect, NetAddress{kGatewayRtp.ip, 0})), HasSubstr("zero address or port"));
  EXPECT_THAT(violation(rtp(Type::rtp_connect)), HasSubstr("zero address or port"));
}

TEST_F(SimMscLeg, WithoutRtpConnectTheCallDiesAfter30Seconds) {
  mo_up_to_rtp();
  const auto outputs = leg_.expire(Timer::rtp_connect);
  EXPECT_THAT(types(outputs), ElementsAre(Type::rel_ind));
  EXPECT_EQ(find<mncc::Signalling>(outputs)->cause->value, 47);
  EXPECT_TRUE(ended(outputs));
}

TEST_F(SimMscLeg, AnEmergencyCallWithoutBearerCapWantsCallProcFirst) {
  auto with_emergency = setup();
  with_emergency.emergency = true;
  MscLeg leg{Dialect::msc_1_9, kCallref, with_emergency};
  const auto outputs = leg.call();
  EXPECT_TRUE(find<mncc::Signalling>(outputs)->emergency);
  EXPECT_FALSE(find<mncc::Signalling>(outputs)->bearer_cap);
  auto proceeding = make_plain(Type::call_proc_req, kCallref);
  proceeding.bearer_cap = mncc::BearerCap{.radio = 1, .speech_versions = {0}};
  EXPECT_THAT(violation(leg.receive(proceeding)), IsEmpty());
}

TEST_F(SimMscLeg, ACalledPhoneConfirmsRingsAndAnswers) {
  be({.ring_after = Milliseconds{1000}, .answer_after = Milliseconds{2000}});
  EXPECT_EQ(find<Arm>(page())->timer, Timer::paging);
  const auto confirmed = leg_.expire(Timer::paging);
  EXPECT_THAT(types(confirmed), ElementsAre(Type::call_conf_ind));
  EXPECT_EQ(find<Arm>(confirmed)->after, Milliseconds{1000});
  rtp(Type::rtp_create);
  const auto ringing = leg_.expire(Timer::ring);
  EXPECT_THAT(types(ringing), ElementsAre(Type::alert_ind));
  EXPECT_EQ(find<Arm>(ringing)->after, Milliseconds{2000});
  leg_.expire(Timer::assignment);
  rtp(Type::rtp_connect, kGatewayRtp);
  EXPECT_THAT(types(leg_.expire(Timer::answer)), ElementsAre(Type::setup_cnf));
  EXPECT_NE(find<Established>(signal(Type::setup_compl_req)), nullptr);
}

TEST_F(SimMscLeg, ThePhoneAnswersOnlyOnItsChannelUnlessItIsFast) {
  page();
  leg_.expire(Timer::paging);
  leg_.expire(Timer::ring);
  EXPECT_THAT(types(leg_.expire(Timer::answer)), IsEmpty());
  rtp(Type::rtp_create);
  EXPECT_THAT(types(leg_.expire(Timer::assignment)), ElementsAre(Type::rtp_create, Type::setup_cnf));
  be({.fast = true});
  page();
  EXPECT_THAT(types(leg_.expire(Timer::paging)), ElementsAre(Type::call_conf_ind, Type::alert_ind, Type::setup_cnf));
}

TEST_F(SimMscLeg, WhilePagingOnlyRelReqIsAllowed) {
  page();
  const auto released = signal(Type::rel_req, 16);
  EXPECT_THAT(types(released), ElementsAre(Type::rel_cnf));
  EXPECT_TRUE(ended(released));
  be({});
  page();
  const auto broken = rtp(Type::rtp_create);
  EXPECT_THAT(violation(broken), HasSubstr("RTP_CREATE in state MT_PAGING"));
  EXPECT_EQ(find<mncc::Signalling>(broken)->cause->value, 16);
  EXPECT_TRUE(ended(broken));
}

TEST_F(SimMscLeg, PhonesThatCannotBeReachedSayWhy) {
  const auto cause_of = [this](Answer answer, bool after_paging) {
    be({.answer = answer});
    auto outputs = page();
    if (after_paging) outputs = leg_.expire(Timer::paging);
    return ended(outputs) ? find<mncc::Signalling>(outputs)->cause->value : 0;
  };
  EXPECT_EQ(cause_of(Answer::unknown, false), 18);
  EXPECT_EQ(cause_of(Answer::detached, false), 27);
  EXPECT_EQ(cause_of(Answer::busy, true), 17);
}

TEST_F(SimMscLeg, ASetupReqForNobodyIsRefusedWith28) {
  auto message = make_plain(Type::setup_req, kCallref);
  message.bearer_cap = mncc::BearerCap{.speech_versions = {0}};
  const auto outputs = leg_.receive(message);
  EXPECT_EQ(find<mncc::Signalling>(outputs)->cause->value, 28);
  EXPECT_TRUE(ended(outputs));
}

TEST_F(SimMscLeg, RejectingDisconnectsAfterTheRinging) {
  be({.answer = Answer::rejects});
  page();
  leg_.expire(Timer::paging);
  leg_.expire(Timer::ring);
  const auto outputs = leg_.expire(Timer::answer);
  EXPECT_THAT(types(outputs), ElementsAre(Type::disc_ind));
  EXPECT_EQ(find<mncc::Signalling>(outputs)->cause->value, 21);
  EXPECT_TRUE(ended(signal(Type::rel_req, 21)));
}

TEST_F(SimMscLeg, AGlobalCallReferenceForMsc1_9BreaksARule) {
  auto message = make_plain(Type::setup_req, kCallref);
  message.called = mncc::Number{.digits = "1001"};
  message.bearer_cap = mncc::BearerCap{.speech_versions = {0}};
  message.gcr.emplace();
  EXPECT_THAT(violation(leg_.receive(message)), HasSubstr("GCR"));
}

TEST_F(SimMscLeg, LosingTheLinkEndsTheLegAtOnce) {
  mo_active();
  const auto outputs = leg_.receive(MnccLost{});
  EXPECT_THAT(types(outputs), IsEmpty());
  EXPECT_TRUE(ended(outputs));
}

TEST_F(SimMscLegWithSdp, TheSdpsAddressWinsInRtpConnect) {
  mo_up_to_rtp();
  sdp::Session session;
  session.audio = {kGatewayRtp.ip, 6000};
  session.formats.push_back(sdp::make_format(sdp::Codec::gsm_fr, 3));
  const auto outputs = rtp(Type::rtp_connect, kGatewayRtp, sdp::write(session, {}));
  EXPECT_EQ(find<SendRtpTo>(outputs)->address.port, 6000);
  EXPECT_EQ(find<SendRtpTo>(rtp(Type::rtp_connect, kGatewayRtp)), nullptr)
      << "a second one without SDP changes nothing";
}

TEST_F(SimMscLegWithSdp, AnSdpWithoutTheAssignedCodecBreaksARule) {
  mo_up_to_rtp();
  sdp::Session session;
  session.audio = kGatewayRtp;
  session.formats.push_back(sdp::make_format(sdp::Codec::amr, 112));
  EXPECT_THAT(violation(rtp(Type::rtp_connect, kGatewayRtp, sdp::write(session, {}))), HasSubstr("without the codec"));
}

TEST(SimMscMessages, TheHelloAnnouncesTheDialect) {
  EXPECT_EQ(make_hello(Dialect::msc_1_9).mncc_size, 1876u);
  EXPECT_EQ(make_hello(Dialect::msc_1_12).mncc_size, 1896u);
  EXPECT_EQ(make_hello(Dialect::msc_1_11).version, 8u);
}

}  // namespace
}  // namespace sipgw::sim
