// SPDX-License-Identifier: AGPL-3.0-or-later
#include "log/log.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sipgw::log {
namespace {

std::vector<std::string> lines;

class LogTest : public testing::Test {
 protected:
  LogTest() {
    lines.clear();
    set_backend([](Category, Level, std::string_view line) { lines.emplace_back(line); });
  }
  ~LogTest() override {
    set_backend(nullptr);
    threshold(Category::mncc) = Level::notice;
  }
  static std::atomic<Level>& threshold(Category category) { return thresholds[static_cast<std::size_t>(category)]; }
};

TEST_F(LogTest, GivesFinishedLinesToTheBackend) {
  notice(Category::mncc, "{} of {}", 1, "two");
  EXPECT_EQ(lines, std::vector<std::string>{"1 of two"});
}

TEST_F(LogTest, KeepsALineBelowTheThresholdOfItsCategoryBack) {
  info(Category::mncc, "not shown");
  threshold(Category::mncc) = Level::debug;
  debug(Category::mncc, "shown");
  debug(Category::sip, "not shown");
  EXPECT_EQ(lines, std::vector<std::string>{"shown"});
}

}  // namespace
}  // namespace sipgw::log
