"""The firmwares of the lab, the tools that make and run them, and where everything lies."""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

LAB = Path(__file__).resolve().parent.parent
FIRMWARE = LAB / "firmware"
COMMITTED = LAB.parent.parent / "testdata" / "lab"
SOURCE_ROOT = "/lab"  # what stands in debug information instead of FIRMWARE
ROM_NAME = "esp32c3-rom.elf"
SKIPPED = 77

COMMON_FLAGS = (
    "-g -ffreestanding -fno-builtin -fno-tree-loop-distribute-patterns -fno-jump-tables -ffunction-sections"
    " -fdata-sections -fstack-protector-explicit -Wall -Wextra -Wno-main -I."
).split()
SHARED_SOURCES = ("esp_system", "espcoredump", "freertos", "heap", "main", "micropython")
LATER_SOURCES = ("pointers",)  # that are linked behind those of the architecture


@dataclass(frozen=True)
class Chip:
    name: str
    prefix: str  # of the cross tools
    folder: str  # of the sources that are this architecture's
    compile_flags: tuple
    link_flags: tuple


@dataclass(frozen=True)
class Variant:
    name: str
    chip: Chip
    flags: tuple
    link_defines: tuple = ()


ESP32 = Chip(
    "esp32",
    "xtensa-lx106-elf-",
    "xtensa",
    ("-mabi=windowed", "-mlongcalls", "-Wa,xtensa/windowed.inc"),
    ("-mabi=windowed",),
)
ESP32C3 = Chip(
    "esp32c3",
    "riscv64-unknown-elf-",
    "riscv",
    ("-march=rv32imc_zicsr", "-mabi=ilp32"),
    ("-march=rv32imc", "-mabi=ilp32"),
)
SHA256_OF_DUMP = ("-DCONFIG_ESP_COREDUMP_CHECKSUM_SHA256",)  # core dumps of version 1.3 instead of 1.2
VARIANTS = (
    Variant("esp32-og", ESP32, ("-Og", "-gdwarf-5")),
    Variant("esp32-o2", ESP32, ("-O2", "-gdwarf-4", *SHA256_OF_DUMP), ("-DUNSORTED",)),
    Variant("esp32c3-og", ESP32C3, ("-Og", "-gdwarf-5")),
    Variant("esp32c3-o2", ESP32C3, ("-O2", "-gdwarf-4", "-fasynchronous-unwind-tables", *SHA256_OF_DUMP)),
)


def require(*tools):
    """End as Skipped when a tool is missing."""
    missing = sorted({tool for tool in tools if not shutil.which(tool)})
    if missing:
        print("Skipped: missing " + ", ".join(missing))
        sys.exit(SKIPPED)


def build_tools():
    return [chip.prefix + tool for chip in (ESP32, ESP32C3) for tool in ("gcc", "g++", "addr2line")]


def run_tools():
    return ["qemu-system-xtensa", "qemu-system-riscv32"]
