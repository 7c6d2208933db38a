#!/usr/bin/env python3
"""Our Xtensa instructions against QEMU's disassembler: over all code of the ELFs at hand, and over every opcode with
operands at random.

QEMU has no ESP32: its core de233_fpu shares the windowed base, MAC16 and most of the floating-point
unit. What ESP32 has beyond it cannot be compared and is counted apart."""

import argparse
import bisect
import collections
import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
import effects  # noqa: E402
import insns  # noqa: E402
import whytest  # noqa: E402

QEMU = "qemu-system-xtensa"
CORE = "de233_fpu"
CHIP = "esp32"
CODE = 0x40080000  # where opcodes stand that are no program
ELFS = ("firmware/esp32/app.elf", "rom-elf/esp32_rev0_rom.elf")
LINE = re.compile(r"^0x([0-9a-f]{8}):\s+(.*?)\s*$")
BATCH = 2000  # requests per run of QEMU
UNKNOWN = ("???", ".byte")
SAME = {"simcall 0": "simcall"}  # later assemblers give it an operand
# What that core has and no ESP32: double precision, cache and protection options.
BEYOND = re.compile(
    r"(\S+\.d|[ls]d[ix]p?|wfrd|rfrd|cvt[ds]\.[sd]|hww[id]tlba|[ls]ic[tw]|[ls]dc[tw]|ldpte|[rwx]sr\.([id]tlbcfg|rasid|eraccess)|"
    r"iiu|dpfl|diu|ipfl|diwbi?|dhu|ihu|simcall) ?"
)


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
    lines = {}
    with tempfile.TemporaryFile("w+") as output:  # of a slow pipe, QEMU drops what is left when it quits
        subprocess.run(command, input=commands, stdout=output, stderr=subprocess.PIPE, text=True, check=True)
        output.seek(0)
        for match in filter(None, map(LINE.match, output)):
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
    def __init__(self, samples):
        self.same = self.missing = 0
        self.samples = samples
        self.not_in_esp = 0
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
        elif theirs != ours["text"] and BEYOND.match(theirs):
            self.not_in_esp += 1
        elif theirs != ours["text"]:
            self.different.append(f"{ours['address']:#x}: {theirs} / {ours['text']}")
        elif effects.xtensa(theirs, ours["address"], ours["length"]) != ours["effect"]:
            told = effects.xtensa(theirs, ours["address"], ours["length"])
            self.different.append(f"{ours['address']:#x}: {theirs}: {told} / {ours['effect']}")
        else:
            self.same += 1
            self.samples.add(ours)


def compare(dumper, path, load, runs, name, samples):
    count = Count(samples)
    ours = {i["address"]: i for i in insns.decode(dumper, CHIP, path, runs) if not i["cut"]}
    requests = list(requests_of(runs, ours))
    theirs = {}
    for i in range(0, len(requests), BATCH):
        theirs.update(qemu_lines(load, requests[i : i + BATCH]))
    for address, instruction in ours.items():
        count.add(instruction, theirs.get(address))
    print(f"{name}: {len(runs)} runs of code, {count.same} instructions agree, {len(count.different)} differ,")
    apart = ", ".join(f"{n} {name}" for name, n in count.not_in_qemu.most_common())
    print(f"  {count.missing} stand where QEMU sees no start of one; {count.not_in_esp} are none of ESP32's;")
    print(f"  none of {CORE}: {apart or 'none'}")
    for difference in count.different[:20]:
        print(" ", difference)
    return count.same > 0 and not count.different and 1000 * count.missing <= count.same


def compare_elf(dumper, path, samples):
    elf = insns.Elf(path)
    with tempfile.TemporaryDirectory() as folder:
        load = list(load_arguments(elf, Path(folder)))
        return compare(dumper, path, load, sorted(set(elf.xtensa_code())), path.name, samples)


def encodings():
    """Every opcode, with what else is in the instruction at random: many of them are no instruction."""
    chance = random.Random(5)  # the same in every run
    for fields in range(1 << 16):  # op0 = 0: op2, op1, r and t select
        op2, op1, r, t = (fields >> shift & 15 for shift in (12, 8, 4, 0))
        for s in (chance.getrandbits(4), 0) if op1 in (0, 1, 3) else (chance.getrandbits(4),):
            yield (op2 << 20 | op1 << 16 | r << 12 | s << 8 | t << 4).to_bytes(3, "little")
    for op0 in range(1, 8):
        for fields in range(1 << 12):
            yield (chance.getrandbits(12) << 12 ^ fields << 12 | chance.getrandbits(8) << 4 | op0).to_bytes(3, "little")
    for value in range(0x10000):
        if 8 <= value & 15 <= 13:
            yield value.to_bytes(2, "little")


def compare_encodings(dumper, samples):
    code = b"".join(encodings())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "code.bin"
        path.write_bytes(code)
        load = ("-device", f"loader,file={path},addr={CODE:#x},force-raw=on")
        return compare(dumper, path, load, [(CODE, 0, len(code))], "all opcodes", samples)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dumper", required=True, help="dump_insns")
    parser.add_argument("--data", required=True, type=Path)
    parser.add_argument("--accept", action="store_true", help="rewrite the samples")
    options = parser.parse_args()
    if not shutil.which(QEMU):
        print(f"Skipped: {QEMU} (package qemu-system-misc) is missing")
        sys.exit(whytest.SKIPPED)
    elves = [options.data / name for name in ELFS if (options.data / name).exists()]
    samples = insns.Samples(CHIP)
    good = [compare_elf(options.dumper, path, samples) for path in elves]
    good.append(compare_encodings(options.dumper, samples))
    if options.accept and all(good):
        samples.write()
    sys.exit(0 if all(good) else 1)


if __name__ == "__main__":
    main()
