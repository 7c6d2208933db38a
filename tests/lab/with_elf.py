#!/usr/bin/env python3
"""Every log of the lab is explained with its ELF as expected.tsv and addresses.tsv say.

Verdict, function and line of the first finding; for each frame the chain that GNU addr2line gives. Where this differs on
purpose or not yet, known.tsv has what comes instead: the test fails when that changes, too."""

import argparse
import fnmatch
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
import whytest  # noqa: E402
from labkit.variants import COMMITTED, LAB, SOURCE_ROOT  # noqa: E402

NOWHERE = "?? ??:0"


def rows(name):
    for line in (LAB / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def short(path):
    return (path or "??").removeprefix(SOURCE_ROOT + "/")


def chain_text(functions):
    """A frame's functions as addresses.tsv spells them."""
    texts = [f"{f['name'] or '??'} {short(f['file'])}:{f['line'] or 0}" for f in functions]
    return " < ".join(texts) or NOWHERE


class Addresses:
    """What addresses.tsv says of one scene's log, and of all addresses of its ELF."""

    def __init__(self):
        self.chains, self.backtraces = {}, {}
        for elf, scene, name, printed, looked_up, chain in rows("addresses.tsv"):
            self.chains[elf, looked_up] = chain
            if name.startswith("BT"):
                self.backtraces.setdefault((elf, scene), []).append(printed)

    def differences(self, elf, scene, crash):
        """(what, expected, got) of the frames of a crash, and how many were compared."""
        frames = [frame for core in crash["cores"] for frame in core["backtrace"]["frames"]]
        printed = [frame["pc"] for frame in frames]
        found, compared = [], 0
        for address in self.backtraces.get((elf, scene), []):
            if address not in printed:
                found.append((f"frame {address}", "in the backtrace", "missing"))
        for frame in frames:
            chain = self.chains.get((elf, frame["lookup"]))
            if chain is None:
                continue
            compared += 1
            if chain_text(frame["functions"]) != chain:
                found.append((f"frame {frame['lookup']}", chain, chain_text(frame["functions"])))
        return found, compared


def chain_at(crash, address):
    """Names of the functions at an address of the report, inlined ones first."""
    frames = [frame for core in crash["cores"] for frame in core["backtrace"]["frames"]]
    return {f["name"] for frame in frames if address in (frame["pc"], frame["lookup"]) for f in frame["functions"]}


def place_differences(crash, where, function, file, line):
    got = where.get("function") or "-"
    if function not in ("-", got) and function not in chain_at(crash, where.get("address")):
        yield "function", function, got
    name = short(where.get("file"))
    place = f"{name}:{where.get('line') or 0}"
    wanted = f"{file if '/' in name else Path(file).name}:{line}"  # a message may name its file without a folder
    if file != "-" and place != wanted:
        yield "place", wanted, place


def verdict_differences(crash, verdict, *place):
    best = crash["findings"][0]
    got = f"{best['class']}/{best['variant']}" if best.get("variant") else best["class"]
    if verdict not in (best["class"], got):
        yield "verdict", verdict, got
    yield from place_differences(crash, best["where"] or {}, *place)
    if crash["firmware"][0]["match"] != "yes":
        yield "match", "yes", crash["firmware"][0]["match"]


def explain(espwhy, elf, scene):
    log = (COMMITTED / elf / f"{scene}.log").read_bytes()
    done = whytest.run(espwhy, ["-e", str(COMMITTED / f"{elf}.elf"), "-f", "json", "-"], log)
    if done.returncode != 0:
        sys.exit(f"{elf}/{scene}: exit status {done.returncode}: {done.stderr.decode(errors='replace')}")
    return json.loads(done.stdout)["crashes"]


def all_differences(espwhy):
    """{(elf, scene, what): (expected, got)}, number of logs, number of frames compared"""
    addresses, found, logs, frames = Addresses(), {}, 0, 0
    for elf, scene, _, verdict, _, *place, _ in rows("expected.tsv"):
        logs += 1
        for crash in explain(espwhy, elf, scene):
            wrong, compared = addresses.differences(elf, scene, crash)
            frames += compared
            for what, expected, got in [*verdict_differences(crash, verdict, *place), *wrong]:
                found[elf, scene, what] = (expected, got)
    return found, logs, frames


def known_differences():
    """(elf, scene, what) -> what comes instead; a row may speak of several ELFs, and then of each of them."""
    plays = [(row[0], row[1]) for row in rows("expected.tsv")]
    found = {}
    for pattern, of_scene, what, got, _ in rows("known.tsv"):
        keys = [(elf, scene, what) for elf, scene in plays if scene == of_scene and fnmatch.fnmatch(elf, pattern)]
        if not keys:
            sys.exit(f"known.tsv: {pattern} {of_scene} is no scene")
        found.update(dict.fromkeys(keys, got))
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--espwhy", required=True)
    found, logs, frames = all_differences(parser.parse_args().espwhy)
    known = known_differences()
    print(f"{logs} logs, {frames} frames compared with GNU addr2line, {len(known)} known differences")
    failures = []
    for key in sorted(found.keys() | known.keys()):
        expected, got = found.get(key, ("", "as expected"))
        if known.get(key, "as expected") != got:
            hint = f", known.tsv has {known[key]}" if key in known else f", expected {expected}"
            failures.append(f"{key[0]}/{key[1]}: {key[2]}: {got}{hint}")
    whytest.finish(failures)


if __name__ == "__main__":
    main()
