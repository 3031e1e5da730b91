#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# Debian's osmo-msc, osmo-hlr, osmo-stp and osmo-mgw around the daemon, with phones of ours. A failed test's logs are in
# build/e2e/logs.
. "$(dirname "$0")/lib.sh"
build e2e osmo-sipgw osmo-sipgw-bss sctp_over_tcp
rm -rf build/e2e/logs
# The tests wait most of their time.
SIPGW_E2E_LOGS=$top/build/e2e/logs run_ctest e2e --label-regex e2e --parallel $((2 * jobs))
