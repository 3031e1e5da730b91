// SPDX-License-Identifier: AGPL-3.0-or-later
#include "trace/describe.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sipgw::trace {
namespace {

using testing::HasSubstr;
using testing::Not;

mncc::Signalling setup() {
  mncc::Signalling message;
  message.type = mncc::Type::setup_ind;
  message.callref = 0x80000001;
  message.calling = mncc::Number{.type = 1, .plan = 1, .present = 1, .screen = 3, .digits = "1001"};
  message.called = mncc::Number{.digits = "555"};
  message.imsi = "262420000000001";
  return message;
}

TEST(Describe, PutsTheGistOfAnMnccMessageIntoOneLine) {
  auto message = setup();
  EXPECT_EQ(head(message), "SETUP_IND 1001 > 555");
  message.type = mncc::Type::disc_req;
  message.calling = message.called = std::nullopt;
  message.cause = mncc::Cause{.location = 1, .value = 17};
  message.progress = mncc::Progress{.description = 8};
  EXPECT_EQ(head(message), "DISC_REQ PI 8 cause 17");
  const mncc::Rtp rtp{.type = mncc::Type::rtp_create,
                      .callref = 1,
                      .address = NetAddress{*IpAddress::parse("127.0.0.1"), 4000},
                      .payload_type = 3};
  EXPECT_EQ(head(rtp), "RTP_CREATE 127.0.0.1:4000 pt 3");
}

TEST(Describe, ListsTheMembersOfAnMnccMessage) {
  auto message = setup();
  message.cause = mncc::Cause{.location = 1, .value = 17};
  EXPECT_EQ(members(message),
            "\ncallref: 0x80000001"
            "\ncalled: 555, type 0, plan 0, presentation 0, screening 0"
            "\ncalling: 1001, type 1, plan 1, presentation 1, screening 3"
            "\ncause: 17 (User busy), location 1, coding 3"
            "\nIMSI: 262420000000001");
}

TEST(Describe, TellsASipMessageFromWhatWasMadeHere) {
  sip::Refused refused{};
  refused.status = 486;
  refused.phrase = "Busy Here";
  refused.reason.q850 = 17;
  EXPECT_EQ(head(sip::Event{refused}), "486 cause 17");
  refused.from_peer = false;
  EXPECT_EQ(head(sip::Event{refused}), "(486 Busy Here)");
  EXPECT_EQ(head(sip::Event{sip::Ended{{}, 0, ""}}), "(ended)");
  EXPECT_EQ(head(sip::Command{sip::Bye{{}, "Q.850;cause=16"}}), "BYE cause 16");
}

TEST(Describe, NeverShowsCredentials) {
  sip::Invite invite{};
  invite.headers = {{"Privacy", "id"}, {"authorization", "Digest secret"}, {"Proxy-Authorization", "Digest secret"}};
  const auto text = members(sip::Command{invite});
  EXPECT_THAT(text, HasSubstr("Privacy: id"));
  EXPECT_THAT(text, HasSubstr("authorization: (withheld)"));
  EXPECT_THAT(text, Not(HasSubstr("secret")));
}

TEST(Describe, ListsWhatOnlyAnOperatorMayWantToKnowOfASetUp) {
  mncc::Signalling message;
  message.ss_version = "\x7f";
  message.cc_cap = mncc::CcCap{.dtmf = true, .pcp = true};
  message.llc = "\x88\x90";
  message.hlc = "\x91\x81";
  EXPECT_THAT(members(message), HasSubstr("\nSS version: 7f"
                                          "\ncall control capabilities: DTMF, prolonged clearing"
                                          "\nlow layer compatibility: 8890"
                                          "\nhigh layer compatibility: 9181"));
}

TEST(Describe, NamesUserToUserInformation) {
  EXPECT_THAT(members(sip::Event{sip::PeerBye{DialogId{1}, {}, "0461"}}), HasSubstr("User-to-User: 0461"));
  const sip::Bye bye{DialogId{1}, "Q.850;cause=16", {{"User-to-User", "0462"}}};
  EXPECT_THAT(members(sip::Command{bye}), HasSubstr("User-to-User: 0462"));
}

TEST(Describe, MakesPrintableWhatAPeerWrote) {
  sip::IncomingInvite invite{};
  invite.from.user = "evil\x1b[2J\r\n";
  invite.call_id = "one\ntwo";
  EXPECT_EQ(head(sip::Event{invite}), "INVITE evil?[2J?? > ");
  EXPECT_THAT(members(sip::Event{invite}), HasSubstr("Call-ID: one?two"));
}

TEST(Describe, NamesVerbEndpointAndModeOfAnMgcpCommand) {
  const mgcp::Command command{.verb = mgcp::Verb::mdcx,
                              .endpoint = "rtpbridge/1@mgw",
                              .call_id = "1a",
                              .connection_id = "2B",
                              .mode = mgcp::Mode::sendrecv};
  EXPECT_EQ(head(command), "MDCX rtpbridge/1@mgw sendrecv");
  EXPECT_EQ(members(command), "\nC: 1a\nI: 2B");
  EXPECT_EQ(head(std::optional<mgcp::Response>{}), "(no reply)");
}

TEST(Describe, ShortensASessionDescription) {
  EXPECT_EQ(sdp_in_short("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"
                         "m=audio 4000 RTP/AVP 3 112\r\na=rtpmap:112 AMR/8000\r\na=sendonly\r\n"),
            "192.0.2.1:4000 GSM/3 AMR/112 sendonly");
  EXPECT_THAT(sdp_in_short("nonsense"), HasSubstr("unreadable SDP"));
}

}  // namespace
}  // namespace sipgw::trace
