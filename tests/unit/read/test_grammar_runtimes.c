/* What kernels and runtimes other than ESP-IDF print of their end, and lines that only look like
 * it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "item_text.h"

/* clang-format off */
static const struct line_case nuttx_rows[] = {
    { "xtensa_user_panic: User Exception: EXCCAUSE=001c task: nsh_main",
      "headline text=<User Exception: EXCCAUSE=001c> name=<EXCCAUSE> value2=1c | thread text=<nsh_main> name=<nsh_main>" },
    { "riscv_exception: EXCEPTION: Load access fault. MCAUSE: 00000005, EPC: 42001234, MTVAL: 00000004",
      "headline text=<Load access fault> | reg name=<MCAUSE> value=5 | reg name=<EPC> value=42001234 | reg name=<MTVAL> value=4" },
    { "_assert: Assertion failed panic: at file: :0 task: a process: b 0x400d1234",
      "mark text=<Assertion failed panic: at file: :0 task: a process: b 0x400d1234> expr=<panic> | thread text=<a process: b 0x400d1234> name=<a>" },
    { "[    1.230000] up_dump_register:   SAR: 00000010 CAUSE: 0000001c VADDR: 00000000",
      "reg name=<SAR> value=10 | reg name=<CAUSE> value=1c | reg name=<VADDR> value=0" },
    { "dump_stackinfo:   base: 0x3ffb2710", "base text=<base: 0x3ffb2710> value=3ffb2710" },
    { "dump_stackinfo:   size: 00003024", "size value=bd0" },
    { "stack_dump: 0x3ffb3100: 00000000 3ffb3140 800d1234 00000000 00000000 00000000 00000000 0000000a",
      "row value=3ffb3100 words=8 last=a" },
    { "sched_dumpstack: backtrace| 2: 0x400d1234 0x400d5678", "frame value=400d1234 | frame value=400d5678" },
    { "sched_dumpstack: [ 2] [<0x400d1234>] main+0x10/0x40", "frame function=<main> value=400d1234" },
    { "User Exception: none of them", "" },
};
static const struct line_case zephyr_rows[] = {
    { "[00:00:05.373,000] <err> os:  ** CPU 0 EXCCAUSE 29 (store prohibited)",
      "headline text=<store prohibited> name=<EXCCAUSE> value=0 value2=1d" },
    { "E:  **  A0 0x820138d4  SP 0x3fcba4a0  A2 (nil)  A3 0xa",
      "reg name=<A0> value=820138d4 | reg name=<SP> value=3fcba4a0 | reg name=<A2> value=0 | reg name=<A3> value=a" },
    { "E:  mcause: 5, Load access fault", "headline text=<Load access fault> name=<mcause> value2=5" },
    { "E:      a0: 00000000    t0: 3fc80000", "reg name=<a0> value=0 | reg name=<t0> value=3fc80000" },
    { "E:   mtval: 4", "reg name=<mtval> value=4" },
    { "E:       0: fp: 3fc8ea70   ra: 42001234 [main+0x10]", "frame function=<main> value=42001234 value2=3fc8ea70" },
    { "E: >>> ZEPHYR FATAL ERROR 2: Stack overflow on CPU 1",
      "fatal text=<>>> ZEPHYR FATAL ERROR 2: Stack overflow on CPU 1> name=<Stack overflow> value=2 value2=1" },
    { "E: Current thread: 0x3ffb2c80 (main)", "thread text=<Current thread: 0x3ffb2c80 (main)> name=<main> value=3ffb2c80" },
    { "the text >>> ZEPHYR FATAL ERROR is printed", "" },
};
static const struct line_case rust_rows[] = {
    { "====================== PANIC ======================", "mark" },
    { "!! A panic occured in 'src/main.rs', at line 24, column 9:", "rust file=<src/main.rs>:24" },
    { "[ERROR] panicked at src/main.rs:24:9:", "rust file=<src/main.rs>:24" },
    { "Exception occurred on AppCpu 'StoreProhibited'", "headline text=<StoreProhibited> value=1" },
    { "Exception 'Load access fault' mepc=0x42001234, mtval=0x00000004",
      "headline text=<Load access fault> | reg name=<mepc> value=42001234 | reg name=<mtval> value=4" },
    { "Context { PC: 1074074628, PS: 393237 }", "reg name=<PC> value=40051404 | reg name=<PS> value=60015" },
    { "S0/FP/x8=0x3fccfde0   A0/x10=0x00000001", "reg name=<S0/FP> value=3fccfde0 | reg name=<A0> value=1" },
    { "[ERROR] 0x42003627 (esp_backtrace src/lib.rs:41)", "address value=42003627" },
    { "nobody panicked at all", "" },
    { "Exception 'timeout' while reading", "" },
    { "the docs: \"====================== PANIC ====\" introduces one", "" },
};
static const struct line_case esphome_rows[] = {
    { "[E][esp32.crash:325]:   Reason: Fault - StoreProhibited", "headline text=<StoreProhibited>" },
    { "[E][esp32.crash:325]:   Reason: Task wdt", "wdt text=<Task wdt>" },
    { "[E][esp32.crash:325]:   Reason: Abort - IllegalInstruction", "abort text=<Abort>" },
    { "[E][esp8266:173]:   Reason: Exception - LoadProhibit (exccause=28)",
      "headline text=<LoadProhibit> name=<exccause> value2=1c" },
    { "[E][esp32.crash:331]:   PC:  0x40125440  (fault location)", "reg name=<PC> value=40125440" },
    { "[E][esp32.crash:343]:   BT0: 0x4012543D  (backtrace)", "frame value=4012543d" },
    { "[W][wifi:655]: Disconnected: Reason: 201", "" },
};
static const struct line_case heap_trace_rows[] = {
    { "32 bytes (@ 0x3ffaf214) allocated CPU 0 ccount 0x2e9b7384 caller 0x400d276d:0x400d27c1", "mark" },
    { "freed by 0x400d27a1:0x400d27c1", "mark" },
};
/* clang-format on */

#define ROWS_TEST(rows)                                                                            \
    static void rows##_are_read(void **state)                                                      \
    {                                                                                              \
        (void)state;                                                                               \
        assert_int_equal(check_lines(rows##_rows, WHY_COUNTOF(rows##_rows)), 0);                   \
    }

ROWS_TEST(nuttx)
ROWS_TEST(zephyr)
ROWS_TEST(rust)
ROWS_TEST(esphome)
ROWS_TEST(heap_trace)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nuttx_are_read),      cmocka_unit_test(zephyr_are_read),
        cmocka_unit_test(rust_are_read),       cmocka_unit_test(esphome_are_read),
        cmocka_unit_test(heap_trace_are_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
