#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# Fuzz smoke: each target of tests/fuzz for SIPGW_FUZZ_SECONDS (60), as many at a time as there are cores. A target NAME_fuzz
# starts from the seeds in tests/fuzz/corpus/NAME where there are any. A crash leaves its input in build/fuzz/found.
. "$(dirname "$0")/lib.sh"
seconds=${SIPGW_FUZZ_SECONDS:-60}
build fuzz tests/fuzz/all

found=$top/build/fuzz/found
rm -rf "$found" && mkdir -p "$found"
mapfile -t targets < <(find build/fuzz/tests/fuzz -maxdepth 1 -type f -executable | sort)
[ ${#targets[@]} -gt 0 ] || { echo "no fuzz target was built" >&2; exit 1; }

fuzz_one() {
  local target=$1 name work log
  name=$(basename "$target")
  work=$(mktemp -d)
  log=$found/$name.log
  local seeds=()
  [ -d "tests/fuzz/corpus/${name%_fuzz}" ] && seeds=("tests/fuzz/corpus/${name%_fuzz}")
  if "$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -artifact_prefix="$found/$name-" \
      "$work" "${seeds[@]}" > "$log" 2>&1 < /dev/null; then
    echo "$name: $(grep -E '^Done' "$log")"
    rm -rf "$work" "$log"
  else
    rm -rf "$work"
    echo "$name: FAILED"
    tail -n 60 "$log"
    return 1
  fi
}
export -f fuzz_one
export found seconds
printf '%s\0' "${targets[@]}" | xargs -0 -n 1 -P "$jobs" bash -c 'fuzz_one "$0"'
