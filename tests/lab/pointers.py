#!/usr/bin/env python3
"""Which pointer was bad is told as pointers.tsv says, for every scene on every ELF.

A cell of the table that comes out otherwise is wrong, one of which nothing is said is unknown. So is the value of the
pointer, and its name in the finding. The test fails when anything is wrong, or when fewer cells than the minimum of the
table are right."""

import argparse
import fnmatch
import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
import whytest  # noqa: E402
from labkit.scenes import scenes_of  # noqa: E402
from labkit.variants import VARIANTS  # noqa: E402
from with_elf import explain, rows  # noqa: E402

NOTHING, ANYTHING, NO_POINTER = "-", "*", "none"
ABOUT_POINTERS = ("null-deref", "null-call", "wild-pointer", "wild-jump", "use-after-free", "uninitialized-memory",
    "kernel-corruption")
RIGHT, UNKNOWN, WRONG = "right", "unknown", "wrong"


@dataclass(frozen=True)
class Truth:
    """A row of the table: alternatives between bars."""

    kind: str
    type: str
    expression: str
    member: str
    target: str
    argument: str
    came_from: str


def truths():
    """([(scene, elf pattern, Truth)], elf -> minimum)"""
    table, minimum = [], {}
    for first, elf, *cells in rows("pointers.tsv"):
        if first == "minimum":
            minimum[elf] = int(cells[0])
        else:
            table.append((first, elf, Truth(*cells)))
    return table, minimum


def truth_of(table, elf, scene):
    found = [truth for name, pattern, truth in table if name == scene and fnmatch.fnmatch(elf, pattern)]
    return found[-1] if found else None


def judge(got, cell):
    """RIGHT, UNKNOWN or WRONG; None where the table does not judge."""
    allowed = cell.split("|")
    if cell == ANYTHING:
        return None
    if got is None:
        return RIGHT if NOTHING in allowed else UNKNOWN
    return RIGHT if got in allowed else WRONG


def judge_member(got, cell):
    """Of several members that share a place, the one meant must be among those named."""
    verdicts = [judge(one, cell) for one in got.split(" or ")] if got else [judge(None, cell)]
    return RIGHT if RIGHT in verdicts else verdicts[0]


def names_at(crash, number):
    """Functions of a frame, inlined ones too."""
    backtrace = crash["cores"][0]["backtrace"] if crash["cores"] else None
    frames = backtrace["frames"] if backtrace else []
    return [f["name"] for f in frames[number]["functions"]] if number < len(frames) else []


def judge_call(crash, got, wanted):
    """One call that passed the pointer on; `wanted` is function:expression, or variable=function:expression of one that
    was set there."""
    function, expression = re.split("(?<!:):(?!:)", wanted)  # "::" is a part of names
    variable, is_set, function = function.rpartition("=")
    if function not in names_at(crash, got["frame"]) or bool(is_set) != (got.get("kind", "passed") != "passed"):
        return WRONG
    if is_set and variable != got.get("parameter"):
        return WRONG
    return judge(got.get("expression"), expression) or RIGHT


def judge_came_from(crash, got, cell):
    """The calls that passed the pointer on: all of them, the first few, or others; by the chain that fits best."""
    verdicts = [judge_chain(crash, got, chain) for chain in cell.split(" / ")]
    return next(verdict for verdict in (RIGHT, UNKNOWN, WRONG) if verdict in verdicts)


def judge_chain(crash, got, cell):
    sure, _, optional = cell.partition("~")
    must = [one for one in sure.strip("; ").split("; ") if one and one != NOTHING]
    every = must + [one for one in optional.split("; ") if one]
    if len(got) > len(every):
        return WRONG
    verdicts = [judge_call(crash, one, wanted) for one, wanted in zip(got, every)]
    if WRONG in verdicts:
        return WRONG
    return RIGHT if len(got) >= len(must) and UNKNOWN not in verdicts else UNKNOWN


def judge_argument(got, cell):
    if cell == NOTHING or got is None:
        return {(True, True): RIGHT, (True, False): WRONG, (False, True): UNKNOWN}[cell == NOTHING, got is None]
    function, number, name, expression = cell.split(":")
    if got["function"] != function or str(got["number"]) != number or judge(got.get("name"), name) == WRONG:
        return WRONG
    return judge(got.get("expression"), expression)


def judge_finding(finding, truth):
    """The finding must not tell another pointer than the source has; where it is about a pointer, it should tell it."""
    got = (finding.get("pointer") or {}).get("expression")
    allowed = truth.expression.split("|")
    if truth.argument != NOTHING:
        allowed = [word for word in allowed if word != NOTHING] + [truth.argument.rpartition(":")[2]]
    if ANYTHING in allowed or finding["class"] not in ABOUT_POINTERS:
        return None
    return judge(got, "|".join(allowed))


def judge_value(crash, access):
    """The pointer was as far before the fault address as what was accessed lies behind it."""
    address, offset = crash.get("fault_address"), access.get("offset")
    if access.get("expression") is None or access["call"] or address is None or offset is None:
        return None
    return judge(access["value"], f"{(int(address, 16) - offset) & 0xFFFFFFFF:#010x}")


def cells(crash, truth):
    """(name, what is said, verdict) of each cell of a row."""
    access, argument, finding = crash.get("access"), crash.get("argument"), crash["findings"][0]
    if truth.expression == NO_POINTER:
        said = (access or {}).get("expression"), (argument or {}).get("expression")
        yield "expression", said, RIGHT if said == (None, None) else WRONG
        return
    access = access or {}
    for name in ("kind", "type", "expression"):
        yield name, access.get(name), judge(access.get(name), getattr(truth, name))
    for name in ("member", "target"):
        yield name, access.get(name), judge_member(access.get(name), getattr(truth, name))
    yield "value", access.get("value"), judge_value(crash, access)
    yield "argument", argument, judge_argument(argument, truth.argument)
    came_from = finding.get("came_from") or (argument or access).get("came_from") or []
    yield "came from", came_from, judge_came_from(crash, came_from, truth.came_from)
    yield "pointer of the finding", finding.get("pointer"), judge_finding(finding, truth)


def all_cells(espwhy, table):
    """(elf, scene, name, what is said, verdict)"""
    for variant in VARIANTS:
        for scene in scenes_of(variant.chip):
            truth = truth_of(table, variant.name, scene.name)
            for crash in explain(espwhy, variant.name, scene.name)[:1] if truth else ():
                yield from ((variant.name, scene.name, *cell) for cell in cells(crash, truth) if cell[2])


def complaints_about_judging():
    """A test that accepts everything proves nothing."""
    frames = [{"functions": [{"name": name}]} for name in ("inner", "middle", "outer")]
    crash = {"cores": [{"backtrace": {"frames": frames}}]}
    middle, outer = {"frame": 1, "expression": "a->b"}, {"frame": 2, "expression": "NULL"}
    found = {"kind": "returned", "frame": 0, "parameter": "b", "expression": "find()"}
    argument = {"function": "strlen", "number": 1, "name": "text", "expression": "a->b"}
    expected = [
        (judge("b", "a|b"), RIGHT),
        (judge("c", "a|b"), WRONG),
        (judge(None, "a|b"), UNKNOWN),
        (judge(None, "a|-"), RIGHT),
        (judge("a", "-"), WRONG),
        (judge_member("a or b", "b"), RIGHT),
        (judge_member("a or b", "c"), WRONG),
        (judge_argument(argument, "strlen:1:s|text:a->b"), RIGHT),
        (judge_argument(argument, "strlen:2:text:a->b"), WRONG),
        (judge_argument(argument, "-"), WRONG),
        (judge_argument(None, "strlen:1:text:a->b"), UNKNOWN),
        (judge_came_from(crash, [middle, outer], "middle:a->b; outer:NULL"), RIGHT),
        (judge_came_from(crash, [middle], "middle:a->b; outer:NULL"), UNKNOWN),
        (judge_came_from(crash, [middle], "middle:a->b; ~outer:NULL"), RIGHT),
        (judge_came_from(crash, [outer], "middle:a->b; outer:NULL"), WRONG),
        (judge_came_from(crash, [middle, outer], "middle:a->b"), WRONG),
        (judge_came_from(crash, [outer], "outer:a->b"), WRONG),
        (judge_came_from(crash, [found], "b=inner:find()"), RIGHT),
        (judge_came_from(crash, [found], "c=inner:find()"), WRONG),
        (judge_came_from(crash, [found], "inner:find()"), WRONG),
        (judge_came_from(crash, [middle], "b=middle:a->b"), WRONG),
    ]
    return [f"example {i} is judged {got}" for i, (got, wanted) in enumerate(expected) if got != wanted]


def unknown_scenes(table):
    names = {scene.name for variant in VARIANTS for scene in scenes_of(variant.chip)}
    return [f"pointers.tsv: {name} is no scene" for name, _, _ in table if name not in names]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--espwhy", required=True)
    parser.add_argument("--unknown", action="store_true", help="list what is unknown, too")
    options = parser.parse_args()
    table, minimum = truths()
    failures = complaints_about_judging() + unknown_scenes(table)
    counts, by_name = Counter(), Counter()
    for elf, scene, name, said, verdict in all_cells(options.espwhy, table):
        counts[elf, verdict] += 1
        by_name[name, verdict] += 1
        if verdict == WRONG:
            failures.append(f"{elf}/{scene}: {name} is wrong: {said}")
        elif verdict == UNKNOWN and options.unknown:
            print(f"unknown {elf}/{scene}: {name}")
    for name in dict.fromkeys(name for name, _ in by_name):
        print(f"{name}: " + ", ".join(f"{by_name[name, v]} {v}" for v in (RIGHT, UNKNOWN, WRONG)))
    for variant in VARIANTS:
        elf = variant.name
        print(f"{elf}: " + ", ".join(f"{counts[elf, v]} {v}" for v in (RIGHT, UNKNOWN, WRONG)))
        if counts[elf, RIGHT] < minimum.get(elf, 0):
            failures.append(f"{elf}: {counts[elf, RIGHT]} cells are right, which were {minimum[elf]}")
    whytest.finish(failures)


if __name__ == "__main__":
    main()
