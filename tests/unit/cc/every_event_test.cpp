// SPDX-License-Identifier: AGPL-3.0-or-later
// Every state of both legs meets every message there is: none aborts the core, none leaves a call that cannot be ended.
// Which pairs of state and event were driven is counted: all of both state tables.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iostream>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "cc/gsm_leg.hpp"
#include "cc/sip_leg.hpp"
#include "mncc/codec.hpp"
#include "support/call_steps.hpp"

namespace sipgw::test {
namespace {

using cc::GsmState;
using cc::SipState;
using mncc::Type;

struct WayThere {
  std::string name;  ///< the state's
  bool gsm;          ///< a state of the GSM leg, else of the SIP leg
  bool mobile_originated;
  std::vector<Step> steps;
  bool mgw_is_slow = false;
};

template <typename T>
std::string name_of(T state);
template <>
std::string name_of(GsmState state) {
  return std::string(cc::kGsmTable[static_cast<std::size_t>(state)].name);
}
template <>
std::string name_of(SipState state) {
  return std::string(cc::kSipTable[static_cast<std::size_t>(state)].name);
}

Step operator_releases() {
  return [](const CoreHarness&) { return cc::ReleaseRequested{CallId{1}, 31}; };
}

/// A call into each state; `ended` of a leg is seen while the other one is still being released.
std::vector<WayThere> ways() {
  std::vector<WayThere> ways;
  const auto add = [&](auto state, bool mo, std::vector<Step> steps) {
    ways.push_back({name_of(state), std::is_same_v<decltype(state), GsmState>, mo, std::move(steps)});
  };
  const auto ok = peer_answers();
  ways.push_back({name_of(GsmState::null), true, false, {mt_begins()}, true});  // SETUP_REQ waits for the MGW
  add(GsmState::mo_call_proceeding, true, {mo_begins()});
  add(GsmState::mo_call_proceeding, true, {mo_begins(), mo_assigned()});
  add(GsmState::call_delivered, true, {mo_begins(), mo_assigned(), peer_rings(180)});
  add(GsmState::connect_indication, true, {mo_begins(), mo_assigned(), ok});
  add(GsmState::active, true, {mo_begins(), mo_assigned(), ok, mo(Type::setup_compl_ind)});
  add(GsmState::disconnect_indication, true, {mo_begins(), mo_assigned(), operator_releases()});
  add(GsmState::release_request, true, {mo_begins(), mo_assigned(), mo(Type::disc_ind, 16)});
  add(GsmState::ended, true, {mo_begins(), mo_assigned(), mo(Type::rel_ind, 47)});
  add(GsmState::call_present, false, {mt_begins()});
  add(GsmState::mt_call_confirmed, false, {mt_begins(), mt(Type::call_conf_ind)});
  add(GsmState::call_received, false, {mt_begins(), mt(Type::call_conf_ind), mt_assigned(), mt(Type::alert_ind)});
  add(GsmState::connect_request, false, {mt_begins(), mt(Type::call_conf_ind), mt(Type::setup_cnf)});
  add(GsmState::release_request, false, {mt_begins(), operator_releases()});

  add(SipState::null, true, {mo_begins()});
  add(SipState::calling, true, {mo_begins(), mo_assigned()});
  add(SipState::proceeding, true, {mo_begins(), mo_assigned(), peer_rings(183)});
  add(SipState::cancelling, true, {mo_begins(), mo_assigned(), mo(Type::disc_ind, 16)});
  add(SipState::confirmed, true, {mo_begins(), mo_assigned(), ok});
  add(SipState::terminating, true, {mo_begins(), mo_assigned(), ok, operator_releases()});
  add(SipState::ended, true, {mo_begins(), mo_assigned(), ok, peer_hangs_up(DialogId{})});
  add(SipState::incoming, false, {mt_begins()});
  const std::vector<Step> ringing{mt_begins(), mt(Type::call_conf_ind), mt_assigned(), mt(Type::alert_ind)};
  add(SipState::ringing, false, ringing);
  auto answered = ringing;
  answered.push_back(mt(Type::setup_cnf));
  add(SipState::answered, false, answered);
  answered.push_back(operator_releases());
  add(SipState::bye_pending, false, answered);
  return ways;
}

std::vector<cc::Event> all_mncc(Callref callref) {
  std::vector<cc::Event> events;
  for (std::uint32_t number = 0; number < 0x300; ++number) {
    if (!mncc::is_known(number)) continue;
    const auto type = static_cast<Type>(number);
    if (!mncc::is_rtp(type)) {
      events.emplace_back(cc::MnccReceived{kMsc, from_msc(type, callref)});
      events.emplace_back(cc::MnccReceived{kMsc, from_msc(type, callref, 17)});
      auto full = setup_ind();
      full.type = type;
      full.callref = callref;
      full.keypad = '5';
      full.sdp = "not an SDP";
      events.emplace_back(cc::MnccReceived{kMsc, full});
      continue;
    }
    auto with_address = rtp_created(callref, mncc::kPayloadAmr);
    with_address.type = type;
    events.emplace_back(cc::MnccReceived{kMsc, with_address});
    events.emplace_back(cc::MnccReceived{kMsc, rtp_refused(type, callref)});
  }
  return events;
}

std::vector<cc::Event> all_sip(DialogId dialog) {
  const std::vector<sip::Event> events{
      provisional(dialog, 180),
      provisional(dialog, 183, peer_sdp()),
      provisional(dialog, 183, "not an SDP"),
      answered(dialog),
      answered(dialog, {}),
      answered(dialog, peer_sdp("8 PCMA/8000")),
      refused(dialog, 486),
      refused(dialog, 302),
      sip::Acked{dialog, {}},
      sip::Cancelled{dialog, {}},
      sip::PeerBye{dialog, {}},
      sip::PeerOffer{dialog, false, peer_sdp()},
      sip::PeerOffer{dialog, true, {}},
      sip::OfferResult{dialog, 200, peer_sdp()},
      sip::PeerOffer{dialog, false, {}},
      sip::PeerOffer{dialog, false, sdp_text(address("0.0.0.0", 5004))},
      sip::PeerOffer{dialog, true, "not an SDP"},
      sip::OfferResult{dialog, 491, {}},
      sip::InfoResult{dialog, 200},
      sip::InfoResult{dialog, 415},
      sip::PeerInfo{dialog, "application/dtmf-relay", "Signal=5\r\n"},
      sip::Ended{dialog, 408, "lost"},
  };
  return {events.begin(), events.end()};
}

std::vector<cc::Event> all_others() {
  return {cc::MnccDown{kMsc},
          cc::MnccUp{kMsc, hello(1896)},
          cc::MgwDown{kMgw},
          cc::MgwUp{kMgw},
          cc::MgcpDone{kMgw, MgcpToken{77}, {}},
          cc::TrunkResolved{"default", {}},
          cc::TrunkHealth{"default", false, false},
          cc::Configured{std::make_shared<const cc::Config>()},
          cc::ReleaseRequested{CallId{1}, 16},
          cc::ReleaseRequested{CallId{9}, 16},
          cc::DrainRequested{true},
          cc::CallsAudited{},
          cc::ShutdownRequested{},
          cc::TimePassed{}};
}

/// Which state has met which event; each by the name in its table.
using Pairs = std::set<std::pair<std::string, std::string>>;

void note_pair(Pairs& driven, const cc::CallSnapshot& call, const cc::Event& event) {
  if (const auto* received = std::get_if<cc::MnccReceived>(&event)) {
    const auto type = std::visit([](const auto& message) { return message.type; }, received->message);
    if (const auto of_leg = cc::gsm_event_of(type)) driven.emplace("GSM " + call.gsm_state, cc::to_string(*of_leg));
  } else if (const auto* sip_event = std::get_if<sip::Event>(&event)) {
    if (const auto of_leg = cc::sip_event_of(*sip_event))
      driven.emplace("SIP " + call.sip_state, cc::to_string(*of_leg));
  }
}

/// In direct mode SETUP_REQ goes out at once: no call is seen before it.
std::size_t all_pairs(cc::MediaMode media) {
  const auto gsm_states = cc::kGsmStates - (media == cc::MediaMode::direct ? 1 : 0);
  return gsm_states * cc::kGsmEvents + cc::kSipStates * cc::kSipEvents;
}

class EveryEvent : public testing::TestWithParam<cc::MediaMode> {};

TEST_P(EveryEvent, IsTakenInEveryStateAndTheCallCanStillBeEnded) {
  Pairs driven;
  for (const auto& way : ways()) {
    if (way.mgw_is_slow && GetParam() == cc::MediaMode::direct) continue;
    for (std::size_t index = 0;; ++index) {
      CoreHarness core(config_with(GetParam()));
      if (way.mgw_is_slow) core.hold_mgcp();
      for (const auto& step : way.steps) core.feed(step(core));
      const auto call = core.core().call(CallId{1}, core.now());
      ASSERT_TRUE(call) << way.name << "\n" << core.ladder();
      ASSERT_EQ(way.gsm ? call->gsm_state : call->sip_state, way.name) << core.ladder();

      auto events = all_mncc(call->callref);
      for (auto&& more : {all_sip(way.mobile_originated ? core.last_dialog() : kMtDialog), all_others()}) {
        events.insert(events.end(), more.begin(), more.end());
      }
      if (index == events.size()) break;
      note_pair(driven, *call, events[index]);
      core.feed(events[index]);
      ASSERT_THAT(core.faults_at_close(), testing::IsEmpty()) << way.name << " and event " << index << "\n"
                                                              << core.ladder();
    }
  }
  EXPECT_EQ(driven.size(), all_pairs(GetParam()));
  RecordProperty("pairs", std::to_string(driven.size()));
  std::cout << "state x event: " << driven.size() << " pairs of both state tables driven\n";
}

INSTANTIATE_TEST_SUITE_P(, EveryEvent, testing::Values(cc::MediaMode::direct, cc::MediaMode::anchor),
                         [](const auto& instance) {
                           return instance.param == cc::MediaMode::direct ? "Direct" : "Anchored";
                         });

}  // namespace
}  // namespace sipgw::test
