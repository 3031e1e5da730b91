// SPDX-License-Identifier: AGPL-3.0-or-later
// Timers as the operator sets them: calls that begin from then on use them, and a call may be limited in its length.
#include "unit/cc/media_modes.hpp"

namespace sipgw::test {
namespace {

using namespace std::chrono_literals;
using cc::TimerKind;
using mncc::Type;

class ConfiguredTimers : public InBothMediaModes {
 protected:
  void configure(TimerKind kind, std::chrono::seconds value) {
    auto config = config_with(GetParam());
    config.timers.set(kind, value);
    rig.feed(cc::Configured{std::make_shared<const cc::Config>(config)});
  }
};
INSTANTIATE_TEST_SUITE_P(, ConfiguredTimers, both_media_modes(), media_name);

TEST_P(ConfiguredTimers, ActOnCallsThatBeginFromThenOn) {
  configure(TimerKind::no_answer, 2s);
  rig.begin_mt();
  rig.confirm_mt();
  rig.advance(3s);
  rig.expect_mncc(Type::disc_req, 19);
  rig.expect_response(480);
  rig.expect_nothing();
}

TEST_P(ConfiguredTimers, LeaveACallWithWhatItBeganWith) {
  rig.begin_mt();
  rig.confirm_mt();
  configure(TimerKind::no_answer, 2s);
  rig.advance(10s);
  rig.expect_nothing();
}

TEST_P(ConfiguredTimers, EndAnAnsweredCallThatLastsTooLong) {
  configure(TimerKind::max_duration, 60s);
  rig.establish_mo();
  rig.advance(59s);
  rig.expect_nothing();
  rig.advance(2s);
  EXPECT_EQ(rig.call().ended_by, "timer");
  rig.expect_mncc(Type::disc_req, 31);
  rig.expect_sip<sip::Bye>();
  rig.finish_disc(kMoCallref);
  rig.finish_sip(rig.last_dialog());
  rig.expect_idle();
  EXPECT_EQ(rig.core().counters().timers_fired[static_cast<std::size_t>(TimerKind::max_duration)], 1U);
}

TEST_P(ConfiguredTimers, CountTheDurationFromTheAnswerOfThePhoneToo) {
  configure(TimerKind::max_duration, 60s);
  rig.begin_mt();
  rig.confirm_mt();
  rig.advance(50s);
  rig.answer_mt();
  rig.advance(59s);
  rig.expect_nothing();
  rig.advance(2s);
  rig.expect_mncc(Type::disc_req, 31);
  rig.expect_sip<sip::Bye>();
}

TEST_P(ConfiguredTimers, NeverWaitLongerForRelCnfThanTheMscRepeatsItself) {
  configure(TimerKind::release, 100s);
  rig.begin_mt();
  rig.peer_sends(sip::Cancelled{kMtDialog, {}});
  rig.expect_mncc(Type::rel_req);
  rig.advance(26s);
  rig.expect_idle();
}

}  // namespace
}  // namespace sipgw::test
