// SPDX-License-Identifier: AGPL-3.0-or-later
#include "random/sequence.hpp"

#include "support/any_event.hpp"

namespace sipgw::test {

namespace {
constexpr unsigned kShortest = 2, kLongest = 40;
}

SequenceMaker::SequenceMaker(std::uint64_t seed, std::uint64_t number)
    : choose_(seed, number),
      config_(any_config(choose_)),
      length_(kShortest + choose_.below(kLongest - kShortest + 1)) {}

Sequence sequence_of(std::uint64_t seed, std::uint64_t number, std::size_t acts) {
  SequenceMaker maker(seed, number);
  CoreHarness core(maker.config(), CoreHarness::Memory::rules);
  Sequence sequence{maker.config(), {}};
  while (sequence.acts.size() < acts) {
    if (!sequence.acts.empty()) perform(core, sequence.acts.back());
    sequence.acts.push_back(maker.next(core));
  }
  return sequence;
}

std::vector<std::string> play(CoreHarness& core, const Sequence& sequence) {
  for (const auto& act : sequence.acts) perform(core, act);
  return faults_at_end(core);
}

}  // namespace sipgw::test
