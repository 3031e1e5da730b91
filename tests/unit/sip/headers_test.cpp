// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sip/headers.hpp"

#include <gtest/gtest.h>

#include "sip/cause_text.hpp"

namespace sipgw::sip {
namespace {

Reason reason_of(std::string_view value) {
  Reason reason;
  parse_reason(value, reason);
  return reason;
}

TEST(SipReason, ReadsCauseAndText) {
  EXPECT_EQ(reason_of("Q.850;cause=16;text=\"Normal call clearing\""), (Reason{16, {}, "Normal call clearing"}));
  EXPECT_EQ(reason_of("SIP;cause=200;text=\"Call completed elsewhere\""),
            (Reason{{}, 200, "Call completed elsewhere"}));
  EXPECT_EQ(reason_of(" q.850 ; Cause = 17 "), (Reason{17, {}, ""}));
  EXPECT_EQ(reason_of("Q.850;text=\"a, b; cause=3 \\\"c\\\"\";cause=21"), (Reason{21, {}, "a, b; cause=3 \"c\""}));
}

TEST(SipReason, KeepsTheFirstValueOfEachProtocol) {
  EXPECT_EQ(reason_of("SIP;cause=487, Q.850;cause=16, Q.850;cause=17;text=x, SIP;cause=200"), (Reason{16, 487, ""}));
  Reason reason{31, {}, "kept"};
  parse_reason("Q.850;cause=16;text=new,SIP;cause=480", reason);
  EXPECT_EQ(reason, (Reason{31, 480, "kept"}));
}

TEST(SipReason, IgnoresWhatIsNoCause) {
  for (const char* value :
       {"", ",", ";;,;", "Q.850", "Q.850;cause", "Q.850;cause=", "Q.850;cause=0", "Q.850;cause=128", "Q.850;cause=-1",
        "Q.850;cause=16x", "Q.850;cause=99999999999", "SIP;cause=99", "SIP;cause=700", "preemption;cause=1", "\"",
        "Q.850;text=\"unterminated;cause=16", "cause=16"})
    EXPECT_EQ(reason_of(value), Reason{}) << value;
}

TEST(SipReason, IsWrittenWithTheNameOfTheCause) {
  EXPECT_EQ(q850_reason(17), "Q.850;cause=17;text=\"User busy\"");
  EXPECT_EQ(q850_reason(2), "Q.850;cause=2");
  for (int cause = 1; cause <= 127; ++cause)
    EXPECT_EQ(reason_of(q850_reason(cause)), (Reason{cause, {}, std::string(cause_text(cause))}));
}

TEST(SipDialable, TakesNumbersAndRemovesParametersAndSeparators) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"98766", "98766"},
      {"+4930123", "+4930123"},
      {"+49-30-(123).45 6", "+4930123456"},
      {"030123;phone-context=+49", "030123"},
      {"+4930123;npdi;rn=+4912", "+4930123"},
      {"*100#", "*100#"},
      {"12aBc", "12abc"},
  };
  for (const auto& [user, digits] : cases) EXPECT_EQ(dialable(user), digits) << user;
}

TEST(SipDialable, RefusesEverythingElse) {
  for (const char* user :
       {"", "+", "-", ";x=1", "alice", "12d", "12+3", "++12", "12:secret", "12%23", "12\n", "\xc3\xa9"})
    EXPECT_EQ(dialable(user), std::nullopt) << user;
}

TEST(SipUri, EscapesTheUserPart) {
  EXPECT_EQ(escape_user("1001"), "1001");
  EXPECT_EQ(escape_user("+49*1;npdi"), "+49*1;npdi");
  EXPECT_EQ(escape_user("#31#"), "%2331%23");
  EXPECT_EQ(escape_user("a b@c<d>\r\n\xff%"), "a%20b%40c%3Cd%3E%0D%0A%FF%25");
}

TEST(SipUri, WritesHostsAndPorts) {
  EXPECT_EQ(sip_uri("12", "192.0.2.1", 5060), "sip:12@192.0.2.1:5060");
  EXPECT_EQ(sip_uri("12", "192.0.2.1", 0), "sip:12@192.0.2.1");
  EXPECT_EQ(sip_uri("", "pbx", 5062), "sip:pbx:5062");
  EXPECT_EQ(sip_uri("12", "2001:db8::1", 5060), "sip:12@[2001:db8::1]:5060");
  EXPECT_EQ(sip_uri("12", "[2001:db8::1]", 0), "sip:12@[2001:db8::1]");
}

TEST(SipUri, WritesNameAddresses) {
  EXPECT_EQ(name_addr("", "1001", "192.0.2.2"), "<sip:1001@192.0.2.2>");
  EXPECT_EQ(name_addr("Anna \"A\" \\", "1001", "192.0.2.2", 5070), R"("Anna \"A\" \\" <sip:1001@192.0.2.2:5070>)");
  EXPECT_EQ(name_addr("a\r\nEvil: b", "1", "h"), "\"aEvil: b\" <sip:1@h>");
}

TEST(SipWarning, ReadsTheCode) {
  EXPECT_EQ(warning_code("304 pbx \"Media type not available\""), 304);
  EXPECT_EQ(warning_code(" 399 a \"b\", 305 c \"d\""), 399);
  for (const char* value : {"", "30 x", "3040 x", "-30 x", "abc x", "\"304\""})
    EXPECT_EQ(warning_code(value), std::nullopt);
}

TEST(SipPrivacy, WithholdsForIdUserAndHeader) {
  for (const char* value : {"id", "user", "header", "ID", "critical; id", "session;user;critical"})
    EXPECT_TRUE(privacy_withholds(value)) << value;
  for (const char* value : {"", "none", "session", "history", "identity", ";;"})
    EXPECT_FALSE(privacy_withholds(value)) << value;
}

TEST(SipCauseText, NamesCausesOnly) {
  EXPECT_EQ(cause_text(127), "Interworking, unspecified");
  for (const int cause : {-1, 0, 2, 24, 128}) EXPECT_EQ(cause_text(cause), "");
}

}  // namespace
}  // namespace sipgw::sip
