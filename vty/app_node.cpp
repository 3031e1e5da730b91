// SPDX-License-Identifier: AGPL-3.0-or-later
#include "vty/command.hpp"
#include "vty/nodes.hpp"

namespace sipgw::vty {
namespace {

cmd_node app_node{.node = kAppNode,
                  .prompt = "%s(config-app)# ",
                  .vtysh = 1,
                  .func = nullptr,
                  .cmd_vector = nullptr,
                  .name = "config-app"};

void write_app(Terminal& out) {
  out.line("app");
  out.line(" {}use-imsi", admin().config().use_imsi ? "" : "no ");
}

Outcome enter_app(Terminal& terminal, Arguments) {
  terminal.enter(kAppNode);
  return Outcome::done;
}

template <bool value>
Outcome use_imsi(Terminal& terminal, Arguments) {
  return change_config(terminal, [](cc::Config& config) { config.use_imsi = value; });
}

cmd_element config_commands[] = {command<enter_app>("app", "Configure the application\n")};
cmd_element commands[] = {
    command<use_imsi<true>>("use-imsi", "Name subscribers by IMSI instead of number towards SIP and MNCC\n",
                            CMD_ATTR_IMMEDIATE),
    command<use_imsi<false>>("no use-imsi", NO_STR "Name subscribers by IMSI instead of number towards SIP and MNCC\n",
                             CMD_ATTR_IMMEDIATE),
};

}  // namespace

void install_app_node() {
  install_config_node<write_app>(app_node);
  install(CONFIG_NODE, config_commands);
  install(kAppNode, commands);
}

}  // namespace sipgw::vty
