// SPDX-License-Identifier: AGPL-3.0-or-later
// Calls that come to the gateway.
#include "gateway.hpp"

namespace sipgw::test {
namespace {

TEST(SipUas, AnswersWith100BeforeTheCoreHasReacted) {
  Gateway gateway;
  Caller caller(gateway);
  caller.peer.send(caller.request("INVITE", 1, "", "", kSdp));
  EXPECT_TRUE(caller.peer.receive().starts_with("SIP/2.0 100 Trying\r\n"));
  gateway.submit(sip::Respond{gateway.expect<sip::IncomingInvite>().dialog, 486, "", {}});
  gateway.expect<sip::Ended>();
}

TEST(SipUas, ReportsWhatTheInviteSays) {
  Gateway gateway;
  Caller caller(gateway);
  caller.peer.send(caller.request("INVITE", 1, "",
                                  "P-Asserted-Identity: \"A \\\"B\\\"\" <sip:%2B49%33@pbx;user=phone>, <tel:+4930>\r\n"
                                  "Privacy: id;critical\r\nX-Global-Call-Ref: 01 02\r\n",
                                  kSdp));
  const auto invite = gateway.expect<sip::IncomingInvite>();
  EXPECT_EQ(invite.source.to_string(), "127.0.0.1:" + std::to_string(caller.peer.port()));
  EXPECT_EQ(invite.transport, "udp");
  EXPECT_EQ(invite.request_uri.user, "2000");
  EXPECT_EQ(invite.from, (sip::Party{"Peer", "1234", "127.0.0.1"}));
  EXPECT_EQ(invite.to.user, "2000");
  ASSERT_TRUE(invite.asserted);
  EXPECT_EQ(*invite.asserted, (sip::Party{"A \"B\"", "+493", "pbx"}));
  EXPECT_TRUE(invite.wants_privacy);
  EXPECT_EQ(invite.call_id, "call-1");
  EXPECT_EQ(invite.global_call_ref, "01 02");
  EXPECT_EQ(invite.sdp, kSdp);
  EXPECT_FALSE(invite.unusable_body);
  EXPECT_EQ(invite.dialog.value % 2, 1U);
  gateway.submit(sip::Respond{invite.dialog, 404, "", {}});
  EXPECT_EQ(gateway.expect<sip::Ended>().status, 404);
}

TEST(SipUas, ReportsEveryHeaderThatNamesAParty) {
  Gateway gateway;
  Caller caller(gateway);
  caller.peer.send(caller.request("INVITE", 1, "",
                                  "Remote-Party-ID: \"X\" <sip:4930@h>;party=calling;privacy=full\r\n"
                                  "P-Called-Party-ID: <sip:4940@h>\r\n"
                                  "Diversion: <sip:4950@h>;reason=unconditional;privacy=full, <sip:4960@h>\r\n",
                                  kSdp));
  const auto invite = gateway.expect<sip::IncomingInvite>();
  EXPECT_FALSE(invite.asserted);
  EXPECT_EQ(invite.remote_party, (sip::Party{"X", "4930", "h"}));
  EXPECT_EQ(invite.called_party, (sip::Party{"", "4940", "h"}));
  EXPECT_EQ(invite.diverted_by, (sip::Party{"", "4950", "h"}));
  EXPECT_TRUE(invite.diversion_withheld);
  EXPECT_TRUE(invite.wants_privacy);
  gateway.submit(sip::Respond{invite.dialog, 486, "", {}});
  gateway.expect<sip::Ended>();
}

TEST(SipUas, ToldOfABodyThatIsNoSdp) {
  Gateway gateway;
  Caller caller(gateway);
  caller.peer.send(caller.request("INVITE", 1, "", "", "hello", "text/plain"));
  const auto invite = gateway.expect<sip::IncomingInvite>();
  EXPECT_TRUE(invite.unusable_body);
  EXPECT_EQ(invite.sdp, "");
  gateway.submit(sip::Respond{invite.dialog, 415, "", {}});
  EXPECT_FALSE(caller.peer.expect("SIP/2.0 415 Unsupported Media Type").empty());
  gateway.expect<sip::Ended>();
}

/// nua's stack overflowed at the BYE to such a target, when the ACK to our 200 stayed out.
TEST(SipUas, RefusesADialogThatNothingCouldBeSentTo) {
  Gateway gateway;
  Caller caller(gateway);
  const auto expect_refused = [&](std::string_view part, std::string_view instead) {
    std::string invite = caller.request("INVITE", 1, "", "Record-Route: <sip:127.0.0.1;lr>\r\n", kSdp);
    const auto at = invite.find(part);
    ASSERT_NE(at, std::string::npos);
    caller.peer.send(invite.replace(at, part.size(), instead));
    EXPECT_FALSE(caller.peer.expect("SIP/2.0 400 ").empty()) << instead;
  };
  expect_refused("Contact: <sip:", "Contact: <foo:");
  expect_refused("Record-Route: <sip:", "Record-Route: <tel:");
  expect_refused(
      "Content-Type: application/sdp\r\nContent-Length: " + std::to_string(sizeof kSdp - 1) + "\r\n\r\n" + kSdp, "");
  EXPECT_EQ(gateway.thread().counts().malformed, 3U);
  EXPECT_TRUE(gateway.silent());
}

/// A request without Contact leads nowhere, whatever its From is.
TEST(SipUas, DoesNotCountATelephoneNumberInFromAsMalformed) {
  Gateway gateway;
  Caller caller(gateway);
  std::string options = caller.request("OPTIONS", 1, "", "", "");
  const auto cut = [&](std::string_view begin, std::string_view instead) {
    const auto at = options.find(begin);
    ASSERT_NE(at, std::string::npos);
    options.replace(at, options.find("\r\n", at) + 2 - at, instead);
  };
  cut("Contact: ", "");
  cut("From: ", "From: <tel:+4912>;tag=t\r\n");
  caller.peer.send(options);
  EXPECT_FALSE(caller.peer.expect("SIP/2.0 200 ").empty());
  EXPECT_EQ(gateway.thread().counts().malformed, 0U);
}

TEST(SipUas, RingsAnswersAndIsHungUp) {
  Gateway gateway;
  Caller caller(gateway);
  const DialogId id = caller.call();
  gateway.submit(sip::Respond{id, 180, "", {}});
  const std::string ringing = caller.peer.expect("SIP/2.0 180 Ringing\r\n");
  EXPECT_EQ(body(ringing), "");
  gateway.submit(sip::Respond{id, 200, kSdp, {{"P-Asserted-Identity", "<sip:2000@127.0.0.1>"}}});
  const std::string answer = caller.peer.expect("SIP/2.0 200 OK\r\n");
  EXPECT_EQ(body(answer), kSdp);
  EXPECT_EQ(header(answer, "P-Asserted-Identity"), "<sip:2000@127.0.0.1>");
  EXPECT_TRUE(header(answer, "Contact").starts_with("<sip:")) << answer;
  EXPECT_NE(header(answer, "Contact").find(gateway.local().to_string()), std::string::npos);
  const std::string tag = parameter(header(answer, "To"), "tag");
  EXPECT_EQ(parameter(header(ringing, "To"), "tag"), tag);
  caller.peer.send(caller.request("ACK", 1, tag));
  EXPECT_EQ(gateway.expect<sip::Acked>().dialog, id);
  caller.peer.send(caller.request("BYE", 2, tag, "Reason: Q.850;cause=31\r\n"));
  const std::string bye_answer = caller.peer.expect("SIP/2.0 200");
  EXPECT_EQ(header(bye_answer, "CSeq"), "2 BYE");
  EXPECT_EQ(header(bye_answer, "Contact"), "");
  EXPECT_EQ(gateway.expect<sip::PeerBye>().reason.q850, 31);
}

TEST(SipUas, RefusesWithTheHeadersGiven) {
  Gateway gateway;
  Caller caller(gateway);
  const DialogId id = caller.call();
  gateway.submit(sip::Respond{id, 503, "", {{"Reason", "Q.850;cause=42"}, {"Retry-After", "9"}}});
  const std::string refusal = caller.peer.expect("SIP/2.0 503 Service Unavailable\r\n");
  EXPECT_EQ(header(refusal, "Reason"), "Q.850;cause=42");
  EXPECT_EQ(header(refusal, "Retry-After"), "9");
  caller.peer.send(caller.request("ACK", 1, parameter(header(refusal, "To"), "tag")));
  EXPECT_EQ(gateway.expect<sip::Ended>().status, 503);
  gateway.submit(sip::Respond{id, 200, kSdp, {}});  // for a dead dialog: dropped
}

TEST(SipUas, ReportsACancelWithItsReason) {
  Gateway gateway;
  Caller caller(gateway);
  const DialogId id = caller.call();
  gateway.submit(sip::Respond{id, 180, "", {}});
  caller.peer.expect("SIP/2.0 180");
  std::string cancel = caller.request("CANCEL", 1, "", "Reason: SIP;cause=200;text=\"Call completed elsewhere\"\r\n");
  caller.peer.send(cancel);
  EXPECT_EQ(gateway.expect<sip::Cancelled>().reason.sip, 200);
  EXPECT_FALSE(caller.peer.expect("SIP/2.0 200").empty());
  const std::string final = caller.peer.expect("SIP/2.0 487");
  EXPECT_EQ(header(final, "CSeq"), "1 INVITE");
  caller.peer.send(caller.request("ACK", 1, parameter(header(final, "To"), "tag")));
}

TEST(SipUas, IgnoresACancelThatComesAfterTheAnswer) {
  Gateway gateway;
  Caller caller(gateway);
  const DialogId id = caller.call();
  gateway.submit(sip::Respond{id, 200, kSdp, {}});
  const std::string tag = parameter(header(caller.peer.expect("SIP/2.0 200"), "To"), "tag");
  caller.peer.send(caller.request("CANCEL", 1));
  for (int round = 0; round < 2; ++round) {
    const std::string answer = caller.peer.expect("SIP/2.0 ");
    EXPECT_TRUE(answer.starts_with("SIP/2.0 200")) << answer;
    EXPECT_EQ(header(answer, "CSeq"), "1 CANCEL");
    if (round == 0) caller.peer.send(caller.request("CANCEL", 1));
  }
  caller.peer.send(caller.request("ACK", 1, tag));
  gateway.expect<sip::Acked>();
  caller.peer.send(caller.request("BYE", 2, tag));
  gateway.expect<sip::PeerBye>();
}

TEST(SipUas, EndsACallWhoseAckNeverComes) {
  Gateway gateway(10);
  Caller caller(gateway);
  const DialogId id = caller.call();
  gateway.submit(sip::Respond{id, 200, kSdp, {}});
  const std::string bye = caller.peer.expect("BYE");
  EXPECT_FALSE(bye.empty());
  caller.peer.send(response(bye, "200 OK", ""));
  EXPECT_EQ(gateway.expect<sip::Ended>().status, 408);
}

TEST(SipUas, KeepsItsByeUntilTheAckHasCome) {
  Gateway gateway;
  Caller caller(gateway);
  const DialogId id = caller.call();
  gateway.submit(sip::Respond{id, 200, kSdp, {}});
  gateway.submit(sip::Bye{id, "Q.850;cause=16"});
  const std::string tag = parameter(header(caller.peer.expect("SIP/2.0 200"), "To"), "tag");
  EXPECT_TRUE(caller.peer.expect("BYE", std::chrono::milliseconds(100)).empty());
  caller.peer.send(caller.request("ACK", 1, tag));
  const std::string bye = caller.peer.expect("BYE");
  EXPECT_EQ(header(bye, "Reason"), "Q.850;cause=16");
  caller.peer.send(response(bye, "200 OK", ""));
  gateway.expect<sip::Acked>();
  EXPECT_EQ(gateway.expect<sip::Ended>().status, 200);
}

TEST(SipUas, DeliversTheAnswerOfADelayedOfferWithTheAck) {
  Gateway gateway;
  Caller caller(gateway);
  caller.peer.send(caller.request("INVITE", 1));
  const auto invite = gateway.expect<sip::IncomingInvite>();
  EXPECT_EQ(invite.sdp, "");
  EXPECT_FALSE(invite.unusable_body);
  gateway.submit(sip::Respond{invite.dialog, 200, kSdp, {}});
  const std::string tag = parameter(header(caller.peer.expect("SIP/2.0 200"), "To"), "tag");
  caller.peer.send(caller.request("ACK", 1, tag, "", kSdp));
  EXPECT_EQ(gateway.expect<sip::Acked>().sdp, kSdp);
  caller.peer.send(caller.request("BYE", 2, tag));
  gateway.expect<sip::PeerBye>();
}

TEST(SipUas, TakesARetransmittedInviteForOneCall) {
  Gateway gateway;
  Caller caller(gateway);
  const std::string invite = caller.request("INVITE", 1, "", "", kSdp);
  caller.peer.send(invite);
  caller.peer.send(invite);
  caller.peer.send(invite);
  const DialogId id = gateway.expect<sip::IncomingInvite>().dialog;
  gateway.submit(sip::Respond{id, 486, "", {}});
  EXPECT_EQ(gateway.expect<sip::Ended>().status, 486);
  EXPECT_TRUE(gateway.silent());
}

TEST(SipUas, AByeBeforeTheAnswerEndsTheCall) {
  Gateway gateway;
  Caller caller(gateway);
  const DialogId id = caller.call();
  gateway.submit(sip::Respond{id, 180, "", {}});
  const std::string tag = parameter(header(caller.peer.expect("SIP/2.0 180"), "To"), "tag");
  caller.peer.send(caller.request("BYE", 2, tag));
  gateway.expect<sip::PeerBye>();
}

TEST(SipUas, SaysNoWhenTheCoreHangsUpBeforeAnswering) {
  Gateway gateway;
  Caller caller(gateway);
  caller.peer.send(caller.request("INVITE", 1, "", "", kSdp));
  gateway.submit(sip::Bye{gateway.expect<sip::IncomingInvite>().dialog, "Q.850;cause=41"});
  EXPECT_EQ(header(caller.peer.expect("SIP/2.0 480"), "Reason"), "Q.850;cause=41");
  EXPECT_EQ(gateway.expect<sip::Ended>().status, 480);
}

}  // namespace
}  // namespace sipgw::test
