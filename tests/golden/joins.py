#!/usr/bin/env python3
"""Logs of two cases one behind the other, whatever systems they are of: the crashes of both, each with
its class. No report swallows another one, and none takes lines of another.

Each case is followed by a few others, the same in every run; --all takes every pair."""

import argparse
import json
import random
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
import whytest  # noqa: E402

PARTNERS = 10
FILES_PER_RUN = 300

ANY = "*"
RESETS = "a watchdog's reset behind a report is taken for the end of its panic handler"
LOST_HEAD = "what began this report is lost: behind another one, it reads as the rest of that"
BANNER = "the banner behind a report without one is taken for that of its board, and is another chip's"
RUST = "nothing in a panic without a backtrace tells that what follows is no part of it"
PRINTED = "registers that a program prints, behind a record without an end"
TOLD_AGAIN = "after the restart, the core for Arduino tells of the same crash in these words"

ON_ESP8266 = (
    "-free-esp8266",
    "heap-corruption-",
    "near-stack-overflow-room-esp8266",
    "null-call-rtos-esp8266",
    "null-deref-",
    "stack-overflow-left-esp8266",
    "task-wdt-soft-",
    "unknown-generic-reset-esp8266",
    "wild-pointer-stack-esp8266",
)

# Logs that are no whole report: what stands before or behind them is taken for the rest.
PARTS = (
    ("-core-dump-text-", "esp-coredump's words, which stand behind a panic"),
    ("abort-decoded-", "a decoder's words, which stand behind a panic"),
    ("-decoder-alone-", "a decoder's words, which stand behind a panic"),
    ("monitor-frames-only-", "a decoder's words, which stand behind a panic"),
    ("-without-headline-", LOST_HEAD),
    ("near-interrupt-wdt-division-", LOST_HEAD),
    ("near-unknown-registers-only-", LOST_HEAD),
    ("unknown-lone-backtrace", LOST_HEAD),
    ("-micropython", "an error of Python, which may be told before a panic"),
)

# What two logs in one file cannot tell apart: first, second, why.
CANNOT_TELL = (
    (ANY, "rtc-wdt-log-begins-esp32", RESETS),
    (ANY, "illegal-instruction-rom-esp32", RESETS),
    ("cache-disabled-access-as-illegal-esp32c3", ANY, BANNER),
    (ANY, "cache-disabled-access-as-illegal-esp32c3", BANNER),
    ("stack-overflow-breakpoint-esp32c3", ANY, BANNER),
    (ANY, "stack-overflow-breakpoint-esp32c3", BANNER),
    ("flash-read-failure-", ANY, BANNER),
    (ANY, "flash-read-failure-", BANNER),
    ("stack-overflow-rust-", "near-unexpected-reset-panic-esp32c3", RUST),
    ("uncaught-exception-rust-", "near-unexpected-reset-panic-esp32c3", RUST),
    ("stack-overflow-rust-", "null-deref-rust-", RUST),
    ("uncaught-exception-rust-", "null-deref-rust-", RUST),
    ("rtc-wdt-log-begins-esp32", "boot-failure-wrong-chip-esp32", "a boot that hangs may tell why at the next one"),
    ("stack-overflow-rust-", "uncaught-exception-rust-custom-esp32c3", RUST),
    ("uncaught-exception-rust-", "uncaught-exception-rust-custom-esp32c3", RUST),
    ("near-gc-heap-locked-python-ordinary", "near-unknown-printed-backtrace-", "a failed jump, and then a backtrace"),
    ("null-deref-esphome-", "near-uncaught-exception-rust-ordinary", PRINTED),
    ("null-deref-tasmota-", "near-uncaught-exception-rust-ordinary", PRINTED),
    *((first, "null-deref-tasmota-old-esp8266", TOLD_AGAIN) for first in ON_ESP8266),
    ("task-wdt-again-and-again", ANY, "the panic that follows a warning of the task watchdog is told with it"),
    ("boot-failure-", "assert-", "a boot that fails may end in an assertion"),
    ("boot-failure-", "near-unexpected-reset-panic-esp32c3", "a boot that fails may end in abort()"),
    ("boot-failure-", "boot-failure-wrong-chip-esp32", "the bootloader says it again for each partition"),
    ("null-deref-nuttx-", "assert-nuttx-esp32", "NuttX ends every exception with an assertion"),
    ("stack-overflow-nuttx-", "assert-nuttx-esp32", "NuttX ends every exception with an assertion"),
)


def fits(pattern, name):
    return pattern == ANY or pattern in name


def is_known(first, second):
    if any(part in name for part, _ in PARTS for name in (first, second)):
        return True
    return any(fits(one, first) and fits(two, second) for one, two, _ in CANNOT_TELL)


def verdicts(espwhy, logs, folder):
    """The classes that each log's crashes are of, by its name."""
    found = {name: [] for name, _ in logs}
    for start in range(0, len(logs), FILES_PER_RUN):
        some = logs[start : start + FILES_PER_RUN]
        for name, data in some:
            (folder / name).write_bytes(data)
        done = whytest.run(espwhy, ["-f", "json", *(name for name, _ in some)], cwd=folder)
        if done.returncode != 0:
            raise ValueError(f"exit status {done.returncode}: {done.stderr.decode(errors='replace')}")
        for crash in json.loads(done.stdout)["crashes"]:
            found[crash["log"]].append(crash["findings"][0]["class"])
        for name, _ in some:
            (folder / name).unlink()
    return found


def pairs_of(names, every):
    for name in names:
        partners = names if every else random.Random(name).sample(names, PARTNERS)
        yield from ((name, other) for other in partners if not is_known(name, other))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--espwhy", required=True, type=lambda path: Path(path).resolve())
    parser.add_argument("--testdata", required=True)
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    cases = [case for case in whytest.cases(options.testdata) if not case.chip_args]
    texts = {case.name: case.log.read_bytes().rstrip(b"\n") + b"\n" for case in cases}
    pairs = list(pairs_of(sorted(texts), options.all))
    with tempfile.TemporaryDirectory() as folder:
        alone = verdicts(options.espwhy, list(texts.items()), Path(folder))
        joined = [(f"{one}+{two}", texts[one] + texts[two]) for one, two in pairs]
        found = verdicts(options.espwhy, joined, Path(folder))
    whytest.finish(
        [
            f"{one} + {two}: {found[f'{one}+{two}']}, not {alone[one]} + {alone[two]}"
            for one, two in pairs
            if found[f"{one}+{two}"] != alone[one] + alone[two]
        ]
    )


if __name__ == "__main__":
    main()
