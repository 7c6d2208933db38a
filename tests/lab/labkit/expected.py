"""What the verdict on each log must be, and what GNU addr2line says of its addresses: two generated tables."""

import subprocess

from . import console
from .scenes import marked_lines, scenes_of
from .variants import COMMITTED, SOURCE_ROOT, VARIANTS

FACTS = ("PC", "MEPC", "EXCCAUSE", "MCAUSE", "EXCVADDR", "MTVAL")
EXPECTED_HEAD = (
    "# Made by lab.py accept.\n"
    "# elf\tscene\tcause\tverdict\tverdict of the log alone\tfunction\tfile\tline\tfacts\n"
)
ADDRESSES_HEAD = (
    "# Made by lab.py accept: what GNU addr2line -fiC says; innermost function first, '<' is 'inlined into'.\n"
    "# elf\tscene\tfrom\tprinted\tlooked up\tfunctions\n"
)


def addr2line(variant, elf, addresses):
    """address -> [(function, file, line)], innermost first"""
    wanted = [f"{a:#x}" for a in sorted(set(addresses))]
    command = [variant.chip.prefix + "addr2line", "-fiaC", "-e", str(elf), *wanted]
    lines = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    found, current = {}, []
    for line in lines:
        if line.startswith("0x"):
            current = found.setdefault(int(line, 16), [])
        else:
            current.append(line)
    return {a: [frame(*pair) for pair in zip(rows[::2], rows[1::2])] for a, rows in found.items()}


def frame(function, place):
    file, _, line = place.partition(" (discriminator")[0].rpartition(":")
    return function, file.removeprefix(SOURCE_ROOT + "/"), line


def committed_logs(variant, folder):
    for scene in scenes_of(variant.chip):
        yield scene, (folder / variant.name / f"{scene.name}.log").read_bytes()


def place_of(marks, variant, scene):
    return marks.get(f"{scene.name}:{variant.chip.name}") or marks.get(scene.name) or ("-", "-")


def tables(folder=COMMITTED):
    """(expected.tsv, addresses.tsv, complaints) for the ELFs and logs in `folder`."""
    expected, addresses, complaints = [], [], []
    marks = marked_lines()
    for variant in VARIANTS:
        crashes = [(scene, console.first_crash(log)) for scene, log in committed_logs(variant, folder)]
        places = [list(console.code_addresses(crash)) for _, crash in crashes]
        stacks = [console.return_addresses_on_stack(crash) for _, crash in crashes]
        wanted = [p[2] for group in places for p in group] + [a for stack in stacks for a in stack]
        chains = addr2line(variant, folder / f"{variant.name}.elf", wanted)
        for (scene, crash), group, stack in zip(crashes, places, stacks):
            found = console.registers(crash)
            file, line = place_of(marks, variant, scene)
            facts = " ".join(f"{name}={found[name]}" for name in FACTS if name in found) or "-"
            row = [variant.name, scene.name, scene.cause, scene.verdict, scene.verdict_of_log, scene.function]
            expected.append("\t".join(map(str, [*row, file, line, facts])))
            for name, printed, looked_up in group:
                chain = " < ".join(f"{f} {file}:{line}" for f, file, line in chains[looked_up])
                cells = (variant.name, scene.name, name, f"{printed:#010x}", f"{looked_up:#010x}", chain)
                addresses.append("\t".join(cells))
            seen = [chains[a] for a in [p[2] for p in group] + stack]
            complaints += complaints_about(variant, scene, crash, (file, str(line)), seen)
    return EXPECTED_HEAD + "\n".join(expected) + "\n", ADDRESSES_HEAD + "\n".join(addresses) + "\n", complaints


def complaints_about(variant, scene, crash, place, chains):
    """Does the crash stand where its scene says, as far as the printed addresses reach?"""
    name = f"{variant.name}/{scene.name}"
    if not crash:
        yield f"{name}: no crash in the log"
    frames = [one for chain in chains for one in chain]
    if scene.function == "-":
        return
    if not any(function == scene.function for function, _, _ in frames):
        yield f"{name}: {scene.function} is not among the printed addresses"
    elif place[0] != "-" and place not in [(file, line) for _, file, line in frames]:
        yield f"{name}: {place[0]}:{place[1]} is not among the printed addresses"


