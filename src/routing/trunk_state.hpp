// SPDX-License-Identifier: AGPL-3.0-or-later
// What is known of a trunk while the program runs: does it work, and how many calls does it carry? Pure.
#pragma once

#include <chrono>
#include <optional>

#include "routing/load.hpp"

namespace sipgw::routing {

class TrunkState {
 public:
  bool up = true;          ///< as its health check says; true without one
  bool registered = true;  ///< true also if it is not to be registered with
  Load load;

  /// It is to be left alone for so long: it has said so itself (Retry-After).
  void told_to_wait(std::chrono::seconds time, TimePoint now);
  /// It did not answer, or could not be reached: others are better for a while, the longer the more often. Calls that
  /// tried it at the same time tell of one failure: those within a penalty do not prolong it.
  void failed(TimePoint now);
  /// It has answered, whatever it was.
  void answered();

  bool works() const { return up && registered; }
  /// For how much longer it wants no calls; nothing: it takes them.
  std::optional<std::chrono::milliseconds> waits_for(TimePoint now) const { return left(wait_until_, now); }
  /// For how much longer others are better.
  std::optional<std::chrono::milliseconds> penalty(TimePoint now) const { return left(penalty_until_, now); }

 private:
  static std::optional<std::chrono::milliseconds> left(TimePoint until, TimePoint now);

  TimePoint wait_until_{}, penalty_until_{};
  unsigned failures_ = 0;  ///< in a row
};

}  // namespace sipgw::routing
