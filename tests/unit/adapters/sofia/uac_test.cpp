// SPDX-License-Identifier: AGPL-3.0-or-later
// Calls that the gateway makes.
#include "gateway.hpp"

namespace sipgw::test {
namespace {

std::string contact(const RawSipPeer& peer) { return "Contact: <" + peer.uri() + ">\r\n"; }

TEST(SipUac, SendsACleanInvite) {
  Gateway gateway;
  RawSipPeer peer(gateway.local());
  gateway.invite(peer, kSdp, {{"Privacy", "id"}, {"X-Bad", "one\r\nInjected: two"}});
  const std::string invite = peer.expect("INVITE sip:peer@127.0.0.1:");
  const std::string local = gateway.local().to_string();
  EXPECT_EQ(header(invite, "Max-Forwards"), "70");
  EXPECT_EQ(header(invite, "User-Agent"), "osmo-sipgw/test");
  EXPECT_EQ(header(invite, "Contact"), "<sip:" + local + ">");
  EXPECT_TRUE(header(invite, "From").starts_with("<sip:1001@127.0.0.1>;tag="));
  EXPECT_EQ(header(invite, "To"), "<sip:peer@127.0.0.1>");
  EXPECT_EQ(header(invite, "Privacy"), "id");
  EXPECT_EQ(header(invite, "Injected"), "");
  EXPECT_EQ(header(invite, "Allow"), "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE");
  EXPECT_EQ(header(invite, "Supported"), "timer");
  EXPECT_EQ(header(invite, "Content-Type"), "application/sdp");
  EXPECT_EQ(body(invite), kSdp);
  peer.send(response(invite, "603 Decline", "t"));
  gateway.expect<sip::Refused>();
}

TEST(SipUac, UsesTheCallIdThatTheCoreChose) {
  Gateway gateway;
  RawSipPeer peer(gateway.local());
  sip::Invite chosen{DialogId{2}, peer.uri(), "<sip:1001@127.0.0.1>", "<sip:peer@127.0.0.1>", {}, std::string(kSdp)};
  chosen.call_id = "7@192.0.2.2";
  gateway.submit(chosen);
  const std::string invite = peer.expect("INVITE");
  EXPECT_EQ(header(invite, "Call-ID"), "7@192.0.2.2");
  peer.send(response(invite, "603 Decline", "t"));
  gateway.expect<sip::Refused>();
}

TEST(SipUac, ReportsProgressAndAnswerAndAcknowledgesAtOnce) {
  Gateway gateway;
  RawSipPeer peer(gateway.local());
  const DialogId id = gateway.invite(peer);
  const std::string invite = peer.expect("INVITE");
  peer.send(response(invite, "100 Trying", ""));
  peer.send(response(invite, "180 Ringing", "t", contact(peer)));
  peer.send(response(invite, "183 Session Progress", "t", contact(peer), kSdp));
  const auto trying = gateway.expect<sip::Provisional>();
  EXPECT_EQ(trying.status, 100);
  EXPECT_EQ(trying.branch + trying.sdp, "");
  EXPECT_EQ(gateway.expect<sip::Provisional>().status, 180);
  const auto progress = gateway.expect<sip::Provisional>();
  EXPECT_EQ(progress.status, 183);
  EXPECT_EQ(progress.sdp, kSdp);
  peer.send(response(invite, "200 OK", "t", contact(peer) + "P-Asserted-Identity: tel:+4930, <sip:x@y>\r\n", kSdp));
  EXPECT_TRUE(peer.expect("ACK " + peer.uri()).find("ACK") != std::string::npos);
  const auto answer = gateway.expect<sip::Answered>();
  EXPECT_EQ(answer.dialog, id);
  EXPECT_EQ(answer.sdp, kSdp);
  ASSERT_TRUE(answer.asserted);
  EXPECT_EQ(answer.asserted->user, "+4930");
  peer.send(response(invite, "200 OK", "t", contact(peer), kSdp));  // our ACK got lost
  EXPECT_FALSE(peer.expect("ACK").empty());
  gateway.submit(sip::Bye{id, "Q.850;cause=16"});
  const std::string bye = peer.expect("BYE");
  EXPECT_EQ(header(bye, "Reason"), "Q.850;cause=16");
  EXPECT_EQ(header(bye, "Contact"), "");
  peer.send(response(bye, "200 OK", ""));
  EXPECT_EQ(gateway.expect<sip::Ended>().status, 200);
}

TEST(SipUac, ReportsARefusalWithItsReasons) {
  Gateway gateway;
  RawSipPeer peer(gateway.local());
  gateway.invite(peer);
  const std::string invite = peer.expect("INVITE");
  peer.send(response(invite, "503 Gone Fishing", "t",
                     "Reason: Q.850;cause=42;text=\"full\"\r\nWarning: 399 host \"none\"\r\nRetry-After: 7\r\n"));
  EXPECT_FALSE(peer.expect("ACK").empty());
  const auto refused = gateway.expect<sip::Refused>();
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.phrase, "Gone Fishing");
  EXPECT_EQ(refused.reason.q850, 42);
  EXPECT_EQ(refused.warning, 399);
  EXPECT_EQ(refused.retry_after, 7U);
  EXPECT_TRUE(refused.from_peer);
}

TEST(SipUac, FollowsNoRedirection) {
  Gateway gateway;
  RawSipPeer peer(gateway.local());
  gateway.invite(peer);
  peer.send(response(peer.expect("INVITE"), "302 Moved Temporarily", "t", contact(peer)));
  EXPECT_EQ(gateway.expect<sip::Refused>().status, 302);
  EXPECT_TRUE(peer.expect("INVITE", std::chrono::milliseconds(200)).empty());
}

TEST(SipUac, AnswersNoChallenge) {
  Gateway gateway;
  RawSipPeer peer(gateway.local());
  gateway.invite(peer);
  peer.send(response(peer.expect("INVITE"), "407 Proxy Authentication Required", "t",
                     "Proxy-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\n"));
  EXPECT_EQ(gateway.expect<sip::Refused>().status, 407);
}

TEST(SipUac, ReportsASilentPeerAsItsOwn408) {
  Gateway gateway(10);
  RawSipPeer peer(gateway.local());
  gateway.invite(peer);
  const auto refused = gateway.expect<sip::Refused>();
  EXPECT_EQ(refused.status, 408);
  EXPECT_FALSE(refused.from_peer);
}

TEST(SipUac, ReportsAnImpossibleRequestAsRefused) {
  Gateway gateway(10);
  gateway.submit(sip::Invite{DialogId{2}, "sip:x@127.0.0.1:1", "<sip:a@127.0.0.1", "\"<sip:", {}, ""});
  gateway.submit(sip::Invite{DialogId{4}, "not a uri", "<sip:a@127.0.0.1>", "<sip:b@127.0.0.1>", {}, ""});
  gateway.expect<sip::Refused>();
  gateway.expect<sip::Refused>();
}

/// Calls the peer, where it rings, and gives the call up; the INVITE.
std::string ring_and_cancel(Gateway& gateway, RawSipPeer& peer) {
  const DialogId id = gateway.invite(peer);
  std::string invite = peer.expect("INVITE");
  peer.send(response(invite, "180 Ringing", "t", contact(peer)));
  gateway.expect<sip::Provisional>();
  gateway.submit(sip::Cancel{id, "Q.850;cause=16"});
  return invite;
}

TEST(SipUac, CancelsAfterAProvisional) {
  Gateway gateway;
  RawSipPeer peer(gateway.local());
  const std::string invite = ring_and_cancel(gateway, peer);
  const std::string cancel = peer.expect("CANCEL");
  EXPECT_EQ(header(cancel, "Reason"), "Q.850;cause=16");
  peer.send(response(cancel, "200 OK", "t"));
  peer.send(response(invite, "487 Request Terminated", "t"));
  EXPECT_EQ(gateway.expect<sip::Refused>().status, 487);
  EXPECT_FALSE(peer.expect("ACK").empty());
}

TEST(SipUac, HoldsTheCancelBackUntilTheFirstProvisional) {
  Gateway gateway;
  RawSipPeer peer(gateway.local());
  const DialogId id = gateway.invite(peer);
  const std::string invite = peer.expect("INVITE");
  gateway.submit(sip::Cancel{id, ""});
  EXPECT_TRUE(peer.expect("CANCEL", std::chrono::milliseconds(200)).empty());
  peer.send(response(invite, "100 Trying", ""));
  const std::string cancel = peer.expect("CANCEL");
  peer.send(response(cancel, "200 OK", "t"));
  peer.send(response(invite, "487 Request Terminated", "t"));
  EXPECT_EQ(gateway.expect<sip::Refused>().status, 487);
}

TEST(SipUac, EndsACallWhoseAnswerCrossedTheCancel) {
  Gateway gateway;
  RawSipPeer peer(gateway.local());
  const std::string invite = ring_and_cancel(gateway, peer);
  const std::string cancel = peer.expect("CANCEL");
  peer.send(response(invite, "200 OK", "t", contact(peer), kSdp));
  EXPECT_FALSE(peer.expect("ACK").empty());
  peer.send(response(cancel, "481 Call Does Not Exist", "t"));
  const std::string bye = peer.expect("BYE");
  EXPECT_EQ(header(bye, "Reason"), "Q.850;cause=16");
  peer.send(response(bye, "200 OK", ""));
  EXPECT_EQ(gateway.expect<sip::Ended>().status, 200);
}

TEST(SipUac, EndsACancelledCallThatNeverGetsItsFinalResponse) {
  Gateway gateway(10);
  RawSipPeer peer(gateway.local());
  ring_and_cancel(gateway, peer);
  peer.send(response(peer.expect("CANCEL"), "200 OK", "t"));
  EXPECT_EQ(gateway.expect<sip::Ended>().status, 408);
}

TEST(SipUac, EndsWithAByeThatNobodyAnswers) {
  Gateway gateway(10);
  RawSipPeer peer(gateway.local());
  const DialogId id = gateway.invite(peer);
  peer.send(response(peer.expect("INVITE"), "200 OK", "t", contact(peer), kSdp));
  gateway.expect<sip::Answered>();
  gateway.submit(sip::Bye{id, ""});
  EXPECT_EQ(gateway.expect<sip::Ended>().status, 408);
}

TEST(SipUac, GivesEachSideItsAnswerWhenTwoByesCross) {
  Gateway gateway;
  RawSipPeer peer(gateway.local());
  const DialogId id = gateway.invite(peer);
  const std::string invite = peer.expect("INVITE");
  peer.send(response(invite, "200 OK", "t", contact(peer), kSdp));
  gateway.expect<sip::Answered>();
  gateway.submit(sip::Bye{id, ""});
  const std::string bye = peer.expect("BYE");
  std::string from = header(invite, "From");
  peer.send("BYE sip:" + gateway.local().to_string() + " SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:" +
            std::to_string(peer.port()) + ";branch=z9hG4bKx\r\nFrom: <sip:peer@127.0.0.1>;tag=t\r\nTo: " + from +
            "\r\n" + header_lines(invite, "Call-ID") + "CSeq: 1 BYE\r\nContent-Length: 0\r\n\r\n");
  gateway.expect<sip::PeerBye>();
  EXPECT_FALSE(peer.expect("SIP/2.0 200").empty());
  peer.send(response(bye, "200 OK", ""));
}

TEST(SipUac, AcknowledgesAndEndsASecondForkThatAnswers) {
  Gateway gateway;
  RawSipPeer peer(gateway.local());
  gateway.invite(peer);
  const std::string invite = peer.expect("INVITE");
  peer.send(response(invite, "200 OK", "one", contact(peer), kSdp));
  gateway.expect<sip::Answered>();
  peer.expect("ACK");
  peer.send(response(invite, "200 OK", "two", contact(peer), kSdp));
  EXPECT_EQ(parameter(header(peer.expect("ACK"), "To"), "tag"), "two");
  const std::string bye = peer.expect("BYE");
  EXPECT_EQ(parameter(header(bye, "To"), "tag"), "two");
  peer.send(response(bye, "200 OK", ""));
  EXPECT_TRUE(gateway.silent());
}

TEST(SipUac, TellsTheBranchesOfAForkedCallApart) {
  Gateway gateway;
  RawSipPeer peer(gateway.local());
  gateway.invite(peer);
  const std::string invite = peer.expect("INVITE");
  peer.send(response(invite, "183 Session Progress", "one", contact(peer), kSdp));
  EXPECT_EQ(gateway.expect<sip::Provisional>().branch, "one");
  peer.send(response(invite, "180 Ringing", "two", contact(peer)));
  EXPECT_EQ(gateway.expect<sip::Provisional>().branch, "two");
  peer.send(response(invite, "199 Early Dialog Terminated", "one", contact(peer)));
  EXPECT_EQ(gateway.expect<sip::Provisional>().status, 199);
  peer.send(response(invite, "200 OK", "two", contact(peer), kSdp));
  EXPECT_EQ(parameter(header(peer.expect("ACK"), "To"), "tag"), "two");
  const auto answer = gateway.expect<sip::Answered>();
  EXPECT_EQ(answer.branch, "two");
  gateway.submit(sip::Bye{answer.dialog, ""});
  const std::string bye = peer.expect("BYE");
  EXPECT_EQ(parameter(header(bye, "To"), "tag"), "two");
  peer.send(response(bye, "200 OK", ""));
  gateway.expect<sip::Ended>();
}

TEST(SipUac, ReportsWhereARedirectionPointsTo) {
  Gateway gateway;
  RawSipPeer peer(gateway.local());
  gateway.invite(peer);
  peer.send(response(peer.expect("INVITE"), "302 Moved Temporarily", "t",
                     "Contact: <sip:b@192.0.2.1:5070;x=y?Subject=no>;q=0.5, \"A\" <sip:a@[2001:db8::1]>\r\n"
                     "Contact: <mailto:c@example.org>;q=0.9\r\n"));
  const auto contacts = gateway.expect<sip::Refused>().contacts;
  ASSERT_EQ(contacts.size(), 2U);
  EXPECT_EQ(contacts[0], (sip::Target{"sip:a@[2001:db8::1]", "2001:db8::1"}));
  EXPECT_EQ(contacts[1], (sip::Target{"sip:b@192.0.2.1:5070;x=y", "192.0.2.1"}));
}

TEST(SipUac, ReportsARedirectionByTheAddressThatItReallyGoesTo) {
  Gateway gateway;
  RawSipPeer peer(gateway.local());
  gateway.invite(peer);
  peer.send(response(peer.expect("INVITE"), "302 Moved Temporarily", "t",
                     "Contact: <sip:a@192.0.2.1;maddr=198.51.100.1>, <sip:b@192.0.2.1;maddr=[2001:db8::1]>, "
                     "<sip:c@192.0.2.1;maddr=" +
                         std::string(300, 'x') + ">\r\n"));
  const auto contacts = gateway.expect<sip::Refused>().contacts;
  ASSERT_EQ(contacts.size(), 3U);
  EXPECT_EQ(contacts[0].host, "198.51.100.1");
  EXPECT_EQ(contacts[1].host, "2001:db8::1");
  EXPECT_EQ(contacts[2].host, "");
}

TEST(SipUac, CallsAnUrnByWayOfItsRoute) {
  Gateway gateway;
  RawSipPeer peer(gateway.local());
  const std::string route = "<sip:127.0.0.1:" + std::to_string(peer.port()) + ";lr>";
  gateway.submit(
      sip::Invite{DialogId{2}, "urn:service:sos", "<sip:1001@127.0.0.1>", "<urn:service:sos>", {}, kSdp, route});
  const std::string invite = peer.expect("INVITE urn:service:sos SIP/2.0");
  EXPECT_EQ(header(invite, "Route"), route);
  EXPECT_EQ(header(invite, "To"), "<urn:service:sos>");
  peer.send(response(invite, "404 Not Found", "t"));
  EXPECT_EQ(gateway.expect<sip::Refused>().status, 404);
}

TEST(SipUac, TakesRemotePartyIdWhereAnAnswerHasNoAssertedIdentity) {
  Gateway gateway;
  RawSipPeer peer(gateway.local());
  const auto id = gateway.invite(peer);
  const std::string invite = peer.expect("INVITE");
  peer.send(response(invite, "200 OK", "t", contact(peer) + "Remote-Party-ID: <sip:4930@h>;party=called\r\n", kSdp));
  const auto answer = gateway.expect<sip::Answered>();
  ASSERT_TRUE(answer.asserted);
  EXPECT_EQ(answer.asserted->user, "4930");
  gateway.submit(sip::Bye{id, ""});
  peer.send(response(peer.expect("BYE"), "200 OK", ""));
  gateway.expect<sip::Ended>();
}

}  // namespace
}  // namespace sipgw::test
