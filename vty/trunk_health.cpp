// SPDX-License-Identifier: AGPL-3.0-or-later
// Nodes `sip` and `trunk`: `options-ping`.
#include <string_view>
#include <vector>

#include "base/strings.hpp"
#include "vty/nodes.hpp"
#include "vty/trunk_parts.hpp"

namespace sipgw::vty {
namespace {

using routing::HealthSettings;
using routing::StatusRange;

constexpr int kClassSize = 100;

/// "404" or "2xx".
std::optional<StatusRange> status_range(std::string_view text) {
  const bool is_class = text.size() == 3 && text.ends_with("xx");
  const auto number = parse_number<int>(is_class ? text.substr(0, 1) : text);
  const int first = number.value_or(0) * (is_class ? kClassSize : 1);
  if (first < 200 || first > 699) return std::nullopt;
  return StatusRange{first, is_class ? first + kClassSize - 1 : first};
}

std::string in_words(const StatusRange& range) {
  return range.first == range.last ? std::to_string(range.first) : fmt::format("{}xx", range.first / kClassSize);
}

template <std::chrono::seconds HealthSettings::*member>
Outcome set_time(Terminal& terminal, Arguments arguments) {
  return change_trunk(terminal, [&](cc::TrunkConfig& trunk) {
    trunk.health.*member = std::chrono::seconds{number_argument<unsigned>(arguments[0])};
  });
}

template <unsigned HealthSettings::*member>
Outcome set_count(Terminal& terminal, Arguments arguments) {
  return change_trunk(terminal,
                      [&](cc::TrunkConfig& trunk) { trunk.health.*member = number_argument<unsigned>(arguments[0]); });
}

Outcome no_ping(Terminal& terminal, Arguments) {
  return change_trunk(terminal, [](cc::TrunkConfig& trunk) { trunk.health.interval = std::chrono::seconds{0}; });
}

Outcome valid_codes(Terminal& terminal, Arguments arguments) {
  std::vector<StatusRange> codes;
  for (const std::string_view argument : arguments) {
    const auto range = status_range(argument);
    if (!range) {
      terminal.remark(fmt::format("'{}' is neither a status of 200-699 nor a class of them, as 2xx.", argument));
      return Outcome::refused;
    }
    codes.push_back(*range);
  }
  return change_trunk(terminal, [&](cc::TrunkConfig& trunk) { trunk.health.valid_codes = codes; });
}

Outcome no_valid_codes(Terminal& terminal, Arguments) {
  return change_trunk(terminal, [](cc::TrunkConfig& trunk) { trunk.health.valid_codes.clear(); });
}

#define PING_STR "Ask the peer by OPTIONS whether it lives; calls go elsewhere while it does not\n"

cmd_element commands[] = {
    command<set_time<&HealthSettings::interval>>("options-ping interval <5-3600>", PING_STR "How often\nSeconds\n",
                                                 CMD_ATTR_IMMEDIATE),
    command<no_ping>("no options-ping", NO_STR "Do not ask the peer whether it lives (default)\n", CMD_ATTR_IMMEDIATE),
    command<set_time<&HealthSettings::timeout>>("options-ping timeout <1-32>",
                                                PING_STR "How long an answer may take\nSeconds (default: 5)\n",
                                                CMD_ATTR_IMMEDIATE),
    command<set_count<&HealthSettings::down_after>>(
        "options-ping down-after <1-10>",
        PING_STR "The peer is down after so many failures\nFailures in a row (default: 3)\n", CMD_ATTR_IMMEDIATE),
    command<set_count<&HealthSettings::up_after>>(
        "options-ping up-after <1-10>",
        PING_STR "The peer is up again after so many answers\nAnswers in a row (default: 2)\n", CMD_ATTR_IMMEDIATE),
    command<valid_codes>("options-ping valid-codes .CODES",
                         PING_STR "Which answers mean that it lives\n"
                                  "Statuses and classes of them, as 404 or 2xx, separated by blanks\n",
                         CMD_ATTR_IMMEDIATE),
    command<no_valid_codes>("no options-ping valid-codes",
                            NO_STR PING_STR "All answers but 408, 503 and 504 mean that it lives (default)\n",
                            CMD_ATTR_IMMEDIATE),
};

}  // namespace

void write_trunk_health(Terminal& out, const cc::TrunkConfig& trunk) {
  const HealthSettings defaults;
  const auto& health = trunk.health;
  if (health.interval != defaults.interval) out.line(" options-ping interval {}", health.interval.count());
  if (health.timeout != defaults.timeout) out.line(" options-ping timeout {}", health.timeout.count());
  if (health.down_after != defaults.down_after) out.line(" options-ping down-after {}", health.down_after);
  if (health.up_after != defaults.up_after) out.line(" options-ping up-after {}", health.up_after);
  if (health.valid_codes.empty()) return;
  std::string codes;
  for (const auto& range : health.valid_codes) codes.append(" ").append(in_words(range));
  out.line(" options-ping valid-codes{}", codes);
}

void install_trunk_health(int node) { install(node, commands); }

}  // namespace sipgw::vty
