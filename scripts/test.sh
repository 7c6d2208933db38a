#!/bin/sh
# Build and run every test: gcc with sanitizers, clang with sanitizers, release. Installs what is missing for that.
set -eu
cd "$(dirname "$0")/.."
. scripts/lib.sh

require need_for_build need_for_tests
wish want_for_tests
log=$(mktemp)
trap 'rm -f "$log"' EXIT

build_preset() {
    cmake --preset "$1" -DBUILD_TESTING=ON
    cmake --build --preset "$1"
}

failed=''
for preset in dev clang release; do
    say "== $preset"
    if ! build_preset $preset >"$log" 2>&1 </dev/null; then
        tail -n 60 "$log" >&2
        failed="$failed $preset(build)"
    elif ! ctest --preset $preset --parallel "$(nproc)" >"$log" 2>&1 </dev/null; then
        grep -Ev '^ +Start +[0-9]+:|^ *[0-9]+/[0-9]+ Test .* (Passed|\*\*\*Skipped) ' "$log"
        failed="$failed $preset"
    else
        sed -n '/tests passed/,$p' "$log"
    fi
done

[ -z "$failed" ] || die "FAILED:$failed"
say "all tests passed: gcc with sanitizers, clang with sanitizers, release"
