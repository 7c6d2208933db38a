/* What an ESP8266 prints of its end: headlines, registers and stacks of the core for Arduino, of
 * the NonOS SDK, of the RTOS SDK, and lines that only look like it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "item_text.h"

/* clang-format off */
static const struct line_case headline_rows[] = {
    { "Exception (28):", "exception text=<Exception (28)> value=1c" },
    { "Exception (28): epc1=0x402103f4 epc2=0x00000000", "exception text=<Exception (28)> value=1c | reg name=<PC> value=402103f4 | reg name=<EPC2> value=0" },
    { "Fatal exception 28(LoadProhibitedCause):", "fatal-exception text=<Fatal exception 28(LoadProhibitedCause)> name=<LoadProhibitedCause> value=1c" },
    { "Fatal exception (28): ", "fatal-exception text=<Fatal exception (28)> value=1c" },
    { "Soft WDT reset", "soft-wdt text=<Soft WDT reset>" },
    { "wdt reset", "hard-wdt text=<wdt reset>" },
    { "wdt resetload 0x4010f000, len 3424", "hard-wdt text=<wdt reset>" },
    { "Panic core_esp8266_main.cpp:137 __yield",
      "abort text=<Panic core_esp8266_main.cpp:137 __yield> function=<__yield> file=<core_esp8266_main.cpp>:137" },
    { "Panic main.cpp:34 int f(int): Assertion 'n > 0' failed.",
      "assert text=<Panic main.cpp:34 int f(int): Assertion 'n > 0' failed.> function=<f> file=<main.cpp>:34 expr=<n > 0>" },
    { "Panic C:\\Program Files (x86)\\umm_malloc.c:861 check_poison_block",
      "abort text=<Panic C:\\Program Files (x86)\\umm_malloc.c:861 check_poison_block> function=<check_poison_block> "
      "file=<C:\\Program Files (x86)\\umm_malloc.c>:861" },
    { "Hardware WDT reset", "hard-wdt text=<Hardware WDT reset>" },
    { "No poison after block at: 0xe5a4e455, actual data: 0x80 0x0 0x0 0x0",
      "heap text=<No poison after block at: 0xe5a4e455, actual data: 0x80 0x0 0x0 0x0> value=e5a4e455" },
    { "check_poison_block is called for free block 0x3fff2bb8",
      "heap text=<check_poison_block is called for free block 0x3fff2bb8>" },
    { "There is no poison after lunch", "" },
    { "Unhandled C++ exception: OOM", "terminate text=<Unhandled C++ exception: OOM> name=<OOM>" },
    { "Abort called", "abort text=<Abort called>" },
    { "Stack overflow detected.", "smash text=<Stack overflow detected.>" },
    { "ISR not in IRAM!", "isr-in-flash text=<ISR not in IRAM!>" },
    { "User exception (panic/abort/assert)", "postmortem" },
    { "Kernel Exception - excsave1=0x402044a1 excsave2=0x3ffffe40 epc1=0x40204412",
      "entry text=<Kernel Exception> value=40204412 value2=402044a1" },
    { "Generic Reset", "generic-reset text=<Generic Reset>" },
    { "last failed alloc call: 40201234(1024)", "failed-alloc text=<last failed alloc call: 40201234(1024)> value=40201234 value2=400" },
    { "last failed alloc call: 40201234(1024)[@main.cpp:12]",
      "failed-alloc text=<last failed alloc call: 40201234(1024)[@main.cpp:12]> file=<main.cpp>:12 value=40201234 value2=400" },
    { "last failed alloc caller: 0x40201234", "failed-alloc text=<last failed alloc caller: 0x40201234> value=40201234" },
    { "Fatal exception:4 flag:1 (WDT) epc1:0x40100f7b epc2:0x00000000 epc3:0x00000000 excvaddr:0x00000000",
      "hard-wdt text=<Fatal exception:4 flag:1 (WDT)> | previous text=<flag:1 (WDT)> | reg name=<PC> value=40100f7b | reg name=<EPC2> value=0 | "
      "reg name=<EPC3> value=0 | reg name=<EXCVADDR> value=0" },
    { "Fatal exception:0 flag:2 (EXCEPTION) epc1:0x00000000", "mark" }, /* cut: not enough to judge by */
    { "Fatal exception:4 flag:3 (SOFT_WDT) excvaddr:0x00000000 depc:0x00000000",
      "soft-wdt text=<Fatal exception:4 flag:3 (SOFT_WDT)> | previous text=<flag:3 (SOFT_WDT)> | reg name=<EXCVADDR> value=0 | reg name=<DEPC> value=0" },
    { "Fatal exception:0 flag:6 (EXT_SYS_RST) epc1:0x00000000", "mark" },
    { " ets Jan  8 2013,rst cause:4, boot mode:(3,6)", "banner text=<ets Jan  8 2013> | reset value=4" },
    { "the Exception (28): of the manual", "" },
    { "E: Soft WDT reset is what it is called", "" },
    { "Panic button pressed", "" },
    { "flag:2 (Exception)", "" },
};
static const struct line_case dump_rows[] = {
    { "epc1=0x40243016, epc2=0x00000000, epc3=0x00000000, excvaddr=0x000000eb, depc=0x00000000",
      "reg name=<PC> value=40243016 | reg name=<EPC2> value=0 | reg name=<EPC3> value=0 | reg name=<EXCVADDR> value=eb | reg name=<DEPC> value=0" },
    { "epc1:0x40206f20 epc2:0x00000000 epc3:0x00000000 excvaddr:0x00000008 depc:0x00000000",
      "reg name=<PC> value=40206f20 | reg name=<EPC2> value=0 | reg name=<EPC3> value=0 | reg name=<EXCVADDR> value=8 | reg name=<DEPC> value=0" },
    { "ctx: cont", "context text=<ctx: cont> name=<cont>" },
    { "ctx: cont 2", "" },
    { "sp: 3ffffdd0 end: 3fffffc0 offset: 01b0",
      "span text=<sp: 3ffffdd0 end: 3fffffc0 offset: 01b0> value=3fffff80 value2=3fffffc0" },
    { ">>>stack>>>", "stack" },
    { "3fffff90:  3fffdad0 00000000 3ffee4fc 4020107a  ", "row value=3fffff90 words=4 last=4020107a" },
    { "3fffff90:  3fffdad0 00000000 3ffee4fc 4020107a <", "row value=3fffff90 words=4 last=4020107a" },
    { "<<<stack<<<", "stack-end" },
    { "Task stack [main] stack from [0x3fff0a10] to [0x3fff1a00], total [4096] size",
      "task-stack text=<Task stack [main] stack from [0x3fff0a10] to [0x3fff1a00], total [4096] size> name=<main> value=3fff0a10 value2=3fff1a00" },
};
/* clang-format on */

#define ROWS_TEST(rows)                                                                            \
    static void rows##_are_read(void **state)                                                      \
    {                                                                                              \
        (void)state;                                                                               \
        assert_int_equal(check_lines(rows##_rows, WHY_COUNTOF(rows##_rows)), 0);                   \
    }

ROWS_TEST(headline)
ROWS_TEST(dump)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headline_are_read),
        cmocka_unit_test(dump_are_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
