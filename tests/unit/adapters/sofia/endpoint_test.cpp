// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/sofia/endpoint.hpp"

#include <gtest/gtest.h>

namespace sipgw::test {
namespace {

using sip::Transport;

const IpAddress kLoopback = *IpAddress::parse("127.0.0.1");

sofia::Endpoint endpoint(const char* ip, std::string external = "", bool udp = true, bool tcp = true,
                         bool tls = false) {
  return {{.address = {*IpAddress::parse(ip), 5070}, .udp = udp, .tcp = tcp, .tls = tls}, std::move(external)};
}

TEST(SipEndpoint, TellsSofiaWhatToBindAndWhatToShow) {
  EXPECT_EQ(endpoint("192.0.2.1").url(), "sip:192.0.2.1:5070");
  EXPECT_EQ(endpoint("2001:db8::1").url(), "sip:[2001:db8::1]:5070");
  EXPECT_EQ(endpoint("192.0.2.1", "", true, false).url(), "sip:192.0.2.1:5070;transport=udp");
  EXPECT_EQ(endpoint("192.0.2.1", "", false, true).url(), "sip:192.0.2.1:5070;transport=tcp");
  EXPECT_EQ(endpoint("192.0.2.1", "", false, false, true).url(), "sips:192.0.2.1:5070");
  EXPECT_EQ(endpoint("0.0.0.0", "gw.example").url(), "sip:gw.example:5070;maddr=0.0.0.0");
  EXPECT_EQ(endpoint("::", "2001:db8::7").url(), "sip:[2001:db8::7]:5070;maddr=[::]");
}

TEST(SipEndpoint, NamesTheTransportInContactUnlessItIsUdp) {
  const auto here = endpoint("127.0.0.1");
  EXPECT_EQ(here.contact("", kLoopback, Transport::udp), "<sip:127.0.0.1:5070>");
  EXPECT_EQ(here.contact("gw", kLoopback, Transport::tcp), "<sip:gw@127.0.0.1:5070;transport=tcp>");
  EXPECT_EQ(here.contact("", kLoopback, Transport::tls), "<sip:127.0.0.1:5070;transport=tls>");
}

TEST(SipEndpoint, PutsTheAddressOfTheInterfaceIntoContactForAWildcard) {
  EXPECT_EQ(endpoint("0.0.0.0").contact("", kLoopback, Transport::udp), "<sip:127.0.0.1:5070>");
  EXPECT_EQ(endpoint("::").contact("", *IpAddress::parse("::1"), Transport::udp), "<sip:[::1]:5070>");
}

TEST(SipEndpoint, PutsAnExternalAddressOfItsOwnKindIntoContact) {
  EXPECT_EQ(endpoint("0.0.0.0", "gw.example").contact("", kLoopback, Transport::udp), "<sip:gw.example:5070>");
  EXPECT_EQ(endpoint("127.0.0.1", "192.0.2.9").contact("", kLoopback, Transport::udp), "<sip:192.0.2.9:5070>");
  EXPECT_EQ(endpoint("127.0.0.1", "2001:db8::7").contact("", kLoopback, Transport::udp), "<sip:127.0.0.1:5070>");
}

TEST(SipEndpoint, ReachesItsOwnKindOfAddressByItsTransports) {
  const auto udp = endpoint("127.0.0.1", "", true, false);
  EXPECT_TRUE(udp.reaches(kLoopback, Transport::udp));
  EXPECT_FALSE(udp.reaches(kLoopback, Transport::tcp));
  EXPECT_FALSE(udp.reaches(kLoopback, Transport::tls));
  EXPECT_FALSE(udp.reaches(*IpAddress::parse("::1"), Transport::udp));
}

}  // namespace
}  // namespace sipgw::test
