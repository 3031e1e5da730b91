// SPDX-License-Identifier: AGPL-3.0-or-later
#include <fmt/ranges.h>

#include "base/strings.hpp"
#include "vty/nodes.hpp"
#include "vty/sip_listeners.hpp"
#include "vty/strangers.hpp"
#include "vty/trunk_parts.hpp"

namespace sipgw::vty {
namespace {

constexpr std::size_t kLongestEmergencyNumber = 15;

cmd_node sip_node{.node = kSipNode,
                  .prompt = "%s(config-sip)# ",
                  .vtysh = 1,
                  .func = nullptr,
                  .cmd_vector = nullptr,
                  .name = "config-sip"};

void write_sip(Terminal& out) {
  const auto& config = admin().config();
  const auto& sip = config.sip;
  const auto& trunk = config.default_trunk();
  out.line("sip");
  write_listeners(out, sip);
  if (config.in_use(trunk)) out.line(" remote {} {}", trunk.remote_host, trunk.remote_port);
  out.line(" sofia-sip log-level {}", sip.sofia_log_level);
  write_trunk_account(out, trunk);
  write_trunk_health(out, trunk);
  write_trunk_media(out, trunk);
  write_trunk_policy(out, trunk);
  write_trunk_identity(out, trunk);
  if (!sip.emergency_numbers.empty()) out.line(" emergency-number {}", fmt::join(sip.emergency_numbers, " "));
  write_trunk_emergency(out, trunk);
  write_trunk_routing(out, trunk);
  write_strangers(out, sip);
}

Outcome enter_sip(Terminal& terminal, Arguments) {
  terminal.enter(kSipNode);
  return Outcome::done;
}

Outcome remote(Terminal& terminal, Arguments arguments) {
  if (set_remote(terminal, arguments) == Outcome::refused) return Outcome::refused;
  return change_config(terminal, [](cc::Config& config) { config.default_trunk_wanted = true; });
}

/// Of use only beside named trunks: without any the trunk `default` is there all the same.
Outcome no_remote(Terminal& terminal, Arguments) {
  return change_config(terminal, [](cc::Config& config) {
    config.default_trunk().remote_host = cc::TrunkConfig{}.remote_host;
    config.default_trunk().remote_port = cc::TrunkConfig{}.remote_port;
    config.default_trunk_wanted = false;
  });
}

Outcome emergency_numbers(Terminal& terminal, Arguments arguments) {
  for (const std::string_view number : arguments) {
    if (!all_digits(number) || number.size() > kLongestEmergencyNumber) {
      terminal.remark(fmt::format("'{}' is no number of at most {} digits.", number, kLongestEmergencyNumber));
      return Outcome::refused;
    }
  }
  return change_config(
      terminal, [&](cc::Config& config) { config.sip.emergency_numbers.assign(arguments.begin(), arguments.end()); });
}

Outcome no_emergency_numbers(Terminal& terminal, Arguments) {
  return change_config(terminal, [](cc::Config& config) { config.sip.emergency_numbers.clear(); });
}

Outcome sofia_log_level(Terminal& terminal, Arguments arguments) {
  return change_config(terminal,
                       [&](cc::Config& config) { config.sip.sofia_log_level = number_argument<int>(arguments[0]); });
}

cmd_element config_commands[] = {command<enter_sip>("sip", "Configure the SIP side\n")};
cmd_element commands[] = {
    command<remote>("remote ADDR <1-65535>",
                    "The SIP peer: calls go there, and only its addresses may call\nHost name or IP address\nPort\n",
                    CMD_ATTR_IMMEDIATE),
    command<no_remote>("no remote", NO_STR "The trunk `default` is not in use, if there are others\n",
                       CMD_ATTR_IMMEDIATE),
    command<emergency_numbers>("emergency-number .NUMBERS",
                               "Numbers that make a call an emergency call, besides what the MSC marks as one\n"
                               "Digits; several numbers are separated by blanks\n",
                               CMD_ATTR_IMMEDIATE),
    command<no_emergency_numbers>("no emergency-number",
                                  "Negate a command\n"
                                  "Only what the MSC marks as one is an emergency call\n",
                                  CMD_ATTR_IMMEDIATE),
    command<sofia_log_level>("sofia-sip log-level <0-9>",
                             "The SIP library Sofia-SIP\nHow much it logs (category sip)\n0 nothing, 9 everything\n",
                             CMD_ATTR_IMMEDIATE),
};

}  // namespace

void install_sip_node() {
  install_config_node<write_sip>(sip_node);
  install(CONFIG_NODE, config_commands);
  install_listeners();
  install(kSipNode, commands);
  install_trunk_account(kSipNode);
  install_trunk_health(kSipNode);
  install_trunk_media(kSipNode);
  install_trunk_policy(kSipNode);
  install_trunk_identity(kSipNode);
  install_trunk_emergency(kSipNode);
  install_trunk_routing(kSipNode);
  install_strangers();
}

}  // namespace sipgw::vty
