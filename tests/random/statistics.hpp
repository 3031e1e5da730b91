// SPDX-License-Identifier: AGPL-3.0-or-later
// How deep the made-up sequences go: what happened in them, and what never did.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

#include "support/act.hpp"

namespace sipgw::test {

class Statistics {
 public:
  /// After a sequence.
  void add(const CoreHarness& core, std::size_t acts);
  /// In one of the few sequences that are looked at closely: each act, the calls after it, and at the end of the
  /// sequence, with everything remembered, what was said.
  void look_at_act(const Act& act);
  void look_at_calls(const CoreHarness& core);
  void look_at_messages(const CoreHarness& core);

  void print() const;

 private:
  std::uint64_t sequences_ = 0, acts_ = 0, looked_at_ = 0;
  std::uint64_t mo_calls_ = 0, mt_calls_ = 0, mo_answered_ = 0, mt_answered_ = 0, refused_ = 0;
  std::array<std::uint64_t, cc::kTimerKinds> timers_{};
  std::array<bool, cc::kCauses> causes_{};
  std::map<std::string, std::uint64_t> states_, heard_, said_;
};

}  // namespace sipgw::test
