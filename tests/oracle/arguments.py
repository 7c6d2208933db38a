#!/usr/bin/env python3
"""Parameters and locals in the RISC-V scenes of the lab, against GDB on a core of the same registers and stack.

Every function of every frame, inlined ones too, as far as both have the same frames. A variable is right when both
have the same value, or neither has one; unknown when only GDB has one; alone when only we have one; it differs when
both have one. arguments.tsv lists with reasons what may be anything but right, and how often; nothing else may."""

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "lab")]
import whytest  # noqa: E402
from labkit import console, coredump, gdb  # noqa: E402
from labkit.expected import committed_logs  # noqa: E402
from labkit.variants import COMMITTED, ESP32C3, SKIPPED, VARIANTS  # noqa: E402

RIGHT, UNKNOWN, ALONE, DIFFERS = "right", "unknown", "alone", "differs"
KNOWN, COMPARED, MISSED = "of them known", "functions", "functions that GDB does not reach"
OBJECT = re.compile(r"^&(\w+)(?:\[(\d+)\]|\+(\d+))?$")
ITEM = re.compile(r"(\d+)(?: '(?:\\.|[^'])+')?(?: <(\d+) times>)?(?:, |\}$)")
NUMBER = re.compile(r"^(?:0x[0-9a-f]+|-?\d+)")
# GDB runs this: for each core a list of [function, [[name, value as we write it]]]; null: GDB has no value.
SCRIPT = r"""
import gdb, json, re

for setting in ("print elements 60", "print repeats 100000", "print null-stop on", "print symbol off"):
    gdb.execute("set " + setting)
POINTERS = (gdb.TYPE_CODE_PTR, gdb.TYPE_CODE_REF)

def place(address):
    told = gdb.execute("info symbol 0x%x" % address, to_string=True)
    found = re.match(r"(\S+?)(?:\.\d+)?(?: \+ (\d+))? in section", told)
    return [found[1], int(found[2] or 0)] if found else None

def element_bytes(type, name):
    symbol = gdb.lookup_static_symbol(name) or gdb.lookup_global_symbol(name)
    if symbol and symbol.type.strip_typedefs().code == gdb.TYPE_CODE_ARRAY:
        return symbol.type.strip_typedefs().target().sizeof
    return type.target().sizeof

def written(value):
    type = value.type.strip_typedefs()
    if type.code in POINTERS:
        address = int(value)
        at = place(address) if address else None
        return {"number": address, "place": at, "element": element_bytes(type, at[0]) if at else 0, "text": str(value)}
    if type.code in (gdb.TYPE_CODE_INT, gdb.TYPE_CODE_ENUM):
        return {"number": int(value), "text": str(value)}
    if type.code == gdb.TYPE_CODE_ARRAY and type.target().strip_typedefs().sizeof == 1:
        return {"bytes": [int(value[i]) & 255 for i in range(type.range()[1] + 1)], "text": str(value)}
    return {"text": str(value)}

def has_value(value):
    # Nothing has one in a frame whose caller is unknown; a synthetic pointer is none itself.
    return not value.is_optimized_out and not re.search("<(unavailable|optimized out|synthetic pointer)>", str(value))

def told(symbol, frame):
    try:
        value = symbol.value(frame)
        return written(value) if has_value(value) else None
    except (gdb.error, ValueError):
        return None

def variables(frame):
    found = []
    block = frame.block()
    while block and not block.is_global and not block.is_static:
        found += [[s.name, told(s, frame)] for s in block if (s.is_argument or s.is_variable)
                  and s.addr_class != gdb.SYMBOL_LOC_STATIC]
        if block.function:
            break
        block = block.superblock
    return found

def functions():
    frame = gdb.newest_frame()
    while frame:
        if frame.type() != gdb.TAILCALL_FRAME:
            try:
                yield [frame.name(), variables(frame)]
            except RuntimeError:
                yield [frame.name(), []]
        frame = frame.older()

def all_functions():
    found = []
    try:
        for one in functions():
            found.append(one)
    except gdb.error:
        pass
    return found

found = {}
for core in CORES:
    gdb.execute("core-file " + core, to_string=True)
    found[core] = all_functions()
print("FOUND " + json.dumps(found))
"""


def what_gdb_says(elf, logs):
    """scene -> functions, innermost first"""
    with tempfile.TemporaryDirectory() as scratch:
        cores, script = {}, Path(scratch) / "script.py"
        for scene, log in logs:
            dump = coredump.made_up(*console.riscv_state(console.first_crash(log)))
            core = Path(scratch) / scene
            core.write_bytes(gdb.with_null_for_nowhere(dump))
            cores[str(core)] = scene
        script.write_text(f"CORES = {list(cores)!r}\n{SCRIPT}", encoding="utf-8")
        command = [gdb.TOOL, "--batch", "-nx", "-iex", "set confirm off", str(elf), "-x", str(script)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    lines = [line for line in done.stdout.splitlines() if line.startswith("FOUND ")]
    if not lines:
        sys.exit(done.stderr)
    return {cores[core]: functions for core, functions in json.loads(lines[0][6:]).items()}


def what_we_say(espwhy, elf, log):
    log = coredump.BLOCK.sub(b"CORE DUMP: taken out", log)
    crash = whytest.report(espwhy, log, ["-v", "-e", str(elf)])["crashes"][0]
    for frame in (crash["cores"][0]["backtrace"] or {"frames": []})["frames"]:
        for function in frame["functions"]:
            yield (function["name"] or "").partition("(")[0], function.get("args", []) + function.get("locals", [])


def plain(text):
    """A value's text without what only one of both writes: blanks inside of braces, the dots of a text that goes on."""
    return re.sub(r"\bNULL\b", "0x0", re.sub(r"\s+|\.\.\.", "", text))


def elements(text):
    """Of an array as we write it: "{0 <8 times>, 60 '<', ...}"; as many as it shows."""
    return [int(number) for number, times in ITEM.findall(text) for _ in range(int(times or 1))]


def same(ours, gdbs):
    """True when both are the same value."""
    if found := OBJECT.match(ours):
        name, index, offset = found.groups()
        place = gdbs.get("place")
        return bool(place) and place == [name, int(index) * gdbs["element"] if index else int(offset or 0)]
    if "bytes" in gdbs and ours.startswith("{"):
        shown = elements(ours)
        return bool(shown) and (shown == gdbs["bytes"] or "..." in ours and shown == gdbs["bytes"][: len(shown)])
    if "number" in gdbs:
        number = 0 if ours == "NULL" else int(NUMBER.match(ours)[0], 0) if NUMBER.match(ours) else None
        return number == gdbs["number"] if number is not None else plain(ours) == plain(gdbs["text"])
    return plain(ours) == plain(gdbs["text"])


def judge(ours, gdbs):
    if ours is None or gdbs is None:
        return RIGHT if ours is None and gdbs is None else UNKNOWN if ours is None else ALONE
    return RIGHT if same(ours, gdbs) else DIFFERS


def plain_name(name):
    return (name or "").partition("(")[0]


def compare(ours, gdbs):
    """(function, variable, ours, GDB's, verdict), as long as the frames are the same."""
    ours = [one for one in ours if one[0]]
    if ours and gdbs and ours[0][0] != plain_name(gdbs[0][0]):
        gdbs = gdbs[1:]  # a program counter that is no code
    for (function, variables), (name, others) in zip(ours, gdbs):
        if function != plain_name(name):
            return  # what follows is shifted
        yield function, None, None, None, COMPARED
        theirs = {}
        for variable, value in others:
            theirs.setdefault(variable, []).append(value)
        for variable in variables:
            values = theirs.get(variable["name"])
            if values:
                value = values.pop(0)
                yield function, variable["name"], variable, value, judge(variable["value"], value)


def exceptions():
    """(verdict, elf, function, variable) -> times"""
    path = Path(__file__).with_name("arguments.tsv")
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    return {tuple(row[:4]): int(row[4]) for row in rows}


def complaints_about_judging():
    """A test that accepts everything proves nothing."""
    number, inside = {"number": 7, "text": "7"}, {"number": 4096, "place": ["a", 8], "element": 4, "text": "0x1000"}
    expected = [(("7", number), RIGHT), (("8", number), DIFFERS), ((None, number), UNKNOWN), (("7", None), ALONE)]
    expected += [(("&a[2]", inside), RIGHT), (("&a[1]", inside), DIFFERS), (("&a+8", inside), RIGHT)]
    expected += [(("&b+8", inside), DIFFERS), (("0x00001000 \"x\"", inside), RIGHT), (("NULL", inside), DIFFERS)]
    expected += [((None, None), RIGHT), (("{ a = 1 }", {"text": "{a = 1}"}), RIGHT), (("A", {"text": "B"}), DIFFERS)]
    expected += [(("{0 <2 times>, 39 '\\''}", {"bytes": [0, 0, 39], "text": ""}), RIGHT)]
    expected += [(("{0 <2 times>, 7}", {"bytes": [0, 0, 39], "text": ""}), DIFFERS), (("NULL", {"text": "0x0"}), RIGHT)]
    return [f"{example} is not judged {verdict}" for example, verdict in expected if judge(*example) != verdict]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--espwhy", required=True)
    parser.add_argument("--list", action="store_true", help="list every variable that is not right")
    options = parser.parse_args()
    if not shutil.which(gdb.TOOL):
        print(f"Skipped: missing {gdb.TOOL}")
        sys.exit(SKIPPED)
    counts, kinds = Counter(), Counter()
    for variant in (one for one in VARIANTS if one.chip is ESP32C3):
        elf = COMMITTED / f"{variant.name}.elf"
        logs = [(scene.name, log) for scene, log in committed_logs(variant, COMMITTED)]
        gdbs = what_gdb_says(elf, logs)
        for scene, log in logs:
            functions = list(what_we_say(options.espwhy, elf, log))
            counts[variant.name, MISSED] += sum(1 for name, _ in functions if name)
            for function, name, ours, theirs, verdict in compare(functions, gdbs[scene]):
                counts[variant.name, verdict] += 1
                counts[variant.name, MISSED] -= verdict == COMPARED
                counts[variant.name, KNOWN] += verdict == RIGHT and theirs is not None
                kinds[verdict, variant.name, function, name] += 1
                if options.list and verdict not in (RIGHT, COMPARED):
                    said = ours["value"] or ours.get("reason")
                    print(f"{verdict} {variant.name}/{scene}: {function} {name}: {said}, GDB has {theirs}")
        told = (f"{counts[variant.name, v]} {v}" for v in (COMPARED, MISSED, RIGHT, KNOWN, UNKNOWN, ALONE, DIFFERS))
        print(f"{variant.name}: " + ", ".join(told))
    allowed, judged = exceptions(), {key: n for key, n in kinds.items() if key[0] in (UNKNOWN, ALONE, DIFFERS)}
    failures = complaints_about_judging()
    for key in sorted({*allowed, *judged}):
        if judged.get(key, 0) != allowed.get(key, 0):
            failures.append(f"{' '.join(key)}: {judged.get(key, 0)} times, arguments.tsv has {allowed.get(key, 0)}")
    whytest.finish(failures)


if __name__ == "__main__":
    main()
