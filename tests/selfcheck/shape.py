#!/usr/bin/env python3
"""The house's shape: files stay short, say what they are for, and leave nothing for later."""

import argparse
import re
import sys
from pathlib import Path

CODE_LINES, TABLE_LINES, INTERNAL_HEADER_LINES, PUBLIC_HEADER_LINES = 400, 800, 120, 250
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
GOTO = re.compile(r"^\s*goto\b", re.MULTILINE)
OFF, ON = "/* clang-format off */", "/* clang-format on */"
VAGUE_NAMES = {"utils", "util", "misc", "common", "helpers"}


def table_lines(lines):
    """Lines that stand between clang-format off and on."""
    inside, count = False, 0
    for line in lines:
        inside = line.strip() == OFF or (inside and line.strip() != ON)
        count += inside
    return count


def ceiling(path, lines, top):
    """Lines that a file may have; `top` is the folder below the root that it lies in."""
    if path.suffix == ".h" and top != "tests":
        return PUBLIC_HEADER_LINES if top == "include" else INTERNAL_HEADER_LINES
    return TABLE_LINES if table_lines(lines) * 2 > len(lines) else CODE_LINES


def complaints(path, root):
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    limit = ceiling(path, lines, path.relative_to(root).parts[0])
    if len(lines) > limit:
        yield f"{len(lines)} lines, ceiling {limit}"
    if not text.startswith("/*"):
        yield "does not begin with a comment that says what it is for"
    if GOTO.search(text):
        yield "goto"
    if path.stem in VAGUE_NAMES:
        yield "a name that says nothing"
    for number, line in enumerate(lines, 1):
        if UNFINISHED.search(line):
            yield f"line {number}: unfinished work"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", type=Path)
    root = parser.parse_args().root
    files = sorted(p for base in ("src", "include", "tests") for p in (root / base).rglob("*.[ch]"))
    found = [f"{p.relative_to(root)}: {what}" for p in files for what in complaints(p, root)]
    print("\n".join(found))
    sys.exit(1 if found or not files else 0)


if __name__ == "__main__":
    main()
