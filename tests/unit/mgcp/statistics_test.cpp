// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mgcp/statistics.hpp"

#include <gtest/gtest.h>

namespace sipgw::mgcp {
namespace {

TEST(MgcpStatistics, ReadsWhatOsmoMgwWrites) {
  EXPECT_EQ(parse_statistics("PS=50, OS=8000, PR=49, OR=7840, PL=1, JI=2"), (Statistics{50, 8000, 49, 7840, 1, 2}));
}

TEST(MgcpStatistics, SkipsWhatItDoesNotKnowOrCannotRead) {
  EXPECT_EQ(parse_statistics("LA=3,ps=7, PR=-1, JI=x, =, PL"), (Statistics{.packets_sent = 7}));
}

TEST(MgcpStatistics, YieldsNothingWithoutACountOfPackets) {
  EXPECT_EQ(parse_statistics(""), std::nullopt);
  EXPECT_EQ(parse_statistics("OS=8000, JI=2"), std::nullopt);
  EXPECT_EQ(parse_statistics("PS=99999999999"), std::nullopt);
}

}  // namespace
}  // namespace sipgw::mgcp
