// SPDX-License-Identifier: AGPL-3.0-or-later
#include "adapters/osmo/logging.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/sink.h>
#include <unistd.h>

#include <array>
#include <boost/asio/post.hpp>
#include <string>
#include <string_view>
#include <thread>

#include "adapters/osmo/osmo.hpp"
#include "log/log.hpp"

namespace sipgw::osmo {
namespace {

constexpr log_info_cat category(const char* name, const char* color, const char* description) {
  return {.name = name, .color = color, .description = description, .loglevel = LOGL_NOTICE, .enabled = 1};
}

/// In the order of log::Category.
constexpr std::array<log_info_cat, log::kCategories> kInfoCategories{
    category("DMNCC", OSMO_LOGCOLOR_GREEN, "MNCC: the socket of the MSC and its messages"),
    category("DSIP", OSMO_LOGCOLOR_CYAN, "SIP: transport, dialogs and the SIP library"),
    category("DMGCP", OSMO_LOGCOLOR_PURPLE, "MGCP: commands towards the media gateway"),
    category("DCALL", OSMO_LOGCOLOR_YELLOW, "Call control"),
    category("DAPP", OSMO_LOGCOLOR_NORMAL, "The program itself: start, configuration, name resolution"),
};

const log_info kLogInfo{.filter_fn = nullptr,
                        .cat = kInfoCategories.data(),
                        .num_cat = log::kCategories,
                        .num_cat_user = 0,
                        .save_fn = nullptr,
                        .print_fn = nullptr};

struct LevelRow {
  log::Level ours;
  unsigned osmocom;
  spdlog::level::level_enum spdlog;
};
constexpr std::array<LevelRow, 5> kLevels{{
    {log::Level::debug, LOGL_DEBUG, spdlog::level::debug},
    {log::Level::info, LOGL_INFO, spdlog::level::info},
    {log::Level::notice, LOGL_NOTICE, spdlog::level::warn},
    {log::Level::error, LOGL_ERROR, spdlog::level::err},
    {log::Level::fatal, LOGL_FATAL, spdlog::level::critical},
}};

unsigned to_osmocom(spdlog::level::level_enum level) {
  for (const auto& row : kLevels)
    if (row.spdlog == level) return row.osmocom;
  return LOGL_NOTICE;
}

/// Where the loggers' lines go: libosmocore's targets, on the core thread only.
class TargetSink final : public spdlog::sinks::sink {
 public:
  TargetSink(int category, boost::asio::io_context& io) : category_(category), io_(io) {}

  void log(const spdlog::details::log_msg& message) override {
    const std::string_view line{message.payload.data(), message.payload.size()};
    const unsigned level = to_osmocom(message.level);
    if (std::this_thread::get_id() == core_thread_) return emit(category_, level, line);
    boost::asio::post(io_, [category = category_, level, text = std::string{line}] { emit(category, level, text); });
  }
  void flush() override {}
  void set_pattern(const std::string&) override {}
  void set_formatter(std::unique_ptr<spdlog::formatter>) override {}

 private:
  static void emit(int category, unsigned level, std::string_view line) {
    if (!log_check_level(category, level)) return;
    logp2(category, level, "osmo-sipgw", 0, 0, "%.*s\n", static_cast<int>(line.size()), line.data());
  }

  int category_;
  boost::asio::io_context& io_;
  std::thread::id core_thread_ = std::this_thread::get_id();
};

}  // namespace

struct Logging::Loggers {
  explicit Loggers(boost::asio::io_context& io) {
    for (std::size_t i = 0; i < log::kCategories; ++i) {
      auto sink = std::make_shared<TargetSink>(static_cast<int>(i), io);
      by_category[i] = std::make_unique<spdlog::logger>(kInfoCategories[i].name + 1, std::move(sink));
      by_category[i]->set_level(spdlog::level::trace);  // log::thresholds have decided already
    }
  }

  static void write(log::Category category, log::Level level, std::string_view line) {
    const auto& row = kLevels[static_cast<std::size_t>(level)];
    current->by_category[static_cast<std::size_t>(category)]->log(row.spdlog, spdlog::string_view_t{line});
  }

  std::array<std::unique_ptr<spdlog::logger>, log::kCategories> by_category;
  static inline Loggers* current = nullptr;  ///< for the backend, which is a plain function
};

Logging::Logging(void* talloc_context, boost::asio::io_context& io) : loggers_(std::make_unique<Loggers>(io)) {
  osmo_init_logging2(talloc_context, &kLogInfo);
  if (::isatty(STDERR_FILENO) == 0) log_set_use_color(osmo_stderr_target, 0);  // `logging color 1` still has its way
  log_set_print_filename2(osmo_stderr_target, LOG_FILENAME_NONE);
  log_set_print_category(osmo_stderr_target, 1);
  log_set_print_category_hex(osmo_stderr_target, 0);
  log_set_print_level(osmo_stderr_target, 1);
  Loggers::current = loggers_.get();
  log::set_backend(&Loggers::write);
  refresh_thresholds();
}

Logging::~Logging() {
  log::set_backend(nullptr);
  Loggers::current = nullptr;
  log_fini();
}

void Logging::refresh_thresholds() {
  for (std::size_t i = 0; i < log::kCategories; ++i) {
    auto lowest = log::Level::fatal;
    for (const auto& row : kLevels) {
      if (!log_check_level(static_cast<int>(i), row.osmocom)) continue;
      lowest = row.ours;
      break;
    }
    log::thresholds[i].store(lowest, std::memory_order_relaxed);
  }
}

}  // namespace sipgw::osmo
