#!/usr/bin/env python3
"""clang-tidy finds nothing in src/. Other versions know other checks: only the one we use may judge."""

import argparse
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

SKIPPED = 77
VERSION = 14


def sources(build, root):
    commands = json.loads((build / "compile_commands.json").read_text(encoding="utf-8"))
    wanted = (str(root / "src") + os.sep, str(root / "tests" / "support") + os.sep)
    files = {entry["file"] for entry in commands}
    return sorted(f for f in files if f.startswith(wanted) and f.endswith(".c"))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tool", default="")
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("root", type=lambda text: Path(text).resolve())
    options = parser.parse_args()
    if not options.tool or options.tool.endswith("NOTFOUND"):
        print("Skipped: clang-tidy is missing")
        sys.exit(SKIPPED)
    version = subprocess.run([options.tool, "--version"], check=True, stdout=subprocess.PIPE, text=True).stdout
    if not re.search(rf"version {VERSION}\.", version):
        print(f"Skipped: the sources are checked with clang-tidy {VERSION}, this is another version")
        sys.exit(SKIPPED)

    def judge(file):
        command = [options.tool, "--quiet", "-p", str(options.build), file]
        return subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    files = sources(options.build, options.root)
    failed = not files
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        for file, done in zip(files, pool.map(judge, files)):
            if done.returncode != 0:
                failed = True
                print(done.stdout or f"{file}: {done.stderr}", end="")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
