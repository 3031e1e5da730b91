// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mgcp/statistics.hpp"

#include <array>
#include <utility>

#include "base/strings.hpp"

namespace sipgw::mgcp {

namespace {

constexpr std::array<std::pair<std::string_view, std::uint32_t Statistics::*>, 6> kParameters{{
    {"PS", &Statistics::packets_sent},
    {"OS", &Statistics::octets_sent},
    {"PR", &Statistics::packets_received},
    {"OR", &Statistics::octets_received},
    {"PL", &Statistics::packets_lost},
    {"JI", &Statistics::jitter_ms},
}};

}  // namespace

std::optional<Statistics> parse_statistics(std::string_view text) {
  Statistics statistics;
  bool counts = false;
  while (!text.empty()) {
    auto value = trim(take_until(text, ','));
    const auto name = trim(take_until(value, '='));
    const auto number = parse_number<std::uint32_t>(trim(value));
    for (const auto& [known, member] : kParameters) {
      if (!number || !iequals(name, known)) continue;
      statistics.*member = *number;
      counts |= member == &Statistics::packets_sent || member == &Statistics::packets_received;
    }
  }
  return counts ? std::optional(statistics) : std::nullopt;
}

}  // namespace sipgw::mgcp
