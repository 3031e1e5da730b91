// SPDX-License-Identifier: AGPL-3.0-or-later
// Reading what a simulated leg asked for.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "sim/leg.hpp"

namespace sipgw::sim {

template <typename T>
const T* find(const Outputs& outputs) {
  for (const auto& output : outputs) {
    if (const auto* found = std::get_if<T>(&output)) return found;
  }
  return nullptr;
}

/// The MNCC types sent, in order.
inline std::vector<mncc::Type> types(const Outputs& outputs) {
  std::vector<mncc::Type> result;
  for (const auto& output : outputs) {
    if (const auto* signalling = std::get_if<mncc::Signalling>(&output)) result.push_back(signalling->type);
    if (const auto* rtp = std::get_if<mncc::Rtp>(&output)) result.push_back(rtp->type);
  }
  return result;
}

inline std::string violation(const Outputs& outputs) {
  const auto* found = find<Violation>(outputs);
  return found != nullptr ? found->text : "";
}

inline bool ended(const Outputs& outputs) { return find<Ended>(outputs) != nullptr; }

template <typename T>
const T* find_command(const Outputs& outputs) {
  const auto* command = find<sip::Command>(outputs);
  return command != nullptr ? std::get_if<T>(command) : nullptr;
}

}  // namespace sipgw::sim
