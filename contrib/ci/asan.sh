#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# clang with AddressSanitizer and UndefinedBehaviorSanitizer; every test that is not about speed.
. "$(dirname "$0")/lib.sh"
build asan
run_ctest asan --label-exclude load
