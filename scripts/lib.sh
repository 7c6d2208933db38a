# shellcheck shell=sh
# Shared by the scripts beside it: say and install what is missing. Sourced.

say() { printf '%s\n' "$*"; }
die() { printf '%s\n' "$*" >&2; exit 1; }

have() { command -v "$1" >/dev/null 2>&1; }

# Can this compiler build C against this header? $1: compiler, $2: header, $3: library, may be empty
compiles() {
    have "$1" || return 1
    printf '#include <stdarg.h>\n#include <stddef.h>\n#include <stdint.h>\n#include <setjmp.h>\n#include <%s>\nint main(void) { return 0; }\n' "$2" |
        "$1" -x c - -o /dev/null ${3:+"-l$3"} >/dev/null 2>&1
}

clang_sanitizes() {
    have clang && echo 'int main(void) { return 0; }' | {
        scratch=$(mktemp)
        clang -fsanitize=address,undefined -x c - -o "$scratch" >/dev/null 2>&1
        status=$?
        rm -f "$scratch"
        return $status
    }
}

clang_major() {
    major=''
    if have clang; then
        major=$(clang -dumpversion 2>/dev/null | sed 's/\..*//')
    elif have apt-cache; then
        major=$(apt-cache depends clang 2>/dev/null | sed -n 's/.*Depends: clang-\([0-9]*\)$/\1/p' | head -n 1)
    fi
    printf '%s' "${major:-14}"
}

# The tests run with the distribution's Python where there is one, whatever stands first in PATH.
python_has() {
    python=/usr/bin/python3
    [ -x $python ] || python=python3
    $python -c "import $1" >/dev/null 2>&1
}

cmake_is_new() {
    have cmake || return 1
    version=$(cmake --version | sed -n 's/^cmake version \([0-9]*\)\.\([0-9]*\).*/\1 \2/p')
    # shellcheck disable=SC2086 # two words on purpose
    set -- $version
    [ "${1:-0}" -gt 3 ] || { [ "${1:-0}" -eq 3 ] && [ "${2:-0}" -ge 25 ]; }
}

missing_apt='' missing_dnf='' missing_pacman=''
# $1 $2 $3: package for apt, dnf, pacman ('-': comes with another); the rest: a test that succeeds when it is there
need() {
    apt=$1 dnf=$2 pacman=$3
    shift 3
    "$@" && return 0
    [ "$apt" = - ] || missing_apt="$missing_apt $apt"
    [ "$dnf" = - ] || missing_dnf="$missing_dnf $dnf"
    [ "$pacman" = - ] || missing_pacman="$missing_pacman $pacman"
}

need_for_build() {
    need cmake cmake cmake have cmake
    need ninja-build ninja-build ninja have ninja
    need gcc gcc gcc have gcc
    need libc6-dev glibc-devel - compiles gcc stdio.h
    need pkg-config pkgconf-pkg-config pkgconf have pkg-config
    need libjansson-dev jansson-devel jansson compiles gcc jansson.h jansson
    need libdw-dev elfutils-devel libelf compiles gcc elfutils/libdw.h dw
    need libelf-dev elfutils-libelf-devel - compiles gcc libelf.h elf
    need nettle-dev nettle-devel nettle compiles gcc nettle/sha2.h nettle
    need libiberty-dev binutils-devel - compiles gcc libiberty/demangle.h iberty
    need zlib1g-dev zlib-devel zlib compiles gcc zlib.h z
    need libinih-dev inih-devel libinih compiles gcc ini.h inih
}

need_for_tests() {
    need g++ gcc-c++ - have g++
    need clang clang clang have clang
    need "libclang-rt-$(clang_major)-dev" compiler-rt compiler-rt clang_sanitizes
    need clang-format clang-tools-extra - have clang-format
    need clang-tidy - - have clang-tidy
    need libcmocka-dev libcmocka-devel cmocka compiles gcc cmocka.h cmocka
    need binutils binutils binutils have nm
    need binutils-riscv64-unknown-elf - - have riscv64-unknown-elf-addr2line
    need binutils-xtensa-lx106 - - have xtensa-lx106-elf-addr2line
    need python3 python3 python have python3
    need libxml2-utils libxml2 libxml2 have xmllint
    need cmark cmark cmark have cmark
    need python3-jsonschema python3-jsonschema python-jsonschema python_has jsonschema
}

# What few tests need: without it they are Skipped.
want_for_tests() {
    need python3-yaml python3-pyyaml python-yaml python_has yaml
    need python3-pytest python3-pytest python-pytest python_has pytest
    need picocom picocom picocom have picocom
    need python3-serial python3-pyserial python-pyserial python_has serial
    need netcat-openbsd netcat openbsd-netcat have nc
}

explain_install() {
    say "Something is missing that this script cannot install here ($1). Install it with one of:"
    say "  Debian, Ubuntu  apt-get install$missing_apt"
    say "  Fedora          dnf install$missing_dnf"
    say "  Arch            pacman -S$missing_pacman"
    say "and run this script again."
    exit 1
}

# apt-get as root, shown before it runs; quiet unless it fails.
apt() {
    set -- env DEBIAN_FRONTEND=noninteractive apt-get "$@"
    [ "$(id -u)" -eq 0 ] || set -- sudo "$@"
    say "+ $*"
    apt_output=$("$@" 2>&1 </dev/null) || { printf '%s\n' "$apt_output" | tail -n 20 >&2; return 1; }
}

look_again() {
    missing_apt='' missing_dnf='' missing_pacman=''
    for what in "$@"; do "$what"; done
}

# shellcheck disable=SC2086 # lists of words
install_missing() {
    have apt-get || explain_install "no apt-get"
    [ "$(id -u)" -eq 0 ] || have sudo || explain_install "neither root nor sudo"
    if ! apt-get install -s $missing_apt >/dev/null 2>&1; then
        apt update || explain_install "apt-get update failed"
        look_again "$@" # names may depend on what the distribution has
    fi
    apt install -y --no-install-recommends $missing_apt && return 0
    apt update || explain_install "apt-get update failed"
    apt install -y --no-install-recommends $missing_apt || explain_install "apt-get install failed"
}

# Look, install, look again: what apt could not help with ends the script. Quick when nothing is missing.
# $@: need_ functions
require() {
    look_again "$@"
    if [ -n "$missing_apt" ]; then
        install_missing "$@"
        look_again "$@"
        [ -z "$missing_apt" ] || explain_install "still missing after the installation"
    fi
    cmake_is_new || die "CMake 3.25 or newer is needed; this is $(cmake --version | head -n 1)"
}

# Install what can be had; what cannot is no error.
# $@: need_ functions
wish() {
    look_again "$@"
    [ -n "$missing_apt" ] || return 0
    (install_missing "$@") >/dev/null 2>&1 || say "not installed, some tests are Skipped:$missing_apt"
}

# The program as it is released, in build/release/src; what the build says is shown where it fails.
build_program() {
    output=$({
        [ -f build/release/build.ninja ] || cmake --preset release -DBUILD_TESTING=OFF
        cmake --build --preset release --target espwhy
    } 2>&1 </dev/null) || { printf '%s\n' "$output" | tail -n 40 >&2; die "the build failed"; }
}
