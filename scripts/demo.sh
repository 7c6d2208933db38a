#!/bin/sh
# Build espwhy and let it explain a crash with the firmware's ELF and source; installs what is missing for that.
set -eu
cd "$(dirname "$0")/.."
. scripts/lib.sh

lab=testdata/lab/esp32c3-og
build=build/release

require need_for_build
log=$(mktemp)
trap 'rm -f "$log"' EXIT
build_program() {
    [ -f $build/build.ninja ] || cmake --preset release -DBUILD_TESTING=OFF
    cmake --build --preset release --target espwhy
}
build_program >"$log" 2>&1 </dev/null || { tail -n 40 "$log" >&2; die "the build failed"; }

set -- $build/src/espwhy -e $lab.elf --path-map /lab=tests/lab/firmware $lab/through-three.log
say "+ $*"
say
"$@" </dev/null
