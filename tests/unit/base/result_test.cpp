// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/result.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace sipgw {
namespace {

TEST(Result, HoldsAValue) {
  const Result<int> result = 42;
  ASSERT_TRUE(result);
  EXPECT_EQ(*result, 42);
}

TEST(Result, HoldsTheReasonWhyThereIsNoValue) {
  const Result<int> result = Error{"no such call"};
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().text, "no such call");
}

TEST(Result, CarriesAStringApartFromAnError) {
  const Result<std::string> result = std::string("text");
  ASSERT_TRUE(result);
  EXPECT_EQ(result->size(), 4u);
}

TEST(Result, GivesAMovableValueAway) {
  Result<std::unique_ptr<int>> result = std::make_unique<int>(7);
  const auto owner = *std::move(result);
  EXPECT_EQ(*owner, 7);
}

TEST(Result, LetsItsValueBeChanged) {
  Result<int> result = 1;
  *result = 2;
  EXPECT_EQ(*result, 2);
}

TEST(Status, IsSuccessOrAnError) {
  EXPECT_TRUE(ok());
  EXPECT_FALSE(Status(Error{"failed"}));
}

TEST(ResultDeathTest, EndsTheProgramWhenTheWrongAlternativeIsRead) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(static_cast<void>(*Result<int>(Error{"none"})), "");
  EXPECT_DEATH(static_cast<void>(Result<int>(1).error()), "");
}

}  // namespace
}  // namespace sipgw
