#!/usr/bin/env python3
"""Every case's log with one line lost, and with one byte lost: the report is valid, and the class stays
as long as the words and the registers of the crash are there."""

import argparse
import json
import random
import re
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
sys.path.insert(0, str(Path(__file__).resolve().parent))
import damage  # noqa: E402
import whytest  # noqa: E402

try:
    import jsonschema
except ImportError:
    jsonschema = None

# Besides those of damage.py: lines and cells that a class of a reset, of a record or of another
# system's report rests on. Without them less is told, which no test of one loss can call wrong.
TELLING = re.compile(
    r"Exception|exception|^Panic|WDT|rst:0x|rst cause|\[Core|last failed alloc|CRASH DETECTED|Reason: "
    r"|FATAL|FAIL|not in IRAM|Fault addr|epc1=|rst_info|boot:|NLR jump|Abort called|^sp: |^wdt reset"
    r"|PCAddr|Value: |Cause: |mcause|^ctx: |PC: |PC=|^ *BT[0-9]|EXCCAUSE=|EXCVADDR="
)

BYTES_PER_LOG = 60  # lost one at a time; the places are the same in every run
VALIDATED_PER_LOG = 2  # reports of all losses together, which holds every shape


def losses(case, text):
    lines = text.split("\n")
    for number in range(len(lines)):
        yield f"line {number + 1}", "\n".join(lines[:number] + lines[number + 1 :])
    chance = random.Random(case.name)
    for at in sorted(chance.sample(range(len(text)), min(BYTES_PER_LOG, len(text)))):
        yield f"byte {at + 1}", text[:at] + text[at + 1 :]


def judge(case, text, wanted, name, data, crash):
    """What is wrong about the report of one loss, or None; a finding that came second in the whole
    report may be the first where the other lost what it rests on."""
    left = data.decode("utf-8", "replace")
    if not damage.REPORT_LINE.search(left) or not damage.keeps_words(text, data):
        return None
    if any(left.count(line) < text.count(line) for line in text.split("\n") if TELLING.search(line)):
        return None
    got = crash["findings"][0]["class"] if crash and crash["findings"] else None
    return None if got in wanted else f"{case.name} without {name}: {got}, not {wanted[0]}"


def check_case(options, case, folder, schema):
    text = case.log.read_bytes().replace(b"\r", b"").decode("utf-8", "surrogateescape")
    whole = damage.reports(options.espwhy, case.chip_args, [("whole", damage.as_bytes(text))], folder).get("whole")
    if not whole:
        return
    made = [(name, damage.as_bytes(data)) for name, data in losses(case, text)]
    found = damage.reports(options.espwhy, case.chip_args, made, folder)
    for name, data in made:
        wrong = judge(case, text, [f["class"] for f in whole["findings"]], name, data, found.get(name))
        if wrong:
            yield wrong
    for name, data in made[:: max(1, len(made) // VALIDATED_PER_LOG)] if schema else ():
        report = whytest.report(options.espwhy, data, case.chip_args)
        for error in schema.iter_errors(report):
            yield f"{case.name} without {name}: {error.message[:200]}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--espwhy", required=True)
    parser.add_argument("--testdata", required=True)
    parser.add_argument("--schema", required=True)
    options = parser.parse_args()
    schema = None
    if jsonschema:
        schema = jsonschema.Draft202012Validator(json.loads(Path(options.schema).read_text(encoding="utf-8")))
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        for case in whytest.cases(options.testdata):
            problems += check_case(options, case, Path(folder), schema)
    whytest.finish(problems)


if __name__ == "__main__":
    main()
