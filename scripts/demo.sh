#!/bin/sh
# Build espwhy and let it explain a crash with the firmware's ELF and source; installs what is missing for that.
set -eu
cd "$(dirname "$0")/.."
. scripts/lib.sh

lab=testdata/lab/esp32c3-og

require need_for_build
build_program

set -- build/release/src/espwhy -e $lab.elf --path-map /lab=tests/lab/firmware $lab/through-three.log
say "+ $*"
say
"$@" </dev/null
