// SPDX-License-Identifier: AGPL-3.0-or-later
// Methods that the gateway does not serve: refused within a call too, and the call does not suffer.
#include "gateway.hpp"

namespace sipgw::test {
namespace {

struct Method {
  const char* name;
  const char* headers;
};
void PrintTo(const Method& method, std::ostream* out) { *out << method.name; }

class SipRefusedMethod : public testing::TestWithParam<Method> {};

TEST_P(SipRefusedMethod, InACallThatGoesOn) {
  Gateway gateway;
  Caller caller(gateway);
  const std::string tag = caller.establish();
  caller.peer.send(caller.request(GetParam().name, 2, tag, GetParam().headers));
  const std::string refusal = caller.peer.expect("SIP/2.0");
  EXPECT_TRUE(refusal.starts_with("SIP/2.0 405")) << refusal;
  EXPECT_TRUE(gateway.silent());
  caller.peer.send(caller.request("BYE", 3, tag));
  EXPECT_FALSE(caller.peer.expect("SIP/2.0 200").empty());
  gateway.expect<sip::PeerBye>();
}

INSTANTIATE_TEST_SUITE_P(, SipRefusedMethod,
                         testing::Values(Method{"REFER", "Refer-To: <sip:x@127.0.0.1>\r\n"}, Method{"MESSAGE", ""},
                                         Method{"PUBLISH", "Event: presence\r\n"},
                                         Method{"SUBSCRIBE", "Event: presence\r\nExpires: 60\r\n"},
                                         Method{"NOTIFY", "Event: presence\r\nSubscription-State: active\r\n"}),
                         [](const auto& param) { return std::string(param.param.name); });

}  // namespace
}  // namespace sipgw::test
