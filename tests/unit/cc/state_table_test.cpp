// SPDX-License-Identifier: AGPL-3.0-or-later
// The state tables themselves: complete, in order, without dead ends.
#include "cc/state_table.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "cc/gsm_leg.hpp"
#include "cc/sip_leg.hpp"

namespace sipgw::cc {
namespace {

template <typename State, typename Event, std::size_t Size>
void expect_sound(const StateRow<State, Event> (&table)[Size], const std::set<State>& may_begin_anew = {}) {
  std::set<std::string> names;
  for (std::size_t number = 0; number < Size; ++number) {
    const auto& row = table[number];
    EXPECT_EQ(row.state, static_cast<State>(number)) << "row out of order";
    EXPECT_TRUE(names.emplace(row.name).second) << row.name << " twice";
    const bool last = row.state == State::ended;
    EXPECT_EQ(row.successors.contains(State::ended), !last) << row.name << ": the way to the end";
    EXPECT_EQ(row.successors.contains(State::null), may_begin_anew.contains(row.state))
        << row.name << ": back to the beginning";
  }
}

/// Every state can be entered.
template <typename State, typename Event, std::size_t Size>
void expect_reachable(const StateRow<State, Event> (&table)[Size]) {
  std::set<State> reached{State::null};
  for (std::size_t round = 0; round < Size; ++round) {
    for (const auto& row : table) {
      if (!reached.contains(row.state)) continue;
      for (const auto& next : table) {
        if (row.successors.contains(next.state)) reached.insert(next.state);
      }
    }
  }
  EXPECT_EQ(reached.size(), Size);
}

TEST(StateTables, AreSound) {
  expect_sound(kGsmTable);
  expect_sound(kSipTable, {SipState::calling, SipState::proceeding});  // the next trunk's turn
}

TEST(StateTables, HaveNoStateThatIsNeverEntered) {
  expect_reachable(kGsmTable);
  expect_reachable(kSipTable);
}

TEST(StateTables, TakeTheMscsReleaseInEveryStateOfALeg) {
  for (const auto& row : kGsmTable) {
    const bool exists = row.state != GsmState::null && row.state != GsmState::ended;
    for (const auto event : {GsmEvent::rel_ind, GsmEvent::rel_cnf, GsmEvent::rej_ind, GsmEvent::disc_ind}) {
      EXPECT_EQ(row.accepts.contains(event), exists) << row.name << " " << to_string(event);
    }
  }
}

TEST(StateTables, TakeTheEndOfADialogInEveryStateOfIt) {
  for (const auto& row : kSipTable) {
    const bool exists = row.state != SipState::null && row.state != SipState::ended;
    for (const auto event : {SipEvent::refused, SipEvent::cancelled, SipEvent::peer_bye, SipEvent::ended}) {
      EXPECT_EQ(row.accepts.contains(event), exists) << row.name << " " << to_string(event);
    }
  }
}

TEST(StateTables, GuardEveryStateOfAReleaseByATimer) {
  for (const auto state : {GsmState::disconnect_indication, GsmState::release_request}) {
    EXPECT_TRUE(kGsmTable[static_cast<std::size_t>(state)].guard);
  }
  for (const auto state : {SipState::cancelling, SipState::bye_pending, SipState::terminating}) {
    EXPECT_TRUE(kSipTable[static_cast<std::size_t>(state)].guard);
  }
}

TEST(StateTablesDeathTest, EndTheProgramOnAStepThatTheyDoNotKnow) {
  GsmLeg leg;
  EXPECT_DEATH(leg.fsm.enter(GsmState::active), "");
}

}  // namespace
}  // namespace sipgw::cc
