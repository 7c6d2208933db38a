#!/usr/bin/env python3
"""Every case's log with one line lost, with one byte lost, and cut behind a line: the report is
valid, and the class stays as long as the words and registers that the verdict rests on are there.

What it rests on, the whole log's own report tells: the lines of its evidence and statements. With one
of those lost the verdict may be another, but must not be sure of it."""

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

BYTES_PER_LOG = 24  # lost one at a time; the places are the same in every run
PREFIXES_PER_LOG = 12  # tests/unit/session cuts at every line, in one process
VALIDATED_PER_LOG = 2  # reports of all losses together, which holds every shape

# Program counter, cause and fault address, as the dumps of all systems have them.
REGISTERS = re.compile(
    r"\b(PC|MEPC|EXCCAUSE|EXCVADDR|MCAUSE|MTVAL|CAUSE|VADDR|EPC)\b *[:=]|epc1=|Context \{|1st Exception:|Cause: |\"Exception\":"
)

# Lines that a verdict rests on without naming them: case, part of the line, why.
RESTS_ON = (
    ("heap-corruption-fault-esp32", "--- 0x4008d4e1: remove_free_block", "the name of the innermost function"),
    ("kernel-corruption-list-esp32", "--- 0x4008a1f2: uxListRemove", "the name of the innermost function"),
    ("stack-overflow-silent-esp32", "--- 0x40080080: _WindowOverflow8", "the name of the innermost function"),
    ("near-memory-protection-access-fault-esp32c6", "ESP-ROM:esp32c6", "the chip tells what may be written"),
    ("cache-disabled-access-as-illegal-", "RA      :", "the caller's place in RAM tells the cache"),
    ("abort-decoded-esp32", "", "names are all there is"),
    ("abort-core-dump-text-esp32", "", "names are all there is"),
    ("null-deref-core-dump-text-esp32", "", "what esp-coredump says is all there is"),
    ("null-deref-tasmota-esp8266", "StatusSTK", "what the record is in"),
)

# A verdict that is sure although the words of a better one are lost: what is left says so by itself.
STILL_SAID = (
    ("", "abort", "abort() says that it was called"),
    ("", "assert", "the assertion is there"),
    ("", "wild-pointer", "the address is there, and nothing is mapped at it"),
    ("wild-pointer-unmapped-page-esp32s3", "cache-disabled-access", "the headline says so"),
    ("null-deref-lock-up-esp32s31", "lockup", "the reset says it"),
    ("null-deref-tasmota-esp8266", "misaligned-access", "29 that lost a digit reads as 9"),
    ("stack-overflow-nuttx-esp32", "null-deref", "the kernel's line is what knows all stacks"),
    ("null-call-rust-defmt-esp32s3", "uncaught-exception", "the panic that its exception handler ends in is there"),
    ("near-panic-reentry-first-fault-esp32", "panic-reentry", "the panic handler says it"),
)


def lines_lost(lines):
    for number in range(1, len(lines) + 1):
        yield f"without line {number}", {number}, lines[: number - 1] + lines[number:]


def prefixes(case, lines):
    ends = range(1, len(lines))
    for number in sorted(random.Random(case.name).sample(ends, min(PREFIXES_PER_LOG, len(ends)))):
        yield f"up to line {number}", set(range(number + 1, len(lines) + 1)), lines[:number]


def bytes_lost(case, text):
    chance = random.Random(case.name)
    for at in sorted(chance.sample(range(len(text)), min(BYTES_PER_LOG, len(text)))):
        # A line end belongs to both lines that it parts.
        first = text.count("\n", 0, at) + 1
        yield f"without byte {at + 1}", {first, first + (text[at] == "\n")}, (text[:at] + text[at + 1 :]).split("\n")


def losses(case, text):
    lines = text.split("\n")
    yield from lines_lost(lines)
    yield from prefixes(case, lines)
    yield from bytes_lost(case, text)


def rests_on(case, text, whole):
    """Numbers of the lines that the class of a report rests on."""
    numbers = {fact.get("log_line") for fact in (*whole["findings"][0]["evidence"], *whole["statements"])}
    for number, line in enumerate(text.split("\n"), 1):
        table = any(case.name.startswith(name) and part in line for name, part, _ in RESTS_ON)
        if table or REGISTERS.search(line):
            numbers.add(number)
    return numbers


def is_still_said(case, name):
    return any(case.name.startswith(start) and name == said for start, said, _ in STILL_SAID)


def judge(case, whole, carrying, name, lost, crash):
    """What is wrong about the report of one loss, or None. A finding that came second in the whole
    report may be the first where the other lost what it rests on."""
    wanted = [f["class"] for f in whole["findings"]]
    first = crash["findings"][0] if crash else {"class": None, "confidence": None}
    if first["class"] in wanted:
        return None
    if not lost & carrying:
        return f"{case.name} {name}: {first['class']}, not {wanted[0]}"
    if first["confidence"] == "certain" and not is_still_said(case, first["class"]):
        return f"{case.name} {name}: {first['class']} certain, where the words for {wanted[0]} are lost"
    return None


def check_case(options, case, folder, schema):
    text = case.log.read_bytes().replace(b"\r", b"").decode("utf-8", "surrogateescape")
    whole = damage.reports(options.espwhy, case.chip_args, [("whole", damage.as_bytes(text))], folder).get("whole")
    if not whole:
        return
    made = [(name, lost, damage.as_bytes("\n".join(left))) for name, lost, left in losses(case, text)]
    found = damage.reports(options.espwhy, case.chip_args, [(name, data) for name, _, data in made], folder)
    carrying = rests_on(case, text, whole)
    for name, lost, _ in made:
        wrong = judge(case, whole, carrying, name, lost, found.get(name))
        if wrong:
            yield wrong
    for name, _, data in made[:: max(1, len(made) // VALIDATED_PER_LOG)] if schema else ():
        report = whytest.report(options.espwhy, data, case.chip_args)
        for error in schema.iter_errors(report):
            yield f"{case.name} {name}: {error.message[:200]}"


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
