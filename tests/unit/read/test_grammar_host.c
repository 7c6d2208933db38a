/* What tools on the host put into a log, and the lines around a report. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "item_text.h"

/* clang-format off */
static const struct line_case tails_and_boot_lines_rows[] = {
    { "ELF file SHA256: 864e5fdcc73d910e", "sha256 text=<864e5fdcc73d910e>" },
    { "ELF file SHA256:  037961166...", "sha256 text=<037961166>" },
    { "ELF file SHA256: No SHA256 Embedded", "" },
    { "ELF file SHA256: 0000000000000000", "sha256 text=<0000000000000000>" },
    { "Rebooting in  5 seconds...", "" },
    { "Rebooting...", "tail" },
    { "CPU halted.", "tail" },
    { "Entering gdb stub now.", "stub text=<Entering gdb stub now.>" },
    { "$T0b#e6", "" },
    { "ets Jun  8 2016 00:22:57", "banner text=<ets Jun  8 2016 00:22:57>" },
    { "ets Jun  8 2016 00:ets Jun  8 2016 00:22:57", "banner text=<ets Jun  8 2016 00:ets Jun  8 2016 00:22:57>" },
    { "ESP-ROM:esp32c3-api1-20210207", "banner text=<ESP-ROM:esp32c3-api1-20210207>" },
    { "Build:Feb  7 2021", "" },
    { "rst:0xc (SW_CPU_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)", "reset text=<rst:0xc (SW_CPU_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)> name=<SW_CPU_RESET> value=c value2=13" },
    { "rst:0x3 (RTC_SW_SYS_RST),boot:0xc (DOWNLOAD_BOOT(UART0/UART1/SDIO_REI_REO_V2))",
      "reset text=<rst:0x3 (RTC_SW_SYS_RST),boot:0xc (DOWNLOAD_BOOT(UART0/UART1/SDIO_REI_REO_V2))> name=<RTC_SW_SYS_RST> value=3 value2=c" },
    { "I (33) boot.esp32s3: SPI Speed      : 80MHz", "chip text=<boot.esp32s3: SPI Speed      : 80MHz>" },
    { "I (164) app_init: Project name:     uart_echo", "app text=<uart_echo>" },
    { "I (164) cpu_start: App version:      1.4.2", "app-start | version text=<1.4.2>" },
    { "I (164) app_init: ESP-IDF:          v5.5.1", "idf text=<v5.5.1>" },
    { "I (164) app_init: ESP-IDF:          v5.5.1", "idf text=<v5.5.1>" },
    { "IDF version : v5.0.4", "idf text=<v5.0.4>" },
    { "MPY version : v1.23.0 on 2024-06-02", "version text=<v1.23.0 on 2024-06-02>" },
    { "I (23) boot: ESP-IDF v5.3.1 2nd stage bootloader", "bootloader" },
};
static const struct line_case decoded_addresses_rows[] = {
    { "0x400e14ed: app_main at /path/main.cpp:36",
      "name function=<app_main> file=</path/main.cpp>:36 value=400e14ed" },
    { "0x400e14ed: app_main at /path/main.cpp:36 (discriminator 1)",
      "name function=<app_main> file=</path/main.cpp>:36 value=400e14ed" },
    { " (inlined by) fn at /path/main.cpp:40", "outer function=<fn> file=</path/main.cpp>:40" },
    { "--- 0x4fc05348: systimer_hal_get_counter_value in ROM",
      "name function=<systimer_hal_get_counter_value> value=4fc05348" },
    { "---  (inlined by) foo::bar(int) at /path/x y/main.cpp:40",
      "outer function=<foo::bar> file=</path/x y/main.cpp>:40" },
    { "0x400d1234: ?? ??:0", "" },
    { "0x400d1234: ?? at ??:?", "" },
    { "0x400d1234: app_main at ??:?", "name function=<app_main> value=400d1234" },
    { "0x400d1234: Foo::bar(int, char const*) at C:\\Users\\me\\main.cpp:36",
      "name function=<Foo::bar> file=<C:\\Users\\me\\main.cpp>:36 value=400d1234" },
    { "0x403815ea - panic_abort", "name function=<panic_abort> value=403815ea" },
    { "    at /path/panic.c:466", "place file=</path/panic.c>:466" },
    { "    at ??:??", "" },
    { "=> 0x400d4321: fn at /x/y.c:12", "name function=<fn> file=</x/y.c>:12 value=400d4321" },
    { "0x400d1234 - core::fmt::Write::write_fmt", "name function=<core::fmt::Write::write_fmt> value=400d1234" },
    { "0x400d1234 - <T as core::fmt::Debug>::fmt", "name function=<<T as core::fmt::Debug>::fmt> value=400d1234" },
    { "PC: 0x4011b8ed: fn at /a/b.cpp line 12", "tool-pc value=4011b8ed | name function=<fn> file=</a/b.cpp>:12 value=4011b8ed" },
    { "EXCVADDR: 0x00000000", "reg name=<EXCVADDR> value=0" },
    { "0x4011b8ed: fn(int) at /a/b.cpp line 12", "name function=<fn> file=</a/b.cpp>:12 value=4011b8ed" },
    { "WARNING Decoded 0x400885ff: panicPutChar at /x/panic.c:715",
      "name function=<panicPutChar> file=</x/panic.c>:715 value=400885ff" },
    { "   0: 0x400d1234 - app_main", "name function=<app_main> value=400d1234" },
    { "0x400d1234: (anonymous namespace)::f(int) at /a.cpp:3",
      "name function=<(anonymous namespace)::f> file=</a.cpp>:3 value=400d1234" },
    { "0x400d1234: Foo::operator() at /a.cpp:3", "name function=<Foo::operator()> file=</a.cpp>:3 value=400d1234" },
    { "0x400d1234: Foo::operator()(int) const at /a.cpp:3",
      "name function=<Foo::operator()> file=</a.cpp>:3 value=400d1234" },
};
static const struct line_case frames_of_debuggers_rows[] = {
    { "#0  0x4008110d in panic_abort (details=0x3ffb4f0b \"abort() was called at PC 0x400d66b9 on core 0\") at /path/panic.c:466",
      "tool name=<details=0x3ffb4f0b \"abort() was called at PC 0x400d66b9 on core 0\"> function=<panic_abort> file=</path/panic.c>:466 value=4008110d level=0" },
    { "#0  panic_abort (details=0x3ffb4f0b \"assert failed: f a.c:1 (x)\") at /path/panic.c:466",
      "tool name=<details=0x3ffb4f0b \"assert failed: f a.c:1 (x)\"> function=<panic_abort> file=</path/panic.c>:466 level=0" },
    { "#1  0x400fe5ae in mp_raise_msg (exc_type=0x3f40ea14 <mp_type_MemoryError>, ",
      "tool name=<exc_type=0x3f40ea14 <mp_type_MemoryError>,> function=<mp_raise_msg> value=400fe5ae level=1" },
    { "    msg=0x3f40ea14 \"x\") at ../py/runtime.c:1465", "place file=<../py/runtime.c>:1465" },
    { "#2  <signal handler called>", "tool function=<<signal handler called>> level=2" },
    { "#3  0x00000000 in ?? ()", "tool value=0 level=3" },
    { "  #0  0x400e14ed in app_main() at src/main.cpp:36",
      "tool function=<app_main> file=<src/main.cpp>:36 value=400e14ed level=0" },
    { "  #0  0x400e14ed:0x3ffb5e70 in Foo::bar(int, char) at src/main.cpp:36",
      "tool function=<Foo::bar> file=<src/main.cpp>:36 value=400e14ed value2=3ffb5e70 level=0" },
    { "      (inlined by) loop() at src/main.cpp:12", "outer function=<loop> file=<src/main.cpp>:12" },
    { "#12 0x400e14ed in std::function<void (int)>::operator()(int) const (this=0x3ffb, x=1) at f.h:12",
      "tool name=<this=0x3ffb, x=1> function=<std::function<void (int)>::operator()(int) const> file=<f.h>:12 value=400e14ed level=12" },
    { "#4  0x400e14ed in memcpy () from rom.elf", "tool function=<memcpy> value=400e14ed level=4" },
    { "#1  0x4200 in x", "" },
    { "Backtrace stopped: frame did not save the PC", "end text=<Backtrace stopped: frame did not save the PC>" },
    { "Backtrace stopped: previous frame identical to this frame (corrupt stack?)",
      "end text=<Backtrace stopped: previous frame identical to this frame (corrupt stack?)>" },
    { "#1  0x400d1234 in (anonymous namespace)::f (x=1, s=\"a)\\\") (\") at /a.cpp:3",
      "tool name=<x=1, s=\"a)\\\") (\"> function=<(anonymous namespace)::f> file=</a.cpp>:3 value=400d1234 level=1" },
    { "#1  0x400d1234 in operator() (__closure=0x3ffb0000) at /a.cpp:3",
      "tool name=<__closure=0x3ffb0000> function=<operator()> file=</a.cpp>:3 value=400d1234 level=1" },
    { "\x1b[0;33m#1  0x400d1234 in f (x=1) at a.c:3\x1b[0m",
      "tool name=<x=1> function=<f> file=<a.c>:3 value=400d1234 level=1" },
    { "issue#12 0x400d1234 in f", "" },
    { "  #0  0x400d1234 in f at a.c:3  #1  0x400d5678 in g at b.c:7",
      "tool function=<f> file=<a.c>:3 value=400d1234 level=0 | tool function=<g> file=<b.c>:7 value=400d5678 level=1" },
};
static const struct line_case core_dump_text_rows[] = {
    { "Crashed task handle: 0x3fc8ec30, name: 'main', GDB name: 'process 1070132272'",
      "task text=<Crashed task handle: 0x3fc8ec30, name: 'main', GDB name: 'process 1070132272'> name=<main> value=3fc8ec30" },
    { "Crashed task is not in the interrupt context", "" },
    { "Crash happened in the interrupt context", "in-isr text=<Crash happened in the interrupt context>" },
    { "Panic reason: abort() was called at PC 0x42009351 on core 0",
      "reason text=<abort() was called at PC 0x42009351 on core 0>" },
    { "exccause       0x1d (StoreProhibitedCause)", "reg name=<exccause> value=1d" },
    { "excvaddr       0x0", "reg name=<excvaddr> value=0" },
    { "epc1           0x40084013", "reg name=<epc1> value=40084013" },
    { "pc             0x4008110d          0x4008110d <panic_abort+21>",
      "reg name=<pc> value=4008110d | name function=<panic_abort> value=4008110d" },
    { "pc             0x400e2b09          0x400e2b09 <Panel::draw(int, char const*)+9>",
      "reg name=<pc> value=400e2b09 | name function=<Panel::draw> value=400e2b09" },
    { "pc             0x400e2b09          0x400e2b09 <Panel::dr", "reg name=<pc> value=400e2b09" },
    { "threadptr      <unavailable>", "" },
    { "> a1 0x3ffbf3a0 1073476512", "reg name=<a1> value=3ffbf3a0" },
    { "exccause 0x1d (StoreProhibitedCause)", "reg name=<exccause> value=1d" },
    { "sp 0x10 bytes", "" },
    { "================== CURRENT THREAD REGISTERS ===================", "tool-report" },
    { "Decoding stack results", "tool-list" },
    { "Exception 28: LoadProhibited: A load referenced a page mapped with an attribute that does not permit loads",
      "tool-report text=<Exception 28: LoadProhibited> value=1c" },
    { "Exception 28: nothing: that is known", "" },
    { "- 0x400d36d0:  is in Foo::write(unsigned char const*, bool) (c:\\lib\\Foo.cpp:101).",
      "name function=<Foo::write> file=<c:\\lib\\Foo.cpp>:101 value=400d36d0" },
    { "PC: 0x40203876: setup() at C:\\a/a.ino line 10",
      "tool-pc value=40203876 | name function=<setup> file=<C:\\a/a.ino>:10 value=40203876" },
    { "a15            0x3ffb1234          1073418804", "reg name=<a15> value=3ffb1234" },
};
static const struct line_case bare_addresses_rows[] = {
    { "0x400d66b9", "address value=400d66b9" },
    { "0x400d66b9 0x400d1234", "address value=400d66b9 | address value=400d1234" },
    { "> 0x400d66b9", "address value=400d66b9" },
    { "[12:33:44] 0x400d66b9, 0x400d1234", "address value=400d66b9 | address value=400d1234" },
    { "mem at 0x400d66b9", "" },
    { "--- Stack dump detected", "muted" },
    { "#include <stdio.h>", "" },
};
/* clang-format on */

static void tails_and_boot_lines(void **state)
{
    (void)state;
    assert_int_equal(check_lines(tails_and_boot_lines_rows, WHY_COUNTOF(tails_and_boot_lines_rows)),
                     0);
}

static void decoded_addresses(void **state)
{
    (void)state;
    assert_int_equal(check_lines(decoded_addresses_rows, WHY_COUNTOF(decoded_addresses_rows)), 0);
}

static void frames_of_debuggers(void **state)
{
    (void)state;
    assert_int_equal(check_lines(frames_of_debuggers_rows, WHY_COUNTOF(frames_of_debuggers_rows)),
                     0);
}

static void core_dump_text(void **state)
{
    (void)state;
    assert_int_equal(check_lines(core_dump_text_rows, WHY_COUNTOF(core_dump_text_rows)), 0);
}

static void bare_addresses(void **state)
{
    (void)state;
    assert_int_equal(check_lines(bare_addresses_rows, WHY_COUNTOF(bare_addresses_rows)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tails_and_boot_lines), cmocka_unit_test(decoded_addresses),
        cmocka_unit_test(frames_of_debuggers),  cmocka_unit_test(core_dump_text),
        cmocka_unit_test(bare_addresses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
