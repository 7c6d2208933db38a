"""Console text in the forms that ESP-IDF's panic handlers print, with made-up addresses that fit each chip."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Chip:
    """Where a chip has things; addresses of the program are inside functions of no particular one."""

    arch: str
    text: int  # code in flash
    iram: int  # code in internal RAM
    dram: int
    stack: int
    rodata: int  # constants in flash
    rom: int
    cores: int = 1
    rtc: int = 0


XTENSA, RISCV = "xtensa", "riscv"
CHIPS = {
    "esp32": Chip(XTENSA, 0x400D5E93, 0x40081F2C, 0x3FFB8364, 0x3FFB5E70, 0x3F402D5C, 0x40007C31, 2),
    "esp32s2": Chip(XTENSA, 0x40085E93, 0x40029919, 0x3FFC1A30, 0x3FFC5E70, 0x3F003D5C, 0x40007C31, 1, 0x40071F00),
    "esp32s3": Chip(XTENSA, 0x42007C21, 0x40379E71, 0x3FC941E4, 0x3FC97D70, 0x3C023F48, 0x40007C31, 2),
    "esp32c2": Chip(RISCV, 0x42006960, 0x40380938, 0x3FCA8C00, 0x3FCAF7C0, 0x3C023000, 0x40007C30),
    "esp32c3": Chip(RISCV, 0x42006960, 0x40380938, 0x3FC8C000, 0x3FC8F7C0, 0x3C023000, 0x40007C30, 1, 0x50001F00),
    "esp32c5": Chip(RISCV, 0x42006960, 0x40800938, 0x4081C000, 0x4081F7C0, 0x42023000, 0x40007C30, 1, 0x50001F00),
    "esp32c6": Chip(RISCV, 0x42006960, 0x40800938, 0x4081C000, 0x4081F7C0, 0x42023000, 0x40007C30, 1, 0x50001F00),
    "esp32c61": Chip(RISCV, 0x42006960, 0x40800938, 0x4081C000, 0x4081F7C0, 0x42023000, 0x40007C30),
    "esp32h2": Chip(RISCV, 0x42006960, 0x40800938, 0x4081C000, 0x4081F7C0, 0x42023000, 0x40007C30, 1, 0x50000F00),
    "esp32h21": Chip(RISCV, 0x42006960, 0x40800938, 0x4081C000, 0x4081F7C0, 0x42023000, 0x40007C30, 1, 0x50000F00),
    "esp32h4": Chip(RISCV, 0x42006960, 0x40810938, 0x4081C000, 0x4081F7C0, 0x42023000, 0x40007C30, 2),
    "esp32p4": Chip(RISCV, 0x40006960, 0x4FF00938, 0x4FF1C000, 0x4FF3F7C0, 0x40023000, 0x4FC07C30, 2, 0x50108F00),
    "esp32s31": Chip(RISCV, 0x40006960, 0x2F000938, 0x2F01C000, 0x2F03F7C0, 0x40023000, 0x2F807C30, 2),
}

XTENSA_CELLS = [f"A{n}" for n in range(16)]
RISCV_CELLS = (
    "MEPC RA SP GP TP T0 T1 T2 S0/FP S1 A0 A1 A2 A3 A4 A5 A6 A7 S2 S3 S4 S5 S6 S7 S8 S9 S10 S11 "
    "T3 T4 T5 T6 MSTATUS MTVEC MCAUSE MTVAL MHARTID"
).split()
CODES = {
    "IllegalInstruction": 0, "InstructionFetchError": 2, "LoadStoreError": 3, "InstrFetchProhibited": 20,
    "LoadProhibited": 28, "StoreProhibited": 29, "Unhandled debug exception": 1, "Double exception": 2,
    "Interrupt wdt timeout on CPU0": 5, "Interrupt wdt timeout on CPU1": 6, "Cache error": 7,
    "Memory protection fault": 7, "Coprocessor exception": 4,
    "Instruction access fault": 1, "Illegal instruction": 2, "Breakpoint": 3, "Load access fault": 5,
    "Store access fault": 7, "Stack protection fault": 0x1B,
}  # fmt: skip
RISCV_CODES = {"Interrupt wdt timeout on CPU0": 0x18, "Interrupt wdt timeout on CPU1": 0x1018, "Cache error": 0x19,
               "Memory protection fault": 0x1A}  # fmt: skip
LATE_WITHOUT_HEADLINE = "Cache disabled but cached memory region accessed"  # the headline itself up to v5.4


class Console:
    """One chip in one era of ESP-IDF: 3 is v3.3 to v4.1, 4 is v4.2 to v4.4, 5 is v5.0 and later."""

    def __init__(self, name, era):
        self.chip = CHIPS[name]
        self.name, self.era = name, era
        self.xtensa = self.chip.arch == XTENSA

    def tagged(self, address):
        """A return address as Xtensa keeps it: the window increment in place of the top bits."""
        return (address & 0x3FFFFFFF) | 0x80000000

    def dump(self, pc, code, address, core=0, caller=None):
        chip, caller = self.chip, caller or self.chip.text + 0x84
        if not self.xtensa:
            cells = dict.fromkeys(RISCV_CELLS, 0)
            cells |= {"MEPC": pc, "RA": caller, "SP": chip.stack, "GP": chip.dram + 0x800, "TP": chip.stack + 0x600}
            cells |= {"A4": chip.dram, "MSTATUS": 0x1881, "MTVEC": chip.iram & ~0xFFF | 1, "MCAUSE": code, "MTVAL": address}
        else:
            cells = {"PC": pc, "PS": 0x60830} | dict.fromkeys(XTENSA_CELLS, 1) | {"A0": self.tagged(caller)}
            cells |= {"A1": chip.stack, "A2": chip.dram, "SAR": 0x18, "EXCCAUSE": code, "EXCVADDR": address}
            cells |= {"LBEG": 0x4000C2E0, "LEND": 0x4000C2F6, "LCOUNT": 0}
        pairs = [f"{name:8}: 0x{value:08x}" for name, value in cells.items()]
        rows = ["  ".join(pairs[i : i + 4]) for i in range(0, len(pairs), 4)]
        return f"Core {core:2} register dump:\n" + "\n".join(rows) + "\n"

    def backtrace(self, *pcs, corrupted=False):
        if not self.xtensa:
            words = " ".join(f"0x{self.chip.text + 4 * i:08x}" for i in range(8))
            rows = [f"{self.chip.stack + 32 * i:08x}: {words}" for i in range(4)]
            return "\nStack memory:\n" + "\n".join(rows) + "\n"
        entries = [f"0x{pc:08x}:0x{self.chip.stack + 32 * i:08x}" for i, pc in enumerate(pcs)]
        mark = " |<-CORRUPTED" if corrupted else ""
        return "\nBacktrace:" + " " * (self.era > 3) + " ".join(entries) + mark + "\n"

    def tail(self):
        return "\n\nELF file SHA256: 5d3b8d3f2a7c1e94\n\nRebooting...\n"

    def frames(self, pc):
        text = self.chip.text
        return (pc - 3, text + 0x84 - 3, text + 0x1F0, self.chip.iram)

    def report(self, reason, pc, address, *details, caller=None, corrupted=False, core=0, raw_code=None):
        """A headline with its details, registers, and where the program was."""
        code = CODES.get(reason, 0) if self.xtensa else RISCV_CODES.get(reason, CODES.get(reason, 0))
        code = code if raw_code is None else raw_code
        unhandled = code != 7 or reason == "Store access fault"
        head = f"Guru Meditation Error: Core  {core} panic'ed ({reason}). "
        head += "Exception was unhandled." if unhandled and "wdt" not in reason else ""
        lines = "".join(f"{line}\n" for line in details)
        return (head + "\n" + lines + "\n" + self.dump(pc, code, address, core, caller)
                + self.backtrace(*self.frames(pc), corrupted=corrupted) + self.tail())  # fmt: skip

    def ended(self, words):
        """A program that ended itself: words, then the panic's own registers where they are printed."""
        panic = self.chip.iram
        dump = "" if self.xtensa else self.dump(panic, 2 if self.era > 4 else 7, 0)
        return f"\n{words}\n\n{dump}" + self.backtrace(panic, panic + 0x40, panic + 0x80, self.chip.text) + self.tail()
