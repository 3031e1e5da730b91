// SPDX-License-Identifier: AGPL-3.0-or-later
// Messages that are legal but unusual, or not legal at all, in the spirit of RFC 4475; the texts are our own.
#include "gateway.hpp"

namespace sipgw::test {
namespace {

class SipTorture : public testing::Test {
 protected:
  /// An INVITE, however odd, that must become a call; the call is refused.
  sip::IncomingInvite call_with(std::string invite) {
    caller_.peer.send(invite);
    auto event = gateway_.expect<sip::IncomingInvite>();
    gateway_.submit(sip::Respond{event.dialog, 486, "", {}});
    EXPECT_FALSE(caller_.peer.expect("SIP/2.0 486").empty());
    gateway_.expect<sip::Ended>();
    return event;
  }
  Gateway gateway_;
  Caller caller_{gateway_};
};

TEST_F(SipTorture, TakesCompactForms) {
  std::string invite = caller_.request("INVITE", 1, "", "", kSdp);
  for (const auto& [full, compact] : {std::pair{"Via: ", "v: "},
                                      {"From: ", "f: "},
                                      {"To: ", "t: "},
                                      {"Call-ID: ", "i: "},
                                      {"Contact: ", "m: "},
                                      {"Content-Type: ", "c: "},
                                      {"Content-Length: ", "l: "}}) {
    replace(invite, full, compact);
  }
  EXPECT_EQ(call_with(invite).sdp, kSdp);
}

TEST_F(SipTorture, TakesFoldedHeadersAndOddCaseAndBlanks) {
  std::string invite = caller_.request("INVITE", 1, "", "SuBjEcT   :\r\n  folded\r\n\tthrice\r\n", kSdp);
  replace(invite, "CSeq: 1 INVITE", "cSEQ  :   0001\r\n   INVITE");
  replace(invite, "From: \"Peer\"", "FROM:\r\n \"Pe\\\"er;tag=no\"");
  const auto event = call_with(invite);
  EXPECT_EQ(event.from.display, "Pe\"er;tag=no");
  EXPECT_EQ(event.from.user, "1234");
}

TEST_F(SipTorture, TakesEscapedUsersAndUnknownThings) {
  std::string invite = caller_.request(
      "INVITE", 1, "", "X-Unknown: ;;,,\"\"\r\nUnknownHeaderWithoutValue:\r\nWarning: 399 h \"\"\r\n", kSdp);
  replace(invite, "sip:2000@", "sip:%32%30%30%30;phone-context=x@");
  const auto event = call_with(invite);
  EXPECT_TRUE(event.request_uri.user.starts_with("2000"));
}

TEST_F(SipTorture, FindsTheSdpInAMultipartBody) {
  const std::string body =
      "--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b\r\nContent-Type: application/sdp\r\n\r\n" +
      std::string(kSdp) + "\r\n--b--\r\n";
  const auto event = call_with(caller_.request("INVITE", 1, "", "", body, "multipart/mixed; boundary=\"b\""));
  EXPECT_NE(event.sdp.find("m=audio 4000"), std::string::npos);
}

TEST_F(SipTorture, RefusesWhatIsBroken) {
  const auto broken = [&](std::string_view from, std::string_view to, const char* call_id) {
    Caller caller(gateway_, call_id);
    std::string invite = caller.request("INVITE", 1, "", "", kSdp);
    replace(invite, from, to);
    caller.peer.send(invite);
    return caller.peer.expect("SIP/2.0", std::chrono::milliseconds(2000));
  };
  EXPECT_TRUE(broken("CSeq: 1 INVITE", "CSeq: 1 BYE", "a").starts_with("SIP/2.0 400"));
  EXPECT_TRUE(broken("CSeq: 1 INVITE", "CSeq: 99999999999 INVITE", "b").starts_with("SIP/2.0 400"));
  EXPECT_TRUE(broken("SIP/2.0\r\nVia", "SIP/7.0\r\nVia", "c").starts_with("SIP/2.0 505"));
}

TEST_F(SipTorture, SurvivesWhatIsNoMessage) {
  for (const std::string_view text :
       {"\r\n\r\n", "\r\n", "garbage", "INVITE\r\n\r\n", "SIP/2.0 200 OK\r\n\r\n", "SIP/2.0\r\n\r\n",
        "INVITE sip: SIP/2.0\r\n\r\n", "\xff\xfe\x00\x01",
        "INVITE sip:x@y SIP/2.0\r\nVia: \r\nFrom: \r\nTo: \r\nCall-ID: \r\nCSeq: \r\n\r\n"}) {
    caller_.peer.send(text);
  }
  EXPECT_EQ(call_with(caller_.request("INVITE", 1, "", "", kSdp)).sdp, kSdp);
}

}  // namespace
}  // namespace sipgw::test
