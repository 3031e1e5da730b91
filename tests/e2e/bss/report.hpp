// SPDX-License-Identifier: AGPL-3.0-or-later
// What the user sees: one line on stdout for each event, at once.
#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <string>

namespace sipgw::e2e {

inline void report(const std::string& line) {
  std::puts(line.c_str());
  std::fflush(stdout);
}

template <typename... Arguments>
void report(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  report(fmt::format(format, std::forward<Arguments>(arguments)...));
}

}  // namespace sipgw::e2e
