#!/usr/bin/env python3
"""clang-tidy finds nothing in src/. Other versions know other checks: only the one we use may judge."""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

SKIPPED = 77
VERSION = 14


def commands_of(build, root):
    """One of each source: of a file that is compiled for two programs, the second check loses its way in va_list."""
    commands = json.loads((build / "compile_commands.json").read_text(encoding="utf-8"))
    wanted = (str(root / "src") + os.sep, str(root / "tests" / "support") + os.sep)
    return {entry["file"]: entry for entry in commands if entry["file"].startswith(wanted) and entry["file"].endswith(".c")}


def check(tool, commands):
    """Complaints are printed; true when there are any."""
    failed = not commands
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        (Path(folder) / "compile_commands.json").write_text(json.dumps(list(commands.values())), encoding="utf-8")

        def judge(file):
            command = [tool, "--quiet", "-p", folder, file]
            return subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

        for file, done in zip(sorted(commands), pool.map(judge, sorted(commands))):
            if done.returncode != 0:
                failed = True
                print(done.stdout or f"{file}: {done.stderr}", end="")
    return failed


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

    sys.exit(1 if check(options.tool, commands_of(options.build, options.root)) else 0)


if __name__ == "__main__":
    main()
