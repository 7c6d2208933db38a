"""The core dump in a log, read apart from espwhy: what its tasks must come out as."""

import base64
import hashlib
import re
import struct
import zlib
from dataclasses import dataclass

BLOCK = re.compile(rb"CORE DUMP START =+\r\n(.*?)=+ CORE DUMP END", re.DOTALL)
HEADER_BYTES = 24
CHECKSUMS = {  # by the minor version: bytes, function
    2: (4, lambda data: zlib.crc32(data).to_bytes(4, "little")),
    3: (32, lambda data: hashlib.sha256(data).digest()),
}
EM_RISCV = 243
STATUS = 1  # type of the notes with registers
STATUS_TCB, STATUS_REGISTERS = 24, 72
TCB_NAME = 0x34  # of every TCB_t that ESP-IDF v5 has, and of the lab's
XTENSA_AR = 64  # words into the registers
YIELDED = 0  # first word of a context on Xtensa


@dataclass(frozen=True)
class Task:
    tcb: int
    name: str
    registers: tuple  # as the note has them: pc first


class Dump:
    def __init__(self, elf):
        self.elf = elf
        self.memory = [(address, self.elf[at : at + n]) for kind, at, address, n in self._segments() if kind == 1]
        self.tasks = [self._task(note) for kind, note in self._notes() if kind == STATUS]

    def _segments(self):
        (count,) = struct.unpack_from("<H", self.elf, 44)
        for i in range(count):
            kind, at, address, _, n = struct.unpack_from("<IIIII", self.elf, 52 + 32 * i)
            yield kind, at, address, n

    def _notes(self):
        for kind, at, _, n in self._segments():
            end = at + n if kind == 4 else at
            while at < end:
                name, size, note = struct.unpack_from("<III", self.elf, at)
                at += 12 + (name + 3 & ~3)
                yield note, self.elf[at : at + size]
                at += size + 3 & ~3

    def _task(self, note):
        (tcb,) = struct.unpack_from("<I", note, STATUS_TCB)
        name = (self.read(tcb + TCB_NAME, 16) or b"").partition(b"\0")[0].decode()
        return Task(tcb, name, struct.unpack_from(f"<{(len(note) - STATUS_REGISTERS) // 4}I", note, STATUS_REGISTERS))

    def read(self, address, n):
        for start, data in self.memory:
            if start <= address and address + n <= start + len(data):
                return data[address - start : address - start + n]
        return None

    def words(self, address, n):
        data = self.read(address, 4 * n)
        return struct.unpack(f"<{n}I", data) if data else None


def _decode(block):
    return b"".join(base64.b64decode(line) for line in block.split())


def in_log(log):
    """The dump, or None."""
    found = BLOCK.search(log)
    if not found:
        return None
    data = _decode(found[1])
    length, version = struct.unpack_from("<II", data)
    size, digest = CHECKSUMS[version & 0xFF]
    if length != len(data) or digest(data[:-size]) != data[-size:]:
        raise ValueError("a core dump whose length or checksum is wrong")
    return Dump(data[HEADER_BYTES:-size])


def made_up(registers, address, stack):
    """A dump with the registers (pc first) and the stack that a RISC-V panic prints; its only task has the TCB 1."""
    status = bytes(STATUS_TCB) + struct.pack("<I", 1) + bytes(STATUS_REGISTERS - STATUS_TCB - 4)
    status += struct.pack("<32I", *registers) + bytes(4)
    note = struct.pack("<III8s", 8, len(status), STATUS, b"CORE") + status
    at = 52 + 2 * 32
    header = b"\x7fELF\x01\x01\x01".ljust(16, b"\0")
    header += struct.pack("<HHIIIIIHHHHHH", 4, EM_RISCV, 1, 0, 52, 0, 0, 52, 32, 2, 40, 0, 0)
    header += struct.pack("<8I", 4, at, 0, 0, len(note), len(note), 6, 0)
    header += struct.pack("<8I", 1, at + len(note), address, address, len(stack), len(stack), 6, 0)
    return Dump(header + note + stack)


def checksum_bytes(block):
    """By the version in the header."""
    return CHECKSUMS[_decode(block)[4]][0]


def _call(return_address):
    """Where a call stands, by what it returns to: the top bits are the size of its window."""
    return (return_address & 0x3FFFFFFF | 0x40000000) - 3


def _is_code(address):
    return 0x40080000 <= address < 0x400A0000 or 0x400D0000 <= address < 0x40400000


def _walk_xtensa(dump, a0, sp):
    while a0:
        yield _call(a0)
        saved = dump.words(sp - 16, 4)
        if not saved:
            return
        a0, sp = saved[:2]


def frames_xtensa(dump, task):
    """Addresses to look up, innermost first; None for a frame of which the dump has no address."""
    pc, ps = task.registers[:2]
    ar = task.registers[XTENSA_AR : XTENSA_AR + 16]
    (top,) = dump.words(task.tcb, 1)
    context = dump.words(top, 8)
    if task is not dump.tasks[0] and context[0] == YIELDED:
        # Of the function that called vPortYield the program counter is known, of its caller a0 to a3 alone.
        return [_call(context[1]), None, *_walk_xtensa(dump, context[4], context[5])]
    frames = [pc]
    if not _is_code(pc):
        frames.append(_call(ar[4 * (ps >> 16 & 3)]))  # the call that arrived nowhere
    return frames + list(_walk_xtensa(dump, ar[0], ar[1]))
