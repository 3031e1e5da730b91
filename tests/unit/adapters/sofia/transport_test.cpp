// SPDX-License-Identifier: AGPL-3.0-or-later
// Listeners, transports, where a request goes and which address of ours the peer is told.
#include <algorithm>
#include <memory>
#include <vector>

#include "gateway.hpp"

namespace sipgw::test {
namespace {

using sip::Transport;

NetAddress any_port(const char* ip) { return {*IpAddress::parse(ip), 0}; }

SipThread::Settings serving(std::vector<sip::Listener> listeners, std::string external = "") {
  SipThread::Settings settings{.local = {}, .user_agent = "osmo-sipgw/test"};
  settings.listeners = std::move(listeners);
  settings.external_address = std::move(external);
  return settings;
}

sip::NextHop to(const RawSipPeer& peer) { return {{*IpAddress::parse("127.0.0.1"), peer.port()}, Transport::udp}; }

std::string contact_of(const RawSipPeer& peer) { return "Contact: <" + peer.uri() + ">\r\n"; }

/// A call from one gateway to the other, which the called one ends.
void call(Gateway& from, Gateway& to, const sip::NextHop& hop, const std::string& expected_transport) {
  const DialogId id = from.invite(hop);
  const auto incoming = to.expect<sip::IncomingInvite>();
  EXPECT_EQ(incoming.transport, expected_transport);
  to.submit(sip::Respond{incoming.dialog, 200, kSdp, {}});
  EXPECT_EQ(from.expect_next<sip::Answered>().sdp, kSdp);
  to.expect<sip::Acked>();
  to.submit(sip::Bye{incoming.dialog, ""});
  EXPECT_EQ(from.expect<sip::PeerBye>().dialog, id);
  EXPECT_EQ(to.expect<sip::Ended>().status, 200);
}

TEST(SipTransport, CarriesACallByTcpFromBothSides) {
  Gateway caller, called;
  call(caller, called, {called.local(), Transport::tcp}, "tcp");
}

TEST(SipTransport, ServesIpv4AndIpv6SideBySide) {
  Gateway caller(serving({{any_port("127.0.0.1")}, {any_port("::1")}}));
  Gateway called(serving({{any_port("127.0.0.1")}, {any_port("::1")}}));
  ASSERT_EQ(called.thread().locals().size(), 2U);
  for (const NetAddress& address : called.thread().locals()) {
    SCOPED_TRACE(address.to_string());
    call(caller, called, {address, Transport::udp}, "udp");
    call(caller, called, {address, Transport::tcp}, "tcp");
  }
}

TEST(SipTransport, ServesAnIpv6Wildcard) {
  Gateway caller(serving({{any_port("::1")}})), called(serving({{any_port("::")}}));
  const NetAddress there{*IpAddress::parse("::1"), called.local().port};
  call(caller, called, {there, Transport::udp}, "udp");
  call(caller, called, {there, Transport::tcp}, "tcp");
}

TEST(SipTransport, SendsByTcpWhatIsTooLongForUdp) {
  Gateway caller, called;
  const std::string sdp = kSdp + std::string("a=x:") + std::string(2000, 'x') + "\r\n";
  caller.invite({called.local(), Transport::udp}, sdp);
  const auto incoming = called.expect<sip::IncomingInvite>();
  EXPECT_EQ(incoming.transport, "tcp");
  EXPECT_EQ(incoming.sdp, sdp);
  EXPECT_EQ(caller.expect<sip::Provisional>().status, 100);
  called.submit(sip::Respond{incoming.dialog, 603, "", {}});
  EXPECT_EQ(caller.expect<sip::Refused>().status, 603);
}

TEST(SipTransport, ServesOnlyWhatAListenerNames) {
  Gateway gateway(serving({{.address = any_port("127.0.0.1"), .tcp = false}}));
  Caller caller(gateway);
  caller.peer.send(caller.request("OPTIONS", 1));
  EXPECT_FALSE(caller.peer.expect("SIP/2.0 200").empty());
  EXPECT_EQ(exchange_by_tcp(gateway.local(), caller.request("OPTIONS", 2), "\r\n\r\n"), "");
}

TEST(SipTransport, TellsWhichListenerCannotBe) {
  Gateway taken;
  SipThread second(serving({{any_port("127.0.0.1")}, {taken.local()}}), [](sip::Event) {});
  const Status status = second.start();
  ASSERT_FALSE(status);
  EXPECT_NE(status.error().text.find(taken.local().to_string() + ": Address already in use"), std::string::npos)
      << status.error().text;
}

TEST(SipTransport, RefusesTlsOnAPortForTcp) {
  SipThread thread(serving({{.address = any_port("127.0.0.1"), .tls = true}}), [](sip::Event) {});
  const Status status = thread.start();
  ASSERT_FALSE(status);
  EXPECT_NE(status.error().text.find("TLS needs a port of its own"), std::string::npos) << status.error().text;
}

// ---------------------------------------------------------------- next hop

TEST(SipNextHop, GetsARequestForAnyDomain) {
  Gateway gateway;
  RawSipPeer hop(gateway.local());
  const DialogId id = gateway.invite(to(hop));
  const std::string invite = hop.expect(std::string("INVITE ") + kCarrierUri + " SIP/2.0");
  hop.send(response(invite, "486 Busy Here", "t"));
  EXPECT_TRUE(hop.expect("ACK ").starts_with(std::string("ACK ") + kCarrierUri));
  EXPECT_EQ(gateway.expect<sip::Refused>().dialog, id);
}

TEST(SipNextHop, GetsTheCancelToo) {
  Gateway gateway;
  RawSipPeer hop(gateway.local());
  const DialogId id = gateway.invite(to(hop));
  const std::string invite = hop.expect("INVITE");
  hop.send(response(invite, "180 Ringing", "t", contact_of(hop)));
  gateway.expect<sip::Provisional>();
  gateway.submit(sip::Cancel{id, ""});
  const std::string cancel = hop.expect(std::string("CANCEL ") + kCarrierUri);
  hop.send(response(cancel, "200 OK", "t"));
  hop.send(response(invite, "487 Request Terminated", "t"));
  EXPECT_EQ(gateway.expect<sip::Refused>().status, 487);
}

TEST(SipNextHop, IsLeftForTheContactWithinTheDialog) {
  Gateway gateway;
  RawSipPeer hop(gateway.local()), phone(gateway.local());
  const DialogId id = gateway.invite(to(hop));
  const std::string invite = hop.expect("INVITE");
  hop.send(response(invite, "200 OK", "t", contact_of(phone), kSdp));
  gateway.expect<sip::Answered>();
  EXPECT_TRUE(phone.expect("ACK").starts_with("ACK " + phone.uri() + " "));
  gateway.submit(sip::Offer{id, kSdp});
  const std::string again = phone.expect("INVITE " + phone.uri());
  phone.send(response(again, "200 OK", "", contact_of(phone), kSdp));
  gateway.expect<sip::OfferResult>();
  EXPECT_FALSE(phone.expect("ACK").empty());
  gateway.submit(sip::Bye{id, ""});
  phone.send(response(phone.expect("BYE"), "200 OK", ""));
  gateway.expect<sip::Ended>();
  EXPECT_EQ(hop.receive(std::chrono::milliseconds(0)), "");
}

TEST(SipNextHop, IsLeftForTheRecordedRouteWithinTheDialog) {
  Gateway gateway;
  RawSipPeer hop(gateway.local()), proxy(gateway.local()), phone(gateway.local());
  const DialogId id = gateway.invite(to(hop));
  const std::string route = "<sip:127.0.0.1:" + std::to_string(proxy.port()) + ";lr>";
  hop.send(response(hop.expect("INVITE"), "200 OK", "t", "Record-Route: " + route + "\r\n" + contact_of(phone), kSdp));
  gateway.expect<sip::Answered>();
  const std::string ack = proxy.expect("ACK " + phone.uri());
  EXPECT_EQ(header(ack, "Route"), route);
  gateway.submit(sip::Bye{id, ""});
  const std::string bye = proxy.expect("BYE " + phone.uri());
  EXPECT_EQ(header(bye, "Route"), route);
  proxy.send(response(bye, "200 OK", ""));
  gateway.expect<sip::Ended>();
}

TEST(SipNextHop, StaysTheSameForASecondInvite) {
  const sip::Policy policy{.session_timer = sip::SessionTimer::request, .session_expires = 600};
  Gateway gateway(500, policy);
  RawSipPeer hop(gateway.local());
  gateway.invite(to(hop), kSdp, {.policy = policy, .credentials = {}, .contact_user = {}, .tls_name = {}});
  hop.send(response(hop.expect("INVITE"), "422 Session Interval Too Small", "t", "Min-SE: 1800\r\n"));
  const std::string again = hop.expect(std::string("INVITE ") + kCarrierUri);
  EXPECT_EQ(header(again, "Min-SE"), "1800");
  hop.send(response(again, "603 Decline", "t"));
  EXPECT_EQ(gateway.expect<sip::Refused>().status, 603);
}

// ---------------------------------------------------------------- what the peer is told of us

/// What a peer sees of an INVITE of the gateway's and of its 200 to one of the peer's.
struct Seen {
  std::string via, contact, answered_contact;
};

Seen look(Gateway& gateway, std::uint16_t port, sip::Peer trunk = {}) {
  const auto peer_data = std::make_shared<const sip::Peer>(trunk);
  RawSipPeer peer({*IpAddress::parse("127.0.0.1"), port});
  gateway.invite(to(peer), kSdp, std::move(trunk));
  const std::string invite = peer.expect("INVITE");
  peer.send(response(invite, "603 Decline", "t"));
  gateway.expect<sip::Refused>();
  std::string call =
      "INVITE sip:1@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:" + std::to_string(peer.port()) +
      ";branch=z9hG4bK1\r\nMax-Forwards: 70\r\nFrom: <sip:2@127.0.0.1>;tag=f\r\nTo: <sip:1@127.0.0.1>\r\n"
      "Call-ID: seen\r\nCSeq: 1 INVITE\r\n" +
      contact_of(peer) + "Content-Length: 0\r\n\r\n";
  peer.send(call);
  const DialogId id = gateway.expect<sip::IncomingInvite>().dialog;
  gateway.submit(sip::Respond{id, 180, "", {}, peer_data});
  const std::string ringing = peer.expect("SIP/2.0 180");
  gateway.submit(sip::Respond{id, 480, "", {}});
  EXPECT_FALSE(peer.expect("SIP/2.0 480").empty());
  gateway.expect<sip::Ended>();
  return {header(invite, "Via"), header(invite, "Contact"), header(ringing, "Contact")};
}

std::string at(const std::string& host, std::uint16_t port) { return host + ":" + std::to_string(port); }

TEST(SipOwnAddress, IsTheBoundOne) {
  Gateway gateway;
  const std::string here = gateway.local().to_string();
  const Seen seen = look(gateway, gateway.local().port);
  EXPECT_TRUE(seen.via.starts_with("SIP/2.0/UDP " + here + ";")) << seen.via;
  EXPECT_EQ(seen.contact, "<sip:" + here + ">");
  EXPECT_EQ(seen.answered_contact, "<sip:" + here + ">");
}

TEST(SipOwnAddress, OfAWildcardIsTheOneThatReachesThePeer) {
  Gateway gateway(serving({{any_port("0.0.0.0")}}));
  const Seen seen = look(gateway, gateway.local().port);
  EXPECT_EQ(seen.via.find("0.0.0.0"), std::string::npos) << seen.via;
  EXPECT_EQ(seen.contact, "<sip:" + at("127.0.0.1", gateway.local().port) + ">");
  EXPECT_EQ(seen.answered_contact, seen.contact);
}

TEST(SipOwnAddress, IsTheExternalOneInViaAndContact) {
  for (const char* bound : {"127.0.0.1", "0.0.0.0"}) {
    Gateway gateway(serving({{any_port(bound)}}, "192.0.2.77"));
    const std::string there = at("192.0.2.77", gateway.local().port);
    const Seen seen = look(gateway, gateway.local().port);
    EXPECT_TRUE(seen.via.starts_with("SIP/2.0/UDP " + there + ";")) << seen.via;
    EXPECT_EQ(seen.contact, "<sip:" + there + ">");
    EXPECT_EQ(seen.answered_contact, seen.contact);
  }
}

TEST(SipOwnAddress, IsNotAnExternalOneOfTheOtherKind) {
  Gateway gateway(serving({{any_port("127.0.0.1")}}, "2001:db8::1"));
  EXPECT_EQ(look(gateway, gateway.local().port).contact, "<sip:" + gateway.local().to_string() + ">");
}

TEST(SipOwnAddress, AsksForTheSourcePort) {
  Gateway gateway;
  EXPECT_NE(look(gateway, gateway.local().port).via.find(";rport"), std::string::npos);
}

TEST(SipOwnAddress, HasTheUserOfTheTrunk) {
  Gateway gateway;
  const Seen seen = look(gateway, gateway.local().port, {.contact_user = "gw-7"});
  EXPECT_EQ(seen.contact, "<sip:gw-7@" + gateway.local().to_string() + ">");
  EXPECT_EQ(seen.answered_contact, seen.contact);
}

// ---------------------------------------------------------------- connections of no use

std::string options_by_tcp(Gateway& gateway) {
  std::string options = Caller(gateway).request("OPTIONS", 1);
  replace(options, "SIP/2.0/UDP", "SIP/2.0/TCP");
  return options;
}

TEST(SipConnection, IsClosedWhenNothingComes) {
  auto settings = serving({{any_port("127.0.0.1")}});
  settings.connections.idle = std::chrono::seconds(1);
  Gateway gateway(settings);
  // "never" does not come: the exchange ends when the gateway closes the connection.
  const std::string answer = exchange_by_tcp(gateway.local(), options_by_tcp(gateway), "never");
  EXPECT_TRUE(answer.starts_with("SIP/2.0 200 OK")) << answer;
}

TEST(SipConnection, IsKeptAliveWithEmptyLines) {
  auto settings = serving({{any_port("127.0.0.1")}});
  settings.connections.keepalive = std::chrono::seconds(1);
  Gateway gateway(settings);
  const std::string answer = exchange_by_tcp(gateway.local(), options_by_tcp(gateway), "\r\n\r\n\r\n\r\n");
  EXPECT_TRUE(answer.ends_with("\r\n\r\n\r\n\r\n")) << answer;
}

}  // namespace
}  // namespace sipgw::test
