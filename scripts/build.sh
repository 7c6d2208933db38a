#!/bin/sh
# Build espwhy and install it below a folder: build.sh FOLDER. Installs what is missing for that.
set -eu
[ $# -eq 1 ] || { echo "usage: $0 FOLDER" >&2; exit 2; }
mkdir -p -- "$1"
folder=$(cd -- "$1" && pwd)
cd "$(dirname "$0")/.."
. scripts/lib.sh

require need_for_build
build_program
cmake --install build/release --component program --prefix "$folder" >/dev/null
say "installed: $("$folder/bin/espwhy" --version) in $folder/bin"
