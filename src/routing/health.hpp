// SPDX-License-Identifier: AGPL-3.0-or-later
// Does the far end of a trunk live? Judged by its answers to OPTIONS. Pure: the time is an argument, what is to be sent
// is told by due().
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "routing/settings.hpp"

namespace sipgw::routing {

class Health {
 public:
  using Time = std::chrono::steady_clock::time_point;

  enum class State : std::uint8_t {
    unknown,  ///< nothing heard yet: calls are tried
    up,
    down,
  };

  /// A change begins anew with what is known; `settings.interval` 0 ends it.
  void configure(const HealthSettings& settings, Time now);
  /// No OPTIONS go out meanwhile: there is no address, or the trunk is shut down. Nothing is known any more.
  void pause();
  void resume(Time now);
  /// The operator wants one at once. False: one is under way already, or there is no address.
  bool ping_now(Time now);

  /// True: an OPTIONS is to go out now; it counts as under way from then on. Takes notice of time-outs too, so it is to
  /// be called whenever deadline() has come.
  bool due(Time now);
  /// The final answer to the one under way; `from_peer` false: it was made here.
  void answered(int status, const std::string& phrase, bool from_peer, Time now);

  /// Nothing: nothing will happen by itself.
  std::optional<Time> deadline() const;

  State state() const { return state_; }
  Time since() const { return since_; }                       ///< of the state
  const std::string& last_result() const { return result_; }  ///< "200 OK", "no answer"; empty: none yet
  unsigned failures() const { return failures_; }             ///< in a row

 private:
  bool is_life(int status) const;
  void judge(bool alive, Time now);
  void enter(State state, Time now);

  HealthSettings settings_;
  bool running_ = false;
  bool once_ = false;  ///< the next is due at once
  State state_ = State::unknown;
  Time since_{};
  std::optional<Time> sent_;  ///< when the one under way went out
  Time next_{};
  unsigned failures_ = 0, successes_ = 0;  ///< in a row
  std::string result_;
};

}  // namespace sipgw::routing
