#!/usr/bin/env python3
"""Our names of types and places of members against GDB's, for every structure of many units of real ELFs."""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SKIPPED = 77
GDB = "gdb-multiarch"
TYPE_BYTES = 2048

# What runs inside of GDB: the same lines as our program writes, for the units of which it told an address.
INSIDE = r'''
import gdb

def leaves(kind, bit, path, out, bits=0, spelt=None):
    bare = kind.strip_typedefs()
    spelt = spelt or str(kind)
    if bits == 0 and bare.code in (gdb.TYPE_CODE_STRUCT, gdb.TYPE_CODE_UNION):
        for field in bare.fields():
            if hasattr(field, "bitpos"):
                name = "" if field.is_base_class or not field.name else "." + field.name.split(".")[0]
                name = name.split("$")[0]  # "_vptr.Meter" and, of Xtensa, "_vptr$Meter"
                leaves(field.type, bit + field.bitpos, path + name, out, field.bitsize)
    elif bare.code == gdb.TYPE_CODE_ARRAY and bare.sizeof == 0:
        print("F", path, sep="\t")  # as long as one likes: GDB shows one element, we those before the end
    elif bare.code == gdb.TYPE_CODE_ARRAY:
        element, (low, high) = bare.target(), bare.range()
        for i in range(high - low + 1):
            leaves(element, bit + i * element.sizeof * 8, f"{path}[{i}]", out)
    else:
        out.append((path, bit // 8, spelt))

def tell(symbol):
    kind = symbol.type
    if symbol.addr_class == gdb.SYMBOL_LOC_TYPEDEF:
        if kind.code == gdb.TYPE_CODE_TYPEDEF and kind.name != symbol.name:
            return
        if 0 < kind.sizeof <= TYPE_BYTES:
            members = []
            print("S", str(kind), kind.sizeof, sep="\t")
            leaves(kind, 0, "", members)
            for member in members:
                print("M", *member, sep="\t")
    elif symbol.is_variable:
        print("V", symbol.name, str(kind), sep="\t")

for address, name in UNITS:
    block = gdb.block_for_pc(address)
    gdb.execute("set language " + ("c" if name.endswith(".c") else "c++"))
    print("U", address, name, sep="\t")
    if block:
        for scope in (block.global_block, block.static_block):
            for symbol in scope:
                tell(symbol)
'''


def run(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout


# How GDB spells types of C++: numbers and tables of virtual functions in its own way, and `this` among the parameters
# of pointers to members.
SPELLINGS = (
    (r"\blong long unsigned int\b", "unsigned long long"),
    (r"\b(long|short) unsigned int\b", r"unsigned \1"),
    (r"\b(long|short) int\b", r"\1"),
    (r"\s*([^\w\s])\s*", r"\1"),
    (r"\(void\)", "()"),
    (r"^__vtbl_ptr_type\*$", "int(**)()"),
    (r"(::\*\)\()[^,()]*\*const,?", r"\1"),
)


def plain(name):
    """Without what is a matter of taste, such as blanks, and (void) for no parameters."""
    for pattern, spelling in SPELLINGS:
        name = re.sub(pattern, spelling, name)
    return name


def read(text):
    """Units by address; of each the sets of members that types of one name have, and types of variables by name."""
    units, members, variables = {}, None, None
    for line in text.splitlines():
        kind, *cells = line.split("\t")
        if kind == "U":
            types, variables = units.setdefault(int(cells[0]), ({}, {}))
        elif kind == "S":
            members = set()
            types.setdefault((plain(cells[0]), int(cells[1])), []).append(members)
        elif kind == "M":
            members.add((cells[0], int(cells[1]), plain(cells[2])))
        elif kind == "F":
            members.add((cells[0] + "[", -1, ""))
        elif kind == "V":
            variables.setdefault(cells[0].split("::")[-1], set()).add(plain(cells[1]))
    return units


def agree(members, theirs):
    """Equal, but for elements of arrays without end."""
    endless = tuple(path for path, place, _ in theirs if place == -1)
    return {m for m in members if not m[0].startswith(endless or "?")} == {m for m in theirs if m[1] != -1}


def differences(ours, gdbs):
    """What GDB says otherwise; types that it does not list (it keeps one of each name) are not counted as compared."""
    compared, found = 0, []
    for address, (types, variables) in ours.items():
        their_types, their_variables = gdbs.get(address, ({}, {}))
        for key, alternatives in types.items():
            for members in alternatives if key in their_types else ():
                compared += len(members)
                if not any(agree(members, theirs) for theirs in their_types[key]):
                    odd = sorted(members.symmetric_difference(their_types[key][0]))[:4]
                    found.append(f"{address:#x} {key[0]}: {odd}")
        for name, kinds in variables.items():
            compared += name in their_variables
            if name in their_variables and not kinds & their_variables[name]:
                found.append(f"{address:#x} {name}: {sorted(kinds)}, GDB {sorted(their_variables[name])}")
    return compared, found


def compare(types, elf, units):
    text = run(types, elf, str(units))
    ours = read(text)
    told = [line.split("\t")[1:] for line in text.splitlines() if line.startswith("U\t")]
    with tempfile.NamedTemporaryFile("w", suffix=".py") as script:
        script.write(f"TYPE_BYTES = {TYPE_BYTES}\nUNITS = {[(int(a), n) for a, n in told]}\n{INSIDE}")
        script.flush()
        gdbs = read(run(GDB, "-batch", "-nx", "-iex", "set auto-load no", elf, "-x", script.name))
    compared, found = differences(ours, gdbs)
    listed = sum(len(types) for types, _ in ours.values())
    absent = sum(key not in gdbs.get(a, ({}, {}))[0] for a, (types, _) in ours.items() for key in types)
    print(f"{Path(elf).name}: {len(ours)} units, {listed} types ({absent} not listed by GDB), {compared} members and variables, "
          f"{len(found)} differences")
    print("".join(f"  {line}\n" for line in found[:40]), end="")
    return compared > 0 and not found


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--types", required=True, help="program that prints types")
    parser.add_argument("--data", type=Path, help="folder with more ELFs; may be absent")
    parser.add_argument("--units", type=int, default=60, help="of each ELF that are compared")
    parser.add_argument("elves", nargs="+", type=Path)
    args = parser.parse_args()
    if not shutil.which(GDB):
        print(f"Skipped: no {GDB}")
        sys.exit(SKIPPED)
    elves = args.elves + sorted(args.data.glob("firmware/*/app.elf") if args.data else ())
    done = [compare(args.types, elf, args.units) for elf in elves]
    sys.exit(0 if all(done) else 1)


if __name__ == "__main__":
    main()
