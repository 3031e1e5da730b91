// SPDX-License-Identifier: AGPL-3.0-or-later
#include "log/rate_limit.hpp"

#include <gtest/gtest.h>

namespace sipgw::log {
namespace {

using std::chrono::seconds;

class RateLimitTest : public testing::Test {
 protected:
  RateLimit limit_{2, seconds{10}};
  RateLimit::TimePoint now_{seconds{1000}};
};

TEST_F(RateLimitTest, LetsTheBurstThrough) {
  EXPECT_EQ(limit_.permit(now_), 0u);
  EXPECT_EQ(limit_.permit(now_), 0u);
}

TEST_F(RateLimitTest, KeepsBackWhatExceedsTheBurst) {
  for (int line = 0; line < 2; ++line) static_cast<void>(limit_.permit(now_));
  EXPECT_EQ(limit_.permit(now_), std::nullopt);
  EXPECT_EQ(limit_.permit(now_ + seconds{9}), std::nullopt);
}

TEST_F(RateLimitTest, TellsInTheNextPeriodHowManyWereKeptBack) {
  for (int line = 0; line < 1000; ++line) static_cast<void>(limit_.permit(now_));
  EXPECT_EQ(limit_.permit(now_ + seconds{10}), 998u);
  EXPECT_EQ(limit_.permit(now_ + seconds{10}), 0u);
  EXPECT_EQ(limit_.permit(now_ + seconds{10}), std::nullopt);
}

TEST_F(RateLimitTest, CountsThePeriodFromItsFirstLine) {
  static_cast<void>(limit_.permit(now_));
  now_ += seconds{25};  // silence
  EXPECT_EQ(limit_.permit(now_), 0u);
  EXPECT_EQ(limit_.permit(now_ + seconds{9}), 0u);
  EXPECT_EQ(limit_.permit(now_ + seconds{9}), std::nullopt);
}

}  // namespace
}  // namespace sipgw::log
