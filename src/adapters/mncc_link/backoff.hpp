// SPDX-License-Identifier: AGPL-3.0-or-later
// Delays between attempts to connect: the first one as configured, each next twice as long, up to a few times the
// first.
#pragma once

#include <algorithm>
#include <chrono>

namespace sipgw {

class Backoff {
 public:
  explicit Backoff(std::chrono::seconds first) : first_(first), next_(first) {}

  /// The delay before the next attempt.
  std::chrono::seconds next() {
    const auto longest = std::min(5 * first_, std::chrono::seconds{60});
    const auto delay = next_;
    next_ = std::min(2 * next_, longest);
    return delay;
  }

  void reset() { next_ = first_; }

 private:
  std::chrono::seconds first_;
  std::chrono::seconds next_;
};

}  // namespace sipgw
