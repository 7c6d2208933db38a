#!/usr/bin/env python3
"""The library as the linker sees it: no mutable data, no foreign names, no printing, no exit."""

import argparse
import re
import subprocess
import sys

# Sections that make a library stateful. Relocated constants (.data.rel.ro) are constants.
WRITABLE = re.compile(r"^\.(data(?!\.rel\.ro)|bss|tdata|tbss)")
PREFIX = re.compile(r"^_*why_")
# What a library leaves to its caller: standard streams, the end of the process, its locale.
REFUSED = {
    *("printf", "vprintf", "puts", "putchar", "perror", "stdout", "stderr", "stdin"),
    *("__printf_chk", "__vprintf_chk", "exit", "_exit", "_Exit", "abort", "quick_exit"),
    *("setlocale", "signal", "sigaction", "atexit"),
}


def output(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def writable_sections(archive):
    name = ""
    for line in output("size", "-A", archive).splitlines():
        words = line.split()
        if "(ex " in line or line.endswith(":"):
            name = words[0]
        elif len(words) == 3 and WRITABLE.match(words[0]) and int(words[1]) > 0:
            yield f"{name}: {words[1]} bytes in {words[0]}"


def symbols(archive):
    name = ""
    for line in output("nm", archive).splitlines():
        words = line.split()
        if line.endswith(":"):
            name = line[:-1]
        elif words:
            kind, symbol = words[-2], words[-1].split("@")[0]
            if kind == "U" and symbol in REFUSED:
                yield f"{name}: uses {symbol}"
            if kind in "TDBRCVW" and not PREFIX.match(symbol):
                yield f"{name}: defines {symbol}, which does not begin with why_"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", help="libespwhy.a, built without sanitizers")
    archive = parser.parse_args().archive
    if " T why_" not in output("nm", archive):
        sys.exit(f"{archive} defines nothing")
    found = [*writable_sections(archive), *symbols(archive)]
    print("\n".join(found))
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
