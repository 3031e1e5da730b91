#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# Debian packages, lintian, and their life in a container.
. "$(dirname "$0")/lib.sh"
tests/package/run
