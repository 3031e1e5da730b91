// SPDX-License-Identifier: AGPL-3.0-or-later
// Who calls whom: '+' and type of number both ways, IMSIs, numbers that are withheld or missing.
#include "unit/cc/media_modes.hpp"

namespace sipgw::test {
namespace {

using mncc::Type;
using testing::HasSubstr;
using testing::Not;

constexpr std::uint8_t kInternational = 1, kRestricted = 1, kNetworkProvided = 3;

cc::Config with_imsi() {
  auto config = config_with(cc::MediaMode::direct);
  config.use_imsi = true;
  return config;
}

TEST(NumbersOfAnMoCall, StandInTheUris) {
  CoreRig rig;
  const auto invite = rig.begin_mo(setup_ind("98766", "12345"));
  EXPECT_EQ(invite.request_uri, "sip:98766@192.0.2.30:5060");
  EXPECT_EQ(invite.to, "<sip:98766@192.0.2.30>");
  EXPECT_EQ(invite.from, "<sip:12345@192.0.2.2>");
}

TEST(NumbersOfAnMoCall, HaveAPlusWhenTheyAreInternational) {
  CoreRig rig;
  auto setup = setup_ind();
  setup.called->type = setup.calling->type = kInternational;
  const auto invite = rig.begin_mo(setup);
  EXPECT_THAT(invite.request_uri, HasSubstr("sip:+98766@"));
  EXPECT_THAT(invite.from, HasSubstr("sip:+12345@"));
}

TEST(NumbersOfAnMoCall, AreTheImsiWhereConfigured) {
  CoreRig rig(with_imsi());
  EXPECT_EQ(rig.begin_mo().from, "<sip:001010000000001@192.0.2.2>");
}

TEST(NumbersOfAnMoCall, AreAnonymousWhenThePhoneHasNone) {
  CoreRig rig;
  const auto invite = rig.begin_mo(setup_ind("98766", ""));
  EXPECT_THAT(invite.from, HasSubstr("sip:anonymous@anonymous.invalid"));
}

TEST(NumbersOfAnMoCall, AreWithheldWhenThePhoneWantsIt) {
  CoreRig rig;
  auto setup = setup_ind();
  setup.clir_invoked = true;
  const auto invite = rig.begin_mo(setup);
  EXPECT_THAT(invite.from, Not(HasSubstr("12345")));
  EXPECT_EQ(header(invite.headers, "Privacy"), "id");
}

TEST(NumbersOfAnMoCall, AreWithheldByItsPresentationToo) {
  CoreRig rig;
  auto setup = setup_ind();
  setup.calling->present = kRestricted;
  EXPECT_THAT(rig.begin_mo(setup).from, Not(HasSubstr("12345")));
}

TEST(NumbersOfAnMoCall, AreWithheldByDefaultWhereConfiguredUnlessThePhoneShowsThem) {
  auto config = config_with(cc::MediaMode::direct);
  config.default_trunk().clir_by_default = true;
  CoreRig silent(config);
  EXPECT_THAT(silent.begin_mo().from, Not(HasSubstr("12345")));
  CoreRig open(config);
  auto setup = setup_ind();
  setup.clir_suppressed = true;
  const auto invite = open.begin_mo(setup);
  EXPECT_THAT(invite.from, HasSubstr("12345"));
  EXPECT_EQ(header(invite.headers, "Privacy"), "");
}

TEST(NumbersOfAnMoCall, NameWhoForwardedTheCallUnlessThatIsWithheld) {
  CoreRig rig, withheld;
  auto setup = setup_ind();
  setup.redirecting = mncc::Number{kInternational, 1, 0, 0, "4999"};
  EXPECT_EQ(header(rig.begin_mo(setup).headers, "Diversion"), "<sip:+4999@192.0.2.2>;reason=unknown");
  setup.redirecting->present = kRestricted;
  EXPECT_EQ(header(withheld.begin_mo(setup).headers, "Diversion"), "");
}

TEST(NumbersOfAnMtCall, NameWhoForwardedTheCallUnlessThatIsWithheld) {
  CoreRig rig, withheld;
  auto call = invite();
  EXPECT_FALSE(CoreRig{}.begin_mt(call).redirecting);
  call.diverted_by = sip::Party{{}, "+4999", "192.0.2.30"};
  EXPECT_EQ(rig.begin_mt(call).redirecting, (mncc::Number{kInternational, 1, 0, 0, "4999"}));
  call.diversion_withheld = true;
  EXPECT_EQ(withheld.begin_mt(call).redirecting, (mncc::Number{0, 0, kRestricted, 0, ""}));
}

TEST(NumbersOfAnMoCall, MayHoldStarAndHash) {
  CoreRig rig;
  EXPECT_THAT(rig.begin_mo(setup_ind("*100#")).to, HasSubstr("*100"));
}

TEST(NumbersOfAnMtCall, AreTakenFromRequestUriAndFrom) {
  CoreRig rig;
  auto call = invite("12345", "98766");
  call.to.user = "555";
  const auto setup = rig.begin_mt(call);
  EXPECT_EQ(setup.called->digits, "12345");
  EXPECT_EQ(setup.called->type, 0);
  EXPECT_EQ(setup.called->plan, 1);
  EXPECT_EQ(setup.calling->digits, "98766");
  EXPECT_EQ(setup.calling->present, 0);
}

TEST(NumbersOfAnMtCall, AreInternationalWhenTheyHaveAPlus) {
  CoreRig rig;
  const auto setup = rig.begin_mt(invite("+12345", "+98766"));
  EXPECT_EQ(setup.called->digits, "12345");
  EXPECT_EQ(setup.called->type, kInternational);
  EXPECT_EQ(setup.calling->digits, "98766");
  EXPECT_EQ(setup.calling->type, kInternational);
}

TEST(NumbersOfAnMtCall, AreTheAssertedOneBeforeFrom) {
  CoreRig rig;
  auto call = invite();
  call.asserted = sip::Party{{}, "4711", "192.0.2.30"};
  const auto setup = rig.begin_mt(call);
  EXPECT_EQ(setup.calling->digits, "4711");
  EXPECT_EQ(setup.calling->screen, kNetworkProvided);
}

TEST(NumbersOfAnMtCall, AreLookedForWhereConfigured) {
  const auto calling = [](cc::CallingFrom from, bool remote_party) {
    auto config = config_with(cc::MediaMode::direct);
    config.default_trunk().calling_from = from;
    CoreRig rig(config);
    auto call = invite("12345", "98766");
    call.asserted = sip::Party{{}, "4711", "192.0.2.30"};
    if (remote_party) call.remote_party = sip::Party{{}, "4712", "192.0.2.30"};
    return rig.begin_mt(call).calling;
  };
  EXPECT_EQ(calling(cc::CallingFrom::pai, true)->digits, "4711");
  EXPECT_EQ(calling(cc::CallingFrom::rpid, true)->digits, "4712");
  EXPECT_EQ(calling(cc::CallingFrom::rpid, false)->digits, "98766");
  EXPECT_EQ(calling(cc::CallingFrom::from, true)->digits, "98766");
  EXPECT_EQ(calling(cc::CallingFrom::from, true)->screen, 0);
}

TEST(NumbersOfAnMtCall, AreThoseCalledWhereConfigured) {
  const auto called = [](cc::CalledFrom from, bool called_party) {
    auto config = config_with(cc::MediaMode::direct);
    config.default_trunk().called_from = from;
    CoreRig rig(config);
    auto call = invite("1", "98766");
    call.to.user = "2";
    if (called_party) call.called_party = sip::Party{{}, "3", "192.0.2.30"};
    return rig.begin_mt(call).called->digits;
  };
  EXPECT_EQ(called(cc::CalledFrom::ruri, true), "1");
  EXPECT_EQ(called(cc::CalledFrom::to, true), "2");
  EXPECT_EQ(called(cc::CalledFrom::p_called_party_id, true), "3");
  EXPECT_EQ(called(cc::CalledFrom::p_called_party_id, false), "1");
}

TEST(NumbersOfAnMtCall, AreRestrictedWhenTheCallerWantsPrivacy) {
  CoreRig rig;
  auto call = invite();
  call.wants_privacy = true;
  const auto setup = rig.begin_mt(call);
  EXPECT_EQ(setup.calling->present, kRestricted);
  EXPECT_TRUE(setup.calling->digits.empty());
}

TEST(NumbersOfAnMtCall, NeverHaveLetters) {
  CoreRig rig;
  const auto setup = rig.begin_mt(invite("12345", "alice"));
  ASSERT_TRUE(setup.calling);
  EXPECT_TRUE(setup.calling->digits.empty());
  EXPECT_NE(setup.calling->present, 0);
}

TEST(NumbersOfAnMtCall, AreRefusedWhenThePhoneCannotBeCalledByThem) {
  CoreRig rig;
  std::uint64_t dialog = 1;
  for (const auto* called : {"alice", "", "123456789012345678901234567890123"}) {
    rig.peer_sends(invite(called, "98766", DialogId{dialog}));
    rig.expect_response(484);
    dialog += 2;
  }
  rig.expect_idle();
}

TEST(NumbersOfAnMtCall, AreAnImsiWhereConfigured) {
  for (const auto* imsi : {"00101000000001", "001010000000001"}) {
    CoreRig rig(with_imsi());
    const auto setup = rig.begin_mt(invite(imsi));
    EXPECT_EQ(setup.imsi, imsi);
  }
}

TEST(NumbersOfAnMtCall, AreNoImsiWithAnyOtherLength) {
  for (const auto* number : {"0010100000001", "0010100000000012", "+00101000000001", "00101000000*01"}) {
    CoreRig rig(with_imsi());
    rig.peer_sends(invite(number));
    rig.expect_response(484);
  }
}

}  // namespace
}  // namespace sipgw::test
