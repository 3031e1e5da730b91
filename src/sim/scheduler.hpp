// SPDX-License-Identifier: AGPL-3.0-or-later
// Runs functions later, all on one Asio timer.
#pragma once

#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <map>

namespace sipgw::sim {

class Scheduler {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Scheduler(boost::asio::io_context& io) : timer_(io) {}

  void after(std::chrono::milliseconds time, std::function<void()> task) { at(Clock::now() + time, std::move(task)); }
  void at(Clock::time_point time, std::function<void()> task) {
    const auto entry = tasks_.emplace(time, std::move(task));
    if (entry == tasks_.begin()) arm();
  }

 private:
  void arm() {
    timer_.expires_at(tasks_.begin()->first);
    timer_.async_wait([this](const boost::system::error_code& error) {
      if (!error) run();
    });
  }

  void run() {
    const auto now = Clock::now();
    while (!tasks_.empty() && tasks_.begin()->first <= now) {
      const auto task = std::move(tasks_.extract(tasks_.begin()).mapped());
      task();
    }
    if (!tasks_.empty()) arm();
  }

  boost::asio::steady_timer timer_;
  std::multimap<Clock::time_point, std::function<void()>> tasks_;
};

}  // namespace sipgw::sim
