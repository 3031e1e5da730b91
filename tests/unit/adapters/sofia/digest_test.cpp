// SPDX-License-Identifier: AGPL-3.0-or-later
// Calls that the gateway makes to who wants a password.
#include "gateway.hpp"
#include "log/log.hpp"
#include "support/digest_server.hpp"

namespace sipgw::test {
namespace {

constexpr std::chrono::milliseconds kNothingMore{200};

sip::Credentials alice() { return {.username = "alice", .password = "secret"}; }

std::string contact(const RawSipPeer& peer) { return "Contact: <" + peer.uri() + ">\r\n"; }

class SipDigest : public testing::Test {
 protected:
  /// Calls the peer; its INVITE.
  std::string call(sip::Credentials credentials = alice()) {
    auto peer = std::make_shared<sip::Peer>();
    peer->credentials = std::move(credentials);
    id_ = DialogId{id_.value + 2};
    sip::Invite invite{id_, peer_.uri(), "<sip:1001@127.0.0.1>", "<sip:peer@127.0.0.1>", {}, kSdp};
    invite.peer = std::move(peer);
    gateway_.submit(std::move(invite));
    return peer_.expect("INVITE");
  }
  /// Sends a response with challenges to an INVITE and takes the ACK to it.
  void refuse(const std::string& invite, const std::string& status_line, const std::string& headers) {
    peer_.send(response(invite, status_line, "t", headers));
    EXPECT_FALSE(peer_.expect("ACK").empty());
  }
  /// As above; the INVITE that comes in answer.
  std::string challenge(const std::string& invite, const DigestServer& server, std::string_view more = "") {
    refuse(invite, server.status_line(), server.challenge(more));
    return peer_.expect("INVITE");
  }
  void answer(const std::string& invite) {
    peer_.send(response(invite, "200 OK", "t", contact(peer_), kSdp));
    gateway_.expect<sip::Answered>();
  }
  sip::Refused refusal() {
    const auto refused = gateway_.expect<sip::Refused>();
    EXPECT_TRUE(peer_.expect("INVITE", kNothingMore).empty()) << "another INVITE after the refusal";
    return refused;
  }

  Gateway gateway_;
  RawSipPeer peer_{gateway_.local()};
  DialogId id_{0};
};

TEST_F(SipDigest, AnswersEachAlgorithmOfServersAndProxies) {
  for (const char* algorithm : {"MD5", "SHA-256", "SHA-512-256"}) {
    for (const bool proxy : {false, true}) {
      const DigestServer server{.algorithm = algorithm, .proxy = proxy};
      const std::string again = challenge(call(), server);
      EXPECT_EQ(server.fault(again), "") << algorithm;
      peer_.send(response(again, "486 Busy Here", "t"));
      const auto refused = gateway_.expect<sip::Refused>();
      EXPECT_EQ(refused.status, 486);
      EXPECT_EQ(refused.auth_failure, "");
      EXPECT_FALSE(peer_.expect("ACK").empty());
    }
  }
}

TEST_F(SipDigest, RepeatsTheInviteAsTheSameCall) {
  const std::string first = call();
  EXPECT_EQ(header(first, "Authorization"), "");
  const std::string again = challenge(first, {});
  for (const char* name : {"Call-ID", "From", "To", "Contact", "Supported"}) {
    EXPECT_EQ(header(again, name), header(first, name));
  }
  EXPECT_EQ(body(again), kSdp);
  EXPECT_EQ(std::stoi(header(again, "CSeq")), std::stoi(header(first, "CSeq")) + 1);
  EXPECT_NE(header(again, "Via"), header(first, "Via"));
  peer_.send(response(again, "486 Busy Here", "t"));
  gateway_.expect<sip::Refused>();
}

TEST_F(SipDigest, PutsTheCredentialsIntoTheAckOfAnAnswer) {
  const DigestServer server;
  const std::string again = challenge(call(), server);
  answer(again);
  EXPECT_EQ(header(peer_.expect("ACK"), "Authorization"), header(again, "Authorization"));
  gateway_.submit(sip::Bye{id_, ""});
  peer_.send(response(peer_.expect("BYE"), "200 OK", ""));
  gateway_.expect<sip::Ended>();
}

TEST_F(SipDigest, ChoosesTheStrongerOfTwoChallenges) {
  const DigestServer weak, strong{.algorithm = "SHA-256", .nonce = "nonce-2"};
  refuse(call(), "401 Unauthorized", weak.challenge() + strong.challenge());
  const std::string again = peer_.expect("INVITE");
  EXPECT_EQ(strong.fault(again), "");
  EXPECT_EQ(header_lines(again, "Authorization"), "Authorization: " + header(again, "Authorization") + "\r\n");
  peer_.send(response(again, "486 Busy Here", "t"));
  gateway_.expect<sip::Refused>();
}

TEST_F(SipDigest, AnswersAProxyAndThenTheServerBehindIt) {
  const DigestServer proxy{.proxy = true, .realm = "proxy"}, server{.algorithm = "SHA-256", .realm = "server"};
  const std::string second = challenge(call(), proxy);
  EXPECT_EQ(proxy.fault(second), "");
  const std::string third = challenge(second, server);
  EXPECT_EQ(proxy.fault(third, 2), "");
  EXPECT_EQ(server.fault(third), "");
  peer_.send(response(third, "486 Busy Here", "t"));
  gateway_.expect<sip::Refused>();
}

TEST_F(SipDigest, AnswersTwoRealmsInOneResponse) {
  const DigestServer one{.realm = "one"}, other{.algorithm = "SHA-512-256", .realm = "other", .nonce = "nonce-2"};
  refuse(call(), "401 Unauthorized", one.challenge() + other.challenge());
  const std::string again = peer_.expect("INVITE");
  EXPECT_EQ(one.fault(again), "");
  EXPECT_EQ(other.fault(again), "");
  peer_.send(response(again, "486 Busy Here", "t"));
  gateway_.expect<sip::Refused>();
}

TEST_F(SipDigest, LeavesOutWhatItCannotAnswerAmongOthers) {
  const DigestServer known, unknown{.algorithm = "AKAv1-MD5", .realm = "other"};
  refuse(call(), "401 Unauthorized",
         "WWW-Authenticate: Basic realm=\"x\"\r\n" + unknown.challenge() + known.challenge());
  const std::string again = peer_.expect("INVITE");
  EXPECT_EQ(known.fault(again), "");
  peer_.send(response(again, "486 Busy Here", "t"));
  gateway_.expect<sip::Refused>();
}

TEST_F(SipDigest, AnswersWithoutQop) {
  const DigestServer server{.qop = false};
  const std::string again = challenge(call(), server);
  EXPECT_EQ(server.fault(again), "");
  peer_.send(response(again, "486 Busy Here", "t"));
  gateway_.expect<sip::Refused>();
}

TEST_F(SipDigest, TriesOnceMoreWithTheNewNonceWhenItsOwnIsStale) {
  DigestServer server;
  const std::string second = challenge(call(), server);
  EXPECT_EQ(server.fault(second), "");
  server.nonce = "nonce-2";
  const std::string third = challenge(second, server, ", stale=true");
  EXPECT_EQ(server.fault(third), "");
  refuse(third, server.status_line(), server.challenge(", stale=true"));
  EXPECT_EQ(refusal().status, 401);
}

TEST_F(SipDigest, TakesASecondChallengeForAWrongPassword) {
  const DigestServer server{.proxy = true};
  const std::string second = challenge(call({.username = "alice", .password = "wrong"}), server);
  EXPECT_NE(server.fault(second), "");
  refuse(second, server.status_line(), server.challenge());
  const auto refused = refusal();
  EXPECT_EQ(refused.status, 407);
  EXPECT_TRUE(refused.from_peer);
  EXPECT_EQ(refused.auth_failure, "wrong user name or password");
}

TEST_F(SipDigest, DoesNotTakeARepeatedChallengeForASecondOne) {
  const DigestServer server;
  const std::string first = call();
  const std::string repeated = response(first, server.status_line(), "t", server.challenge());
  peer_.send(repeated);
  EXPECT_FALSE(peer_.expect("ACK").empty());
  const std::string again = peer_.expect("INVITE");
  peer_.send(repeated);
  EXPECT_FALSE(peer_.expect("ACK").empty());
  refuse(again, server.status_line(), server.challenge());  // which the repeated one was not
  EXPECT_EQ(refusal().auth_failure, "wrong user name or password");
}

TEST_F(SipDigest, DoesNotGiveItsPasswordToAnotherRealm) {
  auto credentials = alice();
  credentials.realm = "ours.example.org";
  refuse(call(credentials), "401 Unauthorized", DigestServer{}.challenge());
  EXPECT_EQ(refusal().auth_failure, "realm \"sip.example.org\" is not ours");
}

TEST_F(SipDigest, TellsThatThereAreNoCredentials) {
  refuse(call({}), "401 Unauthorized", DigestServer{}.challenge());
  const auto refused = refusal();
  EXPECT_EQ(refused.status, 401);
  EXPECT_EQ(refused.auth_failure, "no credentials");
}

TEST_F(SipDigest, TellsThatItKnowsNoneOfTheAlgorithms) {
  refuse(call(), "407 Proxy Authentication Required",
         DigestServer{.algorithm = "AKAv2-SHA-256", .proxy = true}.challenge());
  const auto refused = refusal();
  EXPECT_EQ(refused.status, 407);
  EXPECT_EQ(refused.auth_failure, "no algorithm that we know");
}

TEST_F(SipDigest, TakesA401WithoutAChallengeForARefusal) {
  refuse(call(), "401 Unauthorized", "");
  const auto refused = refusal();
  EXPECT_EQ(refused.status, 401);
  EXPECT_EQ(refused.auth_failure, "no challenge");
}

TEST_F(SipDigest, UsesAHashInPlaceOfThePassword) {
  const DigestServer server{.algorithm = "SHA-256"};
  const std::string again = challenge(call({.username = "alice",
                                            .password = {},
                                            .ha1 = "3b2bc6b6289a90cba75fd34d6df33844c7d41de0f74add115762249dbdb5ccd8",
                                            .ha1_algorithm = "SHA-256"}),
                                      server);
  EXPECT_EQ(server.fault(again), "");
  peer_.send(response(again, "486 Busy Here", "t"));
  gateway_.expect<sip::Refused>();
}

TEST_F(SipDigest, ACallThatIsGivenUpIsNotTriedAgain) {
  const std::string invite = call();
  peer_.send(response(invite, "180 Ringing", "t", contact(peer_)));
  gateway_.expect<sip::Provisional>();
  gateway_.submit(sip::Cancel{id_, ""});
  peer_.send(response(peer_.expect("CANCEL"), "200 OK", "t"));
  refuse(invite, "401 Unauthorized", DigestServer{}.challenge());
  EXPECT_EQ(refusal().status, 401);
}

TEST_F(SipDigest, ACallThatIsTriedAgainCanBeGivenUp) {
  const std::string again = challenge(call(), {});
  gateway_.submit(sip::Cancel{id_, ""});
  peer_.send(response(again, "180 Ringing", "t", contact(peer_)));
  const std::string cancel = peer_.expect("CANCEL");
  EXPECT_EQ(std::stoi(header(cancel, "CSeq")), std::stoi(header(again, "CSeq")));
  peer_.send(response(cancel, "200 OK", "t"));
  peer_.send(response(again, "487 Request Terminated", "t"));
  EXPECT_EQ(gateway_.expect_next<sip::Refused>().status, 487);
}

TEST_F(SipDigest, RepeatsNothingButForAChallenge) {
  const std::pair<const char*, const char*> kRefusals[] = {{"503 Service Unavailable", "Retry-After: 1\r\n"},
                                                           {"423 Interval Too Brief", "Min-Expires: 60\r\n"},
                                                           {"305 Use Proxy", "Contact: <sip:other@127.0.0.1>\r\n"},
                                                           {"302 Moved", "Contact: <sip:other@127.0.0.1>\r\n"}};
  for (const auto& [status, headers] : kRefusals) {
    refuse(call(), status, headers);
    EXPECT_EQ(refusal().status, std::stoi(status));
  }
}

TEST_F(SipDigest, LeavesNoAnswerInTheLogOfSofia) {
  auto& threshold = log::thresholds[static_cast<std::size_t>(log::Category::sip)];
  const auto before = threshold.exchange(log::Level::debug);
  gateway_.thread().set_sofia_log_level(9);
  testing::internal::CaptureStderr();
  const DigestServer server;
  const std::string again = challenge(call(), server);
  EXPECT_EQ(server.fault(again), "");
  peer_.send(response(again, "486 Busy Here", "t"));
  gateway_.expect<sip::Refused>();
  gateway_.thread().set_sofia_log_level(0);
  gateway_.thread().stop(100);
  const std::string lines = testing::internal::GetCapturedStderr();
  threshold = before;
  EXPECT_NE(lines.find("sofia: nta: sent INVITE"), std::string::npos) << lines;
  EXPECT_EQ(lines.find("response="), std::string::npos) << lines;
  EXPECT_EQ(lines.find("secret"), std::string::npos) << lines;
}

TEST(SipDigestTimer, ALongerSessionIsAgreedOnBeforeTheChallengeOrAfterIt) {
  for (const bool challenge_first : {true, false}) {
    const sip::Policy policy{.session_timer = sip::SessionTimer::request, .session_expires = 90};
    Gateway gateway(500, policy);
    RawSipPeer peer(gateway.local());
    auto far_end = std::make_shared<sip::Peer>();
    far_end->policy = policy;
    far_end->credentials = alice();
    sip::Invite call{DialogId{2}, peer.uri(), "<sip:1001@127.0.0.1>", "<sip:peer@127.0.0.1>", {}, kSdp};
    call.peer = far_end;
    gateway.submit(call);
    const DigestServer server;
    const auto challenge = [&](const std::string& invite) {
      peer.send(response(invite, server.status_line(), "t", server.challenge()));
    };
    const auto want_longer = [&](const std::string& invite) {
      peer.send(response(invite, "422 Session Interval Too Small", "t", "Min-SE: 300\r\n"));
    };
    challenge_first ? challenge(peer.expect("INVITE")) : want_longer(peer.expect("INVITE"));
    challenge_first ? want_longer(peer.expect("INVITE")) : challenge(peer.expect("INVITE"));
    const std::string invite = peer.expect("INVITE");
    EXPECT_EQ(server.fault(invite, challenge_first ? 2 : 1), "");
    EXPECT_EQ(header(invite, "Session-Expires"), "300");
    peer.send(response(invite, "486 Busy Here", "t"));
    EXPECT_EQ(gateway.expect<sip::Refused>().status, 486);
  }
}

}  // namespace
}  // namespace sipgw::test
