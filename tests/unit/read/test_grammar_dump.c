/* Register dumps, stack blocks and backtraces, whole and damaged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "item_text.h"

/* clang-format off */
static const struct line_case headers_rows[] = {
    { "Register dump:", "dump" },
    { "Core 0 register dump:", "dump value=0" },
    { "Core  0 register dump:", "dump value=0" },
    { "Core  / register dump:", "dump" },
    { "12:00:00 -> Core  1 register dump:", "dump value=1" },
};
static const struct line_case register_cells_rows[] = {
    { "PC      : 0x400d8362  PS      : 0x00060130  A0      : 0x800d85b8  A1      : 0x3ffe3b20  ",
      "reg name=<PC> value=400d8362 | reg name=<PS> value=60130 | reg name=<A0> value=800d85b8 | reg name=<A1> value=3ffe3b20" },
    { "PC : 0x400d8362 PS : 0x00060130 A0 : 0x800d85b8 A1 : 0x3ffe3b20",
      "reg name=<PC> value=400d8362 | reg name=<PS> value=60130 | reg name=<A0> value=800d85b8 | reg name=<A1> value=3ffe3b20" },
    { "PC: 0x400d8362 PS: 0x00060130", "reg name=<PC> value=400d8362 | reg name=<PS> value=60130" },
    { "PC      : 400d8362  PS      : 00060130  A0      : 800d85b8  A1      : 3ffe3b20  ",
      "reg name=<PC> value=400d8362 | reg name=<PS> value=60130 | reg name=<A0> value=800d85b8 | reg name=<A1> value=3ffe3b20" },
    { "12:34:56.789PC      : 0x400d8362  PS      : 0x00060130",
      "reg name=<PC> value=400d8362 | reg name=<PS> value=60130" },
    { "[12:34:56]PC      : 0x400d8362PS      : 0x00060130A0      : 0x800d85b8",
      "reg name=<PC> value=400d8362 | reg name=<PS> value=60130 | reg name=<A0> value=800d85b8" },
    { "EXCVADDR: 0x00000000  LBEG    : 0x4000c2e0  LEND    : 0x4000c2f6  LCOUNT  : 0xffffffff  ",
      "reg name=<EXCVADDR> value=0 | reg name=<LBEG> value=4000c2e0 | reg name=<LEND> value=4000c2f6 | reg name=<LCOUNT> value=ffffffff" },
    { "PC      : 0x400d83  PS      : 0x00060130", "damaged name=<PC> written=<0x400d83> | reg name=<PS> value=60130" },
    { "S0/FP   : 0x3fc8ea70  S1      : 0x00000000", "reg name=<S0/FP> value=3fc8ea70 | reg name=<S1> value=0" },
    { "MSCRATCH  : 0x00000000  UEPC      : 0x00000000  UINTTHRESH: 0x00000000 MEXSTATUS : 0x00000000",
      "reg name=<MSCRATCH> value=0 | reg name=<UEPC> value=0 | reg name=<UINTTHRESH> value=0 | reg name=<MEXSTATUS> value=0" },
    { "A10     : 0x3ffb5e70 A16     : 0x00000000 T7: 0x00000001 S12: 0x00000001",
      "reg name=<A10> value=3ffb5e70 | reg name=<T7> value=1 | reg name=<S12> value=1" },
    { "INTLEVEL: 0x00000001", "reg name=<INTLEVEL> value=1" },
    { "\x1b[0;31mPC      : 0x400d8362  \x1b[0mPS      : 0x00060130\x1b[0m",
      "reg name=<PC> value=400d8362 | reg name=<PS> value=60130" },
    { "^[[0;31mA10     : 0x3ffb5e70^[[0m", "reg name=<A10> value=3ffb5e70" },
    { "lastPC: 0x400d8362", "" },
};
static const struct line_case interrupt_context_rows[] = {
    { "ore  1 was running in ISR context:", "isr text=<was running in ISR context:> value=1" },
    { "encore 1 was running in ISR context:", "isr text=<was running in ISR context:>" },
    { "Core  0 was running in ISR context:", "isr text=<was running in ISR context:> value=0" },
    { "Core 0 was running in ISR context:", "isr text=<was running in ISR context:> value=0" },
    { "EPC1    : 0x4000bff0  EPC2    : 0x00000000  EPC3    : 0x00000000  EPC4    : 0x4011c121",
      "reg name=<EPC1> value=4000bff0 | reg name=<EPC2> value=0 | reg name=<EPC3> value=0 | reg name=<EPC4> value=4011c121" },
    { "EPC7    : 0x4000bff0  EPS2    : 0x00000000", "reg name=<EPC7> value=4000bff0 | reg name=<EPS2> value=0" },
};
static const struct line_case stack_blocks_rows[] = {
    { "Stack memory:", "stack" },
    { "3fc8ea70: 0xa5a5a5a5 0xa5a5a5a5 0x3fc8ead0 0x403887b8 0xa5a5a5a5 0xa5a5a5a5 0xa5a5a5a5 0x3fc8a498",
      "row value=3fc8ea70 words=8 last=3fc8a498" },
    { "0x3fc8ea70: 0xa5a5a5a5 0xa5a5a5a5", "row value=3fc8ea70 words=2 last=a5a5a5a5" },
    { "3fc8ea70: 0xa5a5a5a5 0xa5a5a5a5 0x3fc8ead0 0x4038", "row value=3fc8ea70 words=3 last=3fc8ead0" },
    { "12:33:11.123 -> 3fc8ea70: 0xa5a5a5a5 0xa5a5a5a5", "row value=3fc8ea70 words=2 last=a5a5a5a5" },
};
static const struct line_case saved_pc_is_no_register_rows[] = {
    { "Saved PC:0x40376c31", "saved-pc text=<Saved PC:0x40376c31> value=40376c31" },
    { "Core0 Saved PC:0x40376c31", "saved-pc text=<Saved PC:0x40376c31> value=40376c31 value2=0" },
};
static const struct line_case backtraces_rows[] = {
    { "Backtrace: 0x400d1234:0x3ffb5es0 0x400d0f3a:0x3ffb5e9 0x400d1111:0x3ffb5eb0",
      "backtrace | frame value=400d1234 | frame value=400d0f3a | frame value=400d1111 value2=3ffb5eb0" },
    { "Backtrace: 0x400d1234:0x3ffb5e70 0x400d0f3a:0x3ffb5e90",
      "backtrace | frame value=400d1234 value2=3ffb5e70 | frame value=400d0f3a value2=3ffb5e90" },
    { "Backtrace:0x4008832e:0x3ffbc340 0x40088b3d:0x3ffbc360 |<-CORRUPTED",
      "frame value=4008832e value2=3ffbc340 | frame value=40088b3d value2=3ffbc360 | corrupted" },
    { "Backtrace: 0x4008832e:0x3ffbc340 |&lt;-CORRUPTED",
      "backtrace | frame value=4008832e value2=3ffbc340 | corrupted" },
    { "Backtrace: 0x4008832e:0x3ffbc340 |<-CONTINUES",
      "backtrace | frame value=4008832e value2=3ffbc340 | continues" },
    { "Backtrace: 0x4008832e:0x3ffbc3400x40088b3d:0x3ffbc360",
      "backtrace | frame value=4008832e value2=3ffbc340 | frame value=40088b3d value2=3ffbc360" },
    { "Backtrace:0x400D1234:0x3FFB1230 0x400D1235:0x3FFB1231 ",
      "frame value=400d1234 value2=3ffb1230 | frame value=400d1235 value2=3ffb1231" },
    { "Backtrace: 0x4008251a [panic_abort:/path:402]:0x3ffb6010 0x40082755 [esp_system_abort:/path/x.c:128]:0x3ffb6030",
      "backtrace | frame function=<panic_abort> file=</path>:402 value=4008251a value2=3ffb6010 | frame function=<esp_system_abort> file=</path/x.c>:128 value=40082755 value2=3ffb6030" },
    { "Backtrace:", "backtrace" },
    { "Backtrace: 0x400d1234 0x400d0f3a", "backtrace | frame value=400d1234 | frame value=400d0f3a" },
    { "Backtrace: 0x400d1234:0x3ffb5", "backtrace | frame value=400d1234" },
    { "Backtrace ended abruptly: cannot find DWARF information for instruction at address 0x42001234",
      "end text=<Backtrace ended abruptly: cannot find DWARF information for instruction at address 0x42001234>" },
    { "Backtrace ended abruptly: maximum iterations reached",
      "end text=<Backtrace ended abruptly: maximum iterations reached>" },
    { "Unsupported DWARF opcode 0: 0x0000001f", "end text=<Unsupported DWARF opcode 0: 0x0000001f>" },
    { "Warning: SPI Flash cache is disabled, cannot process eh_frame parsing. Falling back to basic backtrace.",
      "end text=<Warning: SPI Flash cache is disabled, cannot process eh_frame parsing. Falling back to basic backtrace.>" },
    { "Please enable CONFIG_ESP_SYSTEM_USE_FRAME_POINTER option to have a full backtrace.", "" },
    { "I (100) app: Backtrace: none", "" },
};
/* clang-format on */

static void headers(void **state)
{
    (void)state;
    assert_int_equal(check_lines(headers_rows, WHY_COUNTOF(headers_rows)), 0);
}

static void register_cells(void **state)
{
    (void)state;
    assert_int_equal(check_lines(register_cells_rows, WHY_COUNTOF(register_cells_rows)), 0);
}

static void interrupt_context(void **state)
{
    (void)state;
    assert_int_equal(check_lines(interrupt_context_rows, WHY_COUNTOF(interrupt_context_rows)), 0);
}

static void stack_blocks(void **state)
{
    (void)state;
    assert_int_equal(check_lines(stack_blocks_rows, WHY_COUNTOF(stack_blocks_rows)), 0);
}

static void saved_pc_is_no_register(void **state)
{
    (void)state;
    assert_int_equal(
        check_lines(saved_pc_is_no_register_rows, WHY_COUNTOF(saved_pc_is_no_register_rows)), 0);
}

static void backtraces(void **state)
{
    (void)state;
    assert_int_equal(check_lines(backtraces_rows, WHY_COUNTOF(backtraces_rows)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headers),
        cmocka_unit_test(register_cells),
        cmocka_unit_test(interrupt_context),
        cmocka_unit_test(stack_blocks),
        cmocka_unit_test(saved_pc_is_no_register),
        cmocka_unit_test(backtraces),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
