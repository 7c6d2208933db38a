#!/usr/bin/env python3
"""What a crash costs with its ELF: espwhy against GNU addr2line with the same addresses, in the same run."""

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path

from measure import in_turn, judge, peak_kib

ADDR2LINE = "xtensa-lx106-elf-addr2line"
ROUNDS = 101
WARM_UP = 3
RATIO_AT_MOST = 1.0
PEAK_KIB_AT_MOST = 40 * 1024


def addresses_of(espwhy, elf, log):
    """All addresses that the report has looked up."""
    command = [espwhy, "-f", "json", "-e", str(elf), str(log)]
    (crash,) = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)["crashes"]
    frames = [frame["lookup"] for core in crash["cores"] for frame in core["backtrace"]["frames"]]
    return list(dict.fromkeys(frames + [name["address"] for name in crash["names"]]))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--espwhy", required=True)
    parser.add_argument("--data", type=Path, required=True, help="folder with firmware/esp32/app.elf and panic.log")
    options = parser.parse_args()
    elf, log = (options.data / "firmware/esp32" / name for name in ("app.elf", "panic.log"))
    missing = [str(path) for path in (elf, log) if not path.exists()] + ([] if shutil.which(ADDR2LINE) else [ADDR2LINE])
    if missing:
        print("Skipped: missing " + ", ".join(missing))
        sys.exit(0)  # a target of the build, which is not to fail
    addresses = addresses_of(options.espwhy, elf, log)
    print(f"{len(addresses)} addresses, {elf.stat().st_size} bytes of ELF")
    commands = {
        "espwhy": [options.espwhy, "-e", str(elf), str(log)],
        "addr2line": [ADDR2LINE, "-pfiaC", "-e", str(elf), *addresses],
    }
    best = in_turn(commands, ROUNDS, WARM_UP)
    judge("addr2line", best["espwhy"] / best["addr2line"], RATIO_AT_MOST, peak_kib(commands["espwhy"]), PEAK_KIB_AT_MOST)


if __name__ == "__main__":
    main()
