// SPDX-License-Identifier: AGPL-3.0-or-later
#include "trace/print.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sipgw::trace {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr std::string_view kSdp =
    "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 3\r\n";

CallTrace sample() {
  CallTrace trace;
  mncc::Signalling setup;
  setup.type = mncc::Type::setup_ind;
  setup.callref = 0x80000001;
  setup.calling = mncc::Number{.digits = "1001"};
  setup.called = mncc::Number{.digits = "555"};
  trace.add(0ms, true, &setup);
  mgcp::Command create{.endpoint = "rtpbridge/*@mgw", .mode = mgcp::Mode::recvonly};
  trace.add(1ms, false, &create);
  const std::optional created{mgcp::Response{200, 1, "OK", "rtpbridge/1@mgw", {}, {}, std::string(kSdp)}};
  trace.add(2ms, true, &created);
  sip::Invite invite{{}, "sip:+4930123456789@192.0.2.30:5060", {}, {}, {}, std::string(kSdp), {}, "1@192.0.2.2"};
  const sip::Command begin{invite};
  trace.add(3ms, false, &begin);
  sip::Refused refused{};
  refused.status = 486;
  refused.reason.q850 = 17;
  const sip::Event end{refused};
  trace.add(90250ms, true, &end);
  mncc::Signalling disconnect;
  disconnect.type = mncc::Type::disc_req;
  disconnect.cause = mncc::Cause{.value = 17};
  trace.add(90251ms, false, &disconnect);
  return trace;
}

TEST(PrintTrace, DrawsOneLadderOfAllThreeProtocols) {
  EXPECT_EQ(as_ladder(sample()),
            R"(  seconds MSC                                   gateway                               SIP        MGW
    0.000 |-- SETUP_IND 1001 > 555 ------------>|                                     |          |
    0.001 |                                     |-- CRCX rtpbridge/*@mgw recvonly -------------->|
    0.002 |                                     |<- 200 OK rtpbridge/1@mgw ----------------------|
          |                                     |   192.0.2.1:4000 GSM/3                         |
    0.003 |                                     |-- INVITE -------------------------->|          |
          |                                     |   sip:+4930123456789@192.0.2.30:5060|          |
          |                                     |   192.0.2.1:4000 GSM/3              |          |
   90.250 |                                     |<- 486 cause 17 ---------------------|          |
   90.251 |<- DISC_REQ cause 17 ----------------|                                     |          |
)");
}

TEST(PrintTrace, PrintsWholeMessages) {
  EXPECT_THAT(as_messages(sample()), HasSubstr(R"(    0.000 from MSC: SETUP_IND 1001 > 555
            callref: 0x80000001
            called: 555, type 0, plan 0, presentation 0, screening 0
            calling: 1001, type 0, plan 0, presentation 0, screening 0
    0.001 to MGW: CRCX rtpbridge/*@mgw recvonly
    0.002 from MGW: 200 OK rtpbridge/1@mgw
            v=0
)"));
  EXPECT_THAT(as_messages(sample()), HasSubstr(R"(    0.003 to SIP peer: INVITE sip:+4930123456789@192.0.2.30:5060
            Call-ID: 1@192.0.2.2
            v=0
            o=- 1 1 IN IP4 192.0.2.1
)"));
}

TEST(PrintTrace, SaysThatMessagesWereForgottenForWantOfMemory) {
  CallTrace trace;
  const sip::Event event{sip::PeerInfo{{}, "text/plain", "a line of some length"}};
  trace.add(0ms, true, &event);
  trace.add(0ms, true, &event);
  trace.clear();
  trace.add(0ms, true, &event);
  const auto remark = "* 2 messages are not kept any more: the memory for traces was needed\n";
  EXPECT_THAT(as_ladder(trace), HasSubstr(remark));
  EXPECT_THAT(as_messages(trace), HasSubstr(remark));
}

TEST(PrintTrace, SaysWhereMessagesAreLeftOut) {
  CallTrace trace;
  const sip::Event event{sip::PeerInfo{{}, "text/plain", "a line of some length"}};
  for (int number = 0; number < 1000; ++number) trace.add(0ms, true, &event);
  const auto remark = "* " + std::to_string(trace.left_out()) + " messages are left out here";
  EXPECT_THAT(as_ladder(trace), HasSubstr(remark));
  EXPECT_THAT(as_messages(trace), HasSubstr(remark));
}

}  // namespace
}  // namespace sipgw::trace
