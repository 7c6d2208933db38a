#!/usr/bin/env python3
"""docs/faults.md is what the rules say; --accept writes it."""

import argparse
import difflib
import subprocess
import sys
from pathlib import Path


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--printer", required=True)
    parser.add_argument("--accept", action="store_true")
    parser.add_argument("manual", type=Path)
    options = parser.parse_args()
    made = subprocess.run([options.printer], check=True, stdout=subprocess.PIPE).stdout.decode("utf-8")
    if options.accept:
        options.manual.write_text(made, encoding="utf-8")
        return
    kept = options.manual.read_text(encoding="utf-8") if options.manual.exists() else ""
    print(*difflib.unified_diff(kept.splitlines(), made.splitlines(), "docs/faults.md", "rules", lineterm=""), sep="\n")
    if kept != made:
        sys.exit("docs/faults.md is out of date; the target `faults` writes it")


if __name__ == "__main__":
    main()
