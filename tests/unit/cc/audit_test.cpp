// SPDX-License-Identifier: AGPL-3.0-or-later
// The check that finds what nothing would end. A timer of 0 s, which the VTY refuses for all but X9, breaks the rule.
#include "unit/cc/media_modes.hpp"

namespace sipgw::test {
namespace {

using namespace std::chrono_literals;
using cc::TimerKind;
using mncc::Type;
using testing::HasSubstr;

class Audit : public InBothMediaModes {
 protected:
  void disable(TimerKind kind) {
    auto config = config_with(GetParam());
    config.timers.set(kind, 0s);
    rig.feed(cc::Configured{std::make_shared<const cc::Config>(config)});
  }
  const cc::LogLine& last_line() { return rig.log_lines().back(); }
};
INSTANTIATE_TEST_SUITE_P(, Audit, both_media_modes(), media_name);

TEST_P(Audit, LeavesCallsAloneThatAreUpOrGuardedByATimer) {
  rig.establish_mo();
  rig.begin_mt();
  rig.feed(cc::CallsAudited{});
  rig.expect_nothing();
  for (const auto& call : rig.core().calls(rig.now())) EXPECT_EQ(call.stale, "");
  EXPECT_EQ(rig.core().counters().stale_calls, 0U);
}

TEST_P(Audit, ReleasesACallThatRingsForEver) {
  disable(TimerKind::no_answer);
  rig.begin_mt();
  rig.confirm_mt();
  EXPECT_THAT(rig.call().stale, HasSubstr("MT_CALL_CONF without timer X5"));
  rig.feed(cc::CallsAudited{});
  rig.expect_mncc(Type::disc_req, 41);
  rig.expect_response(503);
  EXPECT_EQ(rig.call().stale, "");  // the release's timers run
  rig.finish_disc(rig.last_callref());
  rig.finish_sip(kMtDialog, 503);
  rig.expect_idle();
}

TEST_P(Audit, ForgetsACallWhoseReleaseNobodyWatches) {
  disable(TimerKind::release);
  rig.begin_mo();
  rig.peer_sends(refused(rig.last_dialog(), 486));
  rig.expect_mncc(Type::disc_req, 17);
  rig.advance(10min);
  EXPECT_THAT(rig.call().stale, HasSubstr("DISC_REQ without timer X4"));
  rig.feed(cc::CallsAudited{});
  EXPECT_EQ(last_line().level, log::Level::error);
  EXPECT_THAT(last_line().text, HasSubstr("stale"));
  EXPECT_EQ(rig.core().counters().stale_calls, 1U);
  rig.expect_nothing();
  rig.expect_idle();
}

}  // namespace
}  // namespace sipgw::test
