// SPDX-License-Identifier: AGPL-3.0-or-later
// The call control core: one event value in, a list of action values out. No I/O, no clock, no log, no global state.
// Thread: one at a time (the core thread). Never throws on any input.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "cc/action.hpp"
#include "cc/config.hpp"
#include "cc/event.hpp"
#include "cc/snapshot.hpp"
#include "routing/trunk_state.hpp"
#include "sip/source_rules.hpp"

namespace sipgw::cc {

using TimePoint = std::chrono::steady_clock::time_point;

/// What the core cannot know by itself; injected so that it stays pure and tests stay repeatable.
struct CoreEnvironment {
  std::uint32_t random_seed = 1;  ///< start of callrefs, MGCP call ids and Call-IDs
  /// The address of this machine that `remote` can reach; used only where no call address is known yet.
  std::function<IpAddress(const IpAddress& remote)> local_address_towards;
  /// For the traces of all calls that are up, about 5,000; beyond it the oldest call's trace is forgotten first.
  std::size_t max_trace_bytes = 4 * 1024 * 1024;
  /// Would such a line be written now? Not given: each one.
  std::function<bool(log::Category, log::Level)> logs = {};
};

class Core {
 public:
  Core(ConfigPtr config, CoreEnvironment environment);
  ~Core();
  Core(const Core&) = delete;
  Core& operator=(const Core&) = delete;

  /// Takes one event and appends what is to be done, in order.
  void handle(const Event& event, TimePoint now, Actions& actions);
  /// When TimePassed is wanted next; nothing while no timer runs.
  std::optional<TimePoint> next_deadline();

  std::vector<CallSnapshot> calls(TimePoint now) const;
  std::optional<CallSnapshot> call(CallId id, TimePoint now) const;
  /// What a call that is up has heard and said so far.
  std::optional<trace::CallTrace> trace(CallId id) const;
  CountersSnapshot counters() const;
  CallTotals totals() const;
  std::uint64_t refused_sources() const;
  /// Nothing: no such trunk.
  std::optional<routing::TrunkState> trunk_state(std::string_view name) const;
  std::vector<routing::BanTable::Ban> bans(TimePoint now) const;
  /// Whom the SIP thread is to answer.
  sip::SourceRules source_rules() const;
  /// The call that an MNCC message, SIP event or MGCP result is about, for the log; nothing if it is of none.
  std::optional<CallId> call_of(const Event& event);

  /// True when no call, leg, MGW connection, timer or index entry is left.
  bool idle() const;
  std::size_t call_count() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sipgw::cc
