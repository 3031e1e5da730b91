// SPDX-License-Identifier: AGPL-3.0-or-later
// For log lines that a hostile or broken peer could cause by the thousand.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>

namespace sipgw::log {

/// Lets `burst` lines through per `period`, counts the rest. One per kind of line; not thread-safe.
class RateLimit {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  explicit RateLimit(unsigned burst = 5, std::chrono::seconds period = std::chrono::seconds{10})
      : burst_(burst), period_(period) {}

  /// The number of lines kept back since the last one that was let through, if this one may be logged; else nothing.
  std::optional<std::uint64_t> permit(TimePoint now) {
    if (now >= window_end_) {
      window_end_ = now + period_;
      used_ = 0;
    }
    if (used_ == burst_) {
      ++suppressed_;
      return std::nullopt;
    }
    ++used_;
    return std::exchange(suppressed_, 0);
  }

 private:
  unsigned burst_;
  std::chrono::seconds period_;
  TimePoint window_end_{};
  unsigned used_ = 0;
  std::uint64_t suppressed_ = 0;
};

}  // namespace sipgw::log
