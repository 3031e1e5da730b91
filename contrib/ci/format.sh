#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# clang-format over every C++ file.
. "$(dirname "$0")/lib.sh"
git ls-files -z -- '*.cpp' '*.hpp' | xargs -0 -r clang-format-14 --dry-run -Werror
