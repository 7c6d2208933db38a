#!/usr/bin/env python3
"""Every scene of the lab has one fingerprint, whatever ELF played it, whatever was done to its log, and no two scenes
have the same. fingerprints.tsv lists the exceptions."""

import argparse
import fnmatch
import json
import random
import re
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
import whytest  # noqa: E402
from labkit.scenes import scenes_of  # noqa: E402
from labkit.variants import COMMITTED, ESP32, LAB, VARIANTS  # noqa: E402

# What a fingerprint is made of: headlines, messages, registers, stack, backtrace, core dump.
VITAL = re.compile(
    rb"Guru|[Aa]bort|assert|ASSERT|ESP_ERROR|esp_err|^file|^func|^expression|CORRUPT|overflow|protection|wdt:|\) is |"
    rb"returned|Debug exception|[A-Z0-9]+ *: 0x|^[0-9a-f]{8}: 0x|Stack|Backtrace|Setting bp|Memory dump|CORE DUMP|"
    rb"^[A-Za-z0-9+/=]{40,}$|Mem alloc fail|ISR context|Detected|Cache|Double|MALLOC|Re-entered|stack"
)
SAMPLES = 3  # of the lines that are not vital, per log


def whole(edit):
    """A damage that is done to every line."""
    return lambda lines, _: b"".join(edit(line) for line in lines)


def expendable(lines, chance, more=None):
    """Indexes of lines that are not vital, and do not match `more`."""
    every = [i for i, line in enumerate(lines) if line.strip() and not VITAL.search(line)]
    return chance.sample([i for i in every if not more or not re.search(more, lines[i])], SAMPLES)


def lose_lines(lines, chance):
    lost = expendable(lines, chance)
    return b"".join(line for i, line in enumerate(lines) if i not in lost)


def lose_bytes(lines, chance):
    """A digest that lacks a digit is that of another ELF, whose names would not be used."""
    lines = list(lines)
    for i in expendable(lines, chance, rb"SHA256"):
        at = chance.randrange(len(lines[i].rstrip()))
        lines[i] = lines[i][:at] + lines[i][at + 1 :]
    return b"".join(lines)


DAMAGES = {
    "lines lost": lose_lines,
    "bytes lost": lose_bytes,
    "colours": whole(lambda line: b"\x1b[0;31m" + line.rstrip(b"\n") + b"\x1b[0m\n"),
    "timestamps": whole(lambda line: b"[12:34:56.789] " + line),
    "quoted": whole(lambda line: b"> " + line),
    "CR CR LF": whole(lambda line: line.rstrip(b"\n") + b"\r\r\n"),
    "blanks collapsed": whole(lambda line: re.sub(rb" +", b" ", line)),
    "blanks behind": whole(lambda line: line.rstrip(b"\n") + b"   \n"),
}


def rows(kind):
    for line in (LAB / "fingerprints.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#") and line.split("\t")[0] == kind:
            yield line.split("\t")[1:3]


def reports(espwhy, args, logs):
    """{name of the log: first crash}; `logs` are {name: bytes}."""
    with tempfile.TemporaryDirectory() as folder:
        paths = {str(Path(folder) / f"{i}.log"): name for i, name in enumerate(logs)}
        for path, name in paths.items():
            Path(path).write_bytes(logs[name])
        done = whytest.run(espwhy, [*args, "-f", "json", *paths])
        if done.returncode != 0:
            sys.exit(f"exit status {done.returncode}: {done.stderr.decode(errors='replace')}")
        found = {}
        for crash in json.loads(done.stdout)["crashes"]:
            found.setdefault(paths[crash["log"]], crash)
        return found


def decoded(log, crash):
    """The log as a monitor shows it, with the names behind the line of the backtrace."""
    names = b""
    for frame in crash["cores"][0]["backtrace"]["frames"]:
        for i, f in enumerate(frame["functions"]):
            start = " (inlined by) " if i else f"{frame['lookup']}: "
            names += f"--- {start}{f['name'] or '??'} at {f['file'] or '??'}:{f['line'] or '?'}\n".encode()
    return re.sub(rb"^Backtrace:.*\n", lambda match: match[0] + names, log, count=1, flags=re.MULTILINE)


def print_of(crash):
    return f"{crash['fingerprint']} ({'/'.join(crash['fingerprint_of'])})" if crash else "no crash"


class Lab:
    """Fingerprints of all plays, and what is wrong with them."""

    def __init__(self, espwhy):
        self.espwhy, self.prints, self.wrong, self.compared = espwhy, {}, set(), 0
        self.says = {}

    def complain(self, kind, scene, what, text):
        self.wrong.add((kind, scene, what))
        self.says[kind, scene, what] = text

    def play(self, variant, scene):
        log = (COMMITTED / variant.name / f"{scene.name}.log").read_bytes()
        lines = log.splitlines(keepends=True)
        chance = random.Random(f"{variant.name}/{scene.name}")
        logs = {"as it was": log, **{name: damage(lines, chance) for name, damage in DAMAGES.items()}}
        crashes = reports(self.espwhy, ["-e", str(COMMITTED / f"{variant.name}.elf")], logs)
        crash = crashes["as it was"]
        self.prints[scene.name, variant.name] = crash
        if crash["fingerprint_weak"]:
            self.complain("weak", scene.name, variant.name, print_of(crash))
        for name in DAMAGES:
            self.compared += 1
            if print_of(crashes.get(name)) != print_of(crash):
                self.complain("damage", scene.name, name, f"{variant.name}: {print_of(crashes.get(name))}")
        if variant.chip is ESP32:
            self.read_monitor(variant, scene, decoded(log, crash), crash)

    def read_monitor(self, variant, scene, log, crash):
        found = reports(self.espwhy, [], {"log": log}).get("log")
        self.compared += 1
        if print_of(found) != print_of(crash):
            self.complain("monitor", scene.name, variant.name, print_of(found))

    def compare(self):
        """Across ELFs, and across scenes."""
        owners = {}
        for scene in sorted({scene for scene, _ in self.prints}):
            plays = {elf: print_of(crash) for (name, elf), crash in self.prints.items() if name == scene}
            usual = plays.get("esp32-og") or next(iter(plays.values()))
            for elf, text in plays.items():
                if text != usual:
                    self.complain("differs", scene, elf, text)
            for text in set(plays.values()):
                if owners.setdefault(text, scene) != scene:
                    self.complain("same", owners[text], scene, text)


def known(plays):
    """Exceptions of fingerprints.tsv; a pattern speaks of each ELF that plays the scene."""
    for kind in ("differs", "weak", "monitor"):
        for scene, pattern in rows(kind):
            yield from ((kind, scene, elf) for name, elf in plays if name == scene and fnmatch.fnmatch(elf, pattern))
    for kind in ("same", "damage"):
        yield from ((kind, *row) for row in rows(kind))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--espwhy", required=True)
    lab = Lab(parser.parse_args().espwhy)
    for variant in VARIANTS:
        for scene in scenes_of(variant.chip):
            lab.play(variant, scene)
    lab.compare()
    expected = set(known(lab.prints))
    print(f"{len(lab.prints)} plays, {lab.compared} damaged or decoded logs, {len(expected)} exceptions")
    whytest.finish(
        [f"{' '.join(key)}: {lab.says[key]}" for key in sorted(lab.wrong - expected)]
        + [f"{' '.join(key)}: listed, and right" for key in sorted(expected - lab.wrong)]
    )


if __name__ == "__main__":
    main()
