#!/usr/bin/env python3
"""Our callers against GNU readelf's table of call-frame information, at every row of real ELFs."""

import argparse
import re
import shutil
import subprocess
import sys
from pathlib import Path

SKIPPED = 77
READELF = "riscv64-unknown-elf-readelf"
NAMES = "zero ra sp gp tp t0 t1 t2 s0 s1 a0 a1 a2 a3 a4 a5 a6 a7 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 t3 t4 t5 t6".split()
KEPT = [NAMES.index(name) for name in "gp tp s0 s1 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11".split()]
ENTRY = re.compile(r"^[0-9a-f]+ [0-9a-f]+ [0-9a-f]+ (?:CIE|FDE)")
FDE = re.compile(r"FDE cie=([0-9a-f]+) pc=([0-9a-f]+)\.\.([0-9a-f]+)")
ROW = re.compile(r"^([0-9a-f]{8})\s+(\w+)([+-]\d+)\s*(.*?)\s*$")


def run(*command, text=None):
    done = subprocess.run(command, input=text, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return done.stdout


def without_caller(elf):
    """From where on the return address is undefined, by start of the function; readelf's table shows it as if untouched."""
    since, common, start, offset, at = {}, set(), 0, "", 0
    for line in run(READELF, "--debug-dump=frames", elf).splitlines():
        entry = FDE.search(line)
        if ENTRY.match(line):
            offset, start = line.split()[0], int(entry[2], 16) if entry else 0
            at = start
            if entry and entry[1] in common:
                since[start] = start
        elif moved := re.search(r"DW_CFA_advance_loc.* to ([0-9a-f]+)$", line):
            at = int(moved[1], 16)
        elif "DW_CFA_undefined: r1 " in line and start:
            since[start] = at
        elif "DW_CFA_undefined: r1 " in line:
            common.add(offset)
        elif line.startswith("Contents of"):
            common = set()
    return since


def rows_of(elf):
    """(address, rule of the CFA, rules by register, start of the function) of all rows that code has."""
    start = end = 0
    columns, common, offset = [], {}, ""
    for line in run(READELF, "--debug-dump=frames-interp", elf).splitlines():
        if ENTRY.match(line):
            offset, entry, columns = line.split()[0], FDE.search(line), []
            start, end = (int(entry[2], 16), int(entry[3], 16)) if entry else (0, 0)
            if start and entry[1] in common:
                yield start, *common[entry[1]], start  # the function's own first row, if any, replaces it
        elif line.strip().startswith("LOC"):
            columns = line.split()[2:]
        elif (row := ROW.match(line)) and row[2] in NAMES:
            rule = (row[2], int(row[3])), dict(zip(columns, row[4].split()))
            if not end:
                common[offset] = rule
            elif start and int(row[1], 16) < end:
                yield int(row[1], 16), *rule, start


def expected(cfa, rules, ends):
    """The beginning of the line that frames.c prints."""
    where = (NAMES.index(cfa[0]) << 24) + cfa[1]
    saved = {NAMES.index(name): (where + int(rule[1:])) ^ 0x80000000 for name, rule in rules.items() if rule[0] == "c"}
    if 1 not in saved and ends:
        return f"end cfa={where:08x}"
    registers = {number: number << 24 for number in KEPT}
    registers[NAMES.index("sp")] = where
    registers.update(saved)
    registers.pop(1, None)  # the caller's own return address is not the one into it
    told = " ".join(f"{number}={value:08x}" for number, value in sorted(registers.items()))
    return f"found cfa={where:08x} pc={saved.get(1, 1 << 24):08x} {told}"


def compare(frames, elf):
    undefined = without_caller(elf)
    rows = {}
    for address, cfa, rules, start in rows_of(elf):
        rows[address] = expected(cfa, rules, address >= undefined.get(start, 1 << 32))  # of rows with one address the last counts
    answers = run(frames, elf, text="".join(f"{address:08x}\n" for address in rows)).splitlines()
    wrong = 0
    for (address, wanted), line in zip(rows.items(), answers):
        given = line.split(" ", 1)[1]
        if not given.startswith(wanted):
            wrong += 1
            print(f"{elf.name} {address:08x}\n  readelf {wanted}\n  espwhy  {given}")
    print(f"{elf.name}: {len(rows)} rows, {wrong} differ")
    return len(rows), wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", required=True, help="the program that prints our answers")
    parser.add_argument("--data", type=Path, required=True, help="folder with firmware/esp32c3/app.elf, if present")
    parser.add_argument("elfs", type=Path, nargs="+")
    options = parser.parse_args()
    if not shutil.which(READELF):
        print(f"Skipped: missing {READELF}")
        sys.exit(SKIPPED)
    real = options.data / "firmware/esp32c3/app.elf"
    results = [compare(options.frames, elf) for elf in options.elfs + ([real] if real.exists() else [])]
    sys.exit(0 if sum(rows for rows, _ in results) > 0 and not any(wrong for _, wrong in results) else 1)


if __name__ == "__main__":
    main()
