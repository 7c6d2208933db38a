#!/usr/bin/env python3
"""The tasks of every core dump that the lab has printed come out as tasks.tsv says.

Each dump is read twice with its ELF: in its log, and alone, as a file for --core."""

import argparse
import json
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
import whytest  # noqa: E402
from labkit import coredump  # noqa: E402
from labkit.variants import COMMITTED, LAB  # noqa: E402
from with_elf import chain_text, rows  # noqa: E402

FORMATS = {4: "ELF 1.2", 32: "ELF 1.3"}  # by the bytes of the checksum


class Expected:
    """One task: its facts, and a chain of functions per frame."""

    def __init__(self, facts):
        self.facts = dict(word.split("=") for word in facts.split())
        self.frames = []


def expected_tasks():
    """(elf, scene) -> {task: Expected}, the crashed task first."""
    found = {}
    for elf, scene, task, _, times, text in rows("tasks.tsv"):
        tasks = found.setdefault((elf, scene), {})
        if times == "-":
            tasks[task] = Expected(text)
        else:
            tasks[task].frames += [text] * int(times)
    return found


def facts_of(task):
    stack = task["stack"]
    facts = {key: task.get(key) for key in ("tcb", "state", "priority", "core", "context")}
    return {key: str(value) for key, value in {**facts, "lo": stack["lo"], "hi": stack["hi"]}.items()}


def task_complaints(task, wanted):
    got = facts_of(task)
    for key, value in wanted.facts.items():
        if got[key] != value:
            yield f"{key} is {got[key]}, expected {value}"
    if task["crashed"] != (wanted.facts["context"] == "exception"):
        yield f"crashed is {task['crashed']}"
    frames = [chain_text(frame["functions"]) for frame in (task["backtrace"] or {"frames": []})["frames"]]
    for number, (frame, chain) in enumerate(zip(frames, wanted.frames)):
        if frame != chain:
            yield f"#{number} is {frame}, expected {chain}"
            return  # what follows is mostly shifted
    if len(frames) != len(wanted.frames):
        yield f"{len(frames)} frames, expected {len(wanted.frames)}; the last is {frames[-1] if frames else 'none'}"


def complaints(crashes, tasks, checksum_bytes):
    if len(crashes) != 1:
        yield f"{len(crashes)} crashes, not 1"
        return
    crash = crashes[0]
    if not crash["dump"]:
        yield "no core dump was found"
        return
    if (crash["dump"]["format"], crash["dump"]["checksum"]) != (FORMATS[checksum_bytes], "good"):
        yield f"dump {crash['dump']['format']}, checksum {crash['dump']['checksum']}"
    names = [task["name"] for task in crash["tasks"]]
    if names != list(tasks):
        yield f"tasks {names}, expected {list(tasks)}"
    for task in crash["tasks"]:
        if task["name"] in tasks:
            yield from (f"{task['name']}: {text}" for text in task_complaints(task, tasks[task["name"]]))


def explain(espwhy, elf, *args):
    done = whytest.run(espwhy, ["-e", str(COMMITTED / f"{elf}.elf"), "-f", "json", *map(str, args)])
    if done.returncode != 0:
        return []
    return json.loads(done.stdout)["crashes"]


def all_complaints(espwhy, scratch):
    for (elf, scene), tasks in expected_tasks().items():
        log = COMMITTED / elf / f"{scene}.log"
        block = coredump.BLOCK.search(log.read_bytes())[1]
        alone = scratch / "core.b64"
        alone.write_bytes(block)
        checksum_bytes = coredump.checksum_bytes(block)
        for what, args in (("in the log", [log]), ("alone", ["--core", alone])):
            for text in complaints(explain(espwhy, elf, *args), tasks, checksum_bytes):
                yield f"{elf}/{scene} {what}: {text}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--espwhy", required=True)
    with tempfile.TemporaryDirectory() as scratch:
        failures = list(all_complaints(parser.parse_args().espwhy, Path(scratch)))
    every = [task for tasks in expected_tasks().values() for task in tasks.values()]
    print(f"{len(every)} tasks with {sum(len(task.frames) for task in every)} frames, each in its log and alone")
    whytest.finish(failures)


if __name__ == "__main__":
    main()
