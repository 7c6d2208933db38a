#!/usr/bin/env python3
"""What must hold for every case's log, whatever it says: see the functions below, one per property."""

import argparse
import json
import os
import random
import re
import subprocess
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
import whytest  # noqa: E402

CUTS_PER_LOG = 12  # of each kind; tests/unit/session cuts at every line, in one process
ONE_BYTE_LIMIT = 64 * 1024


def verdicts(report):
    """What a report claims, without where it found it."""
    return [
        [(f["class"], f.get("variant"), f["confidence"]) for f in crash["findings"]]
        for crash in report["crashes"]
    ]


def copy_through(espwhy, args, data, chunk):
    """Standard output of the program when its input arrives in pieces of `chunk` bytes."""
    process = subprocess.Popen(
        [espwhy, *args], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=whytest.environment()
    )

    def feed():
        try:
            for at in range(0, len(data), chunk):
                os.write(process.stdin.fileno(), data[at : at + chunk])
        except BrokenPipeError:
            pass  # the exit status tells
        process.stdin.close()

    feeder = threading.Thread(target=feed)
    feeder.start()
    out = process.stdout.read()
    feeder.join()
    return process.wait(timeout=whytest.TIMEOUT_S), out


def chunks(espwhy, cases):
    """The result does not depend on how the input was cut into pieces."""
    for case in cases:
        data = case.log.read_bytes()
        for fmt in ("text", "json"):
            args = [*case.chip_args, "-f", fmt]
            whole = copy_through(espwhy, args, data, max(len(data), 1))
            for size in (1, 7, 65536):
                piece = data[:ONE_BYTE_LIMIT] if size == 1 else data
                expected = whole if piece == data else copy_through(espwhy, args, piece, len(piece))
                if copy_through(espwhy, args, piece, size) != expected:
                    yield f"{case.name}: chunks of {size} bytes change the {fmt} output"


def cut_points(case, data):
    lines = [m.end() for m in re.finditer(rb"\n", data)]
    chance = random.Random(case.name)  # the same cuts in every run
    points = set(chance.sample(lines, min(CUTS_PER_LOG, len(lines))))
    points.update(chance.randrange(len(data) + 1) for _ in range(CUTS_PER_LOG))
    return sorted(points)


def prefixes(espwhy, cases):
    """A log that was cut anywhere gives a valid report."""
    for case in cases:
        data = case.log.read_bytes()
        for cut in cut_points(case, data):
            try:
                whytest.report(espwhy, data[:cut], case.chip_args)
            except ValueError as problem:
                yield f"{case.name}: cut at byte {cut}: {problem}"


def in_color(data):
    return b"".join(b"\x1b[0;31m" + line + b"\x1b[0m\n" for line in data.splitlines())


DRESSES = {
    "CRLF": lambda data: data.replace(b"\n", b"\r\n"),
    "CR CR LF": lambda data: data.replace(b"\n", b"\r\r\n"),
    "timestamps": lambda data: re.sub(rb"(?m)^", b"[12:34:56.789] ", data),
    "quoting": lambda data: re.sub(rb"(?m)^", b"> ", data),
    "color": in_color,
    "collapsed spaces": lambda data: re.sub(rb"  +", b" ", data),
}


def dress(espwhy, cases):
    """Line ends, prefixes, colours and lost spaces change nothing that is claimed."""
    for case in cases:
        data = case.log.read_bytes().replace(b"\r", b"")
        plain = verdicts(whytest.report(espwhy, data, case.chip_args))
        for name, put_on in DRESSES.items():
            got = verdicts(whytest.report(espwhy, put_on(data), case.chip_args))
            if got != plain:
                yield f"{case.name}: {name}: {json.dumps(got)}, not {json.dumps(plain)}"


PROPERTIES = {f.__name__: f for f in (chunks, prefixes, dress)}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--espwhy", required=True)
    parser.add_argument("--testdata", required=True)
    parser.add_argument("property", choices=PROPERTIES)
    options = parser.parse_args()
    cases = whytest.cases(options.testdata)
    whytest.finish(list(PROPERTIES[options.property](options.espwhy, cases)))


if __name__ == "__main__":
    main()
