"""The little of a console log that the lab itself reads: the registers and the backtrace of its first crash."""

import re
import struct

CELL = re.compile(r"\b([A-Z][A-Z0-9/]+) *: (0x[0-9a-f]{8})")
ROW = re.compile(r"^[0-9a-f]{8}: (.*)$", re.MULTILINE)
PAIR = re.compile(r"(0x[0-9a-f]{8}):0x[0-9a-f]{8}")
START = re.compile(r"panic'ed|abort\(\) was called|assert failed|\*\*\*ERROR\*\*\*|Stack smashing|Mem alloc fail")
START_TOO = re.compile(r"should not return|watchdog got triggered")


def first_crash(log):
    text = log.decode("ascii", "replace")
    starts = [m.start() for m in (START.search(text), START_TOO.search(text)) if m]
    return text[min(starts) :].partition("Rebooting...")[0] if starts else ""


def registers(crash):
    return dict(CELL.findall(crash.partition("Stack memory:")[0]))


def backtrace(crash):
    line = re.search(r"^Backtrace: ?(.*)$", crash, re.MULTILINE)
    return PAIR.findall(line[1]) if line else []


def code_addresses(crash):
    """(name, printed, to look up), innermost first. Xtensa backtraces are adjusted by the chip already."""
    found = registers(crash)
    for name in ("PC", "MEPC"):
        if name in found:
            yield name, int(found[name], 16), int(found[name], 16)
    if "MEPC" in found:
        yield "RA", int(found["RA"], 16), (int(found["RA"], 16) - 1) & 0xFFFFFFFF
    if found.get("A8", "").startswith("0x8") and "PC" in found:
        # Where a call returns to that came from here last: the caller, when PC is where a bad call went.
        yield "A8", int(found["A8"], 16), (int(found["A8"], 16) & 0x3FFFFFFF | 0x40000000) - 3
    for number, pc in enumerate(backtrace(crash)):
        yield f"BT{number}", int(pc, 16), int(pc, 16)


RISCV_NAMES = (
    "MEPC RA SP GP TP T0 T1 T2 S0/FP S1 A0 A1 A2 A3 A4 A5 A6 A7 S2 S3 S4 S5 S6 S7 S8 S9 S10 S11 T3 T4 T5 T6"
).split()


def riscv_state(crash):
    """(registers, pc first; address of the stack; its bytes) of a RISC-V crash."""
    found = registers(crash)
    text = crash.partition("Stack memory:")[2].partition("ELF file")[0]
    words = [int(word, 16) for row in ROW.findall(text) for word in row.split()]
    stack = struct.pack(f"<{len(words)}I", *words)
    return [int(found[name], 16) for name in RISCV_NAMES], int(found["SP"], 16) & ~3, stack


def return_addresses_on_stack(crash):
    """What may be one among the words of a RISC-V stack dump, to look up."""
    words = [int(word, 16) for row in ROW.findall(crash.partition("Stack memory:")[2]) for word in row.split()]
    return [word - 1 for word in words if 0x40380000 <= word < 0x43000000]
