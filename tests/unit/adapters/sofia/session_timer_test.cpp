// SPDX-License-Identifier: AGPL-3.0-or-later
// Session timers (RFC 4028) of the real stack. The sessions here last two seconds, which no operator can configure.
#include "gateway.hpp"

namespace sipgw::test {
namespace {

constexpr unsigned kShort = 2;
constexpr char kTimed[] = "Supported: timer\r\nSession-Expires: 2;refresher=uas\r\n";
constexpr char kTimedByPeer[] = "Supported: timer\r\nSession-Expires: 2;refresher=uac\r\n";

sip::Policy timed(sip::SessionTimer mode) {
  return {.session_timer = mode, .session_expires = kShort, .min_se = 1, .prack = sip::Prack::off};
}

std::string contact(const RawSipPeer& peer) { return "Contact: <" + peer.uri() + ">\r\n"; }

/// The peer calls with `headers`; its To tag and the 200 that it gets.
struct Incoming {
  Incoming(Gateway& gateway, std::string_view headers) : caller(gateway) {
    dialog = caller.call(headers);
    gateway.submit(sip::Respond{dialog, 200, kSdp, {}});
    answer = caller.peer.expect("SIP/2.0 200");
    tag = parameter(header(answer, "To"), "tag");
    caller.peer.send(caller.request("ACK", 1, tag));
    gateway.expect<sip::Acked>();
  }
  Caller caller;
  DialogId dialog;
  std::string answer, tag;
};

TEST(SipSessionTimer, IsAskedForWithRequest) {
  Gateway gateway(500, {.session_timer = sip::SessionTimer::request, .session_expires = 600, .min_se = 120});
  RawSipPeer peer(gateway.local());
  gateway.invite(peer);
  const std::string invite = peer.expect("INVITE");
  EXPECT_EQ(header(invite, "Session-Expires"), "600");
  EXPECT_EQ(header(invite, "Min-SE"), "120");
  EXPECT_EQ(header(invite, "Supported"), "timer");
  peer.send(response(invite, "603 Decline", "t"));
  gateway.expect<sip::Refused>();
}

TEST(SipSessionTimer, IsOnlySupportedWithAccept) {
  Gateway gateway;
  RawSipPeer peer(gateway.local());
  gateway.invite(peer);
  const std::string invite = peer.expect("INVITE");
  EXPECT_EQ(header(invite, "Session-Expires"), "");
  EXPECT_NE(header_lines(invite, "Supported").find("timer"), std::string::npos);
  peer.send(response(invite, "603 Decline", "t"));
  gateway.expect<sip::Refused>();
}

TEST(SipSessionTimer, IsUnknownWhenOff) {
  Gateway gateway(500, {.session_timer = sip::SessionTimer::off, .prack = sip::Prack::off});
  RawSipPeer peer(gateway.local());
  gateway.invite(peer);
  const std::string invite = peer.expect("INVITE");
  EXPECT_EQ(header(invite, "Supported"), "");
  peer.send(response(invite, "603 Decline", "t"));
  gateway.expect<sip::Refused>();
  Caller caller(gateway);
  caller.peer.send(caller.request("INVITE", 1, "", "Require: timer\r\n", kSdp));
  EXPECT_EQ(header(caller.peer.expect("SIP/2.0 420"), "Unsupported"), "timer");
}

TEST(SipSessionTimer, IsRetriedWithTheMinSeOfA422) {
  Gateway gateway(500, {.session_timer = sip::SessionTimer::request, .session_expires = 90});
  RawSipPeer peer(gateway.local());
  gateway.invite(peer);
  peer.send(response(peer.expect("INVITE"), "422 Session Interval Too Small", "t", "Min-SE: 300\r\n"));
  peer.expect("ACK");
  const std::string again = peer.expect("INVITE");
  EXPECT_EQ(header(again, "Session-Expires"), "300");
  EXPECT_EQ(header(again, "Min-SE"), "300");
  EXPECT_NE(header_lines(again, "Supported").find("timer"), std::string::npos);
  EXPECT_EQ(body(again), kSdp);
  peer.send(response(again, "200 OK", "t", contact(peer), kSdp));
  peer.expect("ACK");
  gateway.expect<sip::Answered>();
}

TEST(SipSessionTimer, RefusesASessionBelowOurMinimum) {
  Gateway gateway;
  Caller caller(gateway);
  caller.peer.send(caller.request("INVITE", 1, "", "Supported: timer\r\nSession-Expires: 60\r\n", kSdp));
  EXPECT_EQ(header(caller.peer.expect("SIP/2.0 422"), "Min-SE"), "90");
  EXPECT_TRUE(gateway.silent());
}

TEST(SipSessionTimer, IsRefreshedByUpdateWithoutAnOffer) {
  Gateway gateway(500, timed(sip::SessionTimer::accept));
  Incoming call(gateway, kTimed);
  EXPECT_EQ(header(call.answer, "Session-Expires"), "2;refresher=uas");
  for (int round = 0; round < 2; ++round) {
    const std::string update = call.caller.peer.expect("UPDATE");
    EXPECT_EQ(header(update, "Session-Expires"), "2;refresher=uac");
    EXPECT_EQ(body(update), "");
    call.caller.peer.send(
        response(update, "200 OK", "", "Supported: timer\r\nSession-Expires: 2;refresher=uac\r\nRequire: timer\r\n"));
  }
  EXPECT_TRUE(gateway.silent());
}

TEST(SipSessionTimer, IsRefreshedByReinviteWithTheSameSessionWherePeersHaveNoUpdate) {
  Gateway gateway(500, timed(sip::SessionTimer::accept));
  Incoming call(gateway, kTimed);
  for (int round = 0; round < 2; ++round) {
    call.caller.peer.send(response(call.caller.peer.expect("UPDATE"), "501 Not Implemented", ""));
    const std::string invite = call.caller.peer.expect("INVITE");
    EXPECT_EQ(body(invite), kSdp);
    call.caller.peer.send(
        response(invite, "200 OK", "",
                 contact(call.caller.peer) + "Supported: timer\r\nSession-Expires: 2;refresher=uac\r\n", kSdp));
    EXPECT_FALSE(call.caller.peer.expect("ACK").empty());
  }
  EXPECT_TRUE(gateway.silent());  // the core has nothing to do with it
}

TEST(SipSessionTimer, RefreshesOurOwnCallsToo) {
  Gateway gateway(500, timed(sip::SessionTimer::request));
  RawSipPeer peer(gateway.local());
  gateway.invite(peer);
  const std::string invite = peer.expect("INVITE");
  EXPECT_EQ(header(invite, "Session-Expires"), "2");
  peer.send(response(invite, "200 OK", "t", contact(peer), kSdp));  // knows of no timers
  gateway.expect<sip::Answered>();
  peer.send(response(peer.expect("UPDATE"), "405 Method Not Allowed", ""));
  const std::string refresh = peer.expect("INVITE");
  EXPECT_EQ(body(refresh), kSdp);
  peer.send(response(refresh, "200 OK", "", contact(peer), kSdp));
  EXPECT_FALSE(peer.expect("UPDATE").empty());
  EXPECT_TRUE(gateway.silent());
}

TEST(SipSessionTimer, EndsACallWhoseRefreshThePeerRefuses) {
  Gateway gateway(500, timed(sip::SessionTimer::accept));
  Incoming call(gateway, kTimed);
  call.caller.peer.send(response(call.caller.peer.expect("UPDATE"), "501 Not Implemented", ""));
  call.caller.peer.send(response(call.caller.peer.expect("INVITE"), "488 Not Acceptable Here", ""));
  const std::string bye = call.caller.peer.expect("BYE");
  EXPECT_TRUE(header(bye, "Reason").starts_with("Q.850;cause=102"));
  call.caller.peer.send(response(bye, "200 OK", ""));
  gateway.expect<sip::Ended>();
}

TEST(SipSessionTimer, EndsACallThatThePeerHasForgotten) {
  Gateway gateway(500, timed(sip::SessionTimer::accept));
  Incoming call(gateway, kTimed);
  call.caller.peer.send(response(call.caller.peer.expect("UPDATE"), "481 Call Does Not Exist", ""));
  gateway.expect<sip::Ended>();
}

TEST(SipSessionTimer, EndsACallWhosePeerHasDied) {
  Gateway gateway(10, timed(sip::SessionTimer::accept));
  Incoming call(gateway, kTimed);
  call.caller.peer.expect("UPDATE");
  gateway.expect<sip::Ended>();
}

TEST(SipSessionTimer, EndsACallThatThePeerDoesNotRefresh) {
  Gateway gateway(500, timed(sip::SessionTimer::accept));
  Incoming call(gateway, kTimedByPeer);
  EXPECT_EQ(header(call.answer, "Session-Expires"), "2;refresher=uac");
  EXPECT_EQ(header(call.answer, "Require"), "timer");
  const std::string bye = call.caller.peer.expect("BYE");
  EXPECT_FALSE(header(bye, "Reason").empty());
  call.caller.peer.send(response(bye, "200 OK", ""));
  gateway.expect<sip::Ended>();
}

TEST(SipSessionTimer, LetsThePeerRefreshByUpdate) {
  Gateway gateway(500, timed(sip::SessionTimer::accept));
  Incoming call(gateway, kTimedByPeer);
  call.caller.peer.send(call.caller.request("UPDATE", 2, call.tag, kTimedByPeer));
  const std::string refreshed = call.caller.peer.expect("SIP/2.0 200");
  EXPECT_EQ(header(refreshed, "Session-Expires"), "2;refresher=uac");
  EXPECT_TRUE(gateway.silent());
}

}  // namespace
}  // namespace sipgw::test
