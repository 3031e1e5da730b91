// SPDX-License-Identifier: AGPL-3.0-or-later
// Peers in the field leave out what RFC 3261 wants: their calls work all the same.
#include <future>

#include "gateway.hpp"

namespace sipgw::test {
namespace {

using Edit = void (*)(std::string& request);

struct Uncleanness {
  const char* name;
  Edit edit;
};

void PrintTo(const Uncleanness& uncleanness, std::ostream* out) { *out << uncleanness.name; }

void no_from_tag(std::string& request) { replace(request, ";tag=peertag", ""); }
void no_branch(std::string& request) {
  const auto begin = request.find(";branch=");
  request.erase(begin, request.find("\r\n", begin) - begin);
}
void no_max_forwards(std::string& request) { replace(request, "Max-Forwards: 70\r\n", ""); }
void no_space(std::string& request) {
  const auto end = request.find("\r\n\r\n");
  for (auto at = request.find("\r\n"); at < end; at = request.find("\r\n", at + 2)) {
    const auto colon = request.find(": ", at);
    if (colon != std::string::npos && colon < end) request.erase(colon + 1, 1);
  }
}
void everything(std::string& request) {
  no_from_tag(request);
  no_branch(request);
  no_max_forwards(request);
  no_space(request);
}

class SipUncleanCaller : public testing::TestWithParam<Uncleanness> {
 protected:
  std::string request(std::string_view method, unsigned cseq, std::string_view to_tag = "",
                      std::string_view content = "") {
    std::string text = caller_.request(method, cseq, to_tag, "", content);
    GetParam().edit(text);
    return text;
  }
  std::string ring() {
    caller_.peer.send(request("INVITE", 1, "", kSdp));
    id_ = gateway_.expect<sip::IncomingInvite>().dialog;
    gateway_.submit(sip::Respond{id_, 180, "", {}});
    return parameter(header(caller_.peer.expect("SIP/2.0 180"), "To"), "tag");
  }
  std::string establish() {
    const std::string tag = ring();
    gateway_.submit(sip::Respond{id_, 200, kSdp, {}});
    caller_.peer.expect("SIP/2.0 200");
    caller_.peer.send(request("ACK", 1, tag));
    gateway_.expect<sip::Acked>();
    return tag;
  }

  Gateway gateway_;
  Caller caller_{gateway_};
  DialogId id_;
};

TEST_P(SipUncleanCaller, CallsAndHangsUp) {
  const std::string tag = establish();
  caller_.peer.send(request("BYE", 2, tag));
  EXPECT_FALSE(caller_.peer.expect("SIP/2.0 200").empty());
  gateway_.expect<sip::PeerBye>();
}

TEST_P(SipUncleanCaller, HangsUpWithTheInvitesCSeq) {
  const std::string tag = establish();
  caller_.peer.send(request("BYE", 1, tag));
  EXPECT_EQ(header(caller_.peer.expect("SIP/2.0"), "CSeq"), "1 BYE");
  gateway_.expect<sip::PeerBye>();
}

TEST_P(SipUncleanCaller, HangsUpWithoutAToTag) {
  establish();
  caller_.peer.send(request("BYE", 2));
  EXPECT_FALSE(caller_.peer.expect("SIP/2.0 200").empty());
  gateway_.expect<sip::PeerBye>();
}

TEST_P(SipUncleanCaller, Cancels) {
  const std::string tag = ring();
  caller_.peer.send(request("CANCEL", 1));
  EXPECT_FALSE(caller_.peer.expect("SIP/2.0 200").empty());
  EXPECT_FALSE(caller_.peer.expect("SIP/2.0 487").empty());
  caller_.peer.send(request("ACK", 1, tag));
  gateway_.expect<sip::Cancelled>();
}

TEST_P(SipUncleanCaller, IsHungUp) {
  establish();
  gateway_.submit(sip::Bye{id_, ""});
  const std::string bye = caller_.peer.expect("BYE");
  caller_.peer.send(response(bye, "200 OK", ""));
  EXPECT_EQ(gateway_.expect<sip::Ended>().status, 200);
}

TEST_P(SipUncleanCaller, RepeatsItsInvite) {
  ring();
  caller_.peer.send(request("INVITE", 1, "", kSdp));
  EXPECT_FALSE(caller_.peer.expect("SIP/2.0 180").empty());
  EXPECT_EQ(gateway_.thread().counts().repeated, 1U);
  gateway_.submit(sip::Respond{id_, 486, "", {}});
  gateway_.expect<sip::Ended>();
  EXPECT_TRUE(gateway_.silent());
}

INSTANTIATE_TEST_SUITE_P(Without, SipUncleanCaller,
                         testing::Values(Uncleanness{"FromTag", no_from_tag}, Uncleanness{"Branch", no_branch},
                                         Uncleanness{"MaxForwards", no_max_forwards}, Uncleanness{"Space", no_space},
                                         Uncleanness{"AllOfThem", everything}),
                         [](const auto& param) { return param.param.name; });

TEST(SipUncleanPeer, MayForgetItsFromTagInTheBye) {
  Gateway gateway;
  Caller caller(gateway);
  const std::string tag = caller.establish();
  std::string bye = caller.request("BYE", 2, tag);
  no_from_tag(bye);
  caller.peer.send(bye);
  EXPECT_FALSE(caller.peer.expect("SIP/2.0 200").empty());
  gateway.expect<sip::PeerBye>();
}

TEST(SipUncleanPeer, MayForgetItsTagsOnTcpToo) {
  Gateway gateway;
  const Caller caller(gateway);
  std::string invite = caller.request("INVITE", 1, "", "", kSdp);
  replace(invite, "SIP/2.0/UDP", "SIP/2.0/TCP");
  auto ringing = std::async(std::launch::async, exchange_by_tcp, gateway.local(), invite, "SIP/2.0 180");
  gateway.submit(sip::Respond{gateway.expect<sip::IncomingInvite>().dialog, 180, "", {}});
  ringing.wait();
  std::string bye = caller.request("BYE", 2);
  no_from_tag(bye);
  replace(bye, "SIP/2.0/UDP", "SIP/2.0/TCP");
  const std::string answer = exchange_by_tcp(gateway.local(), bye, "\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("SIP/2.0 200")) << answer;
  gateway.expect<sip::PeerBye>();
}

/// A callee: `tag` empty means that no response has a To tag, `contact` empty that none has a Contact.
struct Callee {
  explicit Callee(Gateway& gateway) : peer(gateway.local()) {}

  void answer(Gateway& gateway, const std::string& tag, const std::string& contact) {
    id = gateway.invite(peer);
    invite = peer.expect("INVITE");
    peer.send(response(invite, "180 Ringing", tag));
    gateway.expect<sip::Provisional>();
    peer.send(response(invite, "200 OK", tag, contact, kSdp));
    ack = peer.expect("ACK");
    gateway.expect<sip::Answered>();
  }
  std::string bye(Gateway& gateway, const std::string& from_tag, const std::string& to_tag) const {
    return "BYE sip:" + gateway.local().to_string() +
           " SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:" + std::to_string(peer.port()) + "\r\nFrom: <sip:peer@127.0.0.1>" +
           from_tag + "\r\nTo: <sip:1001@127.0.0.1>" + to_tag + "\r\n" + header_lines(invite, "Call-ID") +
           "CSeq: 1 BYE\r\nContent-Length: 0\r\n\r\n";
  }

  RawSipPeer peer;
  DialogId id{};
  std::string invite, ack;
};

class SipUncleanCallee : public testing::TestWithParam<bool> {
 protected:
  std::string tag() const { return GetParam() ? "t" : ""; }
};

TEST_P(SipUncleanCallee, GetsAckAndByeAtTheRequestUriIfItGaveNoContact) {
  Gateway gateway;
  Callee callee(gateway);
  callee.answer(gateway, tag(), "");
  EXPECT_TRUE(callee.ack.starts_with("ACK " + callee.peer.uri() + " ")) << callee.ack;
  gateway.submit(sip::Bye{callee.id, ""});
  const std::string bye = callee.peer.expect("BYE");
  EXPECT_TRUE(bye.starts_with("BYE " + callee.peer.uri() + " ")) << bye;
  callee.peer.send(response(bye, "200 OK", ""));
  EXPECT_EQ(gateway.expect<sip::Ended>().status, 200);
}

TEST_P(SipUncleanCallee, GetsAckAndByeAtTheRequestUriIfNothingCanBeSentToItsContact) {
  Gateway gateway;
  Callee callee(gateway);
  callee.answer(gateway, tag(), "Contact: <foo:nobody>\r\n");
  EXPECT_TRUE(callee.ack.starts_with("ACK " + callee.peer.uri() + " ")) << callee.ack;
  gateway.submit(sip::Bye{callee.id, ""});
  callee.peer.send(response(callee.peer.expect("BYE " + callee.peer.uri()), "200 OK", ""));
  EXPECT_EQ(gateway.expect<sip::Ended>().status, 200);
}

TEST_P(SipUncleanCallee, MayLeaveTheTagsOutOfItsBye) {
  Gateway gateway;
  Callee callee(gateway);
  callee.answer(gateway, tag(), "");
  callee.peer.send(callee.bye(gateway, "", ""));
  EXPECT_FALSE(callee.peer.expect("SIP/2.0 200").empty());
  gateway.expect<sip::PeerBye>();
}

TEST_P(SipUncleanCallee, MayGiveATagOnlyInItsBye) {
  Gateway gateway;
  Callee callee(gateway);
  callee.answer(gateway, tag(), "Contact: <" + callee.peer.uri() + ">\r\n");
  callee.peer.send(callee.bye(gateway, ";tag=t", ";tag=" + parameter(header(callee.invite, "From"), "tag")));
  EXPECT_FALSE(callee.peer.expect("SIP/2.0 200").empty());
  gateway.expect<sip::PeerBye>();
}

TEST_P(SipUncleanCallee, MayRefuse) {
  Gateway gateway;
  Callee callee(gateway);
  gateway.invite(callee.peer);
  callee.peer.send(response(callee.peer.expect("INVITE"), "486 Busy Here", tag()));
  EXPECT_EQ(gateway.expect<sip::Refused>().status, 486);
  EXPECT_FALSE(callee.peer.expect("ACK").empty());
}

TEST_P(SipUncleanCallee, GetsTheAckAgainWhenItRepeatsIts200) {
  Gateway gateway;
  Callee callee(gateway);
  callee.answer(gateway, tag(), "");
  callee.peer.send(response(callee.invite, "200 OK", tag(), "", kSdp));
  EXPECT_FALSE(callee.peer.expect("ACK").empty());
  gateway.submit(sip::Bye{callee.id, ""});
  callee.peer.send(response(callee.peer.expect("BYE"), "200 OK", ""));
  gateway.expect<sip::Ended>();
}

TEST_P(SipUncleanCallee, MayLeaveTheTagOutOfTheAnswerToOurBye) {
  Gateway gateway;
  Callee callee(gateway);
  callee.answer(gateway, tag(), "");
  gateway.submit(sip::Bye{callee.id, ""});
  std::string answer = response(callee.peer.expect("BYE"), "200 OK", "");
  if (GetParam()) replace(answer, ";tag=t\r\n", "\r\n");
  callee.peer.send(answer);
  EXPECT_EQ(gateway.expect<sip::Ended>().status, 200);
}

/// `request`, as from the stranger's own socket, gets 481.
void check_refused(RawSipPeer& stranger, const RawSipPeer& peer, std::string request) {
  replace(request, "UDP 127.0.0.1:" + std::to_string(peer.port()), "UDP 127.0.0.2:" + std::to_string(stranger.port()));
  stranger.send(request);
  const std::string answer = stranger.expect("SIP/2.0");
  EXPECT_TRUE(answer.starts_with("SIP/2.0 481")) << answer;
}

TEST(SipStranger, MayNotLeaveTagsOutToEndAnIncomingCall) {
  Gateway gateway;
  Caller caller(gateway);
  const std::string tag = caller.establish();
  RawSipPeer stranger(gateway.local(), "127.0.0.2");
  std::string bye = caller.request("BYE", 2);
  check_refused(stranger, caller.peer, bye);
  no_from_tag(bye);
  check_refused(stranger, caller.peer, bye);
  bye = caller.request("BYE", 2, tag);
  no_from_tag(bye);
  check_refused(stranger, caller.peer, bye);
  EXPECT_TRUE(gateway.silent());
  caller.peer.send(caller.request("BYE", 3, tag));
  EXPECT_FALSE(caller.peer.expect("SIP/2.0 200").empty());
  gateway.expect<sip::PeerBye>();
}

TEST(SipStranger, MayNotLeaveTagsOutToEndTheCallOfACallerWithoutTag) {
  Gateway gateway;
  Caller caller(gateway);
  std::string invite = caller.request("INVITE", 1, "", "", kSdp);
  no_from_tag(invite);
  caller.peer.send(invite);
  const DialogId id = gateway.expect<sip::IncomingInvite>().dialog;
  gateway.submit(sip::Respond{id, 180, "", {}});
  caller.peer.expect("SIP/2.0 180");
  RawSipPeer stranger(gateway.local(), "127.0.0.2");
  std::string bye = caller.request("BYE", 2);
  no_from_tag(bye);
  check_refused(stranger, caller.peer, bye);
  EXPECT_TRUE(gateway.silent());
  bye = caller.request("BYE", 3);
  no_from_tag(bye);
  caller.peer.send(bye);
  EXPECT_FALSE(caller.peer.expect("SIP/2.0 200").empty());
  gateway.expect<sip::PeerBye>();
}

TEST(SipStranger, MayNotLeaveTagsOutToEndAnOutgoingCall) {
  Gateway gateway;
  Callee callee(gateway);
  callee.answer(gateway, "t", "");
  RawSipPeer stranger(gateway.local(), "127.0.0.2");
  check_refused(stranger, callee.peer, callee.bye(gateway, "", ""));
  EXPECT_TRUE(gateway.silent());
  callee.peer.send(callee.bye(gateway, "", ""));
  EXPECT_FALSE(callee.peer.expect("SIP/2.0 200").empty());
  gateway.expect<sip::PeerBye>();
}

INSTANTIATE_TEST_SUITE_P(ToTag, SipUncleanCallee, testing::Bool(),
                         [](const auto& param) { return param.param ? "Given" : "Absent"; });

}  // namespace
}  // namespace sipgw::test
