// SPDX-License-Identifier: AGPL-3.0-or-later
// The program from its command line to its exit code.
#pragma once

namespace sipgw::app {

int run_program(int argc, char** argv);

}  // namespace sipgw::app
