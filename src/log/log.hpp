// SPDX-License-Identifier: AGPL-3.0-or-later
// Type-erased logging front: cheap to include, cheap when disabled. spdlog and libosmocore stand behind it in
// adapters/osmo/logging.cpp. Any thread may log; lines from other threads reach the targets through the core thread.
#pragma once

#include <fmt/core.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <string_view>

#include "log/level.hpp"

namespace sipgw::log {

/// Lowest level that any target shows, per category; refreshed by the backend after each VTY command.
extern std::array<std::atomic<Level>, kCategories> thresholds;

inline bool enabled(Category category, Level level) {
  return level >= thresholds[static_cast<std::size_t>(category)].load(std::memory_order_relaxed);
}

/// Hands a finished line (no newline) to the backend; to stderr while there is none (early start, unit tests).
void write(Category category, Level level, std::string_view line);
void vwrite(Category category, Level level, fmt::string_view format, fmt::format_args args);

/// The backend; null takes it away again. Set once at start, before other threads log.
using Backend = void (*)(Category, Level, std::string_view line);
void set_backend(Backend backend);

template <typename... Args>
void line(Category category, Level level, fmt::format_string<Args...> format, Args&&... args) {
  if (enabled(category, level)) vwrite(category, level, format, fmt::make_format_args(args...));
}
template <typename... Args>
void debug(Category category, fmt::format_string<Args...> format, Args&&... args) {
  line(category, Level::debug, format, std::forward<Args>(args)...);
}
template <typename... Args>
void info(Category category, fmt::format_string<Args...> format, Args&&... args) {
  line(category, Level::info, format, std::forward<Args>(args)...);
}
template <typename... Args>
void notice(Category category, fmt::format_string<Args...> format, Args&&... args) {
  line(category, Level::notice, format, std::forward<Args>(args)...);
}
template <typename... Args>
void error(Category category, fmt::format_string<Args...> format, Args&&... args) {
  line(category, Level::error, format, std::forward<Args>(args)...);
}

}  // namespace sipgw::log
