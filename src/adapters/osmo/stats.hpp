// SPDX-License-Identifier: AGPL-3.0-or-later
// The gateway's counters as libosmocore's rate counters and stat items: `show stats`, statsd and the log reporter show
// them as in every Osmocom daemon.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cc/snapshot.hpp"

namespace sipgw::osmo {

/// Everything that is counted, since the start.
struct StatsSample {
  cc::CountersSnapshot calls;
  cc::CallTotals totals;
  cc::SipSnapshot sip;
  std::vector<cc::MnccSnapshot> mncc;
  std::vector<cc::MgwSnapshot> mgws;
  std::vector<cc::TrunkSnapshot> trunks;
};

/// Thread: core thread only. Lives no longer than `talloc_context`.
class Stats {
 public:
  explicit Stats(void* talloc_context);
  ~Stats();
  Stats(const Stats&) = delete;
  Stats& operator=(const Stats&) = delete;

  /// Passes on what has been added since the last sample. Cheap: as often as anybody could look.
  void publish(const StatsSample& sample);

 private:
  class Group;
  // libosmocore lists the group that was made last first.
  std::unique_ptr<Group> mt_causes_, mo_causes_, counters_;
  struct Items;
  std::unique_ptr<Items> items_;
};

}  // namespace sipgw::osmo
