// SPDX-License-Identifier: AGPL-3.0-or-later
// A made-up row of acts on a core, from a seed and a number, and its life with that core.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "support/act.hpp"

namespace sipgw::test {

struct Sequence {
  cc::Config config;
  std::vector<Act> acts;
};

/// Makes the acts of a sequence one by one: each depends on what the core has said to those before.
class SequenceMaker {
 public:
  SequenceMaker(std::uint64_t seed, std::uint64_t number);
  const cc::Config& config() const { return config_; }
  std::size_t length() const { return length_; }
  Act next(const CoreHarness& core) { return any_act(choose_, core); }

 private:
  RandomChoices choose_;
  cc::Config config_;
  std::size_t length_;
};

/// The sequence again, as a value. Its last act is made, but not performed: the core may not survive it.
Sequence sequence_of(std::uint64_t seed, std::uint64_t number, std::size_t acts);

/// What was wrong in the end.
std::vector<std::string> play(CoreHarness& core, const Sequence& sequence);

}  // namespace sipgw::test
