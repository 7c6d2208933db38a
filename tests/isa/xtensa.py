#!/usr/bin/env python3
"""Our Xtensa instructions against QEMU's disassembler, over all code of the ELFs at hand.

QEMU has no ESP32: its core de233_fpu shares the windowed base, MAC16 and most of the floating-point
unit. What ESP32 has beyond it cannot be compared and is counted apart."""

import argparse
import bisect
import collections
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
import insns  # noqa: E402
import whytest  # noqa: E402

QEMU = "qemu-system-xtensa"
CORE = "de233_fpu"
ELFS = ("firmware/esp32/app.elf", "rom-elf/esp32_rev0_rom.elf")
LINE = re.compile(r"^0x([0-9a-f]{8}):\s+(.*?)\s*$")
BATCH = 2000  # requests per run of QEMU
UNKNOWN = ("???", ".byte")
SAME = {"simcall 0": "simcall"}  # later assemblers give it an operand


def load_arguments(elf, folder):
    """QEMU options that put every section with code where it belongs."""
    for address, offset, size in elf.code():
        path = folder / f"{address:x}.bin"
        path.write_bytes(elf.data[offset : offset + size])
        yield from ("-device", f"loader,file={path},addr={address:#x},force-raw=on")


def qemu_lines(load, requests):
    """{address: text} of QEMU, for requests (address, count)."""
    commands = "".join(f"x/{count}i {address:#x}\n" for address, count in requests) + "quit\n"
    command = [QEMU, "-M", "sim", "-cpu", CORE, "-m", "1040M", "-S", "-monitor", "stdio"]
    command += ["-display", "none", "-serial", "none", *load]
    done = subprocess.run(command, input=commands, capture_output=True, text=True, check=True)
    lines = {}
    for line in done.stdout.splitlines():
        match = LINE.match(line)
        if match:
            lines[int(match.group(1), 16)] = " ".join(match.group(2).split())
    return lines


def requests_of(runs, ours):
    """What to ask QEMU for: as many instructions from the start of each run as we see there."""
    addresses = sorted(ours)
    for start, _, size in runs:
        count = bisect.bisect_left(addresses, start + size) - bisect.bisect_left(addresses, start)
        if count:
            yield start, count


class Count:
    def __init__(self):
        self.same = self.missing = 0
        self.not_in_qemu = collections.Counter()
        self.different = []

    def add(self, ours, theirs):
        theirs = SAME.get(theirs, theirs)
        if theirs is None:
            self.missing += 1
        elif theirs.startswith(UNKNOWN):
            if ours["legality"] in ("legal", "trap"):
                self.not_in_qemu[ours["text"].split()[0]] += 1
            else:
                self.same += 1
        elif theirs == ours["text"] and insns.kind_of(theirs) == ours["kind"]:
            self.same += 1
        else:
            self.different.append(f"{ours['address']:#x}: {theirs} / {ours['text']} ({ours['kind']})")


def compare_elf(dumper, path):
    elf, count = insns.Elf(path), Count()
    runs = sorted(set(elf.xtensa_code()))
    ours = {i["address"]: i for i in insns.decode(dumper, "esp32", path, runs) if not i["cut"]}
    requests = list(requests_of(runs, ours))
    theirs = {}
    with tempfile.TemporaryDirectory() as folder:
        load = list(load_arguments(elf, Path(folder)))
        for i in range(0, len(requests), BATCH):
            theirs.update(qemu_lines(load, requests[i : i + BATCH]))
    for address, instruction in ours.items():
        count.add(instruction, theirs.get(address))
    print(f"{path.name}: {len(runs)} runs of code, {count.same} instructions agree, {len(count.different)} differ,")
    apart = ", ".join(f"{n} {name}" for name, n in count.not_in_qemu.most_common())
    print(f"  {count.missing} stand where QEMU sees no start of one; none of {CORE}: {apart or 'none'}")
    for difference in count.different[:20]:
        print(" ", difference)
    return count.same > 0 and not count.different and 1000 * count.missing <= count.same


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dumper", required=True, help="dump_insns")
    parser.add_argument("--data", required=True, type=Path)
    options = parser.parse_args()
    if not shutil.which(QEMU):
        print(f"Skipped: {QEMU} (package qemu-system-misc) is missing")
        sys.exit(whytest.SKIPPED)
    elves = [options.data / name for name in ELFS if (options.data / name).exists()]
    if not elves:
        print(f"Skipped: {options.data} is missing")
        sys.exit(whytest.SKIPPED)
    good = [compare_elf(options.dumper, path) for path in elves]
    sys.exit(0 if all(good) else 1)


if __name__ == "__main__":
    main()
