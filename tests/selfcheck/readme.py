#!/usr/bin/env python3
"""The README shows what the program really prints; --accept puts it there.

A block that begins with "$ espwhy ..." is that command's output, run in the project's folder. A last
line "..." stands for all that follows."""

import argparse
import os
import re
import shlex
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
import whytest  # noqa: E402

BLOCK = re.compile(r"^```\n\$ espwhy (?P<args>.*)\n(?P<shown>(?:.*\n)*?)```$", re.MULTILINE)
CUT = "..."


def real_output(espwhy, root, block):
    lines = whytest.run(espwhy, shlex.split(block["args"]), cwd=root).stdout.decode("utf-8").splitlines()
    shown = block["shown"].splitlines()
    if shown and shown[-1] == CUT:
        lines = [*lines[: len(shown) - 1], CUT]
    return "".join(line + "\n" for line in lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--espwhy", required=True, type=os.path.abspath)
    parser.add_argument("--accept", action="store_true")
    parser.add_argument("readme", type=Path)
    options = parser.parse_args()
    text = options.readme.read_text(encoding="utf-8")

    def renew(block):
        output = real_output(options.espwhy, options.readme.resolve().parent, block)
        return f"```\n$ espwhy {block['args']}\n{output}```"

    new, count = BLOCK.subn(renew, text)
    if options.accept:
        options.readme.write_text(new, encoding="utf-8")
    elif count == 0 or new != text:
        sys.exit(f"README.md shows something else than the program prints ({count} blocks); target `accept` renews it")


if __name__ == "__main__":
    main()
