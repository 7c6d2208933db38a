#!/bin/sh
# Build espwhy and let it explain a sample crash; installs what is missing for that.
set -eu
cd "$(dirname "$0")/.."
. scripts/lib.sh

sample=testdata/cases/null-deref-store-esp32c3/log.txt
build=build/release

require need_for_build
log=$(mktemp)
trap 'rm -f "$log"' EXIT
build_program() {
    [ -f $build/build.ninja ] || cmake --preset release -DBUILD_TESTING=OFF
    cmake --build --preset release --target espwhy
}
build_program >"$log" 2>&1 </dev/null || { tail -n 40 "$log" >&2; die "the build failed"; }

say "+ $build/src/espwhy $sample"
say
$build/src/espwhy "$sample" </dev/null
