// SPDX-License-Identifier: AGPL-3.0-or-later
// What is due one fixed time after it was put in: a queue is all that such timers need.
#pragma once

#include <deque>
#include <optional>
#include <utility>

#include "bench/clock.hpp"

namespace sipgw::bench {

template <typename T>
class DelayLine {
 public:
  explicit DelayLine(Clock::duration delay) : delay_(delay) {}

  void add(TimePoint now, T what) { queue_.emplace_back(now + delay_, std::move(what)); }
  std::optional<TimePoint> next() const { return queue_.empty() ? std::nullopt : std::optional{queue_.front().first}; }
  /// The next one that is due, if any is.
  std::optional<T> take(TimePoint now) {
    if (queue_.empty() || queue_.front().first > now) return std::nullopt;
    auto what = std::move(queue_.front().second);
    queue_.pop_front();
    return what;
  }
  void clear() { queue_.clear(); }

 private:
  Clock::duration delay_;
  std::deque<std::pair<TimePoint, T>> queue_;
};

}  // namespace sipgw::bench
