#!/usr/bin/env python3
"""Compares every task of real core dumps, and the panics they are of, with what GDB says of them.

For each firmware in the data: panic.log alone, coredump.b64 alone, and both. Functions with those inlined into them,
their arguments, files, lines and addresses are taken from the threads of gdb-report.txt; so are names, priorities and
stacks of the tasks, the reason of the panic, and which task crashed. Where both differ on purpose, EXCEPTIONS has the reason, and
how often is printed."""

import argparse
import json
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
import whytest  # noqa: E402

THREAD = re.compile(r"^=+ THREAD \d+ \(TCB: (0x[0-9a-f]+), name: '(.*)'\) =+$")
FRAME = re.compile(r"^#\d+ +(?:(0x[0-9a-f]+) in )?(\S+) \((.*)\)(?: at (.*):(\d+))?$")
ARGUMENT = re.compile(r'(\w+)(?:=\w+)?(?:@entry)?=((?:"(?:\\.|[^"])*"|<[^>]*>|[^,"<])+)(?:, |$)')
ROW = re.compile(r"^(0x[0-9a-f]{8}) +(\S+) +(\d+)/(\d+) +(\d+)/(\d+)$")
CRASHED = re.compile(r"^Crashed task handle: (0x[0-9a-f]+), name: '(.*?)'")
REASON = re.compile(r"^Panic reason: (.*)$")
IN_ISR = "Crashed task is in the interrupt context"
NAMELESS = "ROM"

EXCEPTIONS = {
    "outermost": "behind a task's first function GDB shows a frame at 0, on Xtensa 0x40000000: nobody called it",
    "printed": "a backtrace that the chip printed has each address three less, and stands as it was printed",
    "unsaved": "a log has the registers of the innermost frame only, and an Xtensa one no stack",
    "passed": "the caller passes a constant; GDB does not follow registers through the turn of a window",
    "stack": "GDB's table has the stack pointer of the last switch, also of the task that crashed: its whole is compared",
    "rom-name": "a core dump alone does not tell the revision of the boot ROM: ROM stands there without a name",
}
# Arguments that GDB does not know, and their values: portMAX_DELAY and 0 in the sources of ESP-IDF's esp_ipc.c and
# esp_timer.c, at the calls in question.
PASSED = {
    ("xTaskGenericNotifyWait", "ulBitsToClearOnEntry"): "0",
    ("xTaskGenericNotifyWait", "xTicksToWait"): "4294967295",
    ("ulTaskGenericNotifyTake", "xTicksToWait"): "4294967295",
}


@dataclass(frozen=True)
class Function:
    name: str
    file: str = ""
    line: int = 0
    pc: str = ""  # where GDB shows it: not of inlined functions, nor where a line begins
    args: tuple = ()  # names and values; None: not known

    def __str__(self):
        return f"{self.name} at {self.file or '??'}:{self.line}"


@dataclass
class Thread:
    tcb: str
    name: str
    frames: list = field(default_factory=list)
    facts: dict = field(default_factory=dict)


class GdbReport:
    def __init__(self, text):
        self.threads, self.crashed, self.reason, self.in_isr, self.dropped = {}, None, None, IN_ISR in text, 0
        rows, thread = {}, None
        for line in text.splitlines():
            if found := THREAD.match(line):
                thread = self.threads.setdefault(found[1], Thread(found[1], found[2]))
            elif line.startswith("=") or not line:
                thread = None
            elif thread:
                self._take_frame(thread, line)
            elif found := CRASHED.match(line):
                self.crashed = found[1]
            elif found := REASON.match(line):
                self.reason = found[1]
            elif found := ROW.match(line):
                rows[found[1]] = [int(cell) for cell in found.groups()[2:]]
        for tcb, (priority, base, used, free) in rows.items():
            self.threads[tcb].facts = {"priority": priority, "base_priority": base, "used": used, "free": free}

    def _take_frame(self, thread, line):
        found = FRAME.match(line)
        if not found:
            return  # why the backtrace ends
        pc, name, args, file, number = found.groups()
        if name == "??" and pc in ("0x00000000", "0x40000000"):
            self.dropped += 1
        else:
            thread.frames.append(Function(name, file or "", int(number or 0), pc or "", gdb_arguments(args)))


def gdb_arguments(text):
    """In our spelling: NULL, all digits of an address, and objects by their names alone. None: not known."""
    found = []
    for name, value in ARGUMENT.findall(text):
        value = re.sub(r"^0x[0-9a-f]+ <(x\w+)>$", r"&\1", value)
        value = "NULL" if value == "0x0" else re.sub(r"^0x([0-9a-f]+)", lambda at: "0x" + at[1].rjust(8, "0"), value)
        found.append((name, None if value.startswith(("<optimized out>", "<error")) else value))
    return tuple(found)


def arguments_of(function):
    return tuple((one["name"], one["value"] or f"<{one['reason']}>") for one in function.get("args", []))


def functions_of(backtrace):
    """What GDB calls frames: every function, inlined ones apart."""
    for frame in (backtrace or {"frames": []})["frames"]:
        if not frame["functions"]:
            yield Function(NAMELESS if frame["region"] == "ROM" else "??", pc=frame["pc"] or "")
        for function in frame["functions"]:
            yield Function(
                function["name"],
                function["file"] or "",
                function["line"] or 0,
                frame["pc"] or "",
                arguments_of(function),
            )


class Comparison:
    """What was found on the way: complaints, and how much agrees."""

    def __init__(self):
        self.complaints, self.frames, self.arguments, self.values, self.excepted = [], 0, 0, 0, Counter()

    def value(self, what, got, wanted):
        self.values += 1
        if got != wanted:
            self.complaints.append(f"{what}: {got}, GDB has {wanted}")

    def address(self, what, number, ours, gdbs, printed):
        if printed and int(ours.pc, 16) == int(gdbs.pc, 16) - 3:
            self.excepted["printed"] += 1
        else:
            self.complaints.append(f"{what} #{number}: {ours} at {ours.pc}, GDB has {gdbs.pc}")

    def function(self, what, number, ours, gdbs, printed):
        """The arguments of two functions that are the same."""
        if [name for name, _ in ours.args] != [name for name, _ in gdbs.args]:
            self.complaints.append(f"{what} #{number}: {ours} has {ours.args}, GDB {gdbs.args}")
            return
        for (name, value), (_, wanted) in zip(ours.args, gdbs.args):
            self.arguments += 1
            if wanted is None and PASSED.get((ours.name, name)) == value:
                self.excepted["passed"] += 1
            elif printed and value == "<register not saved>":
                self.excepted["unsaved"] += 1
            elif not value.startswith("<optimized out") if wanted is None else value != wanted:
                self.complaints.append(f"{what} #{number}: {name} of {ours} is {value}, GDB has {wanted}")

    def backtrace(self, what, got, wanted, rom_names, printed=False):
        for number, (ours, gdbs) in enumerate(zip(got, wanted)):
            self.frames += 1
            if not rom_names and ours.name == NAMELESS and not gdbs.file and ours.pc == gdbs.pc:
                self.excepted["rom-name"] += 1
            elif (ours.name, ours.file, ours.line) != (gdbs.name, gdbs.file, gdbs.line):
                self.complaints.append(f"{what} #{number}: {ours}, GDB has {gdbs}")
                return  # what follows is mostly shifted
            else:
                self.function(what, number, ours, gdbs, printed)
                if gdbs.pc and ours.pc != gdbs.pc:
                    self.address(what, number, ours, gdbs, printed)
        if len(got) < len(wanted):
            self.complaints.append(f"{what}: {wanted[len(got)]} is missing, and what follows")
        elif len(got) > len(wanted):
            self.complaints.append(f"{what}: {got[len(wanted)]} is no frame of GDB's")

    def tasks(self, crash, gdb, rom_names):
        ours = {task["tcb"]: task for task in crash["tasks"]}
        self.value("tasks", [task["tcb"] for task in crash["tasks"]], list(gdb.threads))
        for thread in gdb.threads.values():
            if thread.tcb in ours:
                self.task(ours[thread.tcb], thread, gdb, rom_names)

    def task(self, task, thread, gdb, rom_names):
        self.value(f"{thread.name}: name", task["name"], thread.name)
        self.value(f"{thread.name}: crashed", task["crashed"], thread.tcb == gdb.crashed)
        stack = task["stack"]
        got = {key: task.get(key, stack.get(key)) for key in thread.facts}
        for key, wanted in thread.facts.items():
            if task["crashed"] and key in ("used", "free"):
                self.excepted["stack"] += 1
            else:
                self.value(f"{thread.name}: {key}", got[key], wanted)
        self.value(f"{thread.name}: stack", got["used"] + got["free"], thread.facts["used"] + thread.facts["free"])
        self.backtrace(thread.name, list(functions_of(task["backtrace"])), thread.frames, rom_names)

    def dump(self, crash, gdb):
        dump = crash["dump"] or {}
        self.value("panic reason", dump.get("reason"), gdb.reason)
        self.value("in an interrupt", bool(dump.get("in_isr")), gdb.in_isr)
        self.value("checksum", dump.get("checksum"), "good")

    def crash(self, crash, gdb):
        thread = gdb.threads[gdb.crashed]
        self.value("task", crash["task"] or thread.name, thread.name)
        self.value("reason", crash["reason"], gdb.reason)
        core = crash["cores"][0] if crash["cores"] else {"backtrace": None}
        printed = bool(core["backtrace"]) and core["backtrace"]["source"] == "device"
        self.backtrace("the crash", list(functions_of(core["backtrace"])), thread.frames, True, printed)


def explain(espwhy, folder, args):
    done = whytest.run(espwhy, ["-e", str(folder / "app.elf"), "-f", "json", *map(str, args)])
    if done.returncode != 0:
        raise ValueError(f"exit status {done.returncode}: {done.stderr.decode(errors='replace').splitlines()[:1]}")
    crashes = json.loads(done.stdout)["crashes"]
    if len(crashes) != 1:
        raise ValueError(f"{len(crashes)} crashes, not 1")
    return crashes[0]


def compare(espwhy, folder, what, args):
    """One way of reading the crash of one firmware."""
    gdb, result = GdbReport((folder / "gdb-report.txt").read_text(encoding="utf-8")), Comparison()
    with_log, with_dump = folder / "panic.log" in args, "--core" in args
    try:
        crash = explain(espwhy, folder, args)
        result.value("ELF", crash["firmware"][0]["match"], "yes")
        if with_log:
            result.crash(crash, gdb)
        if with_dump:
            result.excepted["outermost"] += gdb.dropped
            result.dump(crash, gdb)
            result.tasks(crash, gdb, with_log)
    except ValueError as error:
        result.complaints.append(str(error))
    name = f"{folder.name}, {what}"
    count = f"{result.frames} frames, {result.arguments} arguments and {result.values} values"
    print(f"{name}: {count} compared, {len(result.complaints)} differ")
    for exception, times in result.excepted.items():
        if times:
            print(f"  {times} excepted, {exception}: {EXCEPTIONS[exception]}")
    return [f"{name}: {text}" for text in result.complaints]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--espwhy", required=True)
    parser.add_argument("--data", required=True, type=Path, help="folder with firmware/*/gdb-report.txt")
    options = parser.parse_args()
    failures = []
    for report in sorted(whytest.shared_folder(options.data, "firmware").glob("*/gdb-report.txt")):
        folder = report.parent
        log, core = folder / "panic.log", folder / "coredump.b64"
        for what, args in (("log", [log]), ("dump", ["--core", core]), ("log and dump", ["--core", core, log])):
            failures += compare(options.espwhy, folder, what, args)
    whytest.finish(failures)


if __name__ == "__main__":
    main()
