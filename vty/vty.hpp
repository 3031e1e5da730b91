// SPDX-License-Identifier: AGPL-3.0-or-later
// The VTY of the gateway: all nodes and commands, and reading the configuration file with them.
#pragma once

#include <cstdio>
#include <string>

#include "base/result.hpp"
#include "cc/admin.hpp"

namespace sipgw::vty {

struct Identity {
  const char* name;     ///< prompt: "OsmoSIPgw", or "OsmoSIPcon" with --compat
  const char* version;  ///< "0.1.0"
  void* talloc_context;
};

/// Once, on the core thread. `admin` and what `identity` points to live as long as the process serves the VTY.
void install(const Identity& identity, cc::Admin& admin);

/// "NAME version VERSION" and licence, as --version shows them.
void print_version();

/// Runs each line of the file as a command. Error: file, line and what is wrong, ready for the operator.
Status read_config(const std::string& path);

/// For the reference manual: the VTY's commands as XML. Mode: "default" or "expert"; false: no such mode.
bool dump_reference(std::FILE* out, const std::string& mode);

}  // namespace sipgw::vty
