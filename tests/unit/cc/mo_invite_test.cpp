// SPDX-License-Identifier: AGPL-3.0-or-later
// Whom a call from the phone is sent to, and how the caller is named.
#include "cc/mo_invite.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/core_events.hpp"

namespace sipgw::cc {
namespace {

using Next = InvitePlan::Next;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

const NetAddress kRemote = test::address("192.0.2.1", 5062);
const std::vector<IpAddress> kRemotes = {kRemote.ip, *IpAddress::parse("192.0.2.7")};

GsmLeg leg(bool emergency = false) {
  GsmLeg gsm;
  gsm.called = "112";
  gsm.calling = "+491";
  gsm.emergency = emergency;
  return gsm;
}

TrunkConfig following(unsigned redirects) {
  TrunkConfig config;
  config.redirects = redirects;
  return config;
}

void identify(sip::Invite& invite, const GsmLeg& gsm, const Config& config, std::string_view local_host) {
  identify_caller(invite, gsm, config, config.default_trunk(), local_host);
}

sip::Refused moved(std::vector<sip::Target> contacts) {
  auto refusal = test::refused(DialogId{2}, 302);
  refusal.contacts = std::move(contacts);
  return refusal;
}
sip::Target at(const std::string& user, const std::string& host) { return {"sip:" + user + "@" + host, host}; }

std::vector<std::string> uris(EmergencyUri form, const GsmLeg& gsm) {
  TrunkConfig config;
  config.emergency_uri = form;
  std::vector<std::string> result;
  for (const auto& target : first_targets(gsm, Config{}, config, kRemote)) result.push_back(target.uri);
  return result;
}

InvitePlan plan_to(const GsmLeg& gsm, const TrunkConfig& config) {
  InvitePlan plan;
  plan.begin(first_targets(gsm, Config{}, config, kRemote), redirections_allowed(gsm, config));
  return plan;
}

TEST(MoInvite, GoesToTheNumberAtTheRemote) {
  const auto targets = first_targets(leg(), Config{}, TrunkConfig{}, kRemote);
  EXPECT_THAT(targets, ElementsAre(InviteTarget{"sip:112@192.0.2.1:5062", "<sip:112@192.0.2.1>", ""}));
}

TEST(MoInvite, HasAFormOfItsOwnForEachEmergencyUri) {
  EXPECT_THAT(uris(EmergencyUri::compat, leg(true)), ElementsAre("sip:emergency@192.0.2.1:5062"));
  EXPECT_THAT(uris(EmergencyUri::sos, leg(true)), ElementsAre("urn:service:sos"));
  EXPECT_THAT(uris(EmergencyUri::number, leg(true)), ElementsAre("sip:112@192.0.2.1:5062"));
  EXPECT_THAT(uris(EmergencyUri::both, leg(true)), ElementsAre("urn:service:sos", "sip:112@192.0.2.1:5062"));
}

TEST(MoInvite, RoutesTheEmergencyUrnToTheRemote) {
  TrunkConfig config;
  config.emergency_uri = EmergencyUri::sos;
  EXPECT_EQ(first_targets(leg(true), Config{}, config, kRemote).front().route, "<sip:192.0.2.1:5062;lr>");
}

TEST(MoInvite, DialsANumberForAnEmergencyButtonToo) {
  auto gsm = leg(true);
  gsm.called.clear();
  EXPECT_THAT(uris(EmergencyUri::number, gsm), ElementsAre("sip:112@192.0.2.1:5062"));
}

TEST(MoInvite, NamesTheCallerInFromAlone) {
  sip::Invite invite;
  identify(invite, leg(), Config{}, "192.0.2.2");
  EXPECT_EQ(invite.from, "<sip:+491@192.0.2.2>");
  EXPECT_THAT(invite.headers, IsEmpty());
}

TEST(MoInvite, TellsAWithheldNumberToNobody) {
  auto gsm = leg();
  gsm.hide_number = true;
  sip::Invite invite;
  identify(invite, gsm, Config{}, "192.0.2.2");
  EXPECT_EQ(invite.from, "\"Anonymous\" <sip:anonymous@anonymous.invalid>");
  EXPECT_THAT(invite.headers, ElementsAre(Pair("Privacy", "id")));
}

TEST(MoInvite, AssertsAWithheldNumberToATrustedPeer) {
  Config config;
  config.default_trunk().identity = Identity::pai;
  auto gsm = leg();
  gsm.hide_number = true;
  sip::Invite invite;
  identify(invite, gsm, config, "192.0.2.2");
  EXPECT_EQ(invite.from, "\"Anonymous\" <sip:anonymous@anonymous.invalid>");
  EXPECT_THAT(invite.headers, ElementsAre(Pair("Privacy", "id"), Pair("P-Asserted-Identity", "<sip:+491@192.0.2.2>")));
}

TEST(MoInvite, WithholdsNoNumberFromAnEmergencyService) {
  auto gsm = leg(true);
  gsm.hide_number = true;
  sip::Invite invite;
  identify(invite, gsm, Config{}, "192.0.2.2");
  EXPECT_EQ(invite.from, "<sip:+491@192.0.2.2>");
  EXPECT_THAT(invite.headers,
              ElementsAre(Pair("P-Asserted-Identity", "<sip:+491@192.0.2.2>"), Pair("Priority", "emergency")));
}

TEST(MoInvite, NamesTheCallerByImsiWhereConfigured) {
  Config config;
  config.default_trunk().caller_name = CallerName::imsi;
  auto gsm = leg();
  gsm.imsi = "262420000000001";
  sip::Invite invite;
  identify(invite, gsm, config, "192.0.2.2");
  EXPECT_EQ(invite.from, "<sip:262420000000001@192.0.2.2>");
  EXPECT_THAT(invite.headers, IsEmpty());
}

TEST(MoInvite, AddsTheImsiToTheNumberButOnlyTellsItOfThoseWhoMayBeKnown) {
  Config config;
  config.default_trunk().caller_name = CallerName::both;
  auto gsm = leg();
  gsm.imsi = "262420000000001";
  sip::Invite invite;
  identify(invite, gsm, config, "192.0.2.2");
  EXPECT_EQ(invite.from, "<sip:+491@192.0.2.2>");
  EXPECT_THAT(invite.headers, ElementsAre(Pair("X-IMSI", "262420000000001")));

  gsm.calling.clear();
  sip::Invite without_number;
  identify(without_number, gsm, config, "192.0.2.2");
  EXPECT_EQ(without_number.from, "<sip:262420000000001@192.0.2.2>");

  gsm.hide_number = true;
  sip::Invite withheld;
  identify(withheld, gsm, config, "192.0.2.2");
  EXPECT_THAT(withheld.headers, ElementsAre(Pair("Privacy", "id")));
}

TEST(MoInvite, AsksForPriorityOfEmergencyCallsAlone) {
  Config config;
  config.default_trunk().resource_priority = "esnet.0";
  sip::Invite emergency, ordinary;
  identify(emergency, leg(true), config, "192.0.2.2");
  identify(ordinary, leg(), config, "192.0.2.2");
  EXPECT_THAT(emergency.headers, testing::Contains(Pair("Resource-Priority", "esnet.0")));
  EXPECT_THAT(ordinary.headers, IsEmpty());
}

TEST(InvitePlan, FollowsNoRedirectionByDefault) {
  auto plan = plan_to(leg(), TrunkConfig{});
  EXPECT_EQ(plan.refused(moved({at("a", "192.0.2.1")}), TrunkConfig{}, kRemotes), Next::give_up);
}

TEST(InvitePlan, FollowsOnlyToTheRemotesAddressesAndName) {
  const auto config = following(1);
  auto plan = plan_to(leg(), config);
  const auto refusal =
      moved({at("a", "198.51.100.1"), at("b", "example.org"), at("c", "192.0.2.7"), at("d", config.remote_host)});
  ASSERT_EQ(plan.refused(refusal, config, kRemotes), Next::try_next);
  EXPECT_EQ(plan.current(), (InviteTarget{"sip:c@192.0.2.7", "<sip:112@192.0.2.1>", ""}));
  ASSERT_EQ(plan.refused(test::refused(DialogId{2}, 480), config, kRemotes), Next::try_next);
  EXPECT_EQ(plan.current().uri, "sip:d@pbx");
  EXPECT_EQ(plan.current().route, "<sip:192.0.2.1:5060;lr>");
  EXPECT_EQ(plan.refused(test::refused(DialogId{2}, 480), config, kRemotes), Next::give_up);
}

TEST(InvitePlan, TellsTheNewTargetOfEachRedirection) {
  const auto config = following(2);
  auto plan = plan_to(leg(), config);
  sip::Invite first, last;
  plan.tell_redirections(first);
  EXPECT_THAT(first.headers, IsEmpty());
  ASSERT_EQ(plan.refused(moved({at("a", "192.0.2.1")}), config, kRemotes), Next::try_next);
  auto multiple_choices = moved({at("b", "192.0.2.1")});
  multiple_choices.status = 300;
  ASSERT_EQ(plan.refused(multiple_choices, config, kRemotes), Next::try_next);
  plan.tell_redirections(last);
  EXPECT_THAT(last.headers,
              ElementsAre(Pair("History-Info",
                               "<sip:112@192.0.2.1:5062?Reason=SIP%3Bcause%3D302>;index=1, "
                               "<sip:a@192.0.2.1?Reason=SIP%3Bcause%3D300>;index=1.1, <sip:b@192.0.2.1>;index=1.1.1"),
                          Pair("Diversion",
                               "<sip:a@192.0.2.1>;reason=unknown, <sip:112@192.0.2.1:5062>;reason=unconditional")));
}

TEST(InvitePlan, StopsAtA6xx) {
  const auto config = following(1);
  auto plan = plan_to(leg(), config);
  ASSERT_EQ(plan.refused(moved({at("a", "192.0.2.1"), at("b", "192.0.2.1")}), config, kRemotes), Next::try_next);
  EXPECT_EQ(plan.refused(test::refused(DialogId{2}, 603), config, kRemotes), Next::give_up);
}

TEST(InvitePlan, IsNotSentInACircle) {
  const auto config = following(5);
  auto plan = plan_to(leg(), config);
  ASSERT_EQ(plan.refused(moved({at("a", "192.0.2.1")}), config, kRemotes), Next::try_next);
  EXPECT_EQ(plan.refused(moved({at("a", "192.0.2.1")}), config, kRemotes), Next::give_up);
}

TEST(InvitePlan, CountsItsRedirections) {
  const auto config = following(2);
  auto plan = plan_to(leg(), config);
  EXPECT_EQ(plan.refused(moved({at("a", "192.0.2.1")}), config, kRemotes), Next::try_next);
  EXPECT_EQ(plan.refused(moved({at("b", "192.0.2.1")}), config, kRemotes), Next::try_next);
  EXPECT_EQ(plan.refused(moved({at("c", "192.0.2.1")}), config, kRemotes), Next::too_many_redirections);
}

TEST(InvitePlan, FollowsOneRedirectionOfAnEmergencyCallWhateverIsConfigured) {
  auto plan = plan_to(leg(true), TrunkConfig{});
  auto alternative_service = moved({at("a", "198.51.100.1"), at("b", "192.0.2.1")});
  alternative_service.status = 380;
  ASSERT_EQ(plan.refused(alternative_service, TrunkConfig{}, kRemotes), Next::try_next);
  EXPECT_EQ(plan.current().uri, "sip:b@192.0.2.1");
  EXPECT_EQ(plan.refused(moved({at("c", "192.0.2.1")}), TrunkConfig{}, kRemotes), Next::too_many_redirections);
}

TEST(InvitePlan, TriesAnotherFormOnlyWhenTheUriWasTheTrouble) {
  TrunkConfig config;
  config.emergency_uri = EmergencyUri::both;
  for (const int status : {400, 404, 416, 420, 484, 604}) {
    auto plan = plan_to(leg(true), config);
    EXPECT_EQ(plan.refused(test::refused(DialogId{2}, status), config, kRemotes), Next::try_next) << status;
    EXPECT_EQ(plan.refused(test::refused(DialogId{2}, status), config, kRemotes), Next::give_up) << status;
  }
  for (const int status : {403, 486, 503, 600}) {
    auto plan = plan_to(leg(true), config);
    EXPECT_EQ(plan.refused(test::refused(DialogId{2}, status), config, kRemotes), Next::give_up) << status;
  }
}

}  // namespace
}  // namespace sipgw::cc
