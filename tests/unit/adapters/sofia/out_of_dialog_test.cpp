// SPDX-License-Identifier: AGPL-3.0-or-later
// REGISTER and OPTIONS of ours.
#include <gmock/gmock.h>

#include "gateway.hpp"

namespace sipgw::test {
namespace {

using testing::HasSubstr;

sip::PeerPtr account(const char* password = "secret") {
  sip::Peer peer;
  peer.contact_user = "gw";
  peer.credentials = {.username = "alice", .password = password};
  return std::make_shared<const sip::Peer>(peer);
}

std::string at(const RawSipPeer& peer) { return "127.0.0.1:" + std::to_string(peer.port()); }

sip::Request registering(const RawSipPeer& peer) {
  return {.id = RequestId{1},
          .method = sip::Method::registration,
          .request_uri = "sip:" + at(peer),
          .from = "<sip:alice@example.org>",
          .to = "<sip:alice@example.org>",
          .call_id = "registration-1",
          .cseq = 41,
          .expires = 3600,
          .peer = account()};
}

sip::Request pinging(const RawSipPeer& peer) {
  return {.id = RequestId{2},
          .method = sip::Method::options,
          .request_uri = "sip:" + at(peer),
          .from = "<sip:127.0.0.1>",
          .to = "<sip:" + at(peer) + ">",
          .call_id = {}};
}

constexpr char kChallenge[] = "WWW-Authenticate: Digest realm=\"example.org\", nonce=\"n1\", qop=\"auth\"\r\n";

TEST(SipOutOfDialog, RegistersOurContact) {
  Gateway gateway;
  RawSipPeer peer(gateway.local());
  gateway.thread().submit(registering(peer));
  const std::string request = peer.expect("REGISTER sip:" + at(peer) + " SIP/2.0");
  EXPECT_EQ(header(request, "To"), "<sip:alice@example.org>");
  EXPECT_THAT(header(request, "From"), testing::StartsWith("<sip:alice@example.org>;tag="));
  EXPECT_EQ(header(request, "Contact"), "<sip:gw@" + gateway.local().to_string() + ">");
  EXPECT_EQ(header(request, "Expires"), "3600");
  EXPECT_EQ(header(request, "Call-ID"), "registration-1");
  EXPECT_EQ(header(request, "CSeq"), "42 REGISTER");
  EXPECT_EQ(header(request, "Route"), "");
  EXPECT_EQ(header(request, "Authorization"), "");
  const std::string contacts = "Contact: <sip:gw@" + gateway.local().to_string() +
                               ">;expires=1800, <sip:other@192.0.2.7;transport=tcp>;expires=77\r\nExpires: 600\r\n";
  peer.send(response(request, "200 OK", "t", contacts));
  const auto result = gateway.expect_result();
  EXPECT_EQ(result.id, RequestId{1});
  EXPECT_EQ(result.status, 200);
  EXPECT_TRUE(result.from_peer);
  EXPECT_EQ(result.cseq, 42U);
  EXPECT_EQ(result.expires, 600U);
  ASSERT_EQ(result.bindings.size(), 2U);
  EXPECT_EQ(result.bindings[0].expires, 1800U);
  EXPECT_TRUE(result.bindings[0].ours);
  EXPECT_EQ(result.bindings[1], (sip::Binding{"sip:other@192.0.2.7;transport=tcp", 77U, false}));
}

TEST(SipOutOfDialog, AnswersAChallengeInTheSameCallWithTheNextNumber) {
  Gateway gateway;
  RawSipPeer peer(gateway.local());
  gateway.thread().submit(registering(peer));
  const std::string first = peer.expect("REGISTER");
  peer.send(response(first, "401 Unauthorized", "t", kChallenge));
  const std::string second = peer.expect("REGISTER");
  EXPECT_EQ(header(second, "CSeq"), "43 REGISTER");
  EXPECT_EQ(header(second, "Call-ID"), "registration-1");
  EXPECT_EQ(header(second, "To"), "<sip:alice@example.org>");
  const std::string authorization = header(second, "Authorization");
  EXPECT_THAT(authorization, HasSubstr("username=\"alice\""));
  EXPECT_THAT(authorization, HasSubstr("uri=\"sip:" + at(peer) + "\""));
  EXPECT_THAT(authorization, HasSubstr("nc=00000001"));
  peer.send(response(second, "200 OK", "t"));
  EXPECT_EQ(gateway.expect_result().cseq, 43U);
}

TEST(SipOutOfDialog, AnswersAProxyAndTheRegistrarBehindIt) {
  Gateway gateway;
  RawSipPeer peer(gateway.local());
  gateway.thread().submit(registering(peer));
  const std::string first = peer.expect("REGISTER");
  peer.send(response(first, "407 Proxy Authentication Required", "t",
                     "Proxy-Authenticate: Digest realm=\"proxy\", nonce=\"p1\", qop=\"auth\"\r\n"));
  const std::string second = peer.expect("REGISTER");
  EXPECT_THAT(header(second, "Proxy-Authorization"), HasSubstr("realm=\"proxy\""));
  peer.send(response(second, "401 Unauthorized", "t", kChallenge));
  const std::string third = peer.expect("REGISTER");
  EXPECT_THAT(header(third, "Proxy-Authorization"), HasSubstr("nc=00000002"));
  EXPECT_THAT(header(third, "Authorization"), HasSubstr("realm=\"example.org\""));
  peer.send(response(third, "200 OK", "t"));
  EXPECT_EQ(gateway.expect_result().status, 200);
}

TEST(SipOutOfDialog, AWrongPasswordIsTriedOnce) {
  Gateway gateway;
  RawSipPeer peer(gateway.local());
  gateway.thread().submit(registering(peer));
  peer.send(response(peer.expect("REGISTER"), "401 Unauthorized", "t", kChallenge));
  peer.send(response(peer.expect("REGISTER"), "401 Unauthorized", "t", kChallenge));
  const auto result = gateway.expect_result();
  EXPECT_EQ(result.status, 401);
  EXPECT_EQ(result.auth_failure, "wrong user name or password");
}

TEST(SipOutOfDialog, WithoutCredentialsAChallengeIsTheEnd) {
  Gateway gateway;
  RawSipPeer peer(gateway.local());
  gateway.thread().submit(pinging(peer));
  peer.send(response(peer.expect("OPTIONS"), "401 Unauthorized", "t", kChallenge));
  const auto result = gateway.expect_result();
  EXPECT_EQ(result.status, 401);
  EXPECT_EQ(result.auth_failure, "no credentials");
}

TEST(SipOutOfDialog, TellsWhatTheRegistrarAsksFor) {
  Gateway gateway;
  RawSipPeer peer(gateway.local());
  gateway.thread().submit(registering(peer));
  peer.send(response(peer.expect("REGISTER"), "423 Interval Too Brief", "t", "Min-Expires: 7200\r\n"));
  const auto brief = gateway.expect_result();
  EXPECT_EQ(brief.status, 423);
  EXPECT_EQ(brief.min_expires, 7200U);
  gateway.thread().submit(registering(peer));
  peer.send(response(peer.expect("REGISTER"), "503 Service Unavailable", "t", "Retry-After: 90\r\n"));
  const auto busy = gateway.expect_result();
  EXPECT_EQ(busy.status, 503);
  EXPECT_EQ(busy.retry_after, 90U);
}

TEST(SipOutOfDialog, GoesToTheNextHopWhateverTheDomain) {
  Gateway gateway;
  RawSipPeer peer(gateway.local());
  auto request = registering(peer);
  request.request_uri = "sip:example.org";
  request.next_hop = {{*IpAddress::parse("127.0.0.1"), peer.port()}, sip::Transport::udp};
  gateway.thread().submit(request);
  const std::string sent = peer.expect("REGISTER sip:example.org SIP/2.0");
  EXPECT_EQ(header(sent, "Route"), "<sip:" + at(peer) + ";lr>");
  peer.send(response(sent, "200 OK", "t"));
  gateway.expect_result();
}

TEST(SipOutOfDialog, PingsWithOptions) {
  Gateway gateway;
  RawSipPeer peer(gateway.local());
  gateway.thread().submit(pinging(peer));
  const std::string request = peer.expect("OPTIONS sip:" + at(peer) + " SIP/2.0");
  EXPECT_EQ(header(request, "Max-Forwards"), "70");
  EXPECT_EQ(header(request, "Contact"), "<sip:" + gateway.local().to_string() + ">");
  EXPECT_EQ(header(request, "Expires"), "");
  peer.send(response(request, "404 Not Found", "t"));
  const auto result = gateway.expect_result();
  EXPECT_EQ(result.status, 404);
  EXPECT_EQ(result.phrase, "Not Found");
}

TEST(SipOutOfDialog, SilenceIsATimeOutThatWasMadeHere) {
  Gateway gateway(10);
  RawSipPeer peer(gateway.local());
  gateway.thread().submit(pinging(peer));
  const auto result = gateway.expect_result();
  EXPECT_EQ(result.status, 408);
  EXPECT_FALSE(result.from_peer);
}

TEST(SipOutOfDialog, AnUnusableUriIsRefusedHere) {
  Gateway gateway;
  RawSipPeer peer(gateway.local());
  auto request = pinging(peer);
  request.request_uri = "nonsense";
  gateway.thread().submit(request);
  const auto result = gateway.expect_result();
  EXPECT_GE(result.status, 400);
  EXPECT_FALSE(result.from_peer);
}

TEST(SipOutOfDialog, TheEndDoesNotWaitForAnAnswer) {
  Gateway gateway;
  RawSipPeer peer(gateway.local());
  gateway.thread().submit(registering(peer));
  peer.expect("REGISTER");
  gateway.thread().stop(100, 60000);
}

}  // namespace
}  // namespace sipgw::test
