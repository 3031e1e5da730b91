// SPDX-License-Identifier: AGPL-3.0-or-later
// `show trunk [NAME]`.
#include "vty/command.hpp"
#include "vty/nodes.hpp"
#include "vty/text.hpp"

namespace sipgw::vty {
namespace {

void print_trunk(Terminal& out, const cc::TrunkSnapshot& trunk) {
  const auto& config = trunk.config;
  out.line("Trunk {}", config.name);
  out.field("State", in_words(trunk));
  out.field("Last error", trunk.last_error);
  out.field("Remote", fmt::format("{} port {}, {}", config.remote_host, config.next_hop_port(),
                                  sip::to_string(config.transport)));
  for (const auto& address : trunk.addresses) out.field("Address", address.to_string());
  out.field("Media", name(config.media));
  out.field("Calls", std::to_string(trunk.calls));
}

Outcome show_trunks(Terminal& out, Arguments) {
  for (const auto& trunk : admin().trunks()) print_trunk(out, trunk);
  return Outcome::done;
}

Outcome show_trunk(Terminal& out, Arguments arguments) {
  for (const auto& trunk : admin().trunks()) {
    if (trunk.config.name != arguments[0]) continue;
    print_trunk(out, trunk);
    return Outcome::done;
  }
  out.remark(fmt::format("There is no trunk {}.", arguments[0]));
  return Outcome::refused;
}

cmd_element commands[] = {
    command<show_trunks>("show trunk", SHOW_STR "The SIP trunks: state, addresses\n"),
    command<show_trunk>("show trunk NAME", SHOW_STR "The SIP trunks: state, addresses\nName of a trunk\n"),
};

}  // namespace

void install_show_trunks() { install_show(commands); }

}  // namespace sipgw::vty
