#!/usr/bin/env python3
"""The stack that a RISC-V panic prints gives the frames that stacks.tsv has, with the ELF and without a core dump.

Frame 0 is the program counter, whose functions are a matter of with_elf.py."""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
import whytest  # noqa: E402
from labkit import coredump  # noqa: E402
from labkit.variants import COMMITTED  # noqa: E402
from with_elf import chain_text, rows  # noqa: E402


def expected_frames():
    """(elf, scene) -> a chain of functions per frame"""
    found = {}
    for elf, scene, _, times, text in rows("stacks.tsv"):
        found.setdefault((elf, scene), []).extend([text] * int(times))
    return found


def difference(frames, wanted):
    for number, (frame, chain) in enumerate(zip(frames, wanted)):
        if number and frame != chain:
            return f"#{number} is {frame}, expected {chain}"
    if len(frames) != len(wanted):
        return f"{len(frames)} frames, expected {len(wanted)}; the last is {frames[-1] if frames else 'none'}"
    return None


def complaints(espwhy, elf, scene, wanted):
    log = coredump.BLOCK.sub(b"CORE DUMP: taken out", (COMMITTED / elf / f"{scene}.log").read_bytes())
    for crash in whytest.report(espwhy, log, ["-e", str(COMMITTED / f"{elf}.elf")])["crashes"]:
        backtrace = crash["cores"][0]["backtrace"] or {"frames": []}
        wrong = difference([chain_text(frame["functions"]) for frame in backtrace["frames"]], wanted)
        if wrong:
            yield f"{elf}/{scene}: {wrong}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--espwhy", required=True)
    espwhy, every = parser.parse_args().espwhy, expected_frames()
    print(f"{len(every)} stacks with {sum(map(len, every.values()))} frames")
    whytest.finish([text for key, wanted in every.items() for text in complaints(espwhy, *key, wanted)])


if __name__ == "__main__":
    main()
