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
    { "_assert: Assertion failed panic: at file: common/riscv_exception.c:131 task: a process: b 0x42001234",
      "mark text=<Assertion failed panic: at file: common/riscv_exception.c:131 task: a process: b 0x42001234> "
      "file=<common/riscv_exception.c>:131 expr=<panic> | thread text=<a process: b 0x42001234> name=<a>" },
    { "up_assert: Assertion failed at file:common/xtensa_assert.c line: 88 task: Idle Task",
      "mark text=<Assertion failed at file:common/xtensa_assert.c line: 88 task: Idle Task> "
      "file=<common/xtensa_assert.c>:88 | thread text=<Idle Task> name=<Idle Task>" },
    { "_assert: Assertion failed panic: at file: init/main.c:12 task: a",
      "assert text=<Assertion failed panic: at file: init/main.c:12 task: a> file=<init/main.c>:12 expr=<panic> | thread text=<a> name=<a>" },
    { "[CPU1] xtensa_user_panic: User Exception: EXCCAUSE=001d task: nsh_main",
      "headline text=<User Exception: EXCCAUSE=001d> name=<EXCCAUSE> value=1 value2=1d | thread text=<nsh_main> name=<nsh_main>" },
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
    { " **  PC 0x400d75c0 VADDR 0", "reg name=<PC> value=400d75c0 | reg name=<VADDR> value=0" },
    { " **  A4 0x1  A5 0x25  A6 0  A7 0x6",
      "reg name=<A4> value=1 | reg name=<A5> value=25 | reg name=<A6> value=0 | reg name=<A7> value=6" },
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
      "exception text=<LoadProhibit> value=1c" },
    { "[E][esp8266:173]:   Reason: Soft WDT - Level1Int (exccause=4)", "soft-wdt text=<Soft WDT>" },
    { "[E][esp8266:173]:   Reason: Hardware WDT", "hard-wdt text=<Hardware WDT>" },
    { "[E][esp32.crash:325]:   Reason: Fault - LoadProhibited (cause 28)", "headline text=<LoadProhibited>" },
    { "[E][esp32.crash:333]:   EXCVADDR: 0x00000010  (faulting address)", "reg name=<EXCVADDR> value=10" },
    { "[E][esp32.crash:350]:   Other core (0) backtrace:", "dump value=0" },
    { "[E][esp8266:171]: *** CRASH DETECTED ON PREVIOUS BOOT ***",
      "previous text=<*** CRASH DETECTED ON PREVIOUS BOOT ***> name=<esp8266>" },
    { "[E][rp2040.crash:103]: *** CRASH DETECTED ON PREVIOUS BOOT ***", "" },
    { "WARNING Decoded 0x40253c86: pm_send_nullfunc", "name function=<pm_send_nullfunc> value=40253c86" },
    { "[E][esp32.crash:331]:   PC:  0x40125440  (fault location)", "reg name=<PC> value=40125440" },
    { "[E][esp32.crash:343]:   BT0: 0x4012543D  (backtrace)", "frame value=4012543d" },
    { "[W][wifi:655]: Disconnected: Reason: 201", "" },
};
static const struct line_case tasmota_rows[] = {
    { "INFO3 = {\"Info3\":{\"RestartReason\":{\"Exception\":28,\"Reason\":\"LoadProhibited\",\"EPC\":\"400f0b1c\",\"EXCVADDR\":\"00000010\",\"CallChain\":[\"400f0b19\",\"400d4a4c\"]}}}",
      "previous text=<\"RestartReason\":> | headline text=<LoadProhibited> name=<CAUSE> value2=1c | reg name=<EPC> value=400f0b1c | "
      "reg name=<VADDR> value=10 | backtrace | frame value=400f0b19 | frame value=400d4a4c" },
    { "{\"StatusSTK\":{\"Exception\":4,\"Reason\":\"Software Watchdog\",\"EPC\":[\"40100f7b\",\"00000000\",\"00000000\"],\"EXCVADDR\":\"00000000\",\"DEPC\":\"00000000\"}}",
      "previous text=<\"StatusSTK\":> | soft-wdt text=<Software Watchdog> | reg name=<EPC> value=40100f7b | reg name=<VADDR> value=0 | reg name=<DEPC> value=0" },
    { "    \"Exception\": 29,", "reg name=<CAUSE> value=1d" },
    { "    \"Reason\": \"Exception\",", "exception text=<Exception>" },
    { "    \"40248929\",", "frame value=40248929" },
    { "{\"Exception\":12,\"Reason\":\"timeout\",\"Retry\":3}", "headline text=<timeout>" }, /* of a report that is open */
    { "{\"StatusPRM\":{\"RestartReason\":\"Software/System restart\",\"Uptime\":\"0T01:02:03\"}}", "" },
    { "{\"RestartReason\":\"Fatal exception:28 flag:2 (EXCEPTION) epc1:0x40206f20 epc2:0x00000000 epc3:0x00000000 excvaddr:0x00000008 depc:0x00000000\"}",
      "exception text=<Fatal exception:28 flag:2 (EXCEPTION)> value=1c | previous text=<flag:2 (EXCEPTION)> | reg name=<PC> value=40206f20 | "
      "reg name=<EPC2> value=0 | reg name=<EPC3> value=0 | reg name=<EXCVADDR> value=8 | reg name=<DEPC> value=0" },
};
static const struct line_case python_rows[] = {
    { "  File \"net.py\", line 88, in fetch", "traced text=<File \"net.py\", line 88, in fetch> function=<fetch> file=<net.py>:88" },
    { "  File \"<stdin>\", line 1, in <module>", "" },
    { "MemoryError: memory allocation failed, allocating 40960 bytes",
      "python text=<memory allocation failed, allocating 40960 bytes> name=<MemoryError>" },
    { "MemoryError: ", "python text=<MemoryError> name=<MemoryError>" },
    { "the MemoryError: what it means", "" },
    { "KeyError: temp", "" },
    { "FATAL: uncaught NLR 0x3ffe6b50", "nlr text=<FATAL: uncaught NLR 0x3ffe6b50> value=3ffe6b50" },
    { "MicroPython v1.22.2 on 2024-02-22; Generic ESP32S3 module with ESP32S3",
      "version text=<MicroPython v1.22.2 on 2024-02-22> | chip text=<boot.esp32s3:>" },
    { "Machine     : Generic ESP32C3 module with ESP32C3", "chip text=<boot.esp32c3:>" },
    { "a board with ESP32", "" },
    { "  ESP-IDF Version   : v5.1.2", "idf text=<v5.1.2>" },
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
ROWS_TEST(tasmota)
ROWS_TEST(python)
ROWS_TEST(heap_trace)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nuttx_are_read),      cmocka_unit_test(zephyr_are_read),
        cmocka_unit_test(rust_are_read),       cmocka_unit_test(esphome_are_read),
        cmocka_unit_test(python_are_read),     cmocka_unit_test(tasmota_are_read),
        cmocka_unit_test(heap_trace_are_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
