// SPDX-License-Identifier: AGPL-3.0-or-later
// What a trunk's node has in common with node `sip`, which configures the trunk `default`: many commands, each group in
// a file of its own, which writes its part of the node too.
#pragma once

#include <string>
#include <utility>

#include "vty/command.hpp"

namespace sipgw::vty {

/// The name of the trunk whose node the terminal is in.
const std::string& trunk_of(const Terminal& terminal);

/// `change` gets that trunk; another terminal may have removed it meanwhile.
template <typename Change>
Outcome change_trunk(Terminal& terminal, Change change) {
  const auto& name = trunk_of(terminal);
  if (admin().config().trunk(name) == nullptr) {
    terminal.remark(fmt::format("Trunk {} has been removed.", name));
    return Outcome::refused;
  }
  return change_config(terminal, [&](cc::Config& config) { change(*config.trunk(name)); });
}

void write_trunk_account(Terminal& out, const cc::TrunkConfig& trunk);
void write_trunk_health(Terminal& out, const cc::TrunkConfig& trunk);
void write_trunk_policy(Terminal& out, const cc::TrunkConfig& trunk);
void write_trunk_media(Terminal& out, const cc::TrunkConfig& trunk);
void write_trunk_identity(Terminal& out, const cc::TrunkConfig& trunk);
void write_trunk_emergency(Terminal& out, const cc::TrunkConfig& trunk);
void write_trunk_routing(Terminal& out, const cc::TrunkConfig& trunk);

/// `node`: of a trunk, or `sip`.
void install_trunk_account(int node);
void install_trunk_health(int node);
void install_trunk_policy(int node);
void install_trunk_media(int node);
void install_trunk_identity(int node);
void install_trunk_emergency(int node);
void install_trunk_routing(int node);

/// The commands that both nodes have and that are of no group.
Outcome set_remote(Terminal& terminal, Arguments arguments);

}  // namespace sipgw::vty
