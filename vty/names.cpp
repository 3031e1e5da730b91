// SPDX-License-Identifier: AGPL-3.0-or-later
#include "vty/names.hpp"

#include <algorithm>
#include <deque>

namespace sipgw::vty {
namespace {

constexpr std::size_t kLongestName = 32;

/// Every name that a terminal has entered.
std::deque<std::string>& names() {
  static std::deque<std::string> all;
  return all;
}

}  // namespace

std::uint32_t number_of_name(std::string_view name) {
  auto& all = names();
  const auto found = std::find(all.begin(), all.end(), name);
  const auto place = static_cast<std::uint32_t>(found - all.begin());
  if (found == all.end()) all.emplace_back(name);
  return place;
}

const std::string& name_of_number(std::uint32_t number) { return names()[number]; }

bool is_fit_for_name(Terminal& terminal, std::string_view name, std::string_view what) {
  constexpr std::string_view kCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
  if (name.size() <= kLongestName && name.find_first_not_of(kCharacters) == std::string_view::npos) return true;
  terminal.remark(fmt::format("{} has at most {} letters, digits, '-', '_' and '.'.", what, kLongestName));
  return false;
}

}  // namespace sipgw::vty
