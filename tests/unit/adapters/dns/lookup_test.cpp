// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/dns/lookup.hpp"

#include <gmock/gmock.h>

#include "unit/adapters/dns/fake_system.hpp"

namespace sipgw::dns {
namespace {

using sip::Transport;
using std::chrono::seconds;
using testing::Each;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::SizeIs;

const Query kPlain{.host = "pbx"};
const Query kSrv{.host = "pbx", .srv = true};

class Lookup : public testing::Test {
 protected:
  Answer ask(const Query& query, Answer old = {}) { return look_up(query, system_.system(), std::move(old), now_); }

  void know_two_servers(seconds ttl = seconds{600}) {
    system_.set_srv("_sip._udp.pbx", {{{10, 5, 5070, "a"}, {20, 0, 5080, "b"}}, ttl});
    system_.set_addresses("a", {"192.0.2.1", "2001:db8::1"});
    system_.set_addresses("b", {"192.0.2.2"});
  }

  const sip::Server a_{"a", 5070, Transport::udp, 0, 10, 5};
  const sip::Server b_{"b", 5080, Transport::udp, 0, 20, 0};
  FakeSystem system_;
  Answer::Time now_{std::chrono::hours{1}};
};

TEST_F(Lookup, OfALiteralAddressAsksNobody) {
  const auto answer = ask({.host = "192.0.2.9", .transports = {Transport::tls}, .srv = true, .naptr = true});
  EXPECT_THAT(answer.destinations,
              ElementsAre(sip::Destination{ip("192.0.2.9"), {"192.0.2.9", 5061, Transport::tls, 0, 0, 0}}));
  EXPECT_THAT(system_.take_questions(), IsEmpty());
}

TEST_F(Lookup, WithAPortAsksForAddressesOnly) {
  know_two_servers();
  system_.set_addresses("pbx", {"2001:db8::7", "192.0.2.7"});
  const auto answer = ask({.host = "pbx", .port = 5090, .srv = true, .naptr = true});
  const sip::Server server{"pbx", 5090, Transport::udp, 0, 0, 0};
  EXPECT_EQ(answer.destinations, (sip::Destinations{{ip("2001:db8::7"), server}, {ip("192.0.2.7"), server}}));
  EXPECT_THAT(system_.take_questions(), ElementsAre("a pbx"));
  EXPECT_EQ(answer.trouble, "");
}

TEST_F(Lookup, WithoutSrvUsesTheTransportsPort) {
  system_.set_addresses("pbx", {"192.0.2.7"});
  EXPECT_EQ(ask(kPlain).destinations.at(0).next_hop(), (sip::NextHop{{ip("192.0.2.7"), 5060}, Transport::udp}));
  EXPECT_EQ(ask({.host = "pbx", .transports = {Transport::tls}}).destinations.at(0).next_hop(),
            (sip::NextHop{{ip("192.0.2.7"), 5061}, Transport::tls}));
}

TEST_F(Lookup, BySrvYieldsTheAddressesOfEachServer) {
  know_two_servers();
  EXPECT_EQ(ask(kSrv).destinations,
            (sip::Destinations{{ip("192.0.2.1"), a_}, {ip("2001:db8::1"), a_}, {ip("192.0.2.2"), b_}}));
}

TEST_F(Lookup, WithoutSrvRecordsUsesTheNameItself) {
  system_.set_addresses("pbx", {"192.0.2.7"});
  const auto answer = ask(kSrv);
  EXPECT_EQ(answer.destinations, (sip::Destinations{{ip("192.0.2.7"), {"pbx", 5060, Transport::udp, 0, 0, 0}}}));
  EXPECT_THAT(system_.take_questions(), ElementsAre("srv _sip._udp.pbx", "a pbx"));
}

TEST_F(Lookup, OfADomainThatDeclinesTheServiceFails) {
  system_.set_srv("_sip._udp.pbx", {{{0, 0, 0, "."}}, seconds{600}});
  system_.set_addresses("pbx", {"192.0.2.7"});
  const auto answer = ask(kSrv);
  EXPECT_THAT(answer.destinations, IsEmpty());
  EXPECT_EQ(answer.trouble, "its SRV records name no server");
}

TEST_F(Lookup, FollowsNaptrToTheTransportThatIsPreferred) {
  know_two_servers();
  system_.set_naptr("pbx", {{{1, 2, "s", "SIP+D2U", "", "_sip._udp.pbx"}, {1, 1, "s", "SIPS+D2T", "", "tls.pbx"}}});
  system_.set_srv("tls.pbx", {{{0, 0, 5061, "a"}}, seconds{600}});
  const auto answer = ask({.host = "pbx", .transports = {Transport::udp, Transport::tls}, .srv = true, .naptr = true});
  ASSERT_THAT(answer.servers, SizeIs(3));
  EXPECT_EQ(answer.servers[0], (sip::Server{"a", 5061, Transport::tls, 0, 0, 0}));
  EXPECT_EQ(answer.servers[1].transport, Transport::udp);
  EXPECT_EQ(answer.servers[1].rank, 1);
  EXPECT_THAT(system_.take_questions(), ElementsAre("naptr pbx", "srv tls.pbx", "srv _sip._udp.pbx", "a a", "a b"));
}

TEST_F(Lookup, WithoutNaptrRecordsTriesEachTransportsSrv) {
  know_two_servers();
  const auto answer = ask({.host = "pbx", .transports = {Transport::tls, Transport::udp}, .srv = true, .naptr = true});
  EXPECT_THAT(answer.servers, Each(Field(&sip::Server::transport, Transport::udp)));
  EXPECT_EQ(answer.destinations.size(), 3);
}

TEST_F(Lookup, WithoutTheSrvRecordsThatNaptrNamesKeepsToItsTransport) {
  system_.set_naptr("pbx", {{{1, 1, "s", "SIPS+D2T", "", "tls.pbx"}}});
  system_.set_addresses("pbx", {"192.0.2.7"});
  const auto answer = ask({.host = "pbx", .transports = {Transport::udp, Transport::tls}, .srv = true, .naptr = true});
  EXPECT_THAT(answer.servers, ElementsAre(sip::Server{"pbx", 5061, Transport::tls, 0, 0, 0}));
}

TEST_F(Lookup, ThatFailsKeepsTheOldDestinationsAndSaysWhy) {
  know_two_servers();
  const auto old = ask(kSrv);
  now_ += std::chrono::hours{2};
  system_.set_dead("_sip._udp.pbx");
  const auto answer = ask(kSrv, old);
  EXPECT_EQ(answer.destinations, old.destinations);
  EXPECT_EQ(answer.trouble, "_sip._udp.pbx: dead");
}

TEST_F(Lookup, OfServersOfWhichOneDoesNotResolveKeepsItsOldAddresses) {
  know_two_servers();
  const auto old = ask(kSrv);
  system_.set_addresses("a", {"192.0.2.11"});
  system_.set_dead("b");
  const auto answer = ask(kSrv, old);
  EXPECT_EQ(answer.destinations, (sip::Destinations{{ip("192.0.2.11"), a_}, {ip("192.0.2.2"), b_}}));
  EXPECT_EQ(answer.trouble, "b: dead");
}

TEST_F(Lookup, AsksForSrvAgainWhenItsTtlHasPassed) {
  know_two_servers(seconds{100});
  const auto old = ask(kSrv);
  system_.take_questions();
  now_ += seconds{99};
  ask(kSrv, old);
  EXPECT_THAT(system_.take_questions(), ElementsAre("a a", "a b"));
  now_ += seconds{1};
  ask(kSrv, old);
  EXPECT_THAT(system_.take_questions(), ElementsAre("srv _sip._udp.pbx", "a a", "a b"));
}

TEST_F(Lookup, KeepsSrvForAMinuteAtLeastAndAnHourAtMost) {
  know_two_servers(seconds{0});
  EXPECT_EQ(ask(kSrv).servers_expire, now_ + seconds{60});
  know_two_servers(seconds{86400});
  EXPECT_EQ(ask(kSrv).servers_expire, now_ + seconds{3600});
}

TEST_F(Lookup, TakesTheBestOfTooManyServersAndAsksForEachNameOnce) {
  Records<sip::SrvRecord> many{{}, seconds{600}};
  for (std::uint16_t number = 0; number < 1000; ++number)
    many.records.push_back({static_cast<std::uint16_t>(1000 - number), 0, 5060, "a"});
  system_.set_srv("_sip._udp.pbx", many);
  system_.set_addresses("a", {"192.0.2.1"});
  const auto answer = ask(kSrv);
  EXPECT_EQ(answer.destinations.size(), 32);
  EXPECT_EQ(answer.destinations.front().server.priority, 1);
  EXPECT_THAT(system_.take_questions(), ElementsAre("srv _sip._udp.pbx", "a a"));
}

}  // namespace
}  // namespace sipgw::dns
