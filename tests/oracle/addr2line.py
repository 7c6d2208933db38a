#!/usr/bin/env python3
"""Our names and lines against GNU addr2line's, at every row of the line tables of real ELFs."""

import argparse
import re
import shutil
import subprocess
import sys
from pathlib import Path

SKIPPED = 77
# e_machine -> prefix of a cross binutils that reads it, whatever chip its code is for
TOOLS = {94: "xtensa-lx106-elf-", 243: "riscv64-unknown-elf-"}
# A row of `readelf --debug-dump=decodedline`: file, line ('-': end of sequence), address.
ROW = re.compile(r"^(\S.*?)\s+(\d+|-)\s+0x([0-9a-f]+)(?:\s+\d+)?(?:\s+x)?(?:\s+END)?\s*$")
SECTION = re.compile(r"^\s*\[\s*\d+\]\s+\S+\s+\S+\s+([0-9a-f]{8}) [0-9a-f]+ ([0-9a-f]+) \S+\s+(\S*)\s")
# What compilers append to copies of a function, and how the demangler shows it. We drop both.
CLONE = re.compile(r"( \[clone [^]]*\])+$|(\.(isra|constprop|part|cold|lto_priv|localalias)(\.\d+)?)+$")

# Where addr2line and we differ on purpose. `check(gnu, our, row)` tells whether a frame is such a case;
# `gnu` and `our` are (name, file, line, innermost, inlined); `row` has readelf's file and the symbol there.
EXCEPTIONS = (
    (
        "clone",
        "copies of a function made by the compiler carry the name of the source, without .isra.0 and its kin",
        lambda gnu, our, row: CLONE.sub("", gnu.name) == our.name and gnu.place == our.place,
    ),
    (
        "file-0",
        "DWARF 5: addr2line takes file 0 where the line program has not set a file, which means file 1; readelf agrees with us",
        lambda gnu, our, row: CLONE.sub("", gnu.name) == our.name
        and gnu.line == our.line
        and our.innermost
        and Path(our.file).name == row.file
        and Path(gnu.file).name != row.file,
    ),
    (
        "symbol",
        "addr2line gives an inlined call without linkage name the name of the symbol around it",
        lambda gnu, our, row: our.inlined and our.innermost and gnu.name == row.symbol and gnu.line == our.line,
    ),
    (
        "past-end",
        "behind the last byte of a function addr2line takes the nearest symbol, whatever its size",
        lambda gnu, our, row: our.name == "??" and row.file == "" and gnu.line == 0,
    ),
    (
        "label",
        "addr2line names assembly by labels that are local to it; we name the function",
        lambda gnu, our, row: gnu.name.startswith(".") and gnu.line == our.line,
    ),
    (
        "object-file",
        "without a line addr2line gives the object file instead of a source",
        lambda gnu, our, row: gnu.name == our.name and our.place == "??:0" and gnu.line == 0,
    ),
)


class Frame:
    def __init__(self, name, place, innermost, inlined):
        self.name, self.place, self.innermost, self.inlined = name, place, innermost, inlined
        self.file, _, line = place.rpartition(":")
        self.line = int(line) if line.isdigit() else 0
        self.place = f"{self.file}:{self.line}"

    def same(self, other):
        return (self.name, self.place) == (other.name, other.place)

    def __str__(self):
        return f"{self.name} at {self.place}"


class Row:
    """What binutils' other tools say of an address."""

    def __init__(self, file, symbol):
        self.file, self.symbol = file, symbol


def output(*command, feed=None):
    done = subprocess.run(command, input=feed, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    if done.returncode != 0:
        sys.exit(f"{command[0]}: exit status {done.returncode}")
    return done.stdout.decode("utf-8", "replace").splitlines()


def code_sections(elf):
    for line in output("readelf", "-SW", elf):
        found = SECTION.match(line)
        if found and "A" in found[3] and "X" in found[3]:
            lo = int(found[1], 16)
            yield lo, lo + int(found[2], 16)


def line_table(elf):
    """address -> file of its last row ("": an end of a sequence), for every row that the linker has kept."""
    sections, rows, dropped, previous = list(code_sections(elf)), {}, 0, None
    for line in output("readelf", "-W", "--debug-dump=decodedline", elf):
        found = ROW.match(line)
        if not found:
            continue
        address, is_end = int(found[3], 16), found[2] == "-"
        if not any(lo <= address < hi for lo, hi in sections):
            dropped += 1
        elif not is_end:
            rows[address] = Path(found[1]).name
        elif address not in rows or previous == address:
            rows[address] = ""  # the sequence's last row may be empty
        previous = None if is_end else address
    return rows, dropped


def chains(lines):
    """address -> frames, innermost first, of the output of addr2line -fia."""
    found, frames = {}, None
    at = 0
    while at < len(lines):
        if re.fullmatch(r"0x[0-9a-f]{8}", lines[at]):
            frames = found.setdefault(int(lines[at], 16), [])
            at += 1
        else:
            place = re.sub(r" \(discriminator \d+\)$", "", lines[at + 1])
            frames.append((lines[at], place))
            at += 2
    return {
        address: [Frame(name, place, i == 0, i + 1 < len(pairs)) for i, (name, place) in enumerate(pairs)]
        for address, pairs in found.items()
    }


def symbols(prefix, elf):
    """address -> name, for names demangled as addr2line does."""
    names = {}
    for line in output(prefix + "nm", "-C", elf):
        words = line.split(" ", 2)
        if len(words) == 3 and words[0] and words[1] in "tTwW":
            names[int(words[0], 16)] = words[2]
    return names


def around(names, ordered, address):
    lo, hi = 0, len(ordered)
    while lo < hi:
        middle = (lo + hi) // 2
        lo, hi = (middle + 1, hi) if ordered[middle] <= address else (lo, middle)
    return names[ordered[lo - 1]] if lo else None


def judge(gnu, our, row):
    """None when both agree, the id of an exception, or "" when they differ."""
    if len(gnu) != len(our):
        return ""
    verdict = None
    for theirs, ours in zip(gnu, our):
        if theirs.same(ours):
            continue
        verdict = next((name for name, _, check in EXCEPTIONS if check(theirs, ours, row)), "")
        if verdict == "":
            return ""
    return verdict


def compare(lookup, elf):
    """Compare one ELF; the number of disagreements."""
    with open(elf, "rb") as file:
        prefix = TOOLS[int.from_bytes(file.read(20)[18:], "little")]
    rows, dropped = line_table(elf)
    feed = "".join(f"0x{address:08x}\n" for address in sorted(rows)).encode()
    gnu = chains(output(prefix + "addr2line", "-fiaC", "-e", elf, feed=feed))
    our = chains(output(lookup, elf, feed=feed))
    names = symbols(prefix, elf)
    ordered = sorted(names)
    counts, wrong = {}, 0
    for address in sorted(rows):
        row = Row(rows[address], around(names, ordered, address))
        verdict = judge(gnu[address], our[address], row)
        counts[verdict] = counts.get(verdict, 0) + 1
        if verdict == "":
            wrong += 1
            if wrong <= 10:
                print(f"  0x{address:08x}")
                print("    addr2line:", " <- ".join(map(str, gnu[address])))
                print("    we:       ", " <- ".join(map(str, our[address])))
    frames = sum(len(chain) for chain in gnu.values())
    print(f"{elf}: {len(rows)} addresses with {frames} functions compared, {counts.get(None, 0)} agree, {wrong} differ")
    print(f"  {dropped} rows of functions that the linker has dropped are not looked up")
    for name, reason, _ in EXCEPTIONS:
        if name in counts:
            print(f"  {counts[name]} excepted, {name}: {reason}")
    return wrong if rows else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lookup", required=True, help="the program built from lookup.c")
    parser.add_argument("--data", type=Path, help="folder with firmware/*/app.elf")
    parser.add_argument("elf", nargs="*", type=Path)
    options = parser.parse_args()
    elves = [str(elf) for elf in options.elf]
    if options.data:
        elves += [str(elf) for elf in sorted(options.data.glob("firmware/*/app.elf"))]
    needed = ["readelf", *(prefix + "addr2line" for prefix in TOOLS.values())]
    missing = [tool for tool in needed if not shutil.which(tool)]
    if not elves or missing:
        print("no ELF to compare" if not elves else f"not installed: {', '.join(missing)}")
        sys.exit(SKIPPED)
    sys.exit(1 if sum(compare(options.lookup, elf) for elf in elves) else 0)


if __name__ == "__main__":
    main()
