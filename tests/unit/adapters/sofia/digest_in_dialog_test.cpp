// SPDX-License-Identifier: AGPL-3.0-or-later
// Challenges to the gateway's requests within calls, those that it made and those that it took.
#include <optional>

#include "gateway.hpp"
#include "support/digest_server.hpp"

namespace sipgw::test {
namespace {

/// What a peer says of a session that the gateway shall refresh.
std::string short_session(std::string_view refresher) {
  return "Supported: timer\r\nSession-Expires: 2;refresher=" + std::string(refresher) + "\r\n";
}
constexpr sip::Policy kShortSessions{.session_expires = 2, .min_se = 1};

enum class Direction { made, taken };

class SipDigestInCall : public testing::TestWithParam<Direction> {
 protected:
  explicit SipDigestInCall(sip::Policy policy = {})
      : policy_(policy), gateway_(500, policy), refreshed_(policy == kShortSessions) {}

  void establish(sip::Credentials credentials = {.username = "alice", .password = "secret"}) {
    auto far_end = std::make_shared<sip::Peer>();
    far_end->policy = policy_;
    far_end->credentials = std::move(credentials);
    if (refreshed_) far_end->policy = kShortSessions;
    if (GetParam() == Direction::made) return call(far_end);
    peer_.send(caller_.request("INVITE", 1, "", refreshed_ ? short_session("uas") : "", kSdp));
    dialog_ = gateway_.expect<sip::IncomingInvite>().dialog;
    gateway_.submit(sip::Respond{dialog_, 180, "", {}, far_end});
    gateway_.submit(sip::Respond{dialog_, 200, kSdp, {}, far_end});
    peer_.send(caller_.request("ACK", 1, parameter(header(peer_.expect("SIP/2.0 200"), "To"), "tag")));
    gateway_.expect<sip::Acked>();
  }
  void call(const sip::PeerPtr& far_end) {
    dialog_ = DialogId{2};
    sip::Invite invite{dialog_, peer_.uri(), "<sip:1001@127.0.0.1>", "<sip:peer@127.0.0.1>", {}, kSdp};
    invite.peer = far_end;
    gateway_.submit(std::move(invite));
    answer(peer_.expect("INVITE"), refreshed_ ? short_session("uac") : "");
    EXPECT_FALSE(peer_.expect("ACK").empty());
    gateway_.expect<sip::Answered>();
  }
  void answer(const std::string& request, const std::string& headers = "") {
    peer_.send(response(request, "200 OK", "t", "Contact: <" + peer_.uri() + ">\r\n" + headers, kSdp));
  }
  /// The request that the gateway sends next; the peer challenges it, and gets it again.
  std::string challenged(std::string_view method) {
    const std::string request = peer_.expect(method);
    EXPECT_EQ(header(request, "Authorization"), "");
    refuse(request);
    return peer_.expect(method);
  }
  void refuse(const std::string& request) {
    peer_.send(response(request, server_.status_line(), "", server_.challenge()));
  }
  void hang_up() {
    gateway_.submit(sip::Bye{dialog_, ""});
    const std::string bye = peer_.expect("BYE");
    peer_.send(response(bye, "200 OK", ""));
    gateway_.expect<sip::Ended>();
  }

  const sip::Policy policy_;
  Gateway gateway_;
  const bool refreshed_;
  Caller caller_{gateway_};
  RawSipPeer& peer_ = caller_.peer;
  DialogId dialog_{};
  const DigestServer server_{.algorithm = "SHA-256"};
};

std::string name_of(const testing::TestParamInfo<Direction>& info) {
  return info.param == Direction::made ? "OfACallMade" : "OfACallTaken";
}
INSTANTIATE_TEST_SUITE_P(InBoth, SipDigestInCall, testing::Values(Direction::made, Direction::taken), name_of);

TEST_P(SipDigestInCall, AByeIsRepeated) {
  establish();
  gateway_.submit(sip::Bye{dialog_, "Q.850;cause=16"});
  const std::string again = challenged("BYE");
  EXPECT_EQ(server_.fault(again), "");
  EXPECT_EQ(header(again, "Reason"), "Q.850;cause=16");
  peer_.send(response(again, "200 OK", ""));
  EXPECT_EQ(gateway_.expect<sip::Ended>().status, 200);
}

TEST_P(SipDigestInCall, AByeThatStaysRefusedEndsTheDialogAtOnce) {
  establish({.username = "alice", .password = "wrong"});
  gateway_.submit(sip::Bye{dialog_, ""});
  refuse(challenged("BYE"));
  EXPECT_EQ(gateway_.expect<sip::Ended>().status, 401);
}

TEST_P(SipDigestInCall, AReInviteIsRepeatedAndLaterRequestsCountTheNonceUp) {
  establish();
  gateway_.submit(sip::Offer{dialog_, kSdp});
  const std::string again = challenged("INVITE");
  EXPECT_EQ(server_.fault(again), "");
  EXPECT_EQ(body(again), kSdp);
  answer(again);
  EXPECT_EQ(gateway_.expect<sip::OfferResult>().status, 200);
  gateway_.submit(sip::Info{dialog_, "application/dtmf-relay", "Signal=7\r\n"});
  const std::string info = peer_.expect("INFO");
  EXPECT_EQ(server_.fault(info, 2), "");
  peer_.send(response(info, "200 OK", ""));
  gateway_.expect<sip::InfoResult>();
  gateway_.submit(sip::Bye{dialog_, ""});
  const std::string bye = peer_.expect("BYE");
  EXPECT_EQ(server_.fault(bye, 3), "");
  peer_.send(response(bye, "200 OK", ""));
  gateway_.expect<sip::Ended>();
}

TEST_P(SipDigestInCall, AReInviteThatStaysRefusedLeavesTheCallUp) {
  establish({.username = "alice", .password = "wrong"});
  for (int round = 0; round < 2; ++round) {
    gateway_.submit(sip::Offer{dialog_, kSdp});
    std::string invite = peer_.expect("INVITE");
    refuse(invite);
    refuse(peer_.expect("INVITE"));
    EXPECT_EQ(gateway_.expect<sip::OfferResult>().status, 401);
  }
  hang_up();
}

TEST_P(SipDigestInCall, AnInfoIsRepeated) {
  establish();
  gateway_.submit(sip::Info{dialog_, "application/dtmf-relay", "Signal=7\r\n"});
  const std::string again = challenged("INFO");
  EXPECT_EQ(server_.fault(again), "");
  EXPECT_EQ(body(again), "Signal=7\r\n");
  peer_.send(response(again, "200 OK", ""));
  EXPECT_EQ(gateway_.expect<sip::InfoResult>().status, 200);
  hang_up();
}

TEST_P(SipDigestInCall, WithoutCredentialsTheRefusalIsReported) {
  establish({});
  gateway_.submit(sip::Offer{dialog_, kSdp});
  refuse(peer_.expect("INVITE"));
  EXPECT_EQ(gateway_.expect<sip::OfferResult>().status, 401);
  gateway_.submit(sip::Info{dialog_, "application/dtmf-relay", "Signal=7\r\n"});
  refuse(peer_.expect("INFO"));
  EXPECT_EQ(gateway_.expect<sip::InfoResult>().status, 401);
  gateway_.submit(sip::Bye{dialog_, ""});
  refuse(peer_.expect("BYE"));
  EXPECT_EQ(gateway_.expect<sip::Ended>().status, 401);
}

class SipDigestRefresh : public SipDigestInCall {
 protected:
  SipDigestRefresh() : SipDigestInCall(kShortSessions) {}
};
INSTANTIATE_TEST_SUITE_P(InBoth, SipDigestRefresh, testing::Values(Direction::made, Direction::taken), name_of);

TEST_P(SipDigestRefresh, AnUpdateIsRepeatedAndTheNextOneNeedsNoChallenge) {
  establish();
  std::string update = challenged("UPDATE");
  for (unsigned round = 1; round <= 2; ++round) {
    EXPECT_EQ(server_.fault(update, round), "");
    peer_.send(response(update, "200 OK", "", short_session("uac")));
    update = peer_.expect("UPDATE");
  }
  EXPECT_TRUE(gateway_.silent());
  peer_.send(response(update, "200 OK", "", short_session("uac")));
  hang_up();
}

TEST(SipDigestPrack, APrackIsRepeated) {
  const sip::Policy policy{.prack = sip::Prack::supported};
  Gateway gateway(500, policy);
  RawSipPeer peer(gateway.local());
  auto far_end = std::make_shared<sip::Peer>();
  far_end->policy = policy;
  far_end->credentials = {.username = "alice", .password = "secret"};
  sip::Invite call{DialogId{2}, peer.uri(), "<sip:1001@127.0.0.1>", "<sip:peer@127.0.0.1>", {}, kSdp};
  call.peer = far_end;
  gateway.submit(call);
  const std::string invite = peer.expect("INVITE"), contact = "Contact: <" + peer.uri() + ">\r\n";
  peer.send(response(invite, "183 Session Progress", "t", contact + "Require: 100rel\r\nRSeq: 7\r\n", kSdp));
  const DigestServer server{.algorithm = "SHA-512-256"};
  const std::string prack = peer.expect("PRACK");
  peer.send(response(prack, server.status_line(), "", server.challenge()));
  const std::string again = peer.expect("PRACK");
  EXPECT_EQ(server.fault(again), "");
  EXPECT_EQ(header(again, "RAck"), header(prack, "RAck"));
  peer.send(response(again, "200 OK", ""));
  peer.send(response(invite, "486 Busy Here", "t"));
  EXPECT_EQ(gateway.expect_next<sip::Refused>().status, 486);
}

}  // namespace
}  // namespace sipgw::test
