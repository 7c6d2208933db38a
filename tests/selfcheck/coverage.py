#!/usr/bin/env python3
"""Each fault class has a case that fires, named after it, and a near miss, named near-CLASS-..., that does not."""

import argparse
import json
import subprocess
import sys
from pathlib import Path


def verdicts(case):
    report = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    return {crash["findings"][0]["class"] for crash in report["crashes"]}


def check_case_files(case):
    for name in ("log.txt", "README", "expected.txt", "expected.json"):
        if not (case / name).is_file():
            yield f"{case.name}: no {name}"


def check_class(fault, cases):
    def named(prefix):
        return [case for case in cases if case.name == prefix or case.name.startswith(prefix + "-")]

    if not any(fault in verdicts(case) for case in named(fault)):
        yield f"{fault}: no case of this name has it as verdict"
    if not named("near-" + fault):
        yield f"{fault}: no near miss"
    for case in named("near-" + fault):
        if fault in verdicts(case):
            yield f"{case.name}: not missed"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--printer", required=True, help="the program that prints the classes")
    parser.add_argument("cases", type=Path)
    options = parser.parse_args()
    faults = subprocess.run([options.printer, "ids"], check=True, stdout=subprocess.PIPE, text=True).stdout.split()
    cases = sorted(p for p in options.cases.iterdir() if p.is_dir())
    found = [what for case in cases for what in check_case_files(case)]
    if not found:
        found = [what for fault in faults for what in check_class(fault, cases)]
    print("\n".join(found))
    sys.exit(1 if found or not faults else 0)


if __name__ == "__main__":
    main()
