"""Compiles the firmwares. The outcome depends on the sources and the tools alone, not on where they lie."""

import subprocess

from .variants import COMMON_FLAGS, ESP32C3, FIRMWARE, LATER_SOURCES, ROM_NAME, SHARED_SOURCES, SOURCE_ROOT


def tool(chip, name, *args):
    subprocess.run([chip.prefix + name, *map(str, args)], cwd=FIRMWARE, check=True)


def sources(chip):
    """In the order of linking, so that a new folder moves nothing that lies in those before it."""
    found = []
    for folder in [*SHARED_SOURCES, chip.folder, *LATER_SOURCES]:
        found += sorted(p for p in (FIRMWARE / folder).rglob("*") if p.suffix in (".c", ".cpp", ".S"))
    return [p.relative_to(FIRMWARE) for p in found if p.name != "boot.S"]


def path_flags(source):
    if source.suffix == ".S":
        return [f"-Wa,--debug-prefix-map={FIRMWARE}={SOURCE_ROOT}"]
    return [f"-ffile-prefix-map={FIRMWARE}={SOURCE_ROOT}"]


def language_flags(source):
    if source.suffix == ".cpp":
        return ["-std=c++17", "-fno-exceptions", "-fno-rtti"]
    return ["-std=gnu17"] if source.suffix == ".c" else []


def compile_source(variant, source, out):
    chip = variant.chip
    flags = [*chip.compile_flags, *COMMON_FLAGS, *variant.flags, *path_flags(source), *language_flags(source)]
    tool(chip, "g++" if source.suffix == ".cpp" else "gcc", *flags, "-c", source, "-o", out)


def link_script(variant, out):
    script = f"{variant.chip.folder}/firmware.ld"
    tool(variant.chip, "gcc", "-E", "-P", "-x", "c", *variant.link_defines, script, "-o", out)


def link(variant, objects, script, out):
    options = ["-nostdlib", "-nostartfiles", "-Wl,--gc-sections", "-Wl,--no-relax", "-Wl,--build-id=none"]
    options += ["-Wl,-z,max-page-size=4096", "-T", script]
    libraries = ["-lgcc"] if variant.chip is ESP32C3 else []
    tool(variant.chip, "gcc", *variant.chip.link_flags, *options, *objects, *libraries, "-o", out)


def build_variant(variant, folder):
    """The ELF of one variant below `folder`."""
    objects_folder = folder / "objects" / variant.name
    objects_folder.mkdir(parents=True, exist_ok=True)
    objects = []
    for source in sources(variant.chip):
        out = objects_folder / (source.as_posix().replace("/", "_").rsplit(".", 1)[0] + ".o")
        compile_source(variant, source, out)
        objects.append(out)
    script = objects_folder / "firmware.ld"
    link_script(variant, script)
    out = folder / f"{variant.name}.elf"
    link(variant, objects, script, out)
    return out


def build_rom(folder):
    """What stands for the boot ROM of the ESP32-C3."""
    out = folder / ROM_NAME
    flags = ["-march=rv32imc_zicsr", "-mabi=ilp32", "-nostdlib", "-nostartfiles", "-s", "-Wl,--build-id=none"]
    tool(ESP32C3, "gcc", *flags, "-T", "riscv/boot.ld", "riscv/boot.S", "-o", out)
    return out
