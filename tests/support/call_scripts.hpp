// SPDX-License-Identifier: AGPL-3.0-or-later
// Whole calls as lists of what the MSC and the SIP peer say, for tests that play many variants of each: cut off, with
// faults, with repetitions.
#pragma once

#include <string>
#include <vector>

#include "support/call_steps.hpp"

namespace sipgw::test {

struct Script {
  std::string name;  ///< letters, digits and '_'
  cc::Config config;
  std::vector<Step> steps;
};

/// Every flow, with direct and with anchored media.
std::vector<Script> call_scripts();

}  // namespace sipgw::test
