// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/mncc_link/backoff.hpp"

#include <gtest/gtest.h>

namespace sipgw {
namespace {

using std::chrono::seconds;

TEST(Backoff, DoublesUpToFiveTimesTheFirstDelay) {
  Backoff backoff(seconds{1});
  for (const int expected : {1, 2, 4, 5, 5}) EXPECT_EQ(backoff.next(), seconds{expected});
}

TEST(Backoff, StartsAnewAfterASuccess) {
  Backoff backoff(seconds{2});
  static_cast<void>(backoff.next());
  static_cast<void>(backoff.next());
  backoff.reset();
  EXPECT_EQ(backoff.next(), seconds{2});
}

TEST(Backoff, NeverExceedsAMinute) {
  Backoff backoff(seconds{50});
  EXPECT_EQ(backoff.next(), seconds{50});
  EXPECT_EQ(backoff.next(), seconds{60});
  EXPECT_EQ(backoff.next(), seconds{60});
}

}  // namespace
}  // namespace sipgw
