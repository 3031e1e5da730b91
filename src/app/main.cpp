// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/program.hpp"

int main(int argc, char** argv) { return sipgw::app::run_program(argc, argv); }
