// SPDX-License-Identifier: AGPL-3.0-or-later
// What phone and peer ask for in a call gets a defined answer, and the call goes on.
#include "unit/cc/media_modes.hpp"

namespace sipgw::test {
namespace {

using namespace std::chrono_literals;
using mncc::Type;

class InCall : public InBothMediaModes {
 protected:
  void SetUp() override { rig.establish_mo(); }
  void TearDown() override { EXPECT_EQ(rig.call().gsm_state, "ACTIVE"); }
};
INSTANTIATE_TEST_SUITE_P(, InCall, both_media_modes(), media_name);

TEST_P(InCall, RefusesAModifyWithTheBearerCapabilityOfTheSetup) {
  rig.msc_sends(Type::modify_ind, kMoCallref);
  const auto reject = rig.expect_mncc(Type::modify_rej);
  EXPECT_EQ(reject.bearer_cap, setup_ind().bearer_cap);
}

TEST_P(InCall, RefusesAModifyWithTheOldBearerCapabilityNotTheOneAskedFor) {
  auto modify = from_msc(Type::modify_ind, kMoCallref);
  modify.bearer_cap = mncc::BearerCap{};  // no speech version in it
  rig.msc_sends(modify);
  EXPECT_EQ(rig.expect_mncc(Type::modify_rej).bearer_cap, setup_ind().bearer_cap);
}

TEST_P(InCall, SaysThatASupplementaryServiceIsNotAvailable) {
  auto facility = from_msc(Type::facility_ind, kMoCallref);
  facility.facility = std::string{"\xa1\x06\x02\x01\x05\x02\x01\x7c", 8};  // BuildMPTY
  rig.msc_sends(facility);
  EXPECT_EQ(rig.expect_mncc(Type::facility_req).facility, (std::string{"\xa3\x06\x02\x01\x05\x02\x01\x12", 8}));
  rig.expect_nothing();
  facility.facility = std::string{"\xa4\x06\x02\x01\x05\x81\x01\x01", 8};  // a Reject is not answered with a Reject
  rig.msc_sends(facility);
  rig.expect_nothing();
}

TEST_P(InCall, AnswersASupplementaryServiceOfTheSetUpBehindIt) {
  auto setup = setup_ind();
  ++setup.callref;
  setup.imsi = "001010000000002";
  setup.facility = std::string{"\xa1\x06\x02\x01\x05\x02\x01\x63", 8};  // no operation that there is
  rig.msc_sends(setup);
  rig.expect_rtp(Type::rtp_create);
  rig.expect_mncc(Type::call_proc_req);
  EXPECT_EQ(rig.expect_mncc(Type::facility_req).facility, (std::string{"\xa4\x06\x02\x01\x05\x81\x01\x01", 8}));
  rig.msc_sends(Type::rel_ind, setup.callref, 16);
  rig.answer_all();
}

TEST_P(InCall, LetsInformationPass) {
  for (const auto type : {Type::notify_ind, Type::userinfo_ind}) rig.msc_sends(type, kMoCallref);
  rig.expect_nothing();
}

/// The phone asks for something that is refused: an in-call message of ours.
void exchange(CoreRig& rig) {
  rig.msc_sends(Type::modify_ind, kMoCallref);
  rig.expect_mncc(Type::modify_rej);
}

TEST_P(InCall, KeepsTheGuardTimerOfAnOldMscFromEndingTheCall) {
  rig.advance(10min);
  rig.expect_nothing();  // nothing has re-armed it yet
  exchange(rig);
  rig.advance(59s);
  exchange(rig);
  rig.advance(1s);
  EXPECT_EQ(rig.expect_mncc(Type::progress_req).progress->description, 64);
  rig.advance(60s);
  rig.expect_mncc(Type::progress_req);
  rig.expect_nothing();
}

TEST_P(InCall, SendsNoKeepaliveToAnMscOfTodayNorWhereItIsOff) {
  rig.feed(cc::MnccUp{kMsc, hello(1896)});
  exchange(rig);
  rig.advance(10min);
  rig.expect_nothing();

  auto config = config_with(GetParam());
  config.mncc.guard_keepalive = 0s;
  CoreRig off{config};
  off.establish_mo();
  exchange(off);
  off.advance(10min);
  off.expect_nothing();
}

}  // namespace
}  // namespace sipgw::test
