// SPDX-License-Identifier: AGPL-3.0-or-later
// Draining: no new calls, and those that are up go on.
#include "unit/cc/media_modes.hpp"

namespace sipgw::test {
namespace {

using mncc::Type;

class Drain : public InBothMediaModes {
 protected:
  void call_from_phone() {
    auto setup = setup_ind();
    setup.callref = kMoCallref + 1;
    rig.msc_sends(setup);
  }
};
INSTANTIATE_TEST_SUITE_P(, Drain, both_media_modes(), media_name);

TEST_P(Drain, RefusesNewCallsAndLeavesThoseThatAreUp) {
  rig.establish_mo();
  rig.feed(cc::DrainRequested{true});
  rig.expect_nothing();
  rig.peer_sends(invite("12345", "98766", DialogId{3}));
  const auto response = rig.expect_response(503);
  EXPECT_THAT(response.headers, testing::Contains(sip::Header{"Retry-After", "60"}));
  EXPECT_THAT(response.headers, testing::Contains(testing::Pair("Reason", testing::HasSubstr("cause=42"))));
  call_from_phone();
  rig.expect_mncc(Type::rej_req, 42);
  rig.expect_nothing();
  EXPECT_EQ(rig.call().gsm_state, "ACTIVE");
  EXPECT_EQ(rig.core().counters().mo_refused, 1U);
  EXPECT_EQ(rig.core().counters().mt_refused, 1U);
}

TEST_P(Drain, TakesEmergencyCallsWhateverTypeTheirNumberHas) {
  auto config = config_with(GetParam());
  config.sip.emergency_numbers = {"112"};
  CoreRig draining{config};
  draining.feed(cc::DrainRequested{true});
  auto setup = setup_ind("112");
  setup.called->type = 1;  // international
  const auto invite = draining.begin_mo(setup);
  EXPECT_THAT(invite.headers, testing::Contains(sip::Header{"Priority", "emergency"}));
  EXPECT_TRUE(draining.call().emergency);
}

TEST_P(Drain, TakesCallsAgainWhenItIsOver) {
  rig.feed(cc::DrainRequested{true});
  rig.feed(cc::DrainRequested{false});
  rig.establish_mo();
  EXPECT_EQ(rig.call().gsm_state, "ACTIVE");
}

}  // namespace
}  // namespace sipgw::test
