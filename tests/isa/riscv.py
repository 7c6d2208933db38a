#!/usr/bin/env python3
"""Our RISC-V instructions against objdump of the cross binutils, over all code of the ELFs at hand.

Length, mnemonic, kind, operands and targets must agree, pseudoinstructions included."""

import argparse
import re
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
import insns  # noqa: E402
import whytest  # noqa: E402

OBJDUMP = "riscv64-unknown-elf-objdump"
ELFS = ("firmware/esp32c3/app.elf", "rom-elf/esp32c3_rev3_rom.elf")
LINE = re.compile(r"^\s*([0-9a-f]+):\t([0-9a-f ]+?)\s*\t(\S+)(?:\t(.*))?$")
# objdump names an immediate form like its register form: these get an "i" before a number.
IMMEDIATE = {n: n + "i" for n in ("add", "and", "sll", "srl", "sra", "or", "xor", "slt")}
IMMEDIATE |= {n: n + "i" for n in ("csrw", "csrs", "csrc", "csrrw", "csrrs", "csrrc")} | {"sltu": "sltiu"}
NUMBER = re.compile(r"-?(0x[0-9a-f]+|\d+)")


def normalised(mnemonic, operands):
    """objdump's line in our words: no symbol names, immediates and hints told by what they are."""
    operands = re.sub(r"\s*(#.*|<[^>]*>)", "", operands or "").strip()
    if NUMBER.fullmatch(operands.rsplit(",", 1)[-1]):
        mnemonic = IMMEDIATE.get(mnemonic, mnemonic)
    if mnemonic == "c.nop":
        return f"li zero,{operands}"
    return f"{mnemonic.removeprefix('c.')} {operands}".strip()


def with_numbers(text):
    """All numbers in decimal, so that 0x10 and 16 are the same."""
    return re.sub(r"(?<![\w.])-?(0x[0-9a-f]+|\d+)(?![\w.])", lambda m: str(int(m.group(0), 0)), text)


def target_in_hex(text, kind):
    """A direct target stands without 0x in objdump's operands."""
    if kind in ("call", "jump", "branch"):
        return re.sub(r"([0-9a-f]+)$", r"0x\1", text)
    return text


def objdump_lines(arguments):
    done = subprocess.run([OBJDUMP, "-d", "-z", *arguments], capture_output=True, text=True, check=True)
    for line in done.stdout.splitlines():
        match = LINE.match(line)
        if match:
            address, raw, mnemonic, operands = match.groups()
            yield int(address, 16), len(raw.replace(" ", "")) // 2, mnemonic, operands


def is_rv64_shift(mnemonic, operands):
    """objdump prints shift amounts over 31, which RV32 does not have."""
    last = (operands or "").rsplit(",", 1)[-1]
    return mnemonic in ("sll", "srl", "sra") and NUMBER.fullmatch(last) is not None and int(last, 0) > 31


def is_known_to_us(ours):
    return ours["legality"] in ("legal", "trap")


def differences(theirs, ours):
    """Compare one instruction; yields what differs."""
    _, length, mnemonic, operands = theirs
    if length != ours["length"]:
        yield f"length {length} / {ours['length']}"
    if mnemonic.startswith(".") or is_rv64_shift(mnemonic, operands):
        if is_known_to_us(ours):
            yield f"no instruction / {ours['text']}"
        return
    wanted = with_numbers(target_in_hex(normalised(mnemonic, operands), ours["kind"]))
    if wanted != with_numbers(ours["text"]):
        yield f"{wanted} / {ours['text']}"
    if ours["kind"] != insns.kind_of(wanted):
        yield f"{ours['text']}: {ours['kind']}"


def compare(theirs, ours_by_address, name):
    compared, missing, found = 0, 0, []
    for line in theirs:
        ours = ours_by_address.get(line[0])
        if not ours or ours["cut"]:
            missing += 1
            continue
        compared += 1
        found += [f"{line[0]:#x}: {d}" for d in differences(line, ours)]
    print(f"{name}: {compared} instructions compared, {missing} not, {len(found)} differ")
    for difference in found[:20]:
        print(" ", difference)
    return compared > 0 and not found and missing * 1000 <= compared


def compare_elf(dumper, path):
    ours = {i["address"]: i for i in insns.decode(dumper, "esp32c3", path, insns.Elf(path).code())}
    return compare(objdump_lines([str(path)]), ours, path.name)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dumper", required=True, help="dump_insns")
    parser.add_argument("--data", required=True, type=Path)
    options = parser.parse_args()
    if not shutil.which(OBJDUMP):
        print(f"Skipped: {OBJDUMP} (package binutils-riscv64-unknown-elf) is missing")
        sys.exit(whytest.SKIPPED)
    elves = [options.data / name for name in ELFS if (options.data / name).exists()]
    if not elves:
        print(f"Skipped: {options.data} is missing")
        sys.exit(whytest.SKIPPED)
    good = [compare_elf(options.dumper, path) for path in elves]
    sys.exit(0 if all(good) else 1)


if __name__ == "__main__":
    main()
