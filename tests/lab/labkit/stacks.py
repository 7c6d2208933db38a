"""What the stack that a RISC-V panic prints must come out as: a generated table."""

from itertools import groupby

from . import console, coredump, gdb
from .expected import addr2line, committed_logs
from .variants import ESP32C3, VARIANTS

HEAD = (
    "# Made by lab.py accept: frames of the first crash by GDB, from the registers and the stack that the log shows,\n"
    "# functions as in addresses.tsv. Left out are scenes in which nothing leads on from the program counter.\n"
    "# elf\tscene\tframe\ttimes\tfunctions\n"
)
NOWHERE = "?? ??:0"


def chain_text(chain):
    return " < ".join(f"{f} {file}:{line}" for f, file, line in chain) if chain else NOWHERE


def runs(texts):
    """(number of the first frame, how many alike, text)"""
    number = 0
    for text, same in groupby(texts):
        times = len(list(same))
        yield str(number), str(times), text
        number += times


def _frames(variant, log, elf):
    dump = coredump.made_up(*console.riscv_state(console.first_crash(log)))
    (addresses,) = gdb.frames(dump, elf).values()
    chains = addr2line(variant, elf, [a for a in addresses if a])
    return [chain_text(chains.get(a)) for a in addresses]


def table(folder):
    """stacks.tsv for the ELFs and logs in `folder`."""
    rows = []
    for variant in VARIANTS:
        if variant.chip is not ESP32C3:
            continue
        for scene, log in committed_logs(variant, folder):
            frames = _frames(variant, log, folder / f"{variant.name}.elf")
            if NOWHERE not in frames[1:]:
                rows += ["\t".join((variant.name, scene.name, *run)) for run in runs(frames)]
    return HEAD + "\n".join(rows) + "\n"
