// SPDX-License-Identifier: AGPL-3.0-or-later
// A state machine as a table: which events a state accepts, which states may follow, which timer guards it. The same
// rows drive the runtime check and the exhaustive tests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>

#include "cc/timers.hpp"

namespace sipgw::cc {

/// A set of enumerators below 64.
template <typename Enum>
class EnumSet {
 public:
  constexpr EnumSet() = default;
  constexpr EnumSet(std::initializer_list<Enum> members) {
    for (const auto member : members) bits_ |= bit(member);
  }
  constexpr bool contains(Enum member) const { return (bits_ & bit(member)) != 0; }
  constexpr EnumSet operator|(EnumSet other) const {
    EnumSet both;
    both.bits_ = bits_ | other.bits_;
    return both;
  }

 private:
  static constexpr std::uint64_t bit(Enum member) { return std::uint64_t{1} << static_cast<unsigned>(member); }
  std::uint64_t bits_ = 0;
};

template <typename State, typename Event>
struct StateRow {
  State state;
  std::string_view name;
  EnumSet<Event> accepts;  ///< acted upon; anything else is ignored, counted and logged
  EnumSet<State> successors;
  std::optional<TimerKind> guard;
  std::string_view reference;  ///< where the state comes from
};

/// The current state of one leg; checked against the table at each step.
template <typename State, typename Event, const auto& Table>
class StateMachine {
 public:
  State state() const { return state_; }
  std::string_view name() const { return row(state_).name; }
  bool accepts(Event event) const { return row(state_).accepts.contains(event); }

  /// A step that the table does not know is a bug of ours: it ends the program, in release too.
  void enter(State next) {
    if (!row(state_).successors.contains(next)) std::abort();
    state_ = next;
  }

  static const auto& row(State state) { return Table[static_cast<std::size_t>(state)]; }

 private:
  State state_{};
};

}  // namespace sipgw::cc
