#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# ThreadSanitizer; every test that is not about speed.
. "$(dirname "$0")/lib.sh"
build tsan
run_ctest tsan --label-exclude load
