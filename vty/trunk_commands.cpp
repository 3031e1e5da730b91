// SPDX-License-Identifier: AGPL-3.0-or-later
// `trunk NAME (qualify|register|shutdown)` and `no trunk NAME shutdown`: what an operator does to a trunk at once.
#include "vty/command.hpp"
#include "vty/nodes.hpp"

namespace sipgw::vty {
namespace {

Outcome tell(Terminal& out, const Status& status, const std::string& done) {
  out.remark(status ? done : status.error().text);
  return status ? Outcome::done : Outcome::refused;
}

Outcome qualify(Terminal& out, Arguments arguments) {
  const std::string name = arguments[0];
  return tell(out, admin().qualify_trunk(name), "OPTIONS is sent; 'show trunk " + name + "' tells the answer.");
}

Outcome register_now(Terminal& out, Arguments arguments) {
  const std::string name = arguments[0];
  return tell(out, admin().register_trunk(name), "REGISTER is sent; 'show trunk " + name + "' tells the answer.");
}

template <bool value>
Outcome set_shutdown(Terminal& out, Arguments arguments) {
  const std::string name = arguments[0];
  if (admin().config().trunk(name) == nullptr) return tell(out, Error{"There is no trunk " + name + "."}, {});
  return change_config(out, [&](cc::Config& config) { config.trunk(name)->shutdown = value; });
}

#define TRUNK_STR "Act on a SIP trunk\nName of the trunk\n"

cmd_element commands[] = {
    command<qualify>("trunk NAME qualify", TRUNK_STR "Ask it now by OPTIONS whether it lives\n"),
    command<register_now>("trunk NAME register", TRUNK_STR "Register with it now\n"),
    command<set_shutdown<true>>("trunk NAME shutdown",
                                TRUNK_STR "No new calls to or from it, and no registration; calls that are up go on\n"),
    command<set_shutdown<false>>("no trunk NAME shutdown", NO_STR TRUNK_STR "It takes calls again\n"),
};

}  // namespace

void install_trunk_commands() { install(ENABLE_NODE, commands); }

}  // namespace sipgw::vty
