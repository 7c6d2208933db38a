#!/usr/bin/env python3
"""Includes point downwards: refuse every edge that the architecture does not draw."""

import argparse
import re
import sys
from pathlib import Path

# A layer may include itself and what stands in lower rows; layers of one row never see each other.
ROWS = (
    ("base",),
    ("chip", "isa"),
    ("model",),
    ("read", "firmware"),
    ("match",),
    ("unwind",),
    ("values",),
    ("rules",),
    ("render", "gate"),
    ("session",),
    ("cli",),
)
RANK = {layer: row for row, layers in enumerate(ROWS) for layer in layers}
PUBLIC = {
    "base.h": "base",
    "strbuf.h": "base",
    "chip.h": "chip",
    "contents.h": "model",
    "backtrace.h": "model",
    "crash.h": "model",
    "dump.h": "model",
    "fault.h": "model",
    "machine.h": "model",
    "redact.h": "model",
    "task.h": "model",
    "variable.h": "model",
    "statement.h": "model",
    "diagnosis.h": "model",
    "format.h": "render",
    "firmware.h": "firmware",
    "gate.h": "gate",
    "session.h": "session",
    "sources.h": "firmware",
}
# format.h shows the session's summary of a log: its type, no call. isa/ reads which instructions a
# chip has, but none of chip/'s own headers.
ALLOWED = {("render", "espwhy/session.h"), ("isa", "espwhy/chip.h")}
# The test tests itself: these must be refused, the others not.
BAD_EDGES = (
    ("base/arena.c", "chip/rom.h"),
    ("read/scan.c", "rules/engine.h"),
    ("isa/xtensa.c", "chip/arch.h"),
    ("render/text.c", "gate/gate.h"),
    ("cli/main.c", "base/span.h"),
    ("espwhy/crash.h", "espwhy/diagnosis.x"),
    ("gate/gate.c", "espwhy/session.h"),
)
GOOD_EDGES = (
    ("read/scan.c", "base/span.h"),
    ("espwhy/format.h", "espwhy/session.h"),
    ("cli/main.c", "espwhy/session.h"),
    ("session/stages.c", "rules/engine.h"),
)
# Library headers that only some layers, or some files, may see.
ONLY_IN = {
    "elfutils/": ("firmware/",),
    "dwarf.h": ("firmware/",),
    "libelf.h": ("firmware/", "read/dump"),
    "gelf.h": ("firmware/", "read/dump"),
    "demangle.h": ("firmware/",),
    "nettle/": ("firmware/", "read/dump", "gate/digest"),
    "zlib.h": ("read/dump", "cli/packed"),
    "jansson.h": ("render/", "gate/baseline", "cli/description"),
    "argp.h": ("cli/",),
    "ini.h": ("gate/signatures",),
    "fnmatch.h": ("gate/glob",),
}
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]+(["<])([^">]+)[">]', re.MULTILINE)


def layer_of(name):
    """Layer of a file by its path below src/ or include/; None when the plan has no place for it."""
    if name.startswith("espwhy/"):
        return PUBLIC.get(name.removeprefix("espwhy/"))
    first = name.split("/")[0]
    return first if first in RANK else None


def check_edge(user, used):
    """Why file `user` may not include file `used`, or None."""
    user_layer, used_layer = layer_of(user), layer_of(used)
    if user_layer is None or used_layer is None:
        return f"no layer for {user if user_layer is None else used}"
    if user_layer == used_layer or (user_layer, used) in ALLOWED:
        return None
    if user_layer == "cli" and not used.startswith("espwhy/"):
        return f'cli includes "{used}", but sees public headers only'
    if RANK[used_layer] >= RANK[user_layer]:
        return f'{user_layer} may not include "{used}" of {used_layer}'
    return None


def check_project_include(user, used, root):
    if not any((root / base / used).exists() for base in ("src", "include")):
        return f'"{used}" is not a path from src/ or include/'
    return check_edge(user, used)


def check_system_include(user, used):
    for header, places in ONLY_IN.items():
        if used.startswith(header) and not user.startswith(places):
            return f"<{used}> belongs to {', '.join(places)}"
    return None


def violations(root):
    files = sorted(p for base in ("src", "include") for p in (root / base).rglob("*.[ch]"))
    if not files:
        yield f"{root}: no sources"
    for file in files:
        base = "src" if file.is_relative_to(root / "src") else "include"
        user = file.relative_to(root / base).as_posix()
        if base == "src" and "/" not in user:
            yield f"{user}: no file stands beside the folders"
        for quote, used in INCLUDE.findall(file.read_text(encoding="utf-8")):
            bad = check_project_include(user, used, root) if quote == '"' else check_system_include(user, used)
            if bad:
                yield f"{user}: {bad}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", type=Path)
    found = [f"this test lets {edge} pass" for edge in BAD_EDGES if not check_edge(*edge)]
    found += [f"this test refuses {edge}" for edge in GOOD_EDGES if check_edge(*edge)]
    found += violations(parser.parse_args().root)
    print("\n".join(found))
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
