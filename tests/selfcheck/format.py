#!/usr/bin/env python3
"""Every C file is as clang-format leaves it. Versions differ in taste: only the one we use may judge."""

import argparse
import re
import subprocess
import sys
from pathlib import Path

SKIPPED = 77
VERSION = 14


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tool", default="")
    parser.add_argument("root", type=Path)
    options = parser.parse_args()
    if not options.tool or options.tool.endswith("NOTFOUND"):
        print("Skipped: clang-format is missing")
        sys.exit(SKIPPED)
    version = subprocess.run([options.tool, "--version"], check=True, stdout=subprocess.PIPE, text=True).stdout
    if not re.search(rf"version {VERSION}\.", version):
        print(f"Skipped: the sources are formatted with clang-format {VERSION}, this is {version}")
        sys.exit(SKIPPED)
    files = sorted(str(p) for base in ("src", "include", "tests") for p in (options.root / base).rglob("*.[ch]"))
    sys.exit(subprocess.run([options.tool, "--dry-run", "-Werror", *files], check=False).returncode)


if __name__ == "__main__":
    main()
