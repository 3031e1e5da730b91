// SPDX-License-Identifier: AGPL-3.0-or-later
// Reliable provisional responses (RFC 3262) of the real stack.
#include "gateway.hpp"

namespace sipgw::test {
namespace {

std::string contact(const RawSipPeer& peer) { return "Contact: <" + peer.uri() + ">\r\n"; }
std::string reliable(const RawSipPeer& peer, int rseq) {
  return contact(peer) + "Require: 100rel\r\nRSeq: " + std::to_string(rseq) + "\r\n";
}
sip::Policy with(sip::Prack prack) { return {.session_timer = sip::SessionTimer::off, .prack = prack}; }

TEST(SipPrack, AcknowledgesEachReliableProvisional) {
  Gateway gateway(500, with(sip::Prack::supported));
  RawSipPeer peer(gateway.local());
  gateway.invite(peer);
  const std::string invite = peer.expect("INVITE");
  EXPECT_NE(header_lines(invite, "Supported").find("100rel"), std::string::npos);
  EXPECT_NE(header(invite, "Allow").find("PRACK"), std::string::npos);
  peer.send(response(invite, "183 Session Progress", "t", reliable(peer, 7), kSdp));
  const std::string first = peer.expect("PRACK");
  EXPECT_TRUE(header(first, "RAck").starts_with("7 ")) << first;
  peer.send(response(first, "200 OK", ""));
  peer.send(response(invite, "180 Ringing", "t", reliable(peer, 8)));
  const std::string second = peer.expect("PRACK");
  EXPECT_TRUE(header(second, "RAck").starts_with("8 ")) << second;
  peer.send(response(second, "200 OK", ""));
  EXPECT_EQ(gateway.expect<sip::Provisional>().sdp, kSdp);
  EXPECT_EQ(gateway.expect<sip::Provisional>().status, 180);
  peer.send(response(invite, "200 OK", "t", contact(peer)));
  EXPECT_FALSE(peer.expect("ACK").empty());
  gateway.expect<sip::Answered>();
}

TEST(SipPrack, ReportsARepeatedReliableProvisionalOnce) {
  Gateway gateway(500, with(sip::Prack::supported));
  RawSipPeer peer(gateway.local());
  gateway.invite(peer);
  const std::string invite = peer.expect("INVITE");
  for (int round = 0; round < 2; ++round) {
    peer.send(response(invite, "183 Session Progress", "t", reliable(peer, 7), kSdp));
    peer.expect("PRACK");
  }
  peer.send(response(invite, "486 Busy Here", "t"));
  gateway.expect<sip::Provisional>();
  gateway.expect<sip::Refused>();
}

TEST(SipPrack, IsNoExtensionOfOursByDefault) {
  Gateway gateway(500, with(sip::Policy{}.prack));
  RawSipPeer peer(gateway.local());
  gateway.invite(peer);
  const std::string invite = peer.expect("INVITE");
  EXPECT_EQ(header(invite, "Supported"), "");
  EXPECT_EQ(header(invite, "Allow").find("PRACK"), std::string::npos);
  peer.send(response(invite, "486 Busy Here", "t"));
  gateway.expect<sip::Refused>();
}

TEST(SipPrack, IsLeftOutForAPeerThatDoesNotBearItsName) {
  Gateway gateway(500, {.session_timer = sip::SessionTimer::accept, .prack = sip::Prack::supported});
  RawSipPeer peer(gateway.local());
  gateway.invite(peer);
  const std::string first = peer.expect("INVITE");
  EXPECT_NE(header_lines(first, "Supported"), "");
  peer.send(response(first, "420 Bad Extension", "t", "Unsupported: 100rel\r\n"));
  peer.expect("ACK");
  const std::string second = peer.expect("INVITE");
  EXPECT_EQ(header_lines(second, "Supported"), "");
  EXPECT_EQ(body(second), kSdp);
  peer.send(response(second, "420 Bad Extension", "u"));
  EXPECT_EQ(gateway.expect<sip::Refused>().status, 420);
}

TEST(SipPrack, IsNotForAPeerThatRequiresItOfUs) {
  Gateway gateway(500, with(sip::Prack::supported));
  Caller caller(gateway);
  caller.peer.send(caller.request("INVITE", 1, "", "Require: 100rel\r\n", kSdp));
  EXPECT_EQ(header(caller.peer.expect("SIP/2.0 420"), "Unsupported"), "100rel");
}

TEST(SipPrack, SendsNoReliableProvisionalUnlessRequired) {
  Gateway gateway(500, with(sip::Prack::supported));
  Caller caller(gateway);
  const DialogId id = caller.call("Supported: 100rel\r\n");
  gateway.submit(sip::Respond{id, 180, "", {}});
  EXPECT_EQ(header(caller.peer.expect("SIP/2.0 180"), "RSeq"), "");
  gateway.submit(sip::Respond{id, 486, "", {}});
  gateway.expect<sip::Ended>();
}

TEST(SipPrack, IsDemandedOfBothSidesWhenRequired) {
  Gateway gateway(500, with(sip::Prack::required));
  RawSipPeer peer(gateway.local());
  gateway.invite(peer);
  const std::string invite = peer.expect("INVITE");
  EXPECT_EQ(header(invite, "Require"), "100rel");
  peer.send(response(invite, "420 Bad Extension", "t", "Unsupported: 100rel\r\n"));
  EXPECT_EQ(gateway.expect<sip::Refused>().status, 420);

  Caller without(gateway, "without");
  without.peer.send(without.request("INVITE", 1, "", "", kSdp));
  const auto invite_without = gateway.expect<sip::IncomingInvite>();
  EXPECT_FALSE(invite_without.supports_100rel);
  gateway.submit(sip::Respond{invite_without.dialog, 421, "", {{"Require", "100rel"}}});
  EXPECT_EQ(header(without.peer.expect("SIP/2.0 421"), "Require"), "100rel");
  gateway.expect<sip::Ended>();
}

TEST(SipPrack, IsForADialogAsItWasWhenTheDialogBegan) {
  Gateway gateway(500, with(sip::Prack::supported));
  Caller caller(gateway);
  const DialogId id = caller.call();
  gateway.thread().set_policy(with(sip::Prack::required));
  gateway.submit(sip::Respond{id, 180, "", {}});
  EXPECT_EQ(header(caller.peer.expect("SIP/2.0 180"), "Require"), "");
  gateway.submit(sip::Respond{id, 486, "", {}});
  gateway.expect<sip::Ended>();
}

TEST(SipPrack, MakesOurRingingReliableWhenRequired) {
  Gateway gateway(500, with(sip::Prack::required));
  Caller caller(gateway);
  const DialogId id = caller.call("Supported: 100rel\r\n");
  gateway.submit(sip::Respond{id, 180, "", {}});
  const std::string ringing = caller.peer.expect("SIP/2.0 180");
  EXPECT_EQ(header(ringing, "Require"), "100rel");
  const std::string tag = parameter(header(ringing, "To"), "tag");
  caller.peer.send(caller.request("PRACK", 2, tag, "RAck: " + header(ringing, "RSeq") + " 1 INVITE\r\n"));
  EXPECT_FALSE(caller.peer.expect("SIP/2.0 200").empty());
  gateway.submit(sip::Respond{id, 200, kSdp, {}});
  EXPECT_EQ(body(caller.peer.expect("SIP/2.0 200")), kSdp);
  caller.peer.send(caller.request("ACK", 1, tag));
  gateway.expect<sip::Acked>();
}

TEST(SipPrack, EndsACallWhosePrackNeverComes) {
  Gateway gateway(10, with(sip::Prack::required));
  Caller caller(gateway);
  const DialogId id = caller.call("Supported: 100rel\r\n");
  gateway.submit(sip::Respond{id, 180, "", {}});
  EXPECT_FALSE(caller.peer.expect("SIP/2.0 504").empty());
  gateway.expect<sip::Ended>();
}

}  // namespace
}  // namespace sipgw::test
