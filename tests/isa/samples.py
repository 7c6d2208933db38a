#!/usr/bin/env python3
"""Our instructions against the samples of tests/isa/samples.tsv, which other disassemblers agreed on: riscv.py and
xtensa.py write them with --accept."""

import argparse
import collections
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
import insns  # noqa: E402


def decode(dumper, chip, rows):
    """Our reading of the rows of a chip, as cells."""
    with tempfile.NamedTemporaryFile(suffix=".bin") as code:
        ranges, at = [], 0
        for cells in rows:
            raw = bytes.fromhex(cells[2])
            ranges.append((int(cells[1], 16), at, len(raw)))
            at += len(raw)
            code.write(raw)
        code.flush()
        return [insns.sample_cells(chip, i) for i in insns.decode(dumper, chip, code.name, ranges) if not i["cut"]]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dumper", required=True, help="dump_insns")
    options = parser.parse_args()
    by_chip, wrong = collections.defaultdict(list), 0
    for line in insns.SAMPLES.read_text(encoding="utf-8").splitlines():
        by_chip[line.split("\t")[0]].append(line.split("\t"))
    for chip, rows in by_chip.items():
        ours = decode(options.dumper, chip, rows)
        pairs = [(row, our) for row, our in zip(rows, ours) if row != our]
        wrong += len(pairs) + abs(len(rows) - len(ours))
        print(f"{chip}: {len(rows)} samples, {len(pairs)} differ")
        for row, our in pairs[:20]:
            print("  ", row, "/", our)
    sys.exit(1 if wrong or not by_chip else 0)


if __name__ == "__main__":
    main()
