// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sip/locate.hpp"

#include <gmock/gmock.h>

namespace sipgw::sip {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::vector kAll{Transport::udp, Transport::tcp, Transport::tls};

NaptrRecord naptr(std::uint16_t order, std::uint16_t preference, std::string service, std::string replacement) {
  return {order, preference, "s", std::move(service), "", std::move(replacement)};
}

TEST(Naptr, OffersServicesByPreferenceWithinTheLowestOrder) {
  const std::vector records{naptr(20, 1, "SIP+D2U", "udp.example"), naptr(10, 9, "SIP+D2T", "tcp.example"),
                            naptr(10, 5, "SIPS+D2T", "tls.example")};
  EXPECT_THAT(offered_services(records, kAll),
              ElementsAre(Service{"tls.example", Transport::tls}, Service{"tcp.example", Transport::tcp}));
}

TEST(Naptr, OfATransportThatIsNotAllowedDoesNotCountNotEvenItsOrder) {
  const std::vector records{naptr(10, 1, "SIPS+D2T", "tls.example"), naptr(20, 1, "SIP+D2U", "udp.example")};
  EXPECT_THAT(offered_services(records, {Transport::udp}), ElementsAre(Service{"udp.example", Transport::udp}));
}

TEST(Naptr, NamesOfServicesAndFlagsAreGoodInAnyCase) {
  auto record = naptr(1, 1, "sip+d2u", "udp.example");
  record.flags = "S";
  EXPECT_THAT(offered_services({record}, kAll), ElementsAre(Service{"udp.example", Transport::udp}));
}

TEST(Naptr, ForOtherPurposesIsPassedOver) {
  auto enum_record = naptr(1, 1, "E2U+sip", ".");
  enum_record.flags = "u";
  enum_record.regexp = "!^.*$!sip:info@example.com!";
  auto rewriting = naptr(1, 1, "SIP+D2U", "udp.example");
  rewriting.regexp = "!x!y!";
  auto not_terminal = naptr(1, 1, "SIP+D2U", "udp.example");
  not_terminal.flags = "";
  EXPECT_THAT(offered_services({enum_record, rewriting, not_terminal, naptr(1, 1, "SIP+D2U", ".")}, kAll), IsEmpty());
}

TEST(DefaultServices, AreOnePerTransportInItsOrder) {
  EXPECT_THAT(
      default_services("pbx.example", {Transport::tls, Transport::tcp, Transport::udp}),
      ElementsAre(Service{"_sips._tcp.pbx.example", Transport::tls}, Service{"_sip._tcp.pbx.example", Transport::tcp},
                  Service{"_sip._udp.pbx.example", Transport::udp}));
}

TEST(DefaultPort, Is5061ForTlsAlone) {
  EXPECT_EQ(default_port(Transport::udp), 5060);
  EXPECT_EQ(default_port(Transport::tcp), 5060);
  EXPECT_EQ(default_port(Transport::tls), 5061);
}

TEST(Srv, BecomesServersButForTheRootAndPort0) {
  EXPECT_THAT(servers_of({{10, 60, 5070, "a.example"}, {0, 0, 0, "."}, {0, 0, 0, "b.example"}}, Transport::tcp, 2),
              ElementsAre(Server{"a.example", 5070, Transport::tcp, 2, 10, 60}));
}

}  // namespace
}  // namespace sipgw::sip
