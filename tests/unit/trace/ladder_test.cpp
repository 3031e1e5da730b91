// SPDX-License-Identifier: AGPL-3.0-or-later
#include "trace/ladder.hpp"

#include <gtest/gtest.h>

namespace sipgw::trace {
namespace {

using namespace std::chrono_literals;

TEST(Ladder, DrawsEachArrowBetweenItsPartiesWithTheTime) {
  Ladder ladder({{"MSC", 16}, {"gateway", 16}, {"SIP", 8}, {"MGW"}});
  ladder.arrow(0ms, 0, 1, "SETUP_IND");
  ladder.arrow(12ms, 1, 2, "INVITE", "192.0.2.1:4000 GSM/3");
  ladder.arrow(1500ms, 3, 1, "200 OK");
  ladder.note(1600ms, "connected");
  ladder.arrow(3600000ms, 2, 1, "a text without room");
  EXPECT_EQ(ladder.text(),
            "  seconds MSC              gateway          SIP      MGW\n"
            "    0.000 |-- SETUP_IND -->|                |        |\n"
            "    0.012 |                |-- INVITE ----->|        |\n"
            "          |                |   192.0.2.1:400|        |\n"
            "          |                |   0 GSM/3      |        |\n"
            "    1.500 |                |<- 200 OK ---------------|\n"
            "    1.600 * connected\n"
            " 3600.000 |                |<- a text ------|        |\n"
            "          |                |   without room |        |\n");
}

}  // namespace
}  // namespace sipgw::trace
