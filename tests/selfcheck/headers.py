#!/usr/bin/env python3
"""Each public header compiles alone, as C17 and as C++17."""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

LANGUAGES = (("cc", "c", "-std=c17"), ("cxx", "c++", "-std=c++17"))
FLAGS = ["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cc", required=True)
    parser.add_argument("--cxx", required=True)
    parser.add_argument("include", type=Path)
    options = parser.parse_args()
    headers = sorted((options.include / "espwhy").glob("*.h"))
    failed = not headers
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "alone"
        for header in headers:
            # Twice: the guard has to hold.
            source.write_text(f'#include "espwhy/{header.name}"\n' * 2, encoding="utf-8")
            for option, language, standard in LANGUAGES:
                command = [getattr(options, option), "-x", language, standard, *FLAGS, "-I", str(options.include)]
                if subprocess.run([*command, str(source)], check=False).returncode != 0:
                    print(f"FAILED {header.name} as {standard}")
                    failed = True
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
