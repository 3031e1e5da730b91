// SPDX-License-Identifier: AGPL-3.0-or-later
// Every call script, cut off after each of its steps by each fault: whatever happens, nothing is left in the end, no
// protocol rule is broken and each side is told once.
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "support/call_scripts.hpp"

namespace sipgw::test {
namespace {

using namespace std::chrono_literals;
using mncc::Type;

struct Fault {
  std::string name;
  std::function<void(CoreHarness&)> strike;
};

void phone_hangs_up(CoreHarness& core) { core.feed(core.watch().hang_up()); }

void peer_ends(CoreHarness& core) {
  if (core.watch().alive(core.last_dialog())) core.feed(sip::Event{sip::PeerBye{core.last_dialog(), {}}});
  if (!core.watch().alive(kMtDialog)) return;
  const auto call = core.core().calls(core.now());
  const bool answered = !call.empty() && call.front().answered_for > 0ms;
  if (answered) {
    core.feed(sip::Event{sip::PeerBye{kMtDialog, {}}});
  } else {
    core.feed(sip::Event{sip::Cancelled{kMtDialog, {}}});
  }
}

void msc_releases(CoreHarness& core) {
  for (const auto callref : {kMoCallref, core.last_callref()}) {
    if (core.watch().alive(callref)) core.feed(cc::MnccReceived{kMsc, from_msc(Type::rel_ind, callref, 47)});
  }
}

std::vector<Fault> faults() {
  return {
      {"none", [](CoreHarness&) {}},
      {"phone", phone_hangs_up},
      {"peer", peer_ends},
      {"msc_releases", msc_releases},
      {"both_at_once",
       [](CoreHarness& core) {
         phone_hangs_up(core);
         peer_ends(core);
       }},
      {"dialog_lost",
       [](CoreHarness& core) {
         for (const auto dialog : {core.last_dialog(), kMtDialog}) {
           if (core.watch().alive(dialog)) core.feed(sip::Event{sip::Ended{dialog, 408, "lost"}});
         }
       }},
      {"msc_link", [](CoreHarness& core) { core.feed(cc::MnccDown{kMsc}); }},
      {"msc_back",
       [](CoreHarness& core) {
         core.feed(cc::MnccDown{kMsc});
         core.feed(cc::MnccUp{kMsc, hello()});
       }},
      {"mgw_dead", [](CoreHarness& core) { core.kill_mgw(); }},
      {"mgw_restarted", [](CoreHarness& core) { core.mgw().restart(); }},
      {"silence", [](CoreHarness& core) { core.advance(10min); }},
      {"operator",
       [](CoreHarness& core) {
         core.feed(cc::ReleaseRequested{CallId{1}, 31});
       }},
      {"shutdown", [](CoreHarness& core) { core.feed(cc::ShutdownRequested{}); }},
  };
}

void expect_clean(const CoreHarness& core) {
  EXPECT_TRUE(core.core().idle()) << core.ladder();
  auto& mgw = const_cast<CoreHarness&>(core).mgw();
  EXPECT_TRUE(mgw.connections().empty()) << core.ladder();
  for (const auto& violation : core.violations()) ADD_FAILURE() << violation << "\n" << core.ladder();
}

void play(CoreHarness& core, const Script& script, std::size_t first, std::size_t last) {
  for (auto step = first; step < last; ++step) {
    const auto event = script.steps[step](core);
    if (core.watch().possible(event)) core.feed(event);
  }
}

class FaultReplay : public testing::TestWithParam<Script> {};

TEST_P(FaultReplay, LeavesNothingBehindWhateverStrikesAfterAnyStep) {
  for (const auto& fault : faults()) {
    for (std::size_t steps = 1; steps <= GetParam().steps.size(); ++steps) {
      SCOPED_TRACE(fault.name + " after step " + std::to_string(steps));
      CoreHarness core(GetParam().config);
      play(core, GetParam(), 0, steps);
      fault.strike(core);
      core.close();
      expect_clean(core);
      if (HasFailure()) return;
    }
  }
}

TEST_P(FaultReplay, LeavesNothingBehindWhenTheRestOfTheCallFollowsTheFault) {
  for (const auto& fault : faults()) {
    for (std::size_t steps = 1; steps <= GetParam().steps.size(); ++steps) {
      SCOPED_TRACE(fault.name + " after step " + std::to_string(steps));
      CoreHarness core(GetParam().config);
      play(core, GetParam(), 0, steps);
      fault.strike(core);
      play(core, GetParam(), steps, GetParam().steps.size());
      core.close();
      expect_clean(core);
      if (HasFailure()) return;
    }
  }
}

TEST_P(FaultReplay, TakesARepetitionOfAnyEarlierMessageAtAnyStep) {
  const auto& steps = GetParam().steps;
  for (std::size_t at = 1; at <= steps.size(); ++at) {
    for (std::size_t repeated = 0; repeated < at; ++repeated) {
      SCOPED_TRACE("step " + std::to_string(repeated) + " again after step " + std::to_string(at));
      CoreHarness core(GetParam().config);
      play(core, GetParam(), 0, at);
      const auto event = steps[repeated](core);
      const auto* sip_event = std::get_if<sip::Event>(&event);
      const bool invite = sip_event != nullptr && std::holds_alternative<sip::IncomingInvite>(*sip_event);
      if (!invite) core.feed(event);  // a repeated INVITE stays in the SIP stack
      play(core, GetParam(), at, steps.size());
      core.close();
      expect_clean(core);
      if (HasFailure()) return;
    }
  }
}

TEST_P(FaultReplay, RunsToItsEndWithoutAnyTimer) {
  CoreHarness core(GetParam().config);
  play(core, GetParam(), 0, GetParam().steps.size());
  expect_clean(core);
}

INSTANTIATE_TEST_SUITE_P(, FaultReplay, testing::ValuesIn(call_scripts()),
                         [](const auto& instance) { return instance.param.name; });

}  // namespace
}  // namespace sipgw::test
