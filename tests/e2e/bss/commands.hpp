// SPDX-License-Identifier: AGPL-3.0-or-later
// The user's commands, one a line.
#pragma once

#include <string>
#include <string_view>

#include "e2e/bss/bss.hpp"

namespace sipgw::e2e {

/// Does what the line says; the reason if it cannot, empty otherwise.
std::string run_command(Bss& bss, std::string_view line);

extern const char* const kCommandHelp;

}  // namespace sipgw::e2e
