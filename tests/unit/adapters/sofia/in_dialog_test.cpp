// SPDX-License-Identifier: AGPL-3.0-or-later
// Requests within a call.
#include <array>

#include "gateway.hpp"

namespace sipgw::test {
namespace {

constexpr char kOtherSdp[] =
    "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4002 RTP/AVP 3\r\n";

class SipInDialog : public testing::Test {
 protected:
  void SetUp() override { tag_ = caller_.establish(); }
  void TearDown() override {
    caller_.peer.send(caller_.request("BYE", 99, tag_));
    gateway_.expect<sip::PeerBye>();
  }

  Gateway gateway_;
  Caller caller_{gateway_};
  std::string tag_;
};

TEST_F(SipInDialog, AReInviteIsAnsweredByTheCore) {
  caller_.peer.send(caller_.request("INVITE", 2, tag_, "Session-Expires: 1800;refresher=uac\r\n", kOtherSdp));
  const auto offer = gateway_.expect<sip::PeerOffer>();
  EXPECT_FALSE(offer.update);
  EXPECT_EQ(offer.sdp, kOtherSdp);
  gateway_.submit(sip::AnswerOffer{caller_.dialog, 200, kSdp, {}});
  EXPECT_EQ(body(caller_.peer.expect("SIP/2.0 200")), kSdp);
  caller_.peer.send(caller_.request("ACK", 2, tag_));
  gateway_.expect<sip::Acked>();
}

TEST_F(SipInDialog, ARefusedReInviteLeavesTheCallUp) {
  caller_.peer.send(caller_.request("INVITE", 2, tag_, "", kOtherSdp));
  gateway_.expect<sip::PeerOffer>();
  gateway_.submit(sip::AnswerOffer{caller_.dialog, 488, "", {{"Warning", "304 host \"no\""}}});
  const std::string refusal = caller_.peer.expect("SIP/2.0 488");
  EXPECT_EQ(header(refusal, "Warning"), "304 host \"no\"");
  caller_.peer.send(caller_.request("ACK", 2, tag_));
  caller_.peer.send(caller_.request("INVITE", 3, tag_, "", kSdp));
  gateway_.expect<sip::PeerOffer>();
  gateway_.submit(sip::AnswerOffer{caller_.dialog, 200, kSdp, {}});
  caller_.peer.expect("SIP/2.0 200");
  caller_.peer.send(caller_.request("ACK", 3, tag_));
  gateway_.expect<sip::Acked>();
}

TEST_F(SipInDialog, ACancelledReInviteLeavesTheCallUp) {
  caller_.peer.send(caller_.request("INVITE", 2, tag_, "", kOtherSdp));
  gateway_.expect<sip::PeerOffer>();
  caller_.peer.send(caller_.request("CANCEL", 2, tag_));
  EXPECT_FALSE(caller_.peer.expect("SIP/2.0 487").empty());
  caller_.peer.send(caller_.request("ACK", 2, tag_));
  gateway_.submit(sip::AnswerOffer{caller_.dialog, 200, kSdp, {}});
  caller_.peer.send(caller_.request("INFO", 3, tag_, "", "Signal=1\r\n", "application/dtmf-relay"));
  gateway_.expect<sip::PeerInfo>();
}

TEST_F(SipInDialog, ASecondReInviteWhileOneIsPendingIsRefused) {
  caller_.peer.send(caller_.request("INVITE", 2, tag_, "", kOtherSdp));
  gateway_.expect<sip::PeerOffer>();
  caller_.peer.send(caller_.request("INVITE", 3, tag_, "", kOtherSdp));
  EXPECT_FALSE(caller_.peer.expect("SIP/2.0 500").empty());
  caller_.peer.send(caller_.request("ACK", 3, tag_));
  gateway_.submit(sip::AnswerOffer{caller_.dialog, 200, kSdp, {}});
  caller_.peer.expect("SIP/2.0 200");
  caller_.peer.send(caller_.request("ACK", 2, tag_));
  gateway_.expect<sip::Acked>();
}

TEST_F(SipInDialog, AnUpdateWithAnOfferIsAnsweredByTheCore) {
  caller_.peer.send(caller_.request("UPDATE", 2, tag_, "", kOtherSdp));
  const auto offer = gateway_.expect<sip::PeerOffer>();
  EXPECT_TRUE(offer.update);
  EXPECT_EQ(offer.sdp, kOtherSdp);
  gateway_.submit(sip::AnswerOffer{caller_.dialog, 200, kSdp, {}});
  EXPECT_EQ(body(caller_.peer.expect("SIP/2.0 200")), kSdp);
}

TEST_F(SipInDialog, AnUpdateWithoutOfferIsAnsweredAtOnce) {
  caller_.peer.send(caller_.request("UPDATE", 2, tag_));
  EXPECT_EQ(header(caller_.peer.expect("SIP/2.0 200"), "CSeq"), "2 UPDATE");
}

TEST_F(SipInDialog, OurReInviteIsAcknowledgedAndItsResultReported) {
  gateway_.submit(sip::Offer{caller_.dialog, kOtherSdp});
  const std::string invite = caller_.peer.expect("INVITE");
  EXPECT_EQ(body(invite), kOtherSdp);
  caller_.peer.send(response(invite, "200 OK", "", "Contact: <" + caller_.peer.uri() + ">\r\n", kSdp));
  EXPECT_FALSE(caller_.peer.expect("ACK").empty());
  const auto result = gateway_.expect<sip::OfferResult>();
  EXPECT_EQ(result.status, 200);
  EXPECT_EQ(result.sdp, kSdp);
  gateway_.submit(sip::Offer{caller_.dialog, kOtherSdp});
  caller_.peer.send(response(caller_.peer.expect("INVITE"), "491 Request Pending", ""));
  EXPECT_EQ(gateway_.expect<sip::OfferResult>().status, 491);
}

TEST_F(SipInDialog, ARefusalOfOurReInviteIsReportedWithItsReason) {
  gateway_.submit(sip::Offer{caller_.dialog, kOtherSdp});
  caller_.peer.send(response(caller_.peer.expect("INVITE"), "488 Not Acceptable Here", "",
                             "Reason: Q.850;cause=69\r\nWarning: 304 peer \"no\"\r\n"));
  const auto result = gateway_.expect<sip::OfferResult>();
  EXPECT_EQ(result.status, 488);
  EXPECT_EQ(result.reason.q850, 69);
  EXPECT_EQ(result.warning, 304);
}

/// What RFC 5057 lets end a dialog, and what ends nothing.
constexpr std::array kRefusals = {302, 400, 403, 404, 405, 410, 416, 480, 482, 483, 484,
                                  485, 486, 500, 501, 502, 503, 504, 600, 603, 604, 607};

TEST_F(SipInDialog, NoRefusalOfOurReInviteEndsTheCall) {
  for (const int status : kRefusals) {
    gateway_.submit(sip::Offer{caller_.dialog, kOtherSdp});
    caller_.peer.send(response(caller_.peer.expect("INVITE"), std::to_string(status) + " Refused", ""));
    EXPECT_EQ(gateway_.expect<sip::OfferResult>().status, status);
  }
}

TEST_F(SipInDialog, WhetherALostDialogEndsTheCallIsLeftToTheCore) {
  for (const int status : {408, 481}) {
    gateway_.submit(sip::Offer{caller_.dialog, kOtherSdp});
    caller_.peer.send(response(caller_.peer.expect("INVITE"), std::to_string(status) + " Refused", ""));
    EXPECT_EQ(gateway_.expect<sip::OfferResult>().status, status);
  }
}

TEST(SipReInvite, ThatIsNeverAnsweredLeavesTheDialogUpForABye) {
  Gateway gateway(50);
  Caller caller(gateway);
  caller.establish();
  gateway.submit(sip::Offer{caller.dialog, kOtherSdp});
  EXPECT_FALSE(caller.peer.expect("INVITE").empty());
  EXPECT_EQ(gateway.expect<sip::OfferResult>().status, 408);
  gateway.submit(sip::Bye{caller.dialog, "Q.850;cause=102"});
  const std::string bye = caller.peer.expect("BYE");
  EXPECT_EQ(header(bye, "Reason"), "Q.850;cause=102");
  caller.peer.send(response(bye, "200 OK", ""));
  EXPECT_EQ(gateway.expect<sip::Ended>().status, 200);
}

TEST(SipReInvite, ThatThePeerThinksAboutMayTakeItsTime) {
  Gateway gateway(20);
  Caller caller(gateway);
  caller.establish();
  gateway.submit(sip::Offer{caller.dialog, kOtherSdp});
  const std::string invite = caller.peer.expect("INVITE");
  caller.peer.send(response(invite, "100 Trying", ""));
  while (!caller.peer.receive(std::chrono::milliseconds{1500}).empty())
    continue;  // longer than timer B, which is 1280 ms
  EXPECT_TRUE(gateway.silent());
  caller.peer.send(response(invite, "200 OK", "", "Contact: <sip:1234@127.0.0.1>\r\n", kOtherSdp));
  EXPECT_EQ(gateway.expect<sip::OfferResult>().status, 200);
  gateway.submit(sip::Bye{caller.dialog, ""});
  gateway.expect<sip::Ended>();
}

TEST_F(SipInDialog, NoRefusalOfOurInfoEndsTheCall) {
  for (const int status : kRefusals) {
    gateway_.submit(sip::Info{caller_.dialog, "application/dtmf-relay", "Signal=7\r\n"});
    caller_.peer.send(response(caller_.peer.expect("INFO"), std::to_string(status) + " Refused", ""));
    EXPECT_EQ(gateway_.expect<sip::InfoResult>().status, status);
  }
}

TEST_F(SipInDialog, GlareGives491) {
  gateway_.submit(sip::Offer{caller_.dialog, kOtherSdp});
  const std::string invite = caller_.peer.expect("INVITE");
  caller_.peer.send(caller_.request("INVITE", 2, tag_, "", kOtherSdp));
  EXPECT_FALSE(caller_.peer.expect("SIP/2.0 491").empty());
  caller_.peer.send(caller_.request("ACK", 2, tag_));
  caller_.peer.send(response(invite, "491 Request Pending", ""));
  EXPECT_EQ(gateway_.expect<sip::OfferResult>().status, 491);
}

TEST_F(SipInDialog, DtmfInfoIsAcceptedAndReported) {
  caller_.peer.send(caller_.request("INFO", 2, tag_, "", "Signal=5\r\nDuration=160\r\n", "application/dtmf-relay"));
  EXPECT_EQ(header(caller_.peer.expect("SIP/2.0 200"), "CSeq"), "2 INFO");
  const auto info = gateway_.expect<sip::PeerInfo>();
  EXPECT_EQ(info.content_type, "application/dtmf-relay");
  EXPECT_EQ(info.body, "Signal=5\r\nDuration=160\r\n");
}

TEST_F(SipInDialog, OtherInfoIsRefused) {
  caller_.peer.send(caller_.request("INFO", 2, tag_, "", "<x/>", "application/media_control+xml"));
  const std::string refusal = caller_.peer.expect("SIP/2.0 415");
  EXPECT_EQ(header(refusal, "CSeq"), "2 INFO");
  EXPECT_TRUE(header(refusal, "Reason").starts_with("Q.850;cause=79;")) << refusal;
}

TEST_F(SipInDialog, OurInfoGoesOut) {
  gateway_.submit(sip::Info{caller_.dialog, "application/dtmf-relay", "Signal=7\r\n"});
  const std::string info = caller_.peer.expect("INFO");
  EXPECT_EQ(header(info, "Content-Type"), "application/dtmf-relay");
  EXPECT_EQ(body(info), "Signal=7\r\n");
  caller_.peer.send(response(info, "200 OK", ""));
  EXPECT_EQ(gateway_.expect<sip::InfoResult>().status, 200);
}

TEST_F(SipInDialog, ARefusedInfoIsReportedAndTheCallLives) {
  for (const char* status : {"415 Unsupported Media Type", "408 Request Timeout"}) {
    gateway_.submit(sip::Info{caller_.dialog, "application/dtmf-relay", "Signal=7\r\n"});
    caller_.peer.send(response(caller_.peer.expect("INFO"), status, ""));
    EXPECT_EQ(gateway_.expect<sip::InfoResult>().status, std::stoi(status));
  }
}

TEST_F(SipInDialog, ByeEndsAPendingReInviteWith487) {
  caller_.peer.send(caller_.request("INVITE", 2, tag_, "", kOtherSdp));
  gateway_.expect<sip::PeerOffer>();
  caller_.peer.send(caller_.request("BYE", 99, tag_));
  EXPECT_FALSE(caller_.peer.expect("SIP/2.0 487").empty());
}

}  // namespace
}  // namespace sipgw::test
