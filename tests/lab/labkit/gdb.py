"""Frames of the tasks in a RISC-V core dump, as GDB unwinds them."""

import json
import struct
import subprocess
import tempfile
from pathlib import Path

from . import coredump

TOOL = "gdb-multiarch"
# Where code lies; from elsewhere GDB goes on only when that is address 0.
CODE = ((0x40380000, 0x40390000), (0x42000000, 0x42800000))
# GDB runs this: {TCB: [program counters, innermost first]}. Inlined functions have no frame on the stack, nor have
# those that left by a tail call, which GDB adds from what call sites say.
SCRIPT = """
import gdb, json
found = {}
for thread in gdb.selected_inferior().threads():
    thread.switch()
    frame, found[thread.ptid[1] or thread.ptid[0]] = gdb.newest_frame(), []
    while frame:
        if frame.type() not in (gdb.INLINE_FRAME, gdb.TAILCALL_FRAME):
            found[thread.ptid[1] or thread.ptid[0]].append(frame.pc())
        frame = frame.older()
print("FRAMES " + json.dumps(found))
"""


def frames(dump, elf):
    """TCB -> addresses to look up, innermost first."""
    with tempfile.TemporaryDirectory() as scratch:
        core, script = Path(scratch) / "core", Path(scratch) / "frames.py"
        core.write_bytes(with_null_for_nowhere(dump))
        script.write_text(SCRIPT, encoding="utf-8")
        command = [TOOL, "--batch", "-nx", "-iex", "set confirm off", "-c", core, "-x", script, elf]
        done = subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True)
    line = next(line for line in done.stdout.splitlines() if line.startswith("FRAMES "))
    found = {int(tcb): _looked_up(pcs) for tcb, pcs in json.loads(line[7:]).items()}
    for task in dump.tasks:
        found[task.tcb][0] = task.registers[0]
    return found


def with_null_for_nowhere(dump):
    """The ELF of the dump, in which a bad pointer that was called has become NULL."""
    elf = dump.elf
    for task in dump.tasks:
        if not any(lo <= task.registers[0] < hi for lo, hi in CODE):
            status = struct.pack("<I", task.tcb) + bytes(coredump.STATUS_REGISTERS - coredump.STATUS_TCB - 4)
            old = struct.pack("<II", *task.registers[:2])
            elf = elf.replace(status + old, status + bytes(4) + old[4:])
    return elf


def _looked_up(pcs):
    """Return addresses, one less; the task's first function has no caller, for which GDB may give address 0."""
    found = pcs[:1] + [pc - 1 for pc in pcs[1:]]
    return found[:-1] if len(found) > 1 and found[-1] == -1 else found
