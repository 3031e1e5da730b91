// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sim/ladder.hpp"

#include <fmt/core.h>

namespace sipgw::sim {
namespace {

constexpr std::size_t kWidth = 42;

/// "--- TEXT ------>" or "<-- TEXT -------", kWidth characters or more.
std::string arrow(std::string_view text, bool rightwards) {
  const auto body = fmt::format("- {} ", text);
  return rightwards ? fmt::format("-{:-<{}}>", body, kWidth - 2) : fmt::format("<{:-<{}}-", body, kWidth - 2);
}

}  // namespace

void Ladder::add(Milliseconds at, EndKind side, bool to_gateway, std::string text) {
  const bool rightwards = (side == EndKind::phone) == to_gateway;
  const auto drawn = arrow(text, rightwards);
  const std::string blank(kWidth, ' ');
  lines_.push_back(
      {at, side == EndKind::phone ? fmt::format("|{}|{}|", drawn, blank) : fmt::format("|{}|{}|", blank, drawn)});
}

void Ladder::note(Milliseconds at, std::string text) { lines_.push_back({at, fmt::format("* {}", text)}); }

std::string Ladder::text(std::string_view title) const {
  auto result =
      fmt::format("{}\n{:>9} {:<{}}{:^9}{:>{}}\n", title, "seconds", "MSC", kWidth - 3, "gateway", "SIP", kWidth - 3);
  for (const auto& line : lines_) {
    result += fmt::format("{:>9.3f} {}\n", static_cast<double>(line.at.count()) / 1000, line.arrow);
  }
  return result;
}

}  // namespace sipgw::sim
