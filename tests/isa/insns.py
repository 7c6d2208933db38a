"""What the two comparisons share: executable code of an ELF, and our reading of it."""

import re
import struct
import subprocess
from pathlib import Path

SHT_NOBITS, SHF_EXECINSTR = 8, 4
XT_INSN = 2  # of .xt.prop

KINDS = {
    "load": "lb lh lw lbu lhu flw l8ui l16ui l16si l32i l32i.n l32ai l32r l32e lsi lsx lsip lsxp lddr32.p",
    "store": "sb sh sw fsw s8i s16i s32i s32i.n s32ri s32e s32nb ssi ssx ssip ssxp sddr32.p",
    "branch": "beq bne blt bge bltu bgeu beqz bnez bltz bgez bgtz blez beqz.n bnez.n beqi bnei blti bgei bltui bgeui "
    "bnone ball bany bnall bbc bbs bbci bbsi bf bt loopnez loopgtz",
    "jump": "j",
    "jump-indirect": "jr jx",
    "call": "jal call0 call4 call8 call12",
    "call-indirect": "jalr callx0 callx4 callx8 callx12",
    "return": "ret mret ret.n retw retw.n rfe rfde rfi rfwo rfwu rfdo rfdd",
    "divide": "div divu rem remu quos quou rems",
    "atomic": "s32c1i",
}
KIND_OF = {name: kind for kind, names in KINDS.items() for name in names.split()}


def kind_of(text):
    """The kind of an instruction by its mnemonic; loads and stores of MAC16 and atomics of RISC-V by their form."""
    mnemonic = text.split()[0]
    if text == "jr t0":  # the other link register
        return "return"
    if re.search(r"\.ld(inc|dec)$|^ld(inc|dec)$", mnemonic):
        return "load"
    return "atomic" if re.match(r"(amo|lr\.|sc\.)", mnemonic) else KIND_OF.get(mnemonic, "other")


class Elf:
    """A 32-bit little-endian ELF: its sections and its code."""

    def __init__(self, path):
        self.path = path
        self.data = Path(path).read_bytes()
        offset, = struct.unpack_from("<I", self.data, 32)
        size, count, names = struct.unpack_from("<HHH", self.data, 46)
        rows = [struct.unpack_from("<10I", self.data, offset + i * size) for i in range(count)]
        self.sections = [(self.string(rows[names][4], row[0]), *row[1:]) for row in rows]

    def string(self, table, at):
        start = table + at
        return self.data[start : self.data.index(b"\0", start)].decode("latin-1")

    def code(self):
        """(address, offset, size) of every section with code."""
        for _, kind, flags, address, offset, size, *_ in self.sections:
            if flags & SHF_EXECINSTR and kind != SHT_NOBITS and size > 0:
                yield address, offset, size

    def xtensa_code(self):
        """(address, offset, size) of every run of instructions, from the assembler's property table."""
        for name, _, _, _, at, length, *_ in self.sections:
            for entry in range(at, at + length, 12) if name == ".xt.prop" else ():
                address, size, flags = struct.unpack_from("<III", self.data, entry)
                offset = self.offset_of(address)
                if flags & XT_INSN and size > 0 and offset is not None:
                    yield address, offset, size

    def offset_of(self, address):
        for start, offset, size in self.code():
            if start <= address < start + size:
                return offset + address - start
        return None


def decode(dumper, chip, path, ranges):
    """Our instructions of the ranges (address, offset, size), in their order, as dictionaries."""
    lines = "".join(f"{a:x} {o:x} {s:x}\n" for a, o, s in ranges)
    done = subprocess.run([dumper, chip, path], input=lines, capture_output=True, text=True, check=True)
    for line in done.stdout.splitlines():
        cells = line.split("\t")
        if cells[2] == "cut":
            yield {"address": int(cells[0], 16), "length": int(cells[1]), "cut": True}
            continue
        yield {
            "address": int(cells[0], 16),
            "length": int(cells[1]),
            "legality": cells[2],
            "kind": cells[3],
            "target": int(cells[4], 16) if cells[4] else None,
            "text": cells[5],
            "cut": False,
        }
