/* Where frames are looked up, and what they are called. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "crash_text.h"

#define XTENSA                                                                                     \
    "Guru Meditation Error: Core  0 panic'ed (LoadProhibited). Exception was unhandled.\n"
#define RISCV                                                                                      \
    "Guru Meditation Error: Core  0 panic'ed (Load access fault). Exception was unhandled.\n"
#define XTENSA_CELLS                                                                               \
    "Core  0 register dump:\n"                                                                     \
    "PC      : 0x400d8362  PS      : 0x00060130  A0      : 0x800d85b8  A1      : 0x3ffe3b20\n"
#define RISCV_CELLS                                                                                \
    "Core  0 register dump:\n"                                                                     \
    "MEPC    : 0x42001234  RA      : 0x42005678  SP      : 0x3fc8ea70  MCAUSE  : 0x00000005\n"

/* clang-format off */
static const struct log_case lookups[] = {
    { .name = "Xtensa since v3.3.6: the register is the exact one", .crashes = 1,
      .log = XTENSA XTENSA_CELLS "Backtrace: 0x400d835f:0x3ffe3b20 0x400d85b5:0x3ffe3b40\n",
      .has = { "device: 400d835f@400d8362:3ffe3b20/device() 400d85b5:3ffe3b40/device()\n" } },
    { .name = "Xtensa before v3.3.6", .crashes = 1,
      .log = XTENSA XTENSA_CELLS "Backtrace: 0x400d8362:0x3ffe3b20 0x400d85b5:0x3ffe3b40\n",
      .has = { "device: 400d8362:3ffe3b20/device() 400d85b5:3ffe3b40/device()\n" } },
    { .name = "a walk that is not of these registers", .crashes = 1,
      .log = XTENSA XTENSA_CELLS "Backtrace: 0x40081111:0x3ffe3b20\n", .has = { "device: 40081111:3ffe3b20/device()\n" } },
    { .name = "a jump to NULL", .crashes = 1,
      .log = "Guru Meditation Error: Core  0 panic'ed (InstrFetchProhibited). Exception was unhandled.\nCore  0 register dump:\n"
             "PC      : 0x00000000  PS      : 0x00060130  A0      : 0x800d85b8  A1      : 0x3ffe3b20\n"
             "Backtrace: 0xfffffffd:0x3ffe3b20 0x400d85b5:0x3ffe3b40\n",
      .has = { "device: fffffffd@0:3ffe3b20/device() 400d85b5" } },
    { .name = "without a register", .crashes = 1, .log = XTENSA "Backtrace: 0x400d835f:0x3ffe3b20\n",
      .has = { "device: 400d835f:3ffe3b20/device()\n" } },
    { .name = "RISC-V prints return addresses", .crashes = 1,
      .log = RISCV RISCV_CELLS "Backtrace: 0x42001234:0x3fc8ea70 0x42005678:0x3fc8ea90\n",
      .has = { "device: 42001234:3fc8ea70/device() 42005678@42005677:3fc8ea90/device()\n" } },
    { .name = "RISC-V prints them less two: zero became 0xfffffffe", .crashes = 1,
      .log = RISCV RISCV_CELLS "Backtrace: 0x42001234:0x3fc8ea70 0x42005776:0x3fc8ea90 0xfffffffe:0x3fc8eaa0\n"
             "Backtrace ended abruptly: cannot find DWARF information for instruction at address 0xfffffffe\n",
      .has = { "device: 42001234:3fc8ea70/device() 42005776:3fc8ea90/device()\n" }, .lacks = { "ended" } },
    { .name = "RISC-V prints them less two: RA tells", .crashes = 1,
      .log = RISCV RISCV_CELLS "Backtrace: 0x42001234:0x3fc8ea70 0x42005676:0x3fc8ea90\n",
      .has = { "device: 42001234:3fc8ea70/device() 42005676:3fc8ea90/device()\n" } },
    { .name = "RISC-V walks past a return address of zero", .crashes = 1,
      .log = RISCV RISCV_CELLS "Backtrace: 0x42001234:0x3fc8ea70 0x42005678:0x3fc8ea90 0x00000000:0x3fc8eaa0\n",
      .has = { "device: 42001234:3fc8ea70/device() 42005678@42005677:3fc8ea90/device()\n" } },
    { .name = "RISC-V walks into data", .crashes = 1, .chip = "esp32c3",
      .log = RISCV RISCV_CELLS "Backtrace: 0x42001234:0x3fc8ea70 0x42005678:0x3fc8ea90 0x3fc8a000:0xa5a5a5a5\n",
      .has = { "42005678@42005677:3fc8ea90/device()", "ended <the next return address, 0x3fc8a000, is not in code>" } },
    { .name = "RISC-V stops in the boot ROM", .crashes = 1, .chip = "esp32c3",
      .log = RISCV RISCV_CELLS "Backtrace: 0x42001234:0x3fc8ea70 0x400485e4:0x3fc8ea90\n",
      .has = { "400485e4@400485e3:3fc8ea90/device", "ended <the chip follows no frames of the boot ROM>" } },
    { .name = "RISC-V without a backtrace", .crashes = 1, .log = RISCV RISCV_CELLS,
      .has = { ": 42001234:3fc8ea70/register() 42005678@42005677/call-site()\n" } },
    { .name = "Xtensa without a backtrace", .crashes = 1, .log = XTENSA XTENSA_CELLS,
      .has = { ": 400d8362:3ffe3b20/register() 400d85b8@400d85b5/call-site()\n" } },
    { .name = "the caller of a panic that software called for is nobody's business", .crashes = 1,
      .log = "abort() was called at PC 0x42009351 on core 0\n" RISCV_CELLS,
      .has = { ": 42001234:3fc8ea70/register()\n" } },
};

static const struct log_case names[] = {
    { .name = "the log's, at the exact address first", .crashes = 1,
      .log = XTENSA XTENSA_CELLS "Backtrace: 0x400d835f:0x3ffe3b20\n0x400d835f: before at a.c:1\n0x400d8362: exact at a.c:2\n",
      .has = { "400d835f@400d8362:3ffe3b20/device(exact a.c:2)" } },
    { .name = "the log's, at the printed address", .crashes = 1,
      .log = RISCV RISCV_CELLS "Backtrace: 0x42001234:0x3fc8ea70 0x42005678:0x3fc8ea90\n0x42005678: caller at a.c:2\n",
      .has = { "42005678@42005677:3fc8ea90/device(caller a.c:2)" } },
    { .name = "the boot ROM's", .crashes = 1, .chip = "esp32",
      .log = XTENSA "Backtrace: 0x4000c2e0:0x3ffe3b20\n", .has = { "4000c2e0:3ffe3b20/device(memcpy)" } },
};
/* clang-format on */

static void frames_are_looked_up_by_the_rule_of_their_era(void **state)
{
    (void)state;
    assert_int_equal(check_logs(lookups, WHY_COUNTOF(lookups)), 0);
}

static void frames_are_named(void **state)
{
    (void)state;
    assert_int_equal(check_logs(names, WHY_COUNTOF(names)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_are_looked_up_by_the_rule_of_their_era),
        cmocka_unit_test(frames_are_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
