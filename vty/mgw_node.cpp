// SPDX-License-Identifier: AGPL-3.0-or-later
#include <string_view>

#include "base/net_address.hpp"
#include "vty/command.hpp"
#include "vty/nodes.hpp"

namespace sipgw::vty {
namespace {

cmd_node mgw_node{.node = kMgwNode,
                  .prompt = "%s(config-mgw)# ",
                  .vtysh = 1,
                  .func = nullptr,
                  .cmd_vector = nullptr,
                  .name = "config-mgw"};

void write_mgw(Terminal& out) {
  const cc::MgwConfig defaults;
  for (const auto& [number, mgw] : admin().config().mgws) {
    out.line("mgw {}", number);
    out.line(" remote-ip {}", mgw.remote_ip);
    out.line(" remote-port {}", mgw.remote_port);
    if (!mgw.local_ip.empty()) out.line(" local-ip {}", mgw.local_ip);
    if (mgw.local_port != 0) out.line(" local-port {}", mgw.local_port);
    if (mgw.endpoint_domain != defaults.endpoint_domain) out.line(" endpoint-domain {}", mgw.endpoint_domain);
  }
  if (admin().config().mgw_loss == cc::MgwLoss::keep) out.line("mgw-loss keep");
}

Outcome enter_mgw(Terminal& terminal, Arguments arguments) {
  const auto number = number_argument<std::uint32_t>(arguments[0]);
  terminal.enter(kMgwNode, number);
  if (admin().config().mgws.contains(number)) return Outcome::done;
  return change_config(terminal, [&](cc::Config& config) { config.mgws.try_emplace(number); });
}

Outcome remove_mgw(Terminal& terminal, Arguments arguments) {
  const auto number = number_argument<std::uint32_t>(arguments[0]);
  return change_config(terminal, [&](cc::Config& config) { config.mgws.erase(number); });
}

Outcome mgw_loss(Terminal& terminal, Arguments arguments) {
  return change_config(terminal, [&](cc::Config& config) {
    config.mgw_loss = std::string_view{arguments[0]} == "keep" ? cc::MgwLoss::keep : cc::MgwLoss::release;
  });
}

/// `change` gets the mgw whose node the terminal is in; another terminal may have removed it meanwhile.
template <typename Change>
Outcome change_mgw(Terminal& terminal, Change change) {
  const auto number = terminal.index();
  if (!admin().config().mgws.contains(number)) {
    terminal.remark(fmt::format("mgw {} has been removed.", number));
    return Outcome::refused;
  }
  return change_config(terminal, [&](cc::Config& config) { change(config.mgws.at(number)); });
}

template <std::string cc::MgwConfig::*member>
Outcome address(Terminal& terminal, Arguments arguments) {
  if (!IpAddress::parse(arguments[0])) {
    terminal.remark(fmt::format("'{}' is no IP address.", arguments[0]));
    return Outcome::refused;
  }
  return change_mgw(terminal, [&](cc::MgwConfig& mgw) { mgw.*member = arguments[0]; });
}

template <std::uint16_t cc::MgwConfig::*member>
Outcome port(Terminal& terminal, Arguments arguments) {
  return change_mgw(terminal, [&](cc::MgwConfig& mgw) { mgw.*member = number_argument<std::uint16_t>(arguments[0]); });
}

Outcome endpoint_domain(Terminal& terminal, Arguments arguments) {
  return change_mgw(terminal, [&](cc::MgwConfig& mgw) { mgw.endpoint_domain = arguments[0]; });
}

cmd_element config_commands[] = {
    command<enter_mgw>("mgw <0-255>",
                       "Configure a media gateway (osmo-mgw), one of several\nNumber of the media gateway\n",
                       CMD_ATTR_IMMEDIATE),
    command<remove_mgw>("no mgw <0-255>", NO_STR "Remove a media gateway\nNumber of the media gateway\n"),
    command<mgw_loss>("mgw-loss (release|keep)",
                      "What becomes of anchored calls when their media gateway is lost\n"
                      "They are released on both sides with cause 47 (default)\n"
                      "They live on until a peer ends them\n",
                      CMD_ATTR_IMMEDIATE),
};
cmd_element commands[] = {
    command<address<&cc::MgwConfig::remote_ip>>("remote-ip " VTY_IPV46_CMD,
                                                "Where the media gateway serves MGCP\nIPv4 address\nIPv6 address\n"),
    command<port<&cc::MgwConfig::remote_port>>("remote-port <1-65535>",
                                               "UDP port of the media gateway's MGCP (default: 2427)\nPort\n"),
    command<address<&cc::MgwConfig::local_ip>>(
        "local-ip " VTY_IPV46_CMD, "Address to send MGCP from (default: any)\nIPv4 address\nIPv6 address\n"),
    command<port<&cc::MgwConfig::local_port>>("local-port <1-65535>",
                                              "UDP port to send MGCP from (default: any free one)\nPort\n"),
    command<endpoint_domain>("endpoint-domain NAME",
                             "Domain part of the media gateway's endpoint names (default: mgw)\nDomain\n"),
};

}  // namespace

void install_mgw_node() {
  install_config_node<write_mgw>(mgw_node);
  install(CONFIG_NODE, config_commands);
  install(kMgwNode, commands);
}

}  // namespace sipgw::vty
