#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# Release with -Werror; unit, random, integration and VTY tests. Leaves ctest's output in build/release/ctest.log.
. "$(dirname "$0")/lib.sh"
build release
run_ctest release | tee build/release/ctest.log
