// SPDX-License-Identifier: AGPL-3.0-or-later
// Runs a script: starts its calls at their time, waits where it says so, collects the results.
#pragma once

#include <memory>

#include "sim/options.hpp"
#include "sim/switchboard.hpp"

namespace sipgw::sim {

class Runner {
 public:
  Runner(boost::asio::io_context& io, const Options& options);

  /// Opens the sockets and waits for the gateway; the io_context does the rest and is stopped at the end.
  Status start();
  /// Ends all calls and then the run.
  void interrupt();
  /// Ends the SIP thread; once the io_context has stopped.
  void stop() { board_.stop(); }
  /// 0: every call went as scripted.
  int exit_code() const;

 private:
  struct Batch {
    CallStep step;
    unsigned started = 0;
    Scheduler::Clock::time_point begin;
  };

  void gateway_ready();
  void next_step();
  void act(const CallStep& step);
  void act(const WaitStep& step);
  void act(const WaitAllStep&);
  void act(const DefaultStep& step);
  void act(const DropMnccStep&);
  void start_due_calls(const std::shared_ptr<Batch>& batch);
  /// The call needs no more waiting for: it has finished, or is connected and held for ever.
  void settle(std::uint32_t id);
  void go_on_if_settled();
  void script_done();
  void hang_up_and_end();
  void end_if_quiet();
  void on_finished(Call& call);
  void report(const Call& call) const;
  void print_summary() const;

  boost::asio::io_context& io_;
  const Options& options_;
  Switchboard board_;
  std::size_t position_ = 0;
  enum class Phase : std::uint8_t { waiting_for_gateway, running, lingering, ending, done };
  Phase phase_ = Phase::waiting_for_gateway;
  enum class WaitsFor : std::uint8_t { nothing, step, all };
  WaitsFor waits_for_ = WaitsFor::nothing;
  unsigned step_pending_ = 0, all_pending_ = 0;        ///< calls not settled, those to be started included
  std::unordered_map<std::uint32_t, bool> unsettled_;  ///< by call; true: the present step waits for it
  unsigned calls_ = 0, failed_ = 0, unscripted_ = 0, connected_ = 0;
  Milliseconds setup_sum_{0}, setup_max_{0};
};

}  // namespace sipgw::sim
