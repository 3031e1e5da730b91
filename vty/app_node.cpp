// SPDX-License-Identifier: AGPL-3.0-or-later
#include "vty/command.hpp"
#include "vty/limits.hpp"
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
  const auto& config = admin().config();
  out.line(" {}use-imsi", config.use_imsi ? "" : "no ");
  if (config.call_log != cc::Config{}.call_log) out.line(" call-log {}", config.call_log);
  write_limits(out, config.limits);
}

Outcome enter_app(Terminal& terminal, Arguments) {
  terminal.enter(kAppNode);
  return Outcome::done;
}

template <bool value>
Outcome use_imsi(Terminal& terminal, Arguments) {
  return change_config(terminal, [](cc::Config& config) { config.use_imsi = value; });
}

Outcome call_log(Terminal& terminal, Arguments arguments) {
  return change_config(terminal,
                       [&](cc::Config& config) { config.call_log = number_argument<unsigned>(arguments[0]); });
}

cmd_element config_commands[] = {command<enter_app>("app", "Configure the application\n")};
cmd_element commands[] = {
    command<use_imsi<true>>("use-imsi", "Name subscribers by IMSI instead of number towards SIP and MNCC\n",
                            CMD_ATTR_IMMEDIATE),
    command<use_imsi<false>>("no use-imsi", NO_STR "Name subscribers by IMSI instead of number towards SIP and MNCC\n",
                             CMD_ATTR_IMMEDIATE),
    command<call_log>("call-log <0-10000>",
                      "Keep the calls that ended last, for 'show calls last' and 'show call ID'\n"
                      "How many, 100 unless told otherwise\n",
                      CMD_ATTR_IMMEDIATE),
};

}  // namespace

void install_app_node() {
  install_config_node<write_app>(app_node);
  install(CONFIG_NODE, config_commands);
  install(kAppNode, commands);
  install_limits(kAppNode);
}

}  // namespace sipgw::vty
