// SPDX-License-Identifier: AGPL-3.0-or-later
// From a sequence that fails to a short one that fails in the same way (delta debugging).
#pragma once

#include <string>

#include "random/sequence.hpp"

namespace sipgw::test {

/// What is wrong with a sequence, of all things the first; empty: nothing. Played in a process of its own, since the
/// core ends the program where it finds itself wrong.
std::string fault_of(const Sequence& sequence);

/// Leaves out acts as long as the fault stays of the same kind.
Sequence shrunk(Sequence sequence);

/// Plays it once more, in a process of its own, and prints the ladder and every fault.
void print_ladder(const Sequence& sequence);

}  // namespace sipgw::test
