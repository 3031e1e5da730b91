// SPDX-License-Identifier: AGPL-3.0-or-later
// A timer of libosmocore's loop that calls a function; stops when it is destroyed.
#pragma once

#include <chrono>
#include <functional>
#include <utility>

#include "e2e/bss/osmo.hpp"

namespace sipgw::e2e {

using Milliseconds = std::chrono::milliseconds;

class Timer {
 public:
  explicit Timer(std::function<void()> action) : action_(std::move(action)) {
    osmo_timer_setup(
        &timer_, [](void* self) { static_cast<Timer*>(self)->action_(); }, this);
  }
  ~Timer() { stop(); }
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  void start(Milliseconds delay) {
    osmo_timer_schedule(&timer_, static_cast<int>(delay.count() / 1000), static_cast<int>(delay.count() % 1000 * 1000));
  }
  void stop() { osmo_timer_del(&timer_); }

 private:
  osmo_timer_list timer_{};
  std::function<void()> action_;
};

}  // namespace sipgw::e2e
