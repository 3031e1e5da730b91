// SPDX-License-Identifier: AGPL-3.0-or-later
#include "vty/limits.hpp"

#include "vty/nodes.hpp"
#include "vty/trunk_parts.hpp"

namespace sipgw::vty {
namespace {

template <unsigned routing::Limits::*member>
Outcome set_limit(Terminal& terminal, Arguments arguments) {
  const auto value = number_argument<unsigned>(arguments[0]);
  const auto change = [value](auto& owner) { owner.limits.*member = value; };
  if (terminal.node() == kAppNode) return change_config(terminal, change);
  if (terminal.node() == kMnccNode) return change_config(terminal, [&](cc::Config& config) { change(config.mncc); });
  return change_trunk(terminal, change);
}

cmd_element commands[] = {
    command<set_limit<&routing::Limits::max_calls>>(
        "max-calls <0-65535>",
        "How many calls there may be at one time, but for emergency calls: of the gateway (node app), of the MSC (node "
        "mncc), of a trunk\n0: no limit (default)\n",
        CMD_ATTR_IMMEDIATE),
    command<set_limit<&routing::Limits::max_cps>>(
        "max-cps <0-1000>",
        "How many new calls there may be in a second, but for emergency calls: of the gateway (node app), of the MSC "
        "(node mncc), of a trunk\n0: no limit (default)\n",
        CMD_ATTR_IMMEDIATE),
};

}  // namespace

void write_limits(Terminal& out, const routing::Limits& limits) {
  if (limits.max_calls != 0) out.line(" max-calls {}", limits.max_calls);
  if (limits.max_cps != 0) out.line(" max-cps {}", limits.max_cps);
}

void install_limits(int node) { install(node, commands); }

}  // namespace sipgw::vty
