// SPDX-License-Identifier: AGPL-3.0-or-later
// `drain (exit|stay)` and `no drain`.
#include <string_view>

#include "vty/command.hpp"
#include "vty/nodes.hpp"

namespace sipgw::vty {
namespace {

Outcome drain(Terminal& out, Arguments arguments) {
  const bool exit = std::string_view{arguments[0]} == "exit";
  admin().set_drain(exit ? cc::Drain::exit : cc::Drain::stay);
  const auto active = admin().totals().active;
  if (active > 0) out.remark(fmt::format("{} calls are up; new ones are refused from now on.", active));
  return Outcome::done;
}

Outcome no_drain(Terminal&, Arguments) {
  admin().set_drain(cc::Drain::off);
  return Outcome::done;
}

cmd_element commands[] = {
    command<drain>("drain (exit|stay)",
                   "Refuse new calls and let those that are up end by themselves\n"
                   "Exit when the last call has ended; a service manager may start the program again\n"
                   "Go on running when the last call has ended, still without new calls\n"),
    command<no_drain>("no drain", NO_STR "Refuse new calls and let those that are up end by themselves\n"),
};

}  // namespace

void install_drain() { install(ENABLE_NODE, commands); }

}  // namespace sipgw::vty
