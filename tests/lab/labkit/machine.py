"""Runs one scene of one firmware under QEMU and gives its console bytes."""

import struct
import subprocess

from .elf import Elf
from .variants import ESP32

TIMEOUT_S = 20
RTC_MEMORY = {"esp32": 0x3FF80000, "esp32c3": 0x50000000}
DATA_IMAGE = 0x3F480000  # ESP32: initialised data as it lies in flash
# Where the boot ROM of the ESP32-C3 maps the chip's addresses to.
MAPPED = ((0x3C000000, 0x80C00000), (0x3FC00000, 0x81000000), (0x40000000, 0x80400000))
MAPPED += ((0x42000000, 0x80800000), (0x50000000, 0x81800000))
PAGE = 0x400000
CACHE_LINE = 32
HARMLESS = "icount sleep disabled and no active timers"  # what QEMU says while a machine resets

QEMU = {
    "esp32": (
        "qemu-system-xtensa -M sim -cpu dc233c -m 1040M -semihosting -icount shift=3,sleep=off -nographic -monitor none"
        " -serial stdio"
    ),
    "esp32c3": (
        "qemu-system-riscv32 -M virt -cpu rv32 -m 64M -smp 1 -bios none -icount shift=3,sleep=off -nographic -monitor none"
        " -serial stdio"
    ),
}


def request(scene, sha256):
    """struct lab_request of firmware/esp_system/rtc_memory.h"""
    digits = 16 if scene.old_form else 9
    return struct.pack("<24s72sIII", scene.name.encode(), sha256[:digits].encode(), scene.old_form, scene.boots, scene.core_dump)


def physical(chip, address):
    if chip is ESP32:
        return address
    for virtual, base in MAPPED:
        if virtual <= address < virtual + PAGE:
            return base + address - virtual
    raise ValueError(f"nothing is mapped at {address:#x}")


def damage(address, data, elf, patch):
    """A cache line of flash that reads back wrong, inside the function that the patch names."""
    function, kind = patch.split(":")
    start, _ = elf.symbols()[function]
    line = start + CACHE_LINE  # the function begins with a cache line
    offset = line - address
    if not 0 <= offset < len(data):
        return data
    good = data[offset : offset + CACHE_LINE]
    bad = bytes(0xFF if kind == "erased" else byte | 0x7F for byte in good)
    return data[:offset] + bad + data[offset + CACHE_LINE :]


def memory(chip, elf, scene):
    """(physical address, bytes) of everything that is there when the core starts."""
    for address, data in elf.segments():
        if scene.patch:
            data = damage(address, data, elf, scene.patch)
        yield physical(chip, address), data
        if chip is ESP32 and address == elf.symbols()["_data_start"][0]:
            yield DATA_IMAGE, data
    yield physical(chip, RTC_MEMORY[chip.name]), request(scene, elf.sha256)


def run(chip, elf_path, rom_path, scene, folder):
    elf = Elf(elf_path.read_bytes())
    command = QEMU[chip.name].split()
    for number, (address, data) in enumerate(memory(chip, elf, scene)):
        blob = folder / f"{number}.bin"
        blob.write_bytes(data)
        command += ["-device", f"loader,file={blob},addr={address:#x},force-raw=on"]
    if chip is ESP32:
        command += ["-device", f"loader,addr={elf.entry:#x},cpu-num=0"]
    else:
        command += ["-kernel", str(rom_path)]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT_S, check=False)
    except subprocess.TimeoutExpired as late:
        raise RuntimeError(f"{elf_path.name}: {scene.name} does not end") from late
    complaints = [line for line in done.stderr.decode().splitlines() if line and HARMLESS not in line]
    if done.returncode or complaints:
        raise RuntimeError(f"{elf_path.name}: {scene.name}: status {done.returncode} {complaints}")
    return done.stdout
