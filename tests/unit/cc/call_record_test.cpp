// SPDX-License-Identifier: AGPL-3.0-or-later
// What the record of a call says; that there is exactly one is a rule that every test with a CoreRig checks.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/core_rig.hpp"
#include "trace/print.hpp"

namespace sipgw::test {
namespace {

using namespace std::chrono_literals;
using mncc::Type;
using testing::HasSubstr;

const cc::CallRecord& only_record(const CoreRig& rig) {
  if (rig.records().size() != 1) {
    ADD_FAILURE() << rig.records().size() << " records\n" << rig.ladder();
    static const cc::CallRecord kNone;
    return kNone;
  }
  return *rig.records().front();
}

void answered_call(CoreRig& rig) {
  rig.begin_mo();
  rig.advance(2s);
  rig.peer_sends(provisional(rig.last_dialog(), 180));
  rig.expect_mncc(Type::alert_req);
  rig.advance(3s);
  rig.peer_sends(answered(rig.last_dialog()));
  rig.expect_mncc(Type::setup_rsp);
  rig.msc_sends(Type::setup_compl_ind, kMoCallref);
  rig.advance(60s);
  rig.msc_sends(Type::disc_ind, kMoCallref, 16);
  rig.expect_mncc(Type::rel_req);
  rig.expect_sip<sip::Bye>();
  rig.finish_rel(kMoCallref);
  rig.advance(100ms);
  rig.finish_sip(rig.last_dialog());
  rig.expect_idle();
}

TEST(CallRecord, TellsAnAnsweredCallFromItsBeginningToItsEnd) {
  CoreRig rig(cc::MediaMode::anchor);
  answered_call(rig);
  const auto& record = only_record(rig);
  EXPECT_EQ(record.id, CallId{1});
  EXPECT_EQ(record.direction, cc::Direction::mobile_originated);
  EXPECT_EQ(record.trunk, "default");
  EXPECT_EQ(record.calling, "12345");
  EXPECT_EQ(record.called, "98766");
  EXPECT_EQ(record.callref, kMoCallref);
  EXPECT_EQ(record.phases.proceeding, 0ms);
  EXPECT_EQ(record.phases.alerting, 2s);
  EXPECT_EQ(record.phases.answered, 5s);
  EXPECT_EQ(record.phases.release_begun, 65s);
  EXPECT_EQ(record.phases.ended, 65100ms);
  EXPECT_EQ(record.cause, 16);
  EXPECT_EQ(record.ended_by, cc::EndedBy::phone);
  EXPECT_FALSE(record.failed());
  EXPECT_EQ(record.gsm_end.cause, 16);
  EXPECT_FALSE(record.gsm_end.told_by_gateway);
  EXPECT_EQ(record.sip_end.cause, 16);
  EXPECT_TRUE(record.sip_end.told_by_gateway);
  EXPECT_EQ(record.sip_status, 200);
}

TEST(CallRecord, TellsTheMediaAndWhatTheMgwCounted) {
  CoreRig rig(cc::MediaMode::anchor);
  answered_call(rig);
  const auto& record = only_record(rig);
  EXPECT_EQ(record.media, cc::MediaMode::anchor);
  EXPECT_EQ(record.codec, "GSM");
  EXPECT_EQ(record.msc_payload_type, 3);
  EXPECT_EQ(record.sip_payload_type, 3);
  EXPECT_EQ(record.mgw, kMgw);
  EXPECT_EQ(record.mgw_endpoint, "rtpbridge/1@mgw");
  ASSERT_TRUE(record.msc_packets && record.sip_packets);
  EXPECT_EQ(record.msc_packets->packets_sent, 50U);
  EXPECT_EQ(record.sip_packets->packets_lost, 1U);
}

TEST(CallRecord, HoldsTheCallIdThatTheCoreChose) {
  CoreRig rig;
  const auto invite = rig.begin_mo();
  EXPECT_THAT(invite.call_id, testing::EndsWith("@192.0.2.2"));
  EXPECT_EQ(rig.call().sip_call_id, invite.call_id);
  rig.msc_sends(Type::rel_ind, kMoCallref, 16);
  rig.expect_sip<sip::Cancel>();
  rig.peer_sends(refused(rig.last_dialog(), 487));
  rig.expect_idle();
  EXPECT_EQ(only_record(rig).sip_call_ids, std::vector{invite.call_id});
  EXPECT_NE(rig.begin_mo().call_id, invite.call_id);
}

TEST(CallRecord, TellsHowAnIncomingCallFailed) {
  CoreRig rig;
  rig.begin_mt();
  rig.advance(1s);
  rig.msc_sends(Type::rel_ind, rig.last_callref(), 27, 1);
  rig.expect_response(502);
  rig.finish_sip(kMtDialog, 502);
  rig.expect_idle();
  const auto& record = only_record(rig);
  EXPECT_TRUE(record.failed());
  EXPECT_EQ(record.cause, 27);
  EXPECT_EQ(record.ended_by, cc::EndedBy::msc);
  EXPECT_EQ(record.gsm_end.cause, 27);
  EXPECT_EQ(record.sip_status, 502);
  EXPECT_TRUE(record.sip_end.told_by_gateway);
  EXPECT_EQ(record.sip_call_ids, std::vector{invite().call_id});
  EXPECT_FALSE(record.phases.answered);
}

TEST(CallRecord, TellsOfTheLastAttemptAndTheCallIdsOfAll) {
  auto config = config_with(cc::MediaMode::direct);
  config.default_trunk().emergency_uri = cc::EmergencyUri::both;
  config.sip.emergency_numbers = {"112"};
  CoreRig rig(config);
  const auto first = rig.begin_mo(setup_ind("112"));
  rig.peer_sends(refused(rig.last_dialog(), 404, q850(1)));
  const auto second = rig.expect_sip<sip::Invite>();
  rig.answer_mo();
  rig.peer_sends(sip::PeerBye{rig.last_dialog(), q850(16)});
  rig.expect_mncc(Type::disc_req, 16);
  rig.finish_disc(kMoCallref);
  const auto& record = only_record(rig);
  EXPECT_EQ(record.sip_status, 200);
  EXPECT_EQ(record.sip_end.cause, 16);
  EXPECT_EQ(record.sip_call_ids, (std::vector{first.call_id, second.call_id}));
}

TEST(CallRecord, HoldsNoMoreOfWhatAPeerWroteThanSuits) {
  CoreRig rig;
  auto refused = invite(std::string(45000, '1'));
  refused.call_id = std::string(45000, 'x');
  rig.peer_sends(refused);
  rig.expect_response(484);
  const auto& record = only_record(rig);
  EXPECT_EQ(record.called, std::string(256, '1'));
  ASSERT_EQ(record.sip_call_ids.size(), 1U);
  EXPECT_EQ(record.sip_call_ids.front(), std::string(256, 'x'));
}

TEST(CallRecord, IsMadeOfACallThatIsRefusedAtOnce) {
  CoreRig rig;
  rig.feed(cc::TrunkResolved{"default", {}});
  rig.msc_sends(setup_ind());
  rig.expect_mncc(Type::rej_req, 38);
  const auto& record = only_record(rig);
  EXPECT_TRUE(record.failed());
  EXPECT_EQ(record.called, "98766");
  EXPECT_THAT(record.why, HasSubstr("is not known"));
  EXPECT_EQ(record.trace.messages().size(), 2U);
}

TEST(CallRecord, IsMadeOfAnInviteThatIsRefusedAtOnceUnlessItIsAStrangers) {
  CoreRig rig;
  rig.feed(cc::MnccDown{kMsc});
  rig.peer_sends(invite());
  rig.expect_response(503);
  EXPECT_EQ(only_record(rig).sip_status, 503);
  auto stranger = invite("12345", "98766", DialogId{3});
  stranger.source = address("203.0.113.1", 5060);
  rig.peer_sends(stranger);
  rig.expect_response(403);
  EXPECT_EQ(rig.records().size(), 1U);
}

TEST(CallRecord, HasTheTraceOfABusyAnchoredCall) {
  CoreRig rig(cc::MediaMode::anchor);
  rig.begin_mo();
  rig.advance(1500ms);
  rig.peer_sends(refused(rig.last_dialog(), 486, q850(17)));
  rig.expect_mncc(Type::disc_req, 17);
  rig.finish_disc(kMoCallref);
  rig.expect_idle();
  EXPECT_EQ(trace::as_ladder(only_record(rig).trace),
            R"(  seconds MSC                                   gateway                               SIP        MGW
    0.000 |-- SETUP_IND 12345 > 98766 --------->|                                     |          |
    0.000 |<- RTP_CREATE -----------------------|                                     |          |
    0.000 |<- CALL_PROC_REQ --------------------|                                     |          |
    0.000 |                                     |-- CRCX rtpbridge/*@mgw recvonly -------------->|
    0.000 |                                     |<- 200 OK rtpbridge/1@mgw ----------------------|
          |                                     |   192.0.2.20:16002 GSM/3                       |
    0.000 |                                     |-- CRCX rtpbridge/1@mgw recvonly -------------->|
    0.000 |                                     |<- 200 OK rtpbridge/1@mgw ----------------------|
          |                                     |   192.0.2.20:16004 GSM/3                       |
    0.000 |-- RTP_CREATE 192.0.2.10:4000 pt 3 ->|                                     |          |
    0.000 |<- RTP_CONNECT 192.0.2.20:16004 pt --|                                     |          |
          |   3                                 |                                     |          |
          |   192.0.2.20:16004 GSM/3            |                                     |          |
    0.000 |                                     |-- INVITE -------------------------->|          |
          |                                     |   sip:98766@192.0.2.30:5060         |          |
          |                                     |   192.0.2.20:16002 GSM/3            |          |
    0.000 |                                     |-- MDCX rtpbridge/1@mgw recvonly -------------->|
          |                                     |   192.0.2.10:4000 GSM/3                        |
    0.000 |                                     |<- 200 OK --------------------------------------|
          |                                     |   192.0.2.20:16004 GSM/3                       |
    1.500 |                                     |<- 486 cause 17 ---------------------|          |
    1.500 |<- DISC_REQ cause 17 ----------------|                                     |          |
    1.500 |                                     |-- DLCX rtpbridge/1@mgw ----------------------->|
    1.500 |                                     |<- 250 OK --------------------------------------|
    1.500 |                                     |-- DLCX rtpbridge/1@mgw ----------------------->|
    1.500 |                                     |<- 250 OK --------------------------------------|
    1.500 |-- REL_IND cause 16 ---------------->|                                     |          |
)");
}

TEST(CallTraces, AreThereWhileTheCallIsUp) {
  CoreRig rig;
  rig.begin_mo();
  ASSERT_TRUE(rig.core().trace(CallId{1}));
  EXPECT_EQ(rig.core().trace(CallId{1})->messages().size(), 5U);
  EXPECT_FALSE(rig.core().trace(CallId{2}));
}

TEST(CallTraces, TakeLittleMemoryOfAnAnsweredCall) {
  for (const auto& [media, limit] : {std::pair{cc::MediaMode::direct, 768U}, {cc::MediaMode::anchor, 2816U}}) {
    CoreRig rig(media);
    rig.establish_mo();
    EXPECT_LT(rig.core().trace(CallId{1})->bytes(), limit) << rig.ladder();
  }
}

TEST(CallTraces, OfTheOldestCallsGoWhenTheMemoryIsUsedUp) {
  constexpr std::size_t kLimit = 20000;
  constexpr std::uint32_t kCalls = 100;
  cc::Core core(std::make_shared<const cc::Config>(config_with(cc::MediaMode::direct)),
                {.random_seed = 1, .local_address_towards = {}, .max_trace_bytes = kLimit});
  const auto handle = [&core](const cc::Event& event) {
    cc::Actions actions;
    core.handle(event, cc::TimePoint{1h}, actions);
  };
  handle(cc::TrunkResolved{"default", found(kPeerHost)});
  handle(cc::MnccUp{kMsc, hello()});
  for (std::uint32_t call = 0; call < kCalls; ++call) {
    auto setup = setup_ind();
    setup.callref = kMoCallref + call;
    handle(cc::MnccReceived{kMsc, setup});
    handle(cc::MnccReceived{kMsc, rtp_created(setup.callref)});
  }
  std::size_t bytes = 0;
  for (std::uint64_t id = 1; id <= kCalls; ++id) bytes += core.trace(CallId{id})->bytes();
  EXPECT_LE(bytes, kLimit);
  EXPECT_GT(bytes, kLimit / 2);
  EXPECT_TRUE(core.trace(CallId{1})->messages().empty());
  EXPECT_EQ(core.trace(CallId{kCalls})->messages().size(), 5U);
}

}  // namespace
}  // namespace sipgw::test
