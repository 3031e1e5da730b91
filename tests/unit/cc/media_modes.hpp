// SPDX-License-Identifier: AGPL-3.0-or-later
// Test suites that run each script with direct and with anchored media.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "support/core_rig.hpp"

namespace sipgw::test {

class InBothMediaModes : public testing::TestWithParam<cc::MediaMode> {
 protected:
  CoreRig rig{GetParam()};
};

inline std::string media_name(const testing::TestParamInfo<cc::MediaMode>& instance) {
  return instance.param == cc::MediaMode::direct ? "Direct" : "Anchored";
}

inline auto both_media_modes() { return testing::Values(cc::MediaMode::direct, cc::MediaMode::anchor); }

/// The value of a header, or empty.
inline std::string header(const std::vector<sip::Header>& headers, std::string_view name) {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return {};
}

}  // namespace sipgw::test
