#!/usr/bin/env python3
"""The crash lab: builds firmwares for two chips, runs their scenes under QEMU, compares with what is committed.

  build    compile the ELFs
  run      play every scene on the committed ELFs, write the logs
  compare  build and run again; ELFs, logs and tables must be what is committed, byte by byte
  accept   build and run, and make that what is committed
  check    no tools needed: what is committed fits together"""

import argparse
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from labkit import build, expected, gdb, machine, stacks, tasks
from labkit.elf import Elf
from labkit.scenes import all_scenes, scenes_of
from labkit.variants import COMMITTED, LAB, ROM_NAME, VARIANTS, build_tools, require, run_tools

TABLES = ("expected.tsv", "addresses.tsv", "tasks.tsv", "stacks.tsv")
MAX_ELF_BYTES = 280_000
JOBS = 2


def build_all(out):
    out.mkdir(parents=True, exist_ok=True)
    build.build_rom(out)
    for variant in VARIANTS:
        build.build_variant(variant, out)
    shutil.rmtree(out / "objects")


def play(variant, scene, elfs, out):
    with tempfile.TemporaryDirectory() as scratch:
        elf = elfs / f"{variant.name}.elf"
        log = machine.run(variant.chip, elf, elfs / ROM_NAME, scene, Path(scratch))
    (out / variant.name / f"{scene.name}.log").write_bytes(log)


def run_all(elfs, out):
    todo = [(variant, scene) for variant in VARIANTS for scene in scenes_of(variant.chip)]
    for variant in VARIANTS:
        (out / variant.name).mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(JOBS) as pool:
        list(pool.map(lambda one: play(*one, elfs, out), todo))


def write_tables(folder, out):
    *texts, complaints = expected.tables(folder)
    text, more = tasks.table(folder)
    for name, text in zip(TABLES, [*texts, text, stacks.table(folder)]):
        (out / name).write_text(text, encoding="utf-8", newline="")
    return complaints + more


def produced_files():
    yield ROM_NAME
    for variant in VARIANTS:
        yield f"{variant.name}.elf"
        for scene in scenes_of(variant.chip):
            yield f"{variant.name}/{scene.name}.log"


def differences(new):
    for name in produced_files():
        old = COMMITTED / name
        if not old.exists() or old.read_bytes() != (new / name).read_bytes():
            yield f"{name} differs from what is committed"
    for name in TABLES:
        if (LAB / name).read_bytes() != (new / name).read_bytes():
            yield f"tests/lab/{name} differs from what is committed"


def compare():
    require(*build_tools(), *run_tools(), gdb.TOOL)
    with tempfile.TemporaryDirectory() as scratch:
        new = Path(scratch)
        build_all(new)
        run_all(new, new)
        return write_tables(new, new) + list(differences(new))


def accept():
    require(*build_tools(), *run_tools(), gdb.TOOL)
    for variant in VARIANTS:
        shutil.rmtree(COMMITTED / variant.name, ignore_errors=True)
    build_all(COMMITTED)
    run_all(COMMITTED, COMMITTED)
    return write_tables(COMMITTED, LAB)


def check_log(variant, scene, sha256):
    path = COMMITTED / variant.name / f"{scene.name}.log"
    if not path.exists():
        return [f"{path.name}: missing for {variant.name}"]
    log = path.read_bytes()
    digits = 16 if scene.old_form else 9
    wanted = f"ELF file SHA256: {sha256[:digits]}\r\n".encode()
    found = []
    if log.count(wanted) != scene.boots:
        found.append(f"{variant.name}/{path.name}: the SHA256 of its ELF stands there {log.count(wanted)} times")
    if log.count(b"Rebooting...\r\n") != scene.boots:
        found.append(f"{variant.name}/{path.name}: not {scene.boots} crashes")
    return found


def check():
    rows = [line.split("\t")[:2] for line in (LAB / TABLES[0]).read_text(encoding="utf-8").splitlines()]
    listed = {tuple(row) for row in rows if not row[0].startswith("#")}
    found = []
    for variant in VARIANTS:
        elf = (COMMITTED / f"{variant.name}.elf").read_bytes()
        if len(elf) > MAX_ELF_BYTES:
            found.append(f"{variant.name}.elf: {len(elf)} bytes")
        for scene in scenes_of(variant.chip):
            found += check_log(variant, scene, Elf(elf).sha256)
            if (variant.name, scene.name) not in listed:
                found.append(f"{variant.name}/{scene.name}: no row in {TABLES[0]}")
        names = {scene.name for scene in all_scenes()}
        logs = (COMMITTED / variant.name).glob("*.log")
        found += [f"{variant.name}/{p.name}: belongs to no scene" for p in logs if p.stem not in names]
    return found


def build_command(out):
    require(*build_tools())
    build_all(out)
    return []


def run_command(out):
    require(*run_tools())
    run_all(COMMITTED, out)
    return []


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("build", "run", "compare", "accept", "check"))
    parser.add_argument("--out", type=Path, default=Path("lab-out"), help="folder for build and run")
    options = parser.parse_args()
    commands = {
        "build": lambda: build_command(options.out),
        "run": lambda: run_command(options.out),
        "compare": compare,
        "accept": accept,
        "check": check,
    }
    failures = commands[options.command]()
    for failure in failures:
        print("FAILED " + failure)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
