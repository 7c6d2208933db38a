"""What the comparisons share: executable code of an ELF, our reading of it, and samples of what was found to agree."""

import re
import struct
import subprocess
from pathlib import Path

from effects import Effect

SHT_NOBITS, SHF_EXECINSTR = 8, 4
XT_INSN = 2  # of .xt.prop

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
    """Our instructions of the ranges (address, offset, size) of a file, in their order, as dictionaries."""
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
            "effect": Effect(cells[3], cells[6].split(), cells[7].split(), cells[8]),
            "bytes": cells[9],
            "cut": False,
        }


SAMPLES = Path(__file__).resolve().parent / "samples.tsv"
SAMPLES_OF_EACH = 2  # mnemonic, length and effect without names


class Samples:
    """A few instructions of every form, for where no other disassembler is there."""

    def __init__(self, chip):
        self.chip = chip
        self.rows = {}

    def add(self, ours):
        form = (ours["text"].split()[0], ours["length"], re.sub(r"\w+", "#", ours["effect"].words))
        rows = self.rows.setdefault(form, [])
        if len(rows) < SAMPLES_OF_EACH:
            rows.append(sample_cells(self.chip, ours))

    def write(self):
        """Replace the rows of our chip."""
        old = SAMPLES.read_text(encoding="utf-8").splitlines() if SAMPLES.exists() else []
        kept = [line for line in old if not line.startswith(self.chip + "\t")]
        new = ["\t".join(cells) for rows in self.rows.values() for cells in rows]
        SAMPLES.write_text("\n".join(sorted(kept) + sorted(new)) + "\n", encoding="utf-8")


def sample_cells(chip, ours):
    effect = ours["effect"]
    return [chip, f"{ours['address']:08x}", ours["bytes"], ours["text"], effect.kind,
            " ".join(sorted(effect.reads)), " ".join(sorted(effect.writes)), effect.words]  # fmt: skip
