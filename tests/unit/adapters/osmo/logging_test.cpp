// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/osmo/logging.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "adapters/osmo/osmo.hpp"
#include "log/log.hpp"

namespace sipgw::osmo {
namespace {

struct Line {
  unsigned level;
  std::string text;
  std::thread::id thread;
};
std::vector<Line> lines;  // of the target below, whose output is a plain function

class LoggingTest : public testing::Test {
 protected:
  LoggingTest() {
    process();
    lines.clear();
    log_set_log_level(osmo_stderr_target, LOGL_FATAL);
    target_ = log_target_create();
    target_->output = [](log_target*, unsigned level, const char* text) {
      lines.push_back({level, text, std::this_thread::get_id()});
    };
    log_set_all_filter(target_, 1);
    log_set_use_color(target_, 0);
    log_set_print_filename2(target_, LOG_FILENAME_NONE);
    log_set_print_category(target_, 1);
    log_set_print_category_hex(target_, 0);
    log_add_target(target_);
    Logging::refresh_thresholds();
  }
  ~LoggingTest() override { log_target_destroy(target_); }

  void set_level(log::Category category, int level) {
    log_set_category_filter(target_, static_cast<int>(category), 1, level);
    Logging::refresh_thresholds();
  }

  /// libosmocore's logging cannot be initialised a second time in one process.
  struct Process {
    boost::asio::io_context io;
    Logging logging{talloc_named_const(nullptr, 0, "test"), io};
  };
  static Process& process() {
    static auto* const instance = new Process;
    return *instance;
  }

  log_target* target_ = nullptr;
};

TEST_F(LoggingTest, ALineReachesTheTargetWithItsCategoryAndLevel) {
  log::notice(log::Category::mncc, "link {} is up", 7);
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].level, unsigned{LOGL_NOTICE});
  EXPECT_EQ(lines[0].text, "DMNCC link 7 is up\n");
}

TEST_F(LoggingTest, EachCategoryHasItsOsmocomName) {
  using log::Category;
  for (const auto category : {Category::mncc, Category::sip, Category::mgcp, Category::call, Category::app})
    log::error(category, "x");
  std::string all;
  for (const auto& line : lines) all += line.text;
  EXPECT_EQ(all, "DMNCC x\nDSIP x\nDMGCP x\nDCALL x\nDAPP x\n");
}

TEST_F(LoggingTest, PercentSignsOfAPeerAreNoFormat) {
  log::error(log::Category::sip, "{}", "%s%n%d");
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].text, "DSIP %s%n%d\n");
}

TEST_F(LoggingTest, ThresholdsFollowTheTargetsLevels) {
  EXPECT_FALSE(log::enabled(log::Category::call, log::Level::debug));
  set_level(log::Category::call, LOGL_DEBUG);
  EXPECT_TRUE(log::enabled(log::Category::call, log::Level::debug));
  EXPECT_FALSE(log::enabled(log::Category::mgcp, log::Level::debug));
  set_level(log::Category::call, LOGL_ERROR);
  EXPECT_FALSE(log::enabled(log::Category::call, log::Level::notice));
  EXPECT_TRUE(log::enabled(log::Category::call, log::Level::error));
}

TEST_F(LoggingTest, EveryLevelArrivesAsTheSameLevel) {
  set_level(log::Category::app, LOGL_DEBUG);
  log::debug(log::Category::app, "1");
  log::info(log::Category::app, "3");
  log::notice(log::Category::app, "5");
  log::error(log::Category::app, "7");
  log::line(log::Category::app, log::Level::fatal, "8");
  ASSERT_EQ(lines.size(), 5u);
  for (const auto& line : lines) EXPECT_EQ(line.text, "DAPP " + std::to_string(line.level) + "\n");
}

TEST_F(LoggingTest, ALineOfAnotherThreadReachesTheTargetOnTheCoreThread) {
  std::thread{[] { log::error(log::Category::sip, "from elsewhere"); }}.join();
  EXPECT_TRUE(lines.empty());
  process().io.run();
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].text, "DSIP from elsewhere\n");
  EXPECT_EQ(lines[0].thread, std::this_thread::get_id());
}

}  // namespace
}  // namespace sipgw::osmo
