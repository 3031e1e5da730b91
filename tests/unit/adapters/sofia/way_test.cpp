// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/sofia/way.hpp"

#include <gtest/gtest.h>

namespace sipgw::test {
namespace {

sip::NextHop hop(const char* ip, std::uint16_t port, sip::Transport transport = sip::Transport::udp) {
  return {{*IpAddress::parse(ip), port}, transport};
}

sofia::Way way(std::string uri, sip::NextHop next_hop = {}, std::string route = "") {
  sip::Invite invite{DialogId{2}, std::move(uri), "", "", {}, ""};
  invite.next_hop = next_hop;
  invite.route = std::move(route);
  return sofia::way_of(invite);
}

TEST(SipWay, FollowsTheRequestUriWithoutANextHop) {
  const auto result = way("sip:4912@192.0.2.1:5070;transport=tcp");
  EXPECT_EQ(result.hop, hop("192.0.2.1", 5070, sip::Transport::tcp));
  EXPECT_EQ(result.route, "");
  EXPECT_EQ(result.target, "sip:4912@192.0.2.1:5070;transport=tcp");
}

TEST(SipWay, FollowsTheRouteBeforeTheRequestUri) {
  const auto result = way("sip:4912@carrier.example", {}, "<sip:[2001:db8::1];lr>");
  EXPECT_EQ(result.hop, hop("2001:db8::1", 5060));
  EXPECT_EQ(result.route, "<sip:[2001:db8::1];lr>");
}

TEST(SipWay, KnowsNoAddressForAName) { EXPECT_FALSE(way("sip:4912@carrier.example").hop.address.usable()); }

TEST(SipWay, AddsNoRouteWhereTheRequestUriLeadsAnyway) {
  EXPECT_EQ(way("sip:4912@192.0.2.1", hop("192.0.2.1", 5060)).route, "");
  EXPECT_EQ(way("sip:4912@192.0.2.1;transport=tls", hop("192.0.2.1", 5061, sip::Transport::tls)).route, "");
}

TEST(SipWay, PutsTheNextHopFirst) {
  const auto foreign = way("sip:4912@carrier.example", hop("192.0.2.1", 5061, sip::Transport::tls));
  EXPECT_EQ(foreign.route, "<sip:192.0.2.1:5061;transport=tls;lr>");
  EXPECT_EQ(foreign.target, "sip:4912@192.0.2.1:5061;transport=tls");
  const auto other_transport = way("sip:4912@192.0.2.1", hop("192.0.2.1", 5060, sip::Transport::tcp));
  EXPECT_EQ(other_transport.route, "<sip:192.0.2.1:5060;transport=tcp;lr>");
  const auto before_proxy = way("sip:4912@carrier.example", hop("192.0.2.1", 5060), "<sip:proxy.example;lr>");
  EXPECT_EQ(before_proxy.route, "<sip:192.0.2.1:5060;lr>, <sip:proxy.example;lr>");
}

}  // namespace
}  // namespace sipgw::test
