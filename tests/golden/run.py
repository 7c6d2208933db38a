#!/usr/bin/env python3
"""Run one golden case, or several, and compare what espwhy says with what the folder expects.

A case is a folder with log.txt, optionally `args` and `exit`, and at least one expected file; the
end of its name is the format it was made with. --accept writes the expected files instead.
"""

import argparse
import difflib
import os
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
import whytest  # noqa: E402

OTHERS = ("json", "jsonl", "sarif", "junit", "github", "gitlab", "gcc", "markdown")
FORMATS = {"expected.txt": "text", **{f"expected.{name}": name for name in OTHERS}}
MASKS = (
    (re.compile(r'("schema":\s*"espwhy-report/\d+",\s*"version":\s*")[^"]*'), r"\1<version>"),
    # SARIF: the manual pages of all fault classes, and where each stands among them.
    (re.compile(r'("name":"espwhy","version":").*("rules":)\[.*\]'), r'\1<version>",\2[]'),
    (re.compile(r'"ruleIndex":\d+'), '"ruleIndex":0'),
    (re.compile(r"\bespwhy \d+\.\d+\.\d+\S*"), "espwhy <version>"),
)


def mask(text):
    for pattern, replacement in MASKS:
        text = pattern.sub(replacement, text)
    return text


def produce(espwhy, case, fmt):
    """Masked output of a run, and what is wrong with the run apart from its output."""
    done = whytest.run(espwhy, [*case.args, "-f", fmt, "log.txt"], cwd=case.folder)
    problems = []
    if done.returncode != case.exit_status:
        problems.append(f"exit status {done.returncode}, expected {case.exit_status}")
    if done.stderr:
        problems.append("on standard error: " + done.stderr.decode(errors="replace"))
    return mask(done.stdout.decode("utf-8", errors="surrogateescape")), problems


def difference(expected, got, name):
    lines = difflib.unified_diff(
        expected.splitlines(keepends=True), got.splitlines(keepends=True), name, "espwhy"
    )
    return "".join(line if line.endswith("\n") else line + "\n" for line in lines)


def check(espwhy, case):
    failures = []
    present = [name for name in FORMATS if (case.folder / name).exists()]
    if not present:
        failures.append(f"{case.name}: no expected file; the target `accept` makes them")
    for name in present:
        got, problems = produce(espwhy, case, FORMATS[name])
        expected = (case.folder / name).read_text(encoding="utf-8", errors="surrogateescape")
        if got != expected:
            print(difference(expected, got, f"{case.name}/{name}"), end="")
            problems.append("output differs")
        failures += [f"{case.name}/{name}: {problem}" for problem in problems]
    return failures


def accept(espwhy, case):
    failures = []
    present = [name for name in FORMATS if (case.folder / name).exists()]
    for name in present or ["expected.txt", "expected.json"]:
        got, problems = produce(espwhy, case, FORMATS[name])
        target = case.folder / name
        old = target.read_text(encoding="utf-8", errors="surrogateescape") if target.exists() else None
        if old != got and not problems:
            target.write_text(got, encoding="utf-8", errors="surrogateescape")
            print(f"wrote {case.name}/{name}")
        failures += [f"{case.name}/{name}: {problem}" for problem in problems]
    return failures


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--espwhy", required=True, type=os.path.abspath)
    parser.add_argument("--accept", action="store_true")
    parser.add_argument("case", nargs="*", help="folders")
    parser.add_argument("--all", metavar="TESTDATA", help="every case of this testdata folder")
    options = parser.parse_args()
    chosen = [whytest.Case(folder) for folder in options.case]
    if options.all:
        chosen += whytest.cases(options.all)
    step = accept if options.accept else check
    whytest.finish([failure for case in chosen for failure in step(options.espwhy, case)])


if __name__ == "__main__":
    main()
