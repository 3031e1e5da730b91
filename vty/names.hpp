// SPDX-License-Identifier: AGPL-3.0-or-later
// Configuration nodes that are told apart by a name: libosmovty's terminals remember a number only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "vty/command.hpp"

namespace sipgw::vty {

/// The number of a name, the same for the life of the program.
std::uint32_t number_of_name(std::string_view name);
const std::string& name_of_number(std::uint32_t number);

/// Is it fit for one? Else the terminal is told; `what`: "A trunk's name".
bool is_fit_for_name(Terminal& terminal, std::string_view name, std::string_view what);

}  // namespace sipgw::vty
