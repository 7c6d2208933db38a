#!/usr/bin/env python3
"""Score espwhy on console text met in public: NNN.log, and NNN.json with what stands in it.

A field counts when the text holds it. Program counter, fault address and cause are register values of
the panicked core's dump; the backtrace is its list of program counters as the chip printed them."""

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
import whytest  # noqa: E402

FAMILIES = ("esp-idf", "arduino", "esp8266")
SHARE_AT_LEAST = 0.95
REGISTERS = {"pc": ("PC", "MEPC"), "excvaddr": ("EXCVADDR", "MTVAL"), "cause": ("EXCCAUSE", "MCAUSE")}
FIELDS = (*REGISTERS, "backtrace")
PRINTED_BY_CHIP = ("register", "device")  # trust of frames that stand in a Backtrace line
CLASSES = {"near-null-deref": "null-deref"}
# Ends of a program that have a class of their own; the descriptions know them as abort.
FINER = {"esp-error-check": "abort", "uncaught-exception": "abort", "ubsan": "abort", "kasan": "abort"}


def number(text):
    return None if text is None else int(text, 16)


def pick(crashes):
    """The crash that the description is about: the first that has a core, or else the first."""
    return next((c for c in crashes if c["cores"]), crashes[0] if crashes else {"cores": [], "findings": []})


def told_fields(crash):
    core = crash["cores"][0] if crash["cores"] else {}
    registers = core.get("registers") or {}
    told = {}
    for field, names in REGISTERS.items():
        told[field] = next((number(registers[n]) for n in names if registers.get(n)), None)
    backtrace = core.get("backtrace") or {}
    frames = backtrace.get("frames") or [] if backtrace.get("source") == "device" else []
    told["backtrace"] = [number(f.get("pc")) for f in frames if f["trust"] in PRINTED_BY_CHIP]
    return told


def held_fields(about):
    """What the text holds, by field; fields that it lacks are left out."""
    held = {field: number(about[field]) for field in REGISTERS if about[field] is not None}
    if about["backtrace"]:
        held["backtrace"] = [number(pc) for pc in about["backtrace"]]
    return held


def judge(espwhy, about, log):
    """One row: a mark per field, whether the class agrees, and the classes."""
    crashes = whytest.report(espwhy, log.read_bytes())["crashes"]
    crash = pick(crashes)
    told, held = told_fields(crash), held_fields(about)
    marks = {f: "-" if f not in held else ("ok" if told[f] == held[f] else "WRONG") for f in FIELDS}
    got = crash["findings"][0]["class"] if crash["findings"] else "none"
    wanted = [CLASSES.get(c, c) for c in (about["expected_class"], *about.get("also_acceptable", []))]
    agrees = "other" in wanted or got in wanted or FINER.get(got) in wanted
    return marks, agrees, f"{got}" if agrees else f"{got} (not {'/'.join(wanted)})", len(crashes)


def print_totals(totals):
    """The share per field; True when each is high enough."""
    good = True
    for field in FIELDS:
        right, of = totals[field]
        share = right / of if of else 1.0
        good = good and share >= SHARE_AT_LEAST
        print(f"{field:10} {right:3} of {of:3}  {share:.1%}")
    right, of = totals["class"]
    print(f"{'class':10} {right:3} of {of:3}  (information)")
    return good


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--espwhy", required=True)
    parser.add_argument("--data", required=True)
    options = parser.parse_args()
    totals = {name: [0, 0] for name in (*FIELDS, "class")}
    print(f"{'log':4} {'family':8} {'pc':6} {'address':8} {'cause':6} {'backtrace':10} {'crashes':8} class")
    for description in sorted(whytest.shared_folder(options.data, "wild").glob("*.json")):
        about = json.loads(description.read_text(encoding="utf-8"))
        if about["family"] not in FAMILIES:
            continue
        marks, agrees, classes, count = judge(options.espwhy, about, description.with_suffix(".log"))
        for field, mark in marks.items():
            totals[field][0] += mark == "ok"
            totals[field][1] += mark != "-"
        totals["class"][0] += agrees
        totals["class"][1] += 1
        crashes = f"{count}" if count == about["panics"] else f"{count}, not {about['panics']}"
        print(
            f"{description.stem:4} {about['family']:8} {marks['pc']:6} {marks['excvaddr']:8} "
            f"{marks['cause']:6} {marks['backtrace']:10} {crashes:8} {classes}"
        )
    sys.exit(0 if print_totals(totals) else 1)


if __name__ == "__main__":
    main()
