// SPDX-License-Identifier: AGPL-3.0-or-later
// Every call script with every step replaced by each fault, whether the rest of the call follows it or nothing, and
// with each fault between two steps: whatever happens, nothing is left in the end, no protocol rule is broken, each
// side is told once, and there is one record of each call.
#include <gtest/gtest.h>

#include <functional>
#include <iostream>
#include <ostream>
#include <string>
#include <vector>

#include "support/call_scripts.hpp"

namespace sipgw::test {

void PrintTo(const Script& script, std::ostream* out) { *out << script.name; }

namespace {

using namespace std::chrono_literals;
using mncc::Type;

struct Fault {
  std::string name;
  std::function<void(CoreHarness&)> strike;
};

// ---------------------------------------------------------------- the faults

void phones_hang_up(CoreHarness& core) { core.feed(core.watch().phones_hang_up()); }
void peers_hang_up(CoreHarness& core) { core.feed(core.watch().peers_hang_up()); }

void msc_releases(CoreHarness& core) {
  const auto legs = core.watch().legs();
  for (const auto& [callref, leg] : legs) {
    if (leg.alive) core.feed(cc::MnccReceived{kMsc, from_msc(Type::rel_ind, callref, 47)});
  }
}

/// What the SIP side says of its dialogs when nothing gets through any more.
void sip_transport_fails(CoreHarness& core, int status) {
  const auto dialogs = core.watch().dialogs();
  for (const auto& [id, dialog] : dialogs) {
    if (!dialog.alive) continue;
    if (dialog.incoming || dialog.established) {
      core.feed(sip::Event{sip::Ended{id, status, "transport error"}});
    } else {
      auto refusal = refused(id, status);
      refusal.from_peer = false;
      core.feed(sip::Event{refusal});
    }
  }
}

void msc_is_lost(CoreHarness& core) { core.feed(cc::MnccDown{kMsc}); }
void msc_returns(CoreHarness& core) { core.feed(cc::MnccUp{kMsc, hello()}); }

void all_timers_fire(CoreHarness& core) {
  constexpr int kSome = 12;  // some start themselves again
  for (int timers = 0; timers < kSome && core.fire_next_timer(); ++timers) {
  }
}

void mgw_returns_empty(CoreHarness& core) {
  core.kill_mgw();
  core.mgw().set_silent(false);
  core.feed(cc::MgwUp{kMgw});
}

void operator_releases(CoreHarness& core) {
  for (const auto& call : core.core().calls(core.now())) core.feed(cc::ReleaseRequested{call.id, 31});
}

std::vector<Fault> faults() {
  const auto together = [](auto first, auto second) {
    return [first, second](CoreHarness& core) {
      first(core);
      second(core);
    };
  };
  return {
      {"nothing", [](CoreHarness&) {}},
      {"its timer", [](CoreHarness& core) { core.fire_next_timer(); }},
      {"all timers", all_timers_fire},
      {"silence", [](CoreHarness& core) { core.advance(10min); }},
      {"phones hang up", phones_hang_up},
      {"peers hang up", peers_hang_up},
      {"phones, then peers hang up", together(phones_hang_up, peers_hang_up)},
      {"peers, then phones hang up", together(peers_hang_up, phones_hang_up)},
      {"MSC releases", msc_releases},
      {"MSC lost", msc_is_lost},
      {"MSC lost and back", together(msc_is_lost, msc_returns)},
      {"MGW dead", [](CoreHarness& core) { core.kill_mgw(); }},
      {"MGW dead and back", mgw_returns_empty},
      {"MGW restarted unnoticed", [](CoreHarness& core) { core.mgw().restart(); }},
      {"SIP transport fails with 408", [](CoreHarness& core) { sip_transport_fails(core, 408); }},
      {"SIP transport fails with 503", [](CoreHarness& core) { sip_transport_fails(core, 503); }},
      {"MSC and SIP transport lost", together(msc_is_lost, [](CoreHarness& core) { sip_transport_fails(core, 408); })},
      {"operator", operator_releases},
      {"drain", [](CoreHarness& core) { core.feed(cc::DrainRequested{true}); }},
      {"shutdown", [](CoreHarness& core) { core.feed(cc::ShutdownRequested{}); }},
  };
}

/// The message of an earlier step once more. An INVITE's repetition stays in the SIP stack.
Fault repetition(const Script& script, std::size_t step) {
  return {"step " + std::to_string(step) + " again", [event_of = script.steps[step]](CoreHarness& core) {
            const auto event = event_of(core);
            const auto* sip_event = std::get_if<sip::Event>(&event);
            if (sip_event == nullptr || !std::holds_alternative<sip::IncomingInvite>(*sip_event)) core.feed(event);
          }};
}

// ---------------------------------------------------------------- the variants

enum class Rest { nothing, all_but_the_step, all };

std::string to_string(Rest rest) {
  switch (rest) {
    case Rest::nothing:
      return ", then nothing";
    case Rest::all_but_the_step:
      return ", then the steps after it";
    case Rest::all:
      return ", then it and the steps after it";
  }
  return {};
}

struct Variant {
  std::size_t step;  ///< the one that is replaced
  Fault fault;
  Rest rest;
  std::string name() const { return fault.name + " instead of step " + std::to_string(step) + to_string(rest); }
};

std::vector<Variant> variants_of(const Script& script) {
  std::vector<Variant> variants;
  for (std::size_t step = 0; step < script.steps.size(); ++step) {
    auto instead = faults();
    for (std::size_t earlier = 0; earlier < step; ++earlier) instead.push_back(repetition(script, earlier));
    for (const auto& fault : instead) {
      for (const auto rest : {Rest::nothing, Rest::all_but_the_step, Rest::all}) {
        variants.push_back({step, fault, rest});
      }
    }
  }
  return variants;
}

void play(CoreHarness& core, const Script& script, std::size_t first, std::size_t last) {
  for (auto step = first; step < last; ++step) {
    const auto event = script.steps[step](core);
    if (core.watch().possible(event)) core.feed(event);
  }
}

std::vector<std::string> faults_in(CoreHarness& core, const Script& script, const Variant& variant) {
  play(core, script, 0, variant.step);
  variant.fault.strike(core);
  if (variant.rest != Rest::nothing) {
    play(core, script, variant.step + (variant.rest == Rest::all ? 0 : 1), script.steps.size());
  }
  return core.faults_at_close();
}

class FaultReplay : public testing::TestWithParam<Script> {};

TEST_P(FaultReplay, LeavesNothingBehindWhateverReplacesAnyStep) {
  const auto variants = variants_of(GetParam());
  for (const auto& variant : variants) {
    CoreHarness core(GetParam().config, CoreHarness::Memory::rules);
    if (faults_in(core, GetParam(), variant).empty()) continue;
    CoreHarness again(GetParam().config);
    for (const auto& fault : faults_in(again, GetParam(), variant)) ADD_FAILURE() << fault;
    FAIL() << variant.name() << "\n" << again.ladder();
  }
  std::cout << "fault replay: " << variants.size() << " variants of " << GetParam().name << "\n";
}

TEST_P(FaultReplay, RunsToItsEndWithoutAnyTimer) {
  CoreHarness core(GetParam().config);
  play(core, GetParam(), 0, GetParam().steps.size());
  EXPECT_EQ(core.core().call_count(), 0U) << core.ladder();
  EXPECT_TRUE(core.violations().empty()) << core.ladder();
}

INSTANTIATE_TEST_SUITE_P(, FaultReplay, testing::ValuesIn(call_scripts()),
                         [](const auto& instance) { return instance.param.name; });

TEST(FaultReplayOfAllScripts, HasThisManyVariants) {
  const auto scripts = call_scripts();
  std::size_t variants = 0;
  for (const auto& script : scripts) variants += variants_of(script).size();
  EXPECT_GT(variants, 40000U);
  RecordProperty("variants", std::to_string(variants));
  std::cout << "fault replay: " << variants << " variants of " << scripts.size() << " scripts\n";
}

}  // namespace
}  // namespace sipgw::test
