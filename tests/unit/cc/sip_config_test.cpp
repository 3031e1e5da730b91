// SPDX-License-Identifier: AGPL-3.0-or-later
#include "cc/sip_config.hpp"

#include <gtest/gtest.h>

namespace sipgw::cc {
namespace {

NetAddress at(std::string_view ip, std::uint16_t port) { return {.ip = *IpAddress::parse(ip), .port = port}; }

TEST(SipConfig, ServesUdpAndTcpOnOneAddressUnlessToldOtherwise) {
  const SipConfig config;
  EXPECT_EQ(config.listeners(), (std::vector{sip::Listener{at("127.0.0.1", 5060), true, true, false}}));
}

TEST(SipConfig, ServesOnlyTheTransportsThatAreNamed) {
  SipConfig config;
  config.further = {{at("192.0.2.2", 5061), sip::Transport::tls}};
  EXPECT_EQ(config.listeners(), (std::vector{sip::Listener{at("192.0.2.2", 5061), false, false, true}}));
  config.local_wanted = true;
  EXPECT_EQ(config.listeners().size(), 2u);
}

TEST(SipConfig, MakesOneListenerOfTheTransportsOfAnAddressAndPort) {
  SipConfig config;
  config.further = {{at("192.0.2.2", 5060), sip::Transport::udp},
                    {at("192.0.2.2", 5070), sip::Transport::udp},
                    {at("192.0.2.2", 5060), sip::Transport::tcp}};
  EXPECT_EQ(config.listeners(), (std::vector{sip::Listener{at("192.0.2.2", 5060), true, true, false},
                                             sip::Listener{at("192.0.2.2", 5070), true, false, false}}));
}

TEST(SipConfig, KnowsItsOwnAddressOfEachKind) {
  SipConfig config;
  config.further = {{at("192.0.2.2", 5060), sip::Transport::udp}, {at("2001:db8::2", 5060), sip::Transport::udp}};
  EXPECT_EQ(config.local_ip(false), IpAddress::parse("192.0.2.2"));
  EXPECT_EQ(config.local_ip(true), IpAddress::parse("2001:db8::2"));
  config.further.pop_back();
  EXPECT_EQ(config.local_ip(true), std::nullopt);
}

TEST(SipConfig, TellsPeersAnExternalAddressOfTheirKindOnly) {
  SipConfig config;
  config.external_address = "192.0.2.99";
  EXPECT_EQ(config.external_host(false), "192.0.2.99");
  EXPECT_EQ(config.external_host(true), "");
  config.external_address = "gw.example.org";
  EXPECT_EQ(config.external_host(true), "gw.example.org");
}

}  // namespace
}  // namespace sipgw::cc
