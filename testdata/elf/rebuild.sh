#!/bin/sh
# Build the ELFs of this folder anew, with Debian's gcc-riscv64-unknown-elf and gcc-xtensa-lx106. The tests need neither.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
common="-ffreestanding -fno-exceptions -fno-asynchronous-unwind-tables -ffunction-sections -fdata-sections
 -fdebug-prefix-map=$PWD=/fixture -O2"

# $1: name, $2: tool prefix, $3: flags of the architecture, $4: where memory lies. Two DWARF versions in one ELF.
build_app() {
    flags="$common $3"
    # shellcheck disable=SC2086 # lists of words
    {
        "$2gcc" $flags -g -gdwarf-5 -c "$PWD/app.c" -o "$work/app.o"
        "$2g++" $flags -g -gdwarf-4 -c "$PWD/ring.cc" -o "$work/ring.o"
        "$2gcc" $flags -g -gdwarf-4 -c "$PWD/fault.$1.S" -o "$work/fault.o"
        "$2gcc" $3 -nostdlib -static -Wl,--gc-sections -Wl,--build-id=none -Wl,-z,max-page-size=16 -Wl,--no-warn-rwx-segments $4 -T link.ld \
            "$work/app.o" "$work/ring.o" "$work/fault.o" -o "app-$1.elf"
    }
}

riscv="-march=rv32imc -mabi=ilp32 -mno-relax"
build_app riscv riscv64-unknown-elf- "$riscv" \
    "-Wl,--defsym=IROM=0x42000000,--defsym=IRAM=0x40380000,--defsym=DRAM=0x3fc89e00,--defsym=DROM=0x3c020000"
build_app xtensa xtensa-lx106-elf- "-mtext-section-literals" \
    "-Wl,--defsym=IROM=0x400d0000,--defsym=IRAM=0x40080400,--defsym=DRAM=0x3ffb0000,--defsym=DROM=0x3f400000"

objcopy=riscv64-unknown-elf-objcopy
chmod -x ./*.elf
$objcopy --compress-debug-sections=zlib-gabi app-riscv.elf app-riscv-compressed.elf
$objcopy --compress-debug-sections=zlib-gnu app-riscv.elf app-riscv-zdebug.elf
$objcopy --remove-section=.debug_aranges app-riscv.elf app-riscv-no-aranges.elf
$objcopy --strip-debug app-riscv.elf app-riscv-symbols.elf
$objcopy --strip-all app-riscv.elf app-riscv-stripped.elf

# shellcheck disable=SC2086
riscv64-unknown-elf-gcc $common $riscv -g -gdwarf-5 -nostdlib -static -Wl,--build-id=none -Wl,-z,max-page-size=16 -Wl,--no-warn-rwx-segments \
    -Wl,--defsym=IRAM=0x40380000,--defsym=DRAM=0x3fc89e00 -T boot.ld "$PWD/boot.c" -o boot-riscv.elf

# shellcheck disable=SC2086
riscv64-unknown-elf-gcc $riscv -nostdlib -static -Wl,--build-id=none -Wl,-z,max-page-size=16 -Wl,--no-warn-rwx-segments \
    -Wl,-Ttext=0x42000020,--section-start=.eh_frame=0x3c020020,-e,plain "$PWD/frames.S" -o frames-riscv.elf

# shellcheck disable=SC2086
riscv64-unknown-elf-gcc $riscv -march=rv32imc_zicsr -nostdlib -static -Wl,--build-id=none -Wl,-z,max-page-size=16 -Wl,--no-warn-rwx-segments \
    -Wl,-Ttext=0x42000020,--section-start=.eh_frame=0x3c020020,-e,app_main,--defsym=ets_printf=0x40000040 "$PWD/stack.S" -o stack-riscv.elf
riscv64-unknown-elf-objcopy --strip-all stack-riscv.elf stack-riscv-stripped.elf

# shellcheck disable=SC2086
for version in 2 5; do
    riscv64-unknown-elf-gcc $common $riscv -gdwarf-$version -DFUNCTION=dwarf$version -c "$PWD/types.c" -o "$work/types$version.o"
done
# shellcheck disable=SC2086
riscv64-unknown-elf-gcc $riscv -nostdlib -static -Wl,--build-id=none -Wl,-z,max-page-size=16 -Wl,--no-warn-rwx-segments \
    -Wl,-Ttext=0x42000020,-e,dwarf5 "$work/types2.o" "$work/types5.o" -o types-riscv.elf

# shellcheck disable=SC2086
{
    for version in 4 5; do
        riscv64-unknown-elf-gcc $common $riscv -gdwarf-$version -DVERSION=$version -c "$PWD/kinds.c" -o "$work/kinds$version.o"
    done
    for name in kinds kinds_use; do
        riscv64-unknown-elf-g++ $common $riscv -fno-rtti -gdwarf-5 -c "$PWD/$name.cc" -o "$work/$name.o"
    done
    riscv64-unknown-elf-gcc $riscv -nostdlib -static -Wl,--build-id=none -Wl,-z,max-page-size=16 -Wl,--no-warn-rwx-segments \
        -Wl,-Ttext=0x42000020,-Tdata=0x3fc90000,--section-start=.rodata=0x3c020020,-e,kinds5 \
        "$work/kinds4.o" "$work/kinds5.o" "$work/kinds.o" "$work/kinds_use.o" -o kinds-riscv.elf
}
chmod -x ./*.elf

# An application of the ESP8266; what it calls in the boot ROM is told by the linker script.
xtensa-lx106-elf-gcc -Os -g -gdwarf-4 -mlongcalls -ffreestanding -fdebug-prefix-map="$PWD"=/fixture -nostdlib -Wl,--build-id=none \
    -Wl,--no-relax -T lx106.ld "$PWD/app-lx106.c" -o app-lx106.elf
chmod -x app-lx106.elf
