// SPDX-License-Identifier: AGPL-3.0-or-later
#include "support/act.hpp"

#include <memory>
#include <utility>

#include "support/any_event.hpp"
#include "support/overloaded.hpp"
#include "support/polite_peers.hpp"

namespace sipgw::test {

namespace {

using namespace std::chrono_literals;

constexpr auto kEndsSoon = 30s;
constexpr auto kAMoment = 100ms;
constexpr int kAttempts = 4;  ///< to find somebody whose turn it is to speak
constexpr std::uint64_t kTokenOfNoCommand = 1'000'000;

Act anything_with_links(Choices& choose) {
  switch (choose.below(11)) {
    case 0:
      return cc::MnccDown{kMsc};
    case 1:
      return cc::MnccUp{kMsc, hello(choose.yes() ? 1876 : 1896)};
    case 2:
      return MgwDies{};
    case 3:
    case 4:
      return MgwReturns{};
    case 5:
      return MgwForgets{};
    case 6:
      return MgwRefuses{static_cast<mgcp::Verb>(choose.below(3)), 400 + static_cast<int>(choose.below(150))};
    case 7:
      return MgwStalls{choose.yes()};
    case 8:
      return cc::TrunkHealth{choose.yes() ? "default" : "second", !choose.one_in(4), !choose.one_in(4)};
    case 9:
      return cc::TrunkResolved{"second", choose.one_in(4) ? sip::Destinations{} : found({kSecondHost, kThirdHost})};
    default:
      return cc::TrunkResolved{"default", choose.one_in(4) ? sip::Destinations{} : found(kPeerHost)};
  }
}

Act anything_of_the_operator(Choices& choose) {
  switch (choose.below(6)) {
    case 0:
      return cc::ReleaseRequested{CallId{1 + choose.below(4)}, 1 + static_cast<int>(choose.below(127))};
    case 1:
      return cc::DrainRequested{choose.yes()};
    case 2:
      return cc::MgcpDone{kMgw, MgcpToken{kTokenOfNoCommand + choose.below(20)}, {}};
    case 3:
      if (choose.one_in(8)) return cc::ShutdownRequested{};
      return cc::CallsAudited{};
    default:
      return cc::Configured{std::make_shared<const cc::Config>(any_config(choose))};
  }
}

}  // namespace

Act any_act(Choices& choose, const CoreHarness& core) {
  switch (choose.below(20)) {
    case 0:
      return any_mncc(choose, core);
    case 1:
      return any_sip(choose, core);
    case 2:
      return choose.yes() ? anything_with_links(choose) : anything_of_the_operator(choose);
    case 3:
      if (choose.yes()) return NextTimerFires{};
      return TimePasses{std::chrono::seconds{choose.below(60)}};
    default:
      for (int attempt = 0; attempt < kAttempts; ++attempt) {
        if (auto event = polite_event(choose, core)) return std::move(*event);
      }
      return TimePasses{kAMoment};
  }
}

void perform(CoreHarness& core, const Act& act) {
  std::visit(Overloaded{
                 [&](const cc::Event& event) { core.feed(event); },
                 [&](const TimePasses& passing) { core.advance(passing.time); },
                 [&](const NextTimerFires&) { core.fire_next_timer(); },
                 [&](const MgwDies&) { core.kill_mgw(); },
                 [&](const MgwReturns&) {
                   core.mgw().set_silent(false);
                   core.feed(cc::MgwUp{kMgw});
                 },
                 [&](const MgwForgets&) { core.mgw().restart(); },
                 [&](const MgwRefuses& refusal) { core.mgw().refuse_next(refusal.verb, refusal.code); },
                 [&](const MgwStalls& stall) { stall.on ? core.hold_mgcp() : core.release_mgcp(); },
             },
             act);
}

std::vector<std::string> faults_at_end(CoreHarness& core) {
  core.mgw().set_silent(false);
  return core.faults_at_close(kEndsSoon);
}

}  // namespace sipgw::test
