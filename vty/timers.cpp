// SPDX-License-Identifier: AGPL-3.0-or-later
// `timer GROUP TNNNN VALUE` and `show timer`, as osmo_tdef has them in every Osmocom program. libosmovty parses, checks
// the range and prints, on copies of what the configuration holds.
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "vty/command.hpp"
#include "vty/nodes.hpp"

namespace sipgw::vty {
namespace {

#define GROUPS "(mncc|sip|mgcp|call)"
#define GROUPS_HELP                                                                                               \
  "Timers of MNCC, towards the MSC\nTimers of SIP, towards the peer\nTimers of MGCP, towards the media gateway\n" \
  "Timers of a call as a whole; 0 for X9 is no limit\n"

constexpr std::array<const char*, cc::kTimerGroups> kGroupNames{"mncc", "sip", "mgcp", "call"};

cmd_node timer_node{.node = kTimerNode,
                    .prompt = "",
                    .vtysh = 1,
                    .func = nullptr,
                    .cmd_vector = nullptr,
                    .name = "config-timer"};  // writes, has no commands of its own

std::size_t group_index(std::string_view name) {
  std::size_t index = 0;
  while (kGroupNames[index] != name) ++index;  // the command's syntax takes no other names
  return index;
}

struct Timers {
  std::vector<cc::TimerKind> kinds;
  std::vector<osmo_tdef> definitions;  ///< the same, and an empty one at the end
};

Timers timers_of(std::size_t group) {
  Timers timers;
  for (std::size_t i = 0; i < cc::kTimerKinds; ++i) {
    const auto& spec = cc::spec_of(static_cast<cc::TimerKind>(i));
    if (spec.is_fixed()) continue;
    if (spec.group != static_cast<cc::TimerGroup>(group)) continue;
    timers.kinds.push_back(spec.kind);
    timers.definitions.push_back({.T = -static_cast<int>(i) - 1,  // X1 is the first kind
                                  .default_val = static_cast<unsigned long>(spec.duration.count()),
                                  .unit = OSMO_TDEF_S,
                                  .desc = spec.description,
                                  .val = static_cast<unsigned long>(admin().config().timers.of(spec.kind).count()),
                                  .min_val = static_cast<unsigned long>(spec.minimum.count()),
                                  .max_val = static_cast<unsigned long>(spec.maximum.count())});
  }
  timers.definitions.push_back({});
  return timers;
}

void warn_of_guard_timer(Terminal& out, const cc::TimerValues& timers) {
  if (timers.of(cc::TimerKind::no_answer) < cc::kMscGuardTime) return;
  out.remark(fmt::format("With X5 at {} s or more the MSC ends unanswered calls first, with a cause of its own.",
                         cc::kMscGuardTime.count()));
}

Outcome set_timer(Terminal& out, Arguments arguments) {
  auto timers = timers_of(group_index(arguments[0]));
  const char* name_and_value[] = {arguments[1], arguments[2]};
  if (osmo_tdef_vty_set_cmd(out.osmocom(), timers.definitions.data(), name_and_value) != CMD_SUCCESS)
    return Outcome::refused;
  auto config = admin().config();
  for (std::size_t i = 0; i < timers.kinds.size(); ++i)
    config.timers.set(timers.kinds[i], std::chrono::seconds{timers.definitions[i].val});
  if (config.timers.of(cc::TimerKind::no_answer) != admin().config().timers.of(cc::TimerKind::no_answer))
    warn_of_guard_timer(out, config.timers);
  return apply(out, std::move(config));
}

Outcome show_group(Terminal& out, std::size_t group, const char* name) {
  auto timers = timers_of(group);
  const int result = osmo_tdef_vty_show_cmd(out.osmocom(), timers.definitions.data(), name, "%s: ", kGroupNames[group]);
  return result == CMD_SUCCESS ? Outcome::done : Outcome::refused;
}

Outcome show_all(Terminal& out, Arguments) {
  for (std::size_t group = 0; group < cc::kTimerGroups; ++group) show_group(out, group, nullptr);
  return Outcome::done;
}

Outcome show_some(Terminal& out, Arguments arguments) {
  return show_group(out, group_index(arguments[0]), arguments.size() > 1 ? arguments[1] : nullptr);
}

void write_timers(Terminal& out) {
  for (std::size_t group = 0; group < cc::kTimerGroups; ++group)
    osmo_tdef_vty_write(out.osmocom(), timers_of(group).definitions.data(), "timer %s ", kGroupNames[group]);
}

cmd_element config_commands[] = {
    command<set_timer>(
        "timer " GROUPS " " OSMO_TDEF_VTY_ARG_SET,
        "Configure the timers; calls that are up keep what they began with\n" GROUPS_HELP OSMO_TDEF_VTY_DOC_SET,
        CMD_ATTR_IMMEDIATE),
};
cmd_element show_commands[] = {
    command<show_all>("show timer", SHOW_STR "Timers, their values in seconds and what they watch\n"),
    command<show_some>("show timer " GROUPS " " OSMO_TDEF_VTY_ARG_T_OPTIONAL, SHOW_STR
                       "Timers, their values in seconds and what they watch\n" GROUPS_HELP OSMO_TDEF_VTY_DOC_T),
};

}  // namespace

void install_timers() {
  install_config_node<write_timers>(timer_node);
  install(CONFIG_NODE, config_commands);
  install_show(show_commands);
}

}  // namespace sipgw::vty
