#!/usr/bin/env python3
"""What the test programs of ESP-IDF's panic handler make each chip print is recognised, in the forms of all eras.

cases.tsv has the cases; their text is made here and in panic_text.py, not copied from anywhere."""

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
import whytest  # noqa: E402
from panic_text import CHIPS, LATE_WITHOUT_HEADLINE, RISCV, XTENSA, Console  # noqa: E402

GROUPS = {
    "all": list(CHIPS),
    "xtensa": [name for name, chip in CHIPS.items() if chip.arch == XTENSA],
    "riscv": [name for name, chip in CHIPS.items() if chip.arch == RISCV],
    "dual": [name for name, chip in CHIPS.items() if chip.cores > 1],
    "v4": ["esp32", "esp32s2", "esp32s3", "esp32c3"],
}
ERAS = {"esp32": (3, 4, 5), "esp32s2": (4, 5), "esp32s3": (4, 5), "esp32c3": (4, 5)}


def place(console, word):
    """An address by what lies there, or as it stands."""
    chip = console.chip
    known = {"data": chip.dram, "iram": chip.iram, "rodata": chip.rodata, "text": chip.text, "rom": chip.rom}
    return known[word] if word in known else chip.rtc or 0x50001F00 if word == "rtc" else int(word, 16)


# ---- forms ------------------------------------------------------------------------------------------


def fault(console, names, where):
    reason = names[0] if console.xtensa else names[1]
    return console.report(reason, console.chip.text, place(console, where))


def store(console, where):
    return fault(console, ("StoreProhibited", "Store access fault"), where)


def load(console, where):
    return fault(console, ("LoadProhibited", "Load access fault"), where)


def loadstore(console, where):
    return console.report("LoadStoreError", console.chip.text, place(console, where))


def jump(console, where):
    at = place(console, where)
    return console.report("InstrFetchProhibited" if console.xtensa else "Instruction access fault", at, at)


def fetch_error(console, where):
    return console.report("InstructionFetchError", place(console, where), 0, corrupted=True)


def illegal(console):
    if not console.xtensa:
        return console.report("Illegal instruction", console.chip.text, 0xC0001073)
    words = f"Memory dump at 0x{console.chip.text & ~3:08x}: 00000000 00000000 00000000"
    return console.report("IllegalInstruction", console.chip.text, 0, words)


def illegal_in_flash(console):
    words = f"Memory dump at 0x{console.chip.text & ~3:08x}: 004136f0 a2c1a8c8 08b2d1c1"
    return console.report("IllegalInstruction", console.chip.text, 0, words)


def breakpoint_(console):
    return console.report("Breakpoint", console.chip.text, console.chip.text)


def watchpoint(console):
    words = "Debug exception reason: Stack canary watchpoint triggered (main) "
    return console.report("Unhandled debug exception", console.chip.text, 0, words)


def cache_error(console, *words):
    return console.report("Cache error", console.chip.iram, 0, " ".join(words))


def cache_headline(console):
    return console.report(LATE_WITHOUT_HEADLINE, console.chip.iram, 0, raw_code=7)


def dbus_rejected(console):
    words = f"Dbus write to cache rejected, error address 0x{console.chip.rodata:08x}"
    return console.report("Cache error", console.chip.text, 0, words)


def int_wdt(console):
    text = console.report("Interrupt wdt timeout on CPU0", console.chip.text, 0)
    if console.chip.cores == 1:
        return text
    other = console.dump(console.chip.iram + 0x100, 0, 0, core=1)
    other += console.backtrace(*console.frames(console.chip.iram + 0x100))
    head, mark, tail = text.partition("\n\nELF file")
    return head + "\n" + other + mark + tail


def ended(console, *words):
    return console.ended(" ".join(words))


def halted(console):
    return ended(console, "assert failed: halt_it test_it.c:31 (0)").replace("Rebooting...", "CPU halted.")


def abort(console):
    return ended(console, f"abort() was called at PC 0x{console.chip.text:08x} on core 0")


def abort_backtrace(console):
    entries = " ".join(f"0x{pc:08x}:0x{console.chip.stack:08x}" for pc in console.frames(console.chip.text))
    return abort(console).replace("\n\nELF file", f"\n\nBacktrace: {entries}\n\nELF file")


def task_wdt_block(console, core, idle):
    log = "E (15061) task_wdt: "
    words = "tasks/users" if console.era > 4 else "tasks"
    running = [f"{log}CPU {n}: {'main' if n == core else f'IDLE{n}'}\n" for n in range(console.chip.cores)]
    return (f"{log}Task watchdog got triggered. The following {words} did not reset the watchdog in time:\n"
            f"{log} - {idle} (CPU {core})\n{log}Tasks currently running:\n{''.join(running)}")  # fmt: skip


def idle_name(console, core):
    return "IDLE" if console.chip.cores == 1 else f"IDLE{core}"


def task_wdt(console, core):
    core = int(core)
    block = task_wdt_block(console, core, idle_name(console, core))
    if console.xtensa:
        body = f"E (15061) task_wdt: Print CPU {core} (current core) backtrace\n\n"
    else:
        body = f"E (15061) task_wdt: Print CPU {core} (current core) registers\n" + console.dump(
            console.chip.text, 0xDEADC0DE, 0xDEADC0DE, core
        )
    return block + body + console.backtrace(*console.frames(console.chip.text)) + console.tail()


def task_wdt_abort(console):
    block = task_wdt_block(console, 0, idle_name(console, 0)) + "E (15061) task_wdt: Aborting.\n"
    return block + ended(console, f"abort() was called at PC 0x{console.chip.iram:08x} on core 0")


def guard(console, core):
    stack = console.chip.stack
    details = (f'Detected in task "HWSG{core}" at 0x{console.chip.text:08x}', f"Stack pointer: 0x{stack:08x}",
               f"Stack bounds: 0x{stack + 0x140:08x} - 0x{stack + 0x540:08x}")  # fmt: skip
    return console.report("Stack protection fault", console.chip.text, 0, *details, core=int(core))


def s2_protection(console, operation, where):
    at = place(console, where)
    pc = console.chip.text if operation == "Write" else at
    words = f"{operation} operation at address 0x{at:08x} not permitted (SRAM)"
    return console.report("Memory protection fault", pc, 0, words, corrupted=operation != "Write")


def c3_protection(console, operation, where):
    at = place(console, where)
    pc = console.chip.text if operation == "WRITE" else at
    details = ("  memory type: IRAM0_SRAM", f"  faulting address: 0x{at:08x}", f"  operation type: {operation}")
    return console.report("Memory protection fault", pc, 0, *details)


def tcb(console):
    """The scheduler follows a control block that holds 0xdeadbee0; the monitor decoded where it was."""
    chip = console.chip
    text = console.report("LoadProhibited" if console.xtensa else "Load access fault", chip.iram, 0xDEADBEE8)
    kernel = "vTaskSwitchContext at /esp/freertos/tasks.c:3631"
    shown = chip.iram - 3 if console.xtensa else chip.iram
    return text.replace("\n\nELF file", f"\n--- 0x{shown:08x}: {kernel}\n\nELF file", 1)


def reentered(_console):
    words = [f"Panic handler crashed {n} times" for n in (1, 2)]
    return "\n".join([*words, "Panic handler entered multiple times. Abort panic handling. Rebooting ...", ""])


def stuck(_console):
    return "Panic handler stuck\n"


def returned(_console):
    return "Test error: Test function has returned\n"


FORMS = {
    form.__name__.rstrip("_"): form
    for form in (store, load, loadstore, jump, fetch_error, illegal, illegal_in_flash, breakpoint_, watchpoint,
                 cache_error, cache_headline, dbus_rejected, int_wdt, ended, halted, abort, abort_backtrace, task_wdt,
                 task_wdt_abort, guard, s2_protection, c3_protection, tcb, reentered, stuck, returned)
}  # fmt: skip


# ---- the test ---------------------------------------------------------------------------------------


def cases():
    for line in Path(__file__).with_name("cases.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def chips_of(cell):
    for word in cell.split():
        yield from GROUPS.get(word) or [word if word in CHIPS else f"esp32{word}"]


def verdict_of(espwhy, chip, text):
    done = whytest.run(espwhy, ["--chip", chip, "-f", "json", "--no-passthrough", "-"], text.encode())
    crashes = json.loads(done.stdout)["crashes"]
    names = []
    for crash in crashes:
        best = crash["findings"][0]
        names.append(f"{best['class']}/{best['variant']}" if best.get("variant") else best["class"])
    return names or ["none"]


def fits(verdict, wanted):
    return verdict == wanted or ("/" not in wanted and verdict.partition("/")[0] == wanted)


def check(espwhy, row, chip, era):
    case, _, form, wanted = row
    name, *words = form.split()
    got = verdict_of(espwhy, chip, FORMS[name](Console(chip, era), *words))
    if len(got) != 1 or not any(fits(got[0], one) for one in wanted.split()):
        yield f"{case} on {chip}, era {era}: {', '.join(got)}; expected {wanted}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--espwhy", required=True)
    parser.add_argument("--show", metavar="FORM", help="print a form, for esp32 or esp32c3, and stop")
    options = parser.parse_args()
    if options.show:
        name, *words = options.show.split()
        for chip in ("esp32", "esp32c3"):
            print(FORMS[name](Console(chip, 5), *words))
        return
    plays = [(row, chip, era) for row in cases() for chip in chips_of(row[1]) for era in ERAS.get(chip, (5,))]
    failures = [line for row, chip, era in plays for line in check(options.espwhy, row, chip, era)]
    print("\n".join(failures))
    print(f"{len(plays)} reports of {sum(1 for _ in cases())} cases, {len(failures)} wrong")
    sys.exit(1 if failures or not plays else 0)


if __name__ == "__main__":
    main()
