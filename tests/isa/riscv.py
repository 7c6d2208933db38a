#!/usr/bin/env python3
"""Our RISC-V instructions against objdump of the cross binutils: over all code of the ELFs at hand, over all 16-bit
encodings, and over every opcode with operands at random.

Length, mnemonic, operands and targets must agree, pseudoinstructions included, and so must what is read and written."""

import argparse
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

TOOLS = "riscv64-unknown-elf-"
OBJDUMP = TOOLS + "objdump"
MARCH = "rv32imafdc_zba_zbb_zbs"  # of the tables, all that binutils 2.40 knows
CHIP = "esp32h4"  # which has most of it
UNARY = (0x13, 0x53)  # rs2 selects the instruction
ELFS = ("firmware/esp32c3/app.elf", "rom-elf/esp32c3_rev3_rom.elf")
LINE = re.compile(r"^\s*([0-9a-f]+):\t([0-9a-f ]+?)\s*\t(\S+)(?:\t(.*))?$")
# objdump names an immediate form like its register form: these get an "i" before a number.
IMMEDIATE = {n: n + "i" for n in ("add", "and", "sll", "srl", "sra", "or", "xor", "slt")}
IMMEDIATE |= {n: n + "i" for n in ("bset", "bclr", "bext", "binv", "ror")}
IMMEDIATE |= {n: n + "i" for n in ("csrw", "csrs", "csrc", "csrrw", "csrrs", "csrrc")} | {"sltu": "sltiu"}
NUMBER = re.compile(r"-?(0x[0-9a-f]+|\d+)")


# The same instruction by another name, as objdump has it and as we do.
ALIASES = (
    (r"c\.nop (.*)", r"li zero,\1"),
    (r"c\.(\w+ .*)", r"\1"),
    (r"(s[lr][la]i)64 (\w+)", r"\1 \2,\2,0"),  # hints
    (r"slli zero,(\d+)", r"slli zero,zero,\1"),
    (r"addi (\w+),(\w+),0", r"mv \1,\2"),
    (r"add zero,(\w+)", r"mv zero,\1"),
    (r"li zero,0", r"nop"),
    (r"fence w,unknown", r"pause"),
    (r"blez zero,(\d+)", r"bgez zero,\1"),
    (r"fmv\.([sd]) (\w+),(\w+)", r"fsgnj.\1 \2,\3,\3"),
    (r"fneg\.([sd]) (\w+),(\w+)", r"fsgnjn.\1 \2,\3,\3"),
    (r"fabs\.([sd]) (\w+),(\w+)", r"fsgnjx.\1 \2,\3,\3"),
    (r"fr(flags|rm|csr) (\w+)", r"csrr \2,f\1"),
    (r"rd(\w+) (\w+)", r"csrr \2,\1"),
    (r"fs(flags|rm|csr)(i?) zero,(\w+)", r"csrw\2 f\1,\3"),
    (r"fs(flags|rm|csr)(i?) (\w+),(\w+)", r"csrrw\2 \3,f\1,\4"),
)
# ecall, ebreak, uret, wfi, mret, dret, fence.i, fence, fence.tso, pause, unimp
SYSTEM = (0x73, 0x100073, 0x200073, 0x10500073, 0x30200073, 0x7B200073, 0x100F, 0x0FF0000F, 0x8330000F, 0x0100000F, 0xC0001073)
SUPERVISOR = "sfence.vma"  # of a mode that no ESP chip has


def normalised(mnemonic, operands, kind):
    """objdump's line in our words: no symbol names, immediates and hints told by what they are."""
    operands = re.sub(r"\s*(#.*|<[^>]*>)", "", operands or "").strip()
    if kind in ("call", "jump", "branch"):
        operands = re.sub(r"([0-9a-f]+)$", r"0x\1", operands)
    if NUMBER.fullmatch(operands.rsplit(",", 1)[-1]):
        bare = mnemonic.removeprefix("c.")
        mnemonic = IMMEDIATE.get(bare, mnemonic)
    text = with_numbers(f"{mnemonic} {operands}".strip())
    for theirs, ours in ALIASES:
        text = re.sub(f"^{theirs}$", ours, text)
    return text


def with_numbers(text):
    """All numbers in decimal, so that 0x10 and 16 are the same."""
    return re.sub(r"(?<![\w.])-?(0x[0-9a-f]+|\d+)(?![\w.])", lambda m: str(int(m.group(0), 0)), text)


def objdump_lines(arguments):
    done = subprocess.run([OBJDUMP, "-d", "-z", *arguments], capture_output=True, text=True, check=True)
    for line in done.stdout.splitlines():
        match = LINE.match(line)
        if match:
            address, raw, mnemonic, operands = match.groups()
            yield int(address, 16), len(raw.replace(" ", "")) // 2, mnemonic, operands


def is_none(mnemonic, operands):
    """Nothing that RV32 has: objdump prints shift amounts over 31 as well, and moves the stack pointer by 0."""
    last = (operands or "").rsplit(",", 1)[-1]
    shifts = ("sll", "srl", "sra", "slli", "srli", "srai", "bset", "bclr", "bext", "binv", "ror", "c.slli", "c.srli", "c.srai")
    shifted = mnemonic in shifts and NUMBER.fullmatch(last) is not None and int(last, 0) > 31
    return mnemonic.startswith(".") or shifted or mnemonic == SUPERVISOR or operands == "sp,sp,0"


def is_beyond_objdump(ours):
    """Ours alone: what comes with Zc, and a fence with fields that the manual wants ignored."""
    return ours["length"] == 2 or ours["text"].startswith("fence")


def is_numbered_csr(wanted, text):
    """A control and status register that no ESP chip has goes by its number here."""
    theirs, ours = wanted.split(","), text.split(",")
    others = [a for a, b in zip(theirs, ours) if a != b]
    return wanted.startswith("csr") and len(theirs) == len(ours) and len(others) == 1


def differences(theirs, ours):
    """Compare one instruction; yields what differs."""
    address, length, mnemonic, operands = theirs
    if mnemonic == "fsd" and length == 2 and ours["text"].startswith(("cm.", ".2byte")):  # Zcmp has its place
        return
    if length != ours["length"]:
        yield f"length {length} / {ours['length']}"
    if is_none(mnemonic, operands):
        if ours["legality"] in ("legal", "trap") and not is_beyond_objdump(ours):
            yield f"no instruction / {ours['text']}"
        return
    wanted = normalised(mnemonic, operands, ours["effect"].kind)
    text = with_numbers(ours["text"])
    if wanted != text and not is_numbered_csr(wanted, text):
        yield f"{wanted} / {text}"
    told = effects.riscv(wanted, address, length)
    if told != ours["effect"]:
        yield f"{text}: {told} / {ours['effect']}"


def compare(theirs, ours_by_address, name, samples):
    compared, missing, found = 0, 0, []
    for line in theirs:
        ours = ours_by_address.get(line[0])
        if not ours or ours["cut"]:
            missing += 1
            continue
        compared += 1
        different = list(differences(line, ours))
        found += [f"{line[0]:#x}: {d}" for d in different]
        if not different and not is_none(*line[2:]) and ours["legality"] != "illegal":
            samples.add(ours)
    print(f"{name}: {compared} instructions compared, {missing} not, {len(found)} differ")
    for difference in found[:20]:
        print(" ", difference)
    return compared > 0 and not found and missing * 1000 <= compared


def compare_elf(dumper, path, samples):
    ours = {i["address"]: i for i in insns.decode(dumper, "esp32c3", path, insns.Elf(path).code())}
    return compare(objdump_lines([str(path)]), ours, path.name, samples)


def encodings():
    """All 16-bit encodings, and every opcode of 32 bits with registers at random: many of them are no instruction."""
    chance = random.Random(5)  # the same in every run
    for value in range(0x10000):
        if value & 3 != 3:
            yield value.to_bytes(2, "little")
    for word in SYSTEM:
        yield word.to_bytes(4, "little")
    for opcode in (o for o in range(3, 0x80, 4) if o & 0x1F != 0x1F):  # those begin longer ones
        for funct in range(1 << 10):  # funct7 and funct3
            for rs2 in range(32) if opcode in UNARY else (chance.getrandbits(5), 0):
                word = opcode | (funct & 7) << 12 | funct >> 3 << 25 | rs2 << 20
                yield (word | chance.getrandbits(5) << 7 | chance.getrandbits(5) << 15).to_bytes(4, "little")


def compare_encodings(dumper, folder, samples):
    """An ELF of nothing but our bytes: with the attributes that objdump wants, and without marks for data."""
    code = b"".join(encodings())
    (folder / "code.bin").write_bytes(code)
    source = f".rept {len(code) // 2}\n c.nop\n.endr\n"
    subprocess.run([TOOLS + "as", f"-march={MARCH}", "-mabi=ilp32", "-o", folder / "code.elf"],
                   input=source, text=True, check=True)
    subprocess.run([TOOLS + "objcopy", "--update-section", f".text={folder}/code.bin", folder / "code.elf"], check=True)
    ranges = [(0, 0, len(code))]
    ours = {i["address"]: i for i in insns.decode(dumper, CHIP, folder / "code.bin", ranges)}
    return compare(objdump_lines([str(folder / "code.elf")]), ours, "all opcodes", samples)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dumper", required=True, help="dump_insns")
    parser.add_argument("--data", required=True, type=Path)
    parser.add_argument("--accept", action="store_true", help="rewrite the samples")
    options = parser.parse_args()
    if not shutil.which(OBJDUMP):
        print(f"Skipped: {OBJDUMP} (package binutils-riscv64-unknown-elf) is missing")
        sys.exit(whytest.SKIPPED)
    elves = [options.data / name for name in ELFS if (options.data / name).exists()]
    samples = insns.Samples(CHIP)
    good = [compare_elf(options.dumper, path, samples) for path in elves]
    with tempfile.TemporaryDirectory() as folder:
        good.append(compare_encodings(options.dumper, Path(folder), samples))
    if options.accept and all(good):
        samples.write()
    sys.exit(0 if all(good) else 1)


if __name__ == "__main__":
    main()
