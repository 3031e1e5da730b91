#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# clang-tidy on the sources that changed since the newest tag, or in the last 20 commits where there is no tag. A changed
# header counts as a change of the source beside it.
. "$(dirname "$0")/lib.sh"
cmake --preset asan --log-level=WARNING

since=$(git describe --tags --abbrev=0 2> /dev/null || git rev-parse --quiet --verify HEAD~20 ||
  git hash-object -t tree /dev/null) # a history shorter than that: everything
git diff --name-only --diff-filter=d "$since" -- src vty | sed -n 's/\.[ch]pp$/.cpp/p' | sort -u |
  while read -r source; do if [ -f "$source" ]; then printf '%s\0' "$source"; fi; done |
  xargs -0 -r -n 1 -P "$jobs" clang-tidy-14 --quiet -p build/asan
