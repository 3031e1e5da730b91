// SPDX-License-Identifier: AGPL-3.0-or-later
#include "log/log.hpp"

#include <cstdio>
#include <string>

namespace sipgw::log {

std::array<std::atomic<Level>, kCategories> thresholds{Level::notice, Level::notice, Level::notice, Level::notice,
                                                       Level::notice};

namespace {
std::atomic<Backend> current_backend{nullptr};
}

void set_backend(Backend backend) { current_backend.store(backend); }

void write(Category category, Level level, std::string_view line) {
  if (const auto backend = current_backend.load()) return backend(category, level, line);
  std::fprintf(stderr, "%.*s\n", static_cast<int>(line.size()), line.data());
}

void vwrite(Category category, Level level, fmt::string_view format, fmt::format_args args) {
  write(category, level, fmt::vformat(format, args));
}

}  // namespace sipgw::log
