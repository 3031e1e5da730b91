// SPDX-License-Identifier: AGPL-3.0-or-later
// Where a call from the phone can still go: the trunks of its route one after the other, each at its addresses. Pure.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "cc/trunk_config.hpp"
#include "sip/peer.hpp"

namespace sipgw::cc {

class Hunt {
 public:
  /// The trunks in the order of their turns; they belong to the call's configuration.
  void begin(std::vector<const TrunkConfig*> trunks) { trunks_ = std::move(trunks); }
  /// The trunk whose turn it is; null: all had theirs.
  const TrunkConfig* next_trunk() { return next_trunk_ < trunks_.size() ? trunks_[next_trunk_++] : nullptr; }
  /// Is there one for which `usable` holds?
  template <typename Predicate>
  bool has_trunk(Predicate usable) const {
    for (auto i = next_trunk_; i < trunks_.size(); ++i) {
      if (usable(*trunks_[i])) return true;
    }
    return false;
  }

  /// Where that trunk can be reached, best first; not empty.
  void reach_at(std::vector<sip::NextHop> hops) {
    hops_ = std::move(hops);
    hop_ = 0;
  }
  const sip::NextHop& hop() const { return hops_[hop_]; }
  bool has_hop() const { return hop_ + 1 < hops_.size(); }
  /// False: that was the last one, and still is the present one.
  bool next_hop() {
    if (!has_hop()) return false;
    ++hop_;
    return true;
  }

 private:
  std::vector<const TrunkConfig*> trunks_;
  std::size_t next_trunk_ = 0;
  std::vector<sip::NextHop> hops_;
  std::size_t hop_ = 0;
};

}  // namespace sipgw::cc
