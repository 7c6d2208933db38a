#!/usr/bin/env python3
"""What a user reads of each scene about a pointer, from the verdict to the registers, is what tests/lab/reports has.

--accept writes them anew: then read the diff as that user. What must be true is judged by pointers.py."""

import argparse
import difflib
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
import whytest  # noqa: E402
from labkit.scenes import scenes_of  # noqa: E402
from labkit.variants import COMMITTED, FIRMWARE, LAB, SOURCE_ROOT, VARIANTS  # noqa: E402
from pointers import NO_POINTER, truth_of, truths  # noqa: E402

REPORTS = LAB / "reports"


def scenes_with_pointers(variant, table):
    """The scenes whose fault goes through a pointer of the program."""
    for scene in scenes_of(variant.chip):
        truth = truth_of(table, variant.name, scene.name)
        if truth and truth.expression != NO_POINTER:
            yield scene.name


def about_the_pointer(report):
    """Up to the registers: what follows is judged elsewhere."""
    head, title, rest = report.partition("\nregisters worth a look\n")
    return head + title + rest.split("\n\n")[0] + "\n" if title else report


def report_of(espwhy, elf, scene):
    args = ["-e", f"{elf}.elf", "--path-map", f"{SOURCE_ROOT}={FIRMWARE}", f"{elf}/{scene}.log"]
    done = whytest.run(espwhy, args, cwd=COMMITTED)
    if done.returncode != 0:
        sys.exit(f"{elf}/{scene}: exit status {done.returncode}: {done.stderr.decode(errors='replace')}")
    return about_the_pointer(done.stdout.decode())


def accept(path, got):
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text(encoding="utf-8") != got:
        path.write_text(got, encoding="utf-8")
        print(f"wrote {path.relative_to(LAB)}")


def differs(path, got):
    expected = path.read_text(encoding="utf-8") if path.exists() else ""
    name = str(path.relative_to(LAB))
    sys.stdout.writelines(difflib.unified_diff(expected.splitlines(True), got.splitlines(True), name, "espwhy"))
    return expected != got


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--espwhy", required=True, type=os.path.abspath)
    parser.add_argument("--accept", action="store_true", help="write the reports as they are now")
    options = parser.parse_args()
    table, _ = truths()
    wanted, failures = set(), []
    for variant in VARIANTS:
        for scene in scenes_with_pointers(variant, table):
            path = REPORTS / variant.name / f"{scene}.txt"
            wanted.add(path)
            got = report_of(options.espwhy, variant.name, scene)
            if options.accept:
                accept(path, got)
            elif differs(path, got):
                failures.append(f"{variant.name}/{scene}: the report differs")
    for path in sorted(set(REPORTS.glob("*/*")) - wanted):
        failures.append(f"{path.relative_to(LAB)} is of no scene about a pointer")
    print(f"{len(wanted)} reports")
    whytest.finish(failures)


if __name__ == "__main__":
    main()
