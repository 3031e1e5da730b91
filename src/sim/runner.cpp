// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sim/runner.hpp"

#include <fmt/core.h>

#include <cstdio>

namespace sipgw::sim {

Runner::Runner(boost::asio::io_context& io, const Options& options)
    : io_(io),
      options_(options),
      board_(io,
             {.mncc_path = options.mncc_path,
              .dialect = options.dialect,
              .sip = options.sip,
              .gateway = options.gateway,
              .rtp_ip = options.rtp_ip,
              .draws_ladder = options.ladder},
             {.gateway_ready = [this] { gateway_ready(); },
              .connected =
                  [this](Call& call) {
                    ++connected_;
                    setup_sum_ += call.setup_time();
                    setup_max_ = std::max(setup_max_, call.setup_time());
                    if (!call.script().hold) settle(call.id());
                  },
              .finished = [this](Call& call) { on_finished(call); }}) {}

Status Runner::start() {
  if (auto started = board_.start(); !started) return started;
  if (options_.script.empty() && !options_.linger) return ok();
  board_.scheduler().after(options_.wait_for_gateway, [this] {
    if (phase_ != Phase::waiting_for_gateway) return;
    fmt::print(stderr, "the gateway has not connected to {}\n", options_.mncc_path);
    ++failed_;
    hang_up_and_end();
  });
  return ok();
}

void Runner::interrupt() {
  if (phase_ == Phase::ending) {
    io_.stop();
  } else {
    hang_up_and_end();
  }
}

int Runner::exit_code() const { return failed_ == 0 && board_.problems().empty() ? 0 : 1; }

// ---------------------------------------------------------------- steps

void Runner::gateway_ready() {
  if (phase_ != Phase::waiting_for_gateway) return;
  phase_ = Phase::running;
  board_.scheduler().after(options_.settle, [this] { next_step(); });
}

void Runner::next_step() {
  if (phase_ != Phase::running) return;
  if (position_ < options_.script.size()) {
    std::visit([this](const auto& step) { act(step); }, options_.script[position_++]);
  } else if (all_pending_ != 0) {
    waits_for_ = WaitsFor::all;
  } else {
    script_done();
  }
}

void Runner::act(const CallStep& step) {
  all_pending_ += step.count;
  if (!step.parallel) step_pending_ = step.count;
  const auto batch = std::make_shared<Batch>(Batch{step, 0, Scheduler::Clock::now()});
  if (step.parallel) {
    board_.scheduler().after(Milliseconds{0}, [this] { next_step(); });
  } else {
    waits_for_ = WaitsFor::step;
  }
  start_due_calls(batch);
}

void Runner::act(const WaitStep& step) {
  board_.scheduler().after(step.time, [this] { next_step(); });
}

void Runner::act(const WaitAllStep&) {
  waits_for_ = WaitsFor::all;
  go_on_if_settled();
}

void Runner::act(const DefaultStep& step) {
  board_.set_default(step);
  next_step();
}

void Runner::act(const DropMnccStep&) {
  board_.drop_mncc();
  next_step();
}

/// Starts the next call of the batch and comes again when the one after it is due.
void Runner::start_due_calls(const std::shared_ptr<Batch>& batch) {
  if (phase_ != Phase::running) return;
  const auto& step = batch->step;
  auto script = step.call;
  script.from = expanded(script.from, batch->started);
  script.to = expanded(script.to, batch->started);
  ++batch->started;
  ++calls_;
  if (const auto id = board_.start_call(script)) {
    unsettled_.emplace(*id, !step.parallel);
  } else {
    --all_pending_;
    if (!step.parallel) --step_pending_;
    ++failed_;
    go_on_if_settled();
  }
  if (batch->started == step.count) return;
  const auto offset = std::chrono::duration<double>(batch->started / step.rate);
  board_.scheduler().at(batch->begin + std::chrono::duration_cast<Scheduler::Clock::duration>(offset),
                        [this, batch] { start_due_calls(batch); });
}

void Runner::settle(std::uint32_t id) {
  const auto waiting = unsettled_.extract(id);
  if (!waiting) return;
  --all_pending_;
  if (waiting.mapped()) --step_pending_;
  go_on_if_settled();
}

void Runner::go_on_if_settled() {
  const auto pending = waits_for_ == WaitsFor::step ? step_pending_ : all_pending_;
  if (waits_for_ == WaitsFor::nothing || pending != 0) return;
  waits_for_ = WaitsFor::nothing;
  board_.scheduler().after(Milliseconds{0}, [this] { next_step(); });
}

// ---------------------------------------------------------------- the end

void Runner::script_done() {
  if (options_.script.empty() && !options_.linger) return;  // serves until it is interrupted
  phase_ = Phase::lingering;
  board_.scheduler().after(options_.linger.value_or(Milliseconds{0}), [this] { hang_up_and_end(); });
}

void Runner::hang_up_and_end() {
  if (phase_ == Phase::ending) return;
  phase_ = Phase::ending;
  if (options_.table) fmt::print("{}", board_.table());
  board_.hang_up_all();
  end_if_quiet();
}

void Runner::end_if_quiet() {
  if (phase_ != Phase::ending || board_.live() != 0) return;
  phase_ = Phase::done;
  for (const auto& problem : board_.problems()) fmt::print(stderr, "gateway: {}\n", problem);
  if (!options_.quiet) print_summary();
  std::fflush(stdout);
  io_.stop();
}

void Runner::on_finished(Call& call) {
  const auto failure = call.failure();
  if (!call.scripted()) ++unscripted_;
  if (failure) ++failed_;
  if (failure) fmt::print(stderr, "{}: FAILED: {}\n", call.title(), *failure);
  report(call);
  settle(call.id());
  // Behind the removal of the call, which is also put off.
  board_.scheduler().after(Milliseconds{1}, [this] { end_if_quiet(); });
}

void Runner::report(const Call& call) const {
  constexpr unsigned kFew = 20;
  if (options_.ladder) fmt::print("{}\n", call.ladder());
  if (options_.quiet || call.failure() || calls_ > kFew) return;
  fmt::print("{}: ok", call.title());
  if (call.facts().established()) {
    fmt::print(", connected after {:.3f} s", static_cast<double>(call.setup_time().count()) / 1000);
  }
  fmt::print("\n");
  std::fflush(stdout);
}

void Runner::print_summary() const {
  fmt::print("{} calls: {} as scripted, {} failed", calls_, calls_ - std::min(calls_, failed_), failed_);
  if (unscripted_ != 0) fmt::print("; {} without a script", unscripted_);
  if (connected_ != 0) {
    fmt::print("; set-up {:.3f} s on average, {:.3f} s at most",
               static_cast<double>(setup_sum_.count()) / connected_ / 1000,
               static_cast<double>(setup_max_.count()) / 1000);
  }
  fmt::print("\n");
}

}  // namespace sipgw::sim
