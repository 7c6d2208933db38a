#!/usr/bin/env python3
"""What the backtrace of a RISC-V panic costs: espwhy with the log, against GDB with the same crash and ELF, in the same run.

GDB is asked as ESP-IDF's monitor asks it: `target remote` to a small server that answers from the log, and `bt`. It is timed
once more with a core dump of the crash instead, so that the server does not count."""

import argparse
import base64
import re
import shutil
import sys
import tempfile
from pathlib import Path

from measure import in_turn

GDB = "gdb-multiarch"
ROUNDS = 21
WARM_UP = 2
TIMES_AT_LEAST = 30
FILES = ("app.elf", "panic.log", "coredump.b64")
# In GDB's order; x0 is always zero.
REGISTERS = "RA SP GP TP T0 T1 T2 S0/FP S1 A0 A1 A2 A3 A4 A5 A6 A7 S2 S3 S4 S5 S6 S7 S8 S9 S10 S11 T3 T4 T5 T6 MEPC".split()


class Panic:
    """Registers and memory of the log."""

    def __init__(self, text):
        cells = dict(re.findall(r"\b([A-Z][A-Z0-9/]+)\s*: (0x[0-9a-f]{8})", text))
        self.registers = bytes(4) + b"".join(int(cells[name], 16).to_bytes(4, "little") for name in REGISTERS)
        self.memory = {}
        for line in re.findall(r"^([0-9a-f]{8}): ((?:0x[0-9a-f]{8} ?)+)", text, re.MULTILINE):
            for i, word in enumerate(line[1].split()):
                for j, byte in enumerate(int(word, 16).to_bytes(4, "little")):
                    self.memory[int(line[0], 16) + 4 * i + j] = byte

    def answer(self, packet):
        if packet == "g":
            return self.registers.hex()
        if packet == "?":
            return "S05"
        if packet.startswith("m"):
            address, size = (int(word, 16) for word in packet[1:].split(","))
            return "".join(f"{self.memory.get(at, 0):02x}" for at in range(address, address + size))
        return "OK" if packet.startswith("H") else ""


def serve(panic, source, sink):
    """GDB's remote protocol: $packet#checksum, each side acknowledging with '+'."""
    packet = bytearray()
    while byte := source.read(1):
        if byte == b"$":
            packet.clear()
        elif byte != b"#":
            packet += byte
        elif source.read(2):
            answer = panic.answer(packet.decode("latin-1"))
            sink.write(f"+${answer}#{sum(answer.encode()) % 256:02x}".encode())
            sink.flush()


def core_of(text):
    """The ELF inside of a core dump's base64."""
    data = b"".join(base64.b64decode(line) for line in text.split())
    return data[data.index(b"\x7fELF") :]


def compare(espwhy, data, scratch):
    elf, log = data / "app.elf", data / "panic.log"
    core = Path(scratch) / "core"
    core.write_bytes(core_of((data / "coredump.b64").read_text()))
    batch = [GDB, "--batch", "-nx"]
    server = f"target remote | {sys.executable} -S {Path(__file__).resolve()} --serve {log}"
    commands = {
        "espwhy": [espwhy, "-e", str(elf), str(log)],
        "gdb remote": [*batch, str(elf), "-ex", server, "-ex", "bt"],
        "gdb core": [*batch, "-c", str(core), str(elf), "-ex", "bt"],
    }
    best = in_turn(commands, ROUNDS, WARM_UP)
    times = best["gdb remote"] / best["espwhy"]
    print(f"{times:.1f} times as fast as GDB with the log (at least {TIMES_AT_LEAST})")
    print(f"{best['gdb core'] / best['espwhy']:.1f} times as fast as GDB with a core dump")
    return times >= TIMES_AT_LEAST


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--espwhy")
    parser.add_argument("--data", type=Path, help="folder with firmware/esp32c3")
    parser.add_argument("--serve", type=Path, metavar="LOG", help="answer GDB on standard input and output")
    options = parser.parse_args()
    if options.serve:
        serve(Panic(options.serve.read_text()), sys.stdin.buffer, sys.stdout.buffer)
        return
    data = options.data / "firmware/esp32c3"
    missing = [str(data / name) for name in FILES if not (data / name).exists()] + ([] if shutil.which(GDB) else [GDB])
    if missing:
        print("Skipped: missing " + ", ".join(missing))
        return  # a target of the build, which is not to fail
    with tempfile.TemporaryDirectory() as scratch:
        sys.exit(0 if compare(options.espwhy, data, scratch) else 1)


if __name__ == "__main__":
    main()
