// SPDX-License-Identifier: AGPL-3.0-or-later
// Requests outside a call, the other transport, start, stop and overload.
#include <chrono>
#include <future>
#include <memory>
#include <vector>

#include "gateway.hpp"

namespace sipgw::test {
namespace {

constexpr char kAllow[] = "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE";

TEST(SipStack, AnswersOptionsItself) {
  Gateway gateway;
  Caller caller(gateway);
  caller.peer.send(caller.request("OPTIONS", 1));
  const std::string answer = caller.peer.expect("SIP/2.0 200 OK\r\n");
  EXPECT_EQ(header(answer, "Allow"), kAllow);
  EXPECT_EQ(header(answer, "Accept"), "application/sdp");
  EXPECT_EQ(header(answer, "User-Agent"), "osmo-sipgw/test");
  EXPECT_EQ(body(answer), "");
  EXPECT_TRUE(gateway.silent());
}

void check_cause(const std::string& message, int cause) {
  EXPECT_TRUE(header(message, "Reason").starts_with("Q.850;cause=" + std::to_string(cause) + ";")) << message;
}

class SipStackRefuses : public testing::TestWithParam<const char*> {};

TEST_P(SipStackRefuses, With405AndTheListOfWhatItTakes) {
  Gateway gateway;
  Caller caller(gateway);
  caller.peer.send(caller.request(GetParam(), 1, "", "Event: x\r\nRefer-To: <sip:a@b>\r\n"));
  EXPECT_EQ(header(caller.peer.expect("SIP/2.0 405"), "Allow"), kAllow);
  EXPECT_TRUE(gateway.silent());
}

INSTANTIATE_TEST_SUITE_P(Methods, SipStackRefuses,
                         testing::Values("REFER", "SUBSCRIBE", "NOTIFY", "MESSAGE", "PUBLISH", "REGISTER"));

TEST(SipStack, KnowsNoCallForABye) {
  Gateway gateway;
  Caller caller(gateway);
  for (const char* method : {"BYE", "INFO", "UPDATE"}) {
    caller.peer.send(caller.request(method, 1, "nobody"));
    const std::string refusal = caller.peer.expect("SIP/2.0 481");
    EXPECT_FALSE(refusal.empty()) << method;
    if (method == std::string_view("INFO")) check_cause(refusal, 41);  // the others are answered by Sofia itself
  }
  EXPECT_TRUE(gateway.silent());
}

TEST(SipStack, RefusesAnExtensionThatItDoesNotKnow) {
  Gateway gateway;
  Caller caller(gateway);
  caller.peer.send(caller.request("INVITE", 1, "", "Require: 100rel\r\n", kSdp));
  EXPECT_EQ(header(caller.peer.expect("SIP/2.0 420"), "Unsupported"), "100rel");
  EXPECT_TRUE(gateway.silent());
}

TEST(SipStack, ServesTcpOnTheSamePort) {
  Gateway gateway;
  Caller caller(gateway);
  std::string options = caller.request("OPTIONS", 1);
  replace(options, "SIP/2.0/UDP", "SIP/2.0/TCP");
  const std::string answer = exchange_by_tcp(gateway.local(), options, "\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("SIP/2.0 200 OK")) << answer;
}

TEST(SipStack, TellsWhyItCannotStart) {
  Gateway gateway;
  SipThread second({gateway.local(), "x", 0}, [](sip::Event) {});
  const Status taken = second.start();
  ASSERT_FALSE(taken);
  EXPECT_NE(taken.error().text.find("Address already in use"), std::string::npos) << taken.error().text;
  SipThread foreign({{*IpAddress::parse("192.0.2.1"), 5060}, "x", 0}, [](sip::Event) {});
  const Status not_ours = foreign.start();
  ASSERT_FALSE(not_ours);
  EXPECT_NE(not_ours.error().text.find("192.0.2.1:5060"), std::string::npos) << not_ours.error().text;
}

TEST(SipStack, NeverOffersAWildcardAddressAsContact) {
  SipThread thread({{*IpAddress::parse("0.0.0.0"), 0}, "x", 0}, [](sip::Event) {});
  ASSERT_TRUE(thread.start());
  RawSipPeer peer({*IpAddress::parse("127.0.0.1"), thread.local().port});
  thread.submit(sip::Invite{DialogId{2}, peer.uri(), "<sip:a@127.0.0.1>", "<sip:b@127.0.0.1>", {}, kSdp});
  const std::string invite = peer.expect("INVITE");
  EXPECT_TRUE(header(invite, "Contact").starts_with("<sip:"));
  EXPECT_EQ(header(invite, "Contact").find("0.0.0.0"), std::string::npos) << header(invite, "Contact");
  EXPECT_EQ(header(invite, "Via").find("0.0.0.0"), std::string::npos);
  peer.send(response(invite, "603 Decline", "t"));
  EXPECT_FALSE(peer.expect("ACK").empty());
}

TEST(SipStack, StartsAgainAfterAStop) {
  Gateway gateway;
  const NetAddress first = gateway.local();
  gateway.thread().stop(100);
  gateway.submit(sip::Bye{DialogId{1}, ""});  // into the void
  ASSERT_TRUE(gateway.thread().start());
  EXPECT_NE(gateway.local().port, 0);
  EXPECT_EQ(gateway.local().ip, first.ip);
  Caller again(gateway);
  again.peer.send(again.request("OPTIONS", 1));
  EXPECT_FALSE(again.peer.expect("SIP/2.0 200").empty());
}

TEST(SipStack, EndsEveryKindOfCallWhenItStops) {
  Gateway gateway;
  Caller established(gateway, "established");
  established.establish();
  Caller ringing(gateway, "ringing");
  ringing.peer.send(ringing.request("INVITE", 1, "", "", kSdp));
  gateway.expect<sip::IncomingInvite>();
  RawSipPeer peer(gateway.local());
  gateway.invite(peer);
  const std::string invite = peer.expect("INVITE");
  peer.send(response(invite, "180 Ringing", "t"));
  gateway.expect<sip::Provisional>();
  EXPECT_EQ(gateway.thread().counts().dialogs, 3U);
  auto stopped = std::async(std::launch::async, [&gateway] { gateway.thread().stop(5000); });
  const std::string bye = established.peer.expect("BYE");
  check_cause(bye, 41);
  established.peer.send(response(bye, "200 OK", ""));
  check_cause(ringing.peer.expect("SIP/2.0 503"), 41);
  const std::string cancel = peer.expect("CANCEL");
  check_cause(cancel, 41);
  peer.send(response(cancel, "200 OK", "t"));
  peer.send(response(invite, "487 Request Terminated", "t"));
  stopped.wait();
  EXPECT_EQ(gateway.thread().counts().dialogs, 0U);
}

TEST(SipStack, StopsInTimeThoughNoPeerAnswers) {
  Gateway gateway;
  Caller caller(gateway);
  caller.establish();
  RawSipPeer peer(gateway.local());
  gateway.invite(peer);
  peer.expect("INVITE");
  gateway.thread().stop(50);
  EXPECT_EQ(gateway.thread().counts().dialogs, 0U);
}

TEST(SipStack, LeavesAThreadBehindThatDoesNotEnd) {
  std::promise<void> hangs, goes_on;
  std::promise<void> ended;
  const auto until_ended = ended.get_future();
  {
    // Goes with the sink, which goes with the thread.
    std::shared_ptr<void> end(nullptr, [&ended](void*) { ended.set_value(); });
    SipThread thread({{*IpAddress::parse("127.0.0.1"), 0}, "x", 0},
                     [end = std::move(end), &hangs, going_on = goes_on.get_future().share()](const sip::Event&) {
                       hangs.set_value();
                       going_on.wait();
                     });
    ASSERT_TRUE(thread.start());
    thread.submit(sip::Invite{DialogId{2}, "no URI", "<sip:a@127.0.0.1>", "<sip:b@127.0.0.1>", {}, kSdp});
    hangs.get_future().wait();
    const auto before = std::chrono::steady_clock::now();
    thread.stop(100, 100);
    EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(2));
  }
  goes_on.set_value();
  until_ended.wait();
}

TEST(SipStack, LargeRequestsGoByTcpAndFallBackToUdp) {
  Gateway gateway;
  RawSipPeer peer(gateway.local());  // listens on UDP only
  gateway.invite(peer, kSdp, {{"X-Long", std::string(3000, 'x')}});
  const std::string invite = peer.expect("INVITE");
  EXPECT_EQ(header(invite, "X-Long").size(), 3000U);
  peer.send(response(invite, "486 Busy Here", "t"));
  gateway.expect<sip::Refused>();
}

TEST(SipStack, RefusesMoreInvitesThanItCanHoldUnanswered) {
  Gateway gateway;
  RawSipPeer peer(gateway.local());
  const Caller pattern(gateway, "number-");
  const std::string invite = pattern.request("INVITE", 1, "", "", kSdp);
  std::size_t refused = 0;
  std::string refusal;
  for (int i = 0; i < 5010; ++i) {
    std::string copy = invite;
    replace(copy, "number-", "number-" + std::to_string(i));
    replace(copy, "UDP 127.0.0.1:" + std::to_string(pattern.peer.port()),
            "UDP 127.0.0.1:" + std::to_string(peer.port()));
    peer.send(copy);
    std::string answer = peer.expect("SIP/2.0 ");
    if (i >= 5000) answer = peer.expect("SIP/2.0 503");
    if (answer.starts_with("SIP/2.0 503")) {
      ++refused;
      refusal = answer;
    }
    if (i < 5000) gateway.expect<sip::IncomingInvite>();
  }
  EXPECT_EQ(refused, 10U);
  check_cause(refusal, 42);
  EXPECT_EQ(header(refusal, "Retry-After"), "5");
}

TEST(SipStack, TheTraceOfSofiaCanBeSwitchedOnWhileItRuns) {
  Gateway gateway;
  gateway.thread().set_sofia_log_level(9);
  Caller caller(gateway);
  testing::internal::CaptureStderr();
  caller.peer.send(caller.request("OPTIONS", 1, "", "Authorization: Digest username=\"a\", response=\"secret\"\r\n"));
  caller.peer.expect("SIP/2.0 200");
  gateway.thread().set_sofia_log_level(0);
  gateway.thread().stop(100);
  EXPECT_EQ(testing::internal::GetCapturedStderr().find("secret"), std::string::npos);
}

}  // namespace
}  // namespace sipgw::test
