// SPDX-License-Identifier: AGPL-3.0-or-later
// Bytes become events of every kind about a few callrefs and dialogs. The core must not abort, must break no protocol
// rule, and must be idle once everybody has hung up and answered.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "support/act.hpp"
#include "support/any_event.hpp"

namespace {

using namespace sipgw::test;

constexpr int kMostActs = 200;

std::vector<std::string> play(ByteChoices choose, CoreHarness::Memory memory, std::string& ladder) {
  CoreHarness core(any_config(choose), memory);
  for (int acts = 0; choose.more() && acts < kMostActs; ++acts) perform(core, any_act(choose, core));
  const auto faults = faults_at_end(core);
  if (!faults.empty()) ladder = core.ladder();
  return faults;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteChoices choices({data, size});
  std::string ladder;
  if (play(choices, CoreHarness::Memory::rules, ladder).empty()) return 0;
  for (const auto& fault : play(choices, CoreHarness::Memory::everything, ladder)) {
    std::fprintf(stderr, "broken: %s\n", fault.c_str());
  }
  std::fputs(ladder.c_str(), stderr);
  std::abort();
}
