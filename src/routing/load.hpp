// SPDX-License-Identifier: AGPL-3.0-or-later
// How many calls there are of something (a trunk, an MSC, the gateway), and how many more it may get. Pure.
#pragma once

#include <chrono>
#include <cstddef>

namespace sipgw::routing {

using TimePoint = std::chrono::steady_clock::time_point;

struct Limits {
  unsigned max_calls = 0;  ///< at one time; 0: no limit
  unsigned max_cps = 0;    ///< new calls per second; 0: no limit
  bool operator==(const Limits&) const = default;
};

enum class Verdict { admitted, too_many_calls, too_fast };

/// New calls per second are counted by a bucket that holds those of one second.
class Load {
 public:
  Verdict admits(const Limits& limits, TimePoint now) const;
  /// One call more, whether admitted or not.
  void begin(const Limits& limits, TimePoint now);
  void end();
  std::size_t calls() const { return calls_; }

 private:
  std::size_t calls_ = 0;
  TimePoint paid_until_{};  ///< each call costs its part of a second; more than one second ahead is too fast
};

}  // namespace sipgw::routing
