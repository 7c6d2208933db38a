/* Headlines and the detail lines behind them, every spelling of every era. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "item_text.h"

/* clang-format off */
static const struct line_case headlines_of_every_era_rows[] = {
    { "Guru Meditation Error of type StoreProhibited occurred on core  0. Exception was unhandled.",
      "headline text=<StoreProhibited> value=0" },
    { "Guru Meditation Error of type LoadProhibited occurred on core  0 at pc=400d1014. Setting bp and returning..",
      "headline text=<LoadProhibited> value=0" },
    { "Guru Meditation Error: Core  0 panic'ed (Unhandled debug exception)",
      "headline text=<Unhandled debug exception> value=0" },
    { "Guru Meditation Error: Core  1 panic'ed (IllegalInstruction)", "headline text=<IllegalInstruction> value=1" },
    { ". Exception was unhandled.", "" },
    { "Guru Meditation Error: Core  0 panic'ed (LoadProhibited). Exception was unhandled.",
      "headline text=<LoadProhibited> value=0" },
    { "Guru Meditation Error: Core  1 panic'ed (Cache disabled but cached memory region accessed)",
      "headline text=<Cache disabled but cached memory region accessed> value=1" },
    { "Guru Meditation Error: Core  0 panic'ed (Load access fault). Exception was unhandled.",
      "headline text=<Load access fault> value=0" },
    { "Guru Meditation Error: Core  0 panic'ed (Interrupt wdt timeout on CPU0). ",
      "headline text=<Interrupt wdt timeout on CPU0> value=0" },
    { "Guru Meditation Error: Core  / panic'ed (Cache disabled but cached memory region accessed). ",
      "headline text=<Cache disabled but cached memory region accessed>" },
    { "Guru Meditation Error: Core 0 panic'ed (Illegal instruction)", "headline text=<Illegal instruction> value=0" },
    { "Guru Meditation Error: Core 0 panic'ed", "headline value=0" },
    { "Guru Meditation Error: LP Core panic'ed Illegal instruction", "headline text=<Illegal instruction>" },
    { "Guru Meditation Error: Core  0 pa?!ic'ed (LoadProhibited). Exception was unhandled.",
      "headline text=<LoadProhibited> value=0" },
};
static const struct line_case headlines_that_were_damaged_rows[] = {
    { "\xe2\x80\xa6\xd5\x81Meditation Error: Core  0 panic'ed (StoreProhibited). Exception was unhandled.",
      "headline text=<StoreProhibited> value=0" },
    { "Guru Meditation Error: Core  1 panic'ed (IllegalInstructiGuru Meditation Error: Core  0 panic'ed (StoreProhibited). Exception was unhandled.",
      "headline text=<StoreProhibited> value=0" },
    { "11-23 02:40:18.696Guru Meditation Error: Core  0 panic'ed (LoadProhibited)",
      "headline text=<LoadProhibited> value=0" },
    { "> Guru Meditation Error: Core 0 panic&#39;ed (LoadProhibited). Exception was unhandled.",
      "headline text=<LoadProhibited> value=0" },
    { "```Guru Meditation Error: Core 0 panic\xe2\x80\x99" "ed (LoadProhibited). Exception was unhandled.```",
      "headline text=<LoadProhibited> value=0" },
    { "ditation Error: Core 0 panic&#39;ed (LoadProhibited). Exception was unhandled.",
      "headline text=<LoadProhibited> value=0" },
    { "ditation Error: Core 0 panic\xe2\x80\x99" "ed (LoadProhibited). Exception was unhandled.",
      "headline text=<LoadProhibited> value=0" },
    { "^[[0;31mGuru Meditation Error: Core 0 panic'ed (LoadProhibited). Exception was unhandled.^[[0m",
      "headline text=<LoadProhibited> value=0" },
    { "Guru Meditation Error: Core  0 panic'ed (Interrupt wdt timeout on C",
      "headline text=<Interrupt wdt timeout on C> value=0" },
    { "Guru Meditation Error: Core  0 pan", "" },
    { "Guru Meditation Error: Core  0 panic'ed (Coprocessor exception). ",
      "headline text=<Coprocessor exception> value=0" },
};
static const struct line_case detail_lines_rows[] = {
    { "Fault addr: 0x40001000 | Origin: U-mode",
      "origin text=<Fault addr: 0x40001000 | Origin: U-mode> name=<U-mode> value=40001000" },
    { "Setting breakpoint at 0x400d1234 and returning...", "tail" },
    { "Memory dump at 0x4012995c: 00000000 00000000 ae2a0000", "code value=4012995c words=3 last=ae2a0000" },
    { "Memory dump at 0x4012995c: bad00bad bad00bad bad0", "code value=4012995c words=2 last=bad00bad" },
    { "Memory dump at 0x4012995c: 00000000 00000000 ae2a0000Core 0 register dump:",
      "code value=4012995c words=2 last=0 | dump value=0" },
    { "Debug exception reason: Stack canary watchpoint triggered (Monitor) ",
      "debug text=<Stack canary watchpoint triggered (Monitor)> name=<Monitor>" },
    { "Debug exception reason: Stack canary watchpoint triggered (my task (2)) ",
      "debug text=<Stack canary watchpoint triggered (my task (2))> name=<my task (2)>" },
    { "Debug exception reason: Stack canary watchpoint triggered ",
      "debug text=<Stack canary watchpoint triggered>" },
    { "Debug exception reason: SingleStep Watchpoint 0 triggered ",
      "debug text=<SingleStep Watchpoint 0 triggered>" },
    { "Debug exception reason: BREAK instr", "debug text=<BREAK instr>" },
};
static const struct line_case cache_errors_rows[] = {
    { "Cache disabled but cached memory region accessed",
      "cache text=<Cache disabled but cached memory region accessed>" },
    { "Icache sync parameter configuration error, error address: 0x3c000000, error size: 0x00001000",
      "cache text=<Icache sync parameter configuration error, error address: 0x3c000000, error size: 0x00001000>" },
    { "Icache preload parameter configuration error, the error address and size is 0x3c000000(0x00001000)",
      "cache text=<Icache preload parameter configuration error, the error address and size is 0x3c000000(0x00001000)>" },
    { "Dcache reject error", "cache text=<Dcache reject error>" },
    { "Dcache reject error occurred while accessing the address 0x3c012345 (invalid mmu entry)",
      "cache text=<Dcache reject error occurred while accessing the address 0x3c012345 (invalid mmu entry)>" },
    { "Dbus write to cache rejected", "cache text=<Dbus write to cache rejected>" },
    { "MMU entry fault error, error address: 0x3f012345",
      "cache text=<MMU entry fault error, error address: 0x3f012345>" },
    { "MMU entry fault", "cache text=<MMU entry fault>" },
    { "Write back error occurred while dcache tries to write back to flash",
      "cache text=<Write back error occurred while dcache tries to write back to flash>" },
    { "dbus tried to write cache", "cache text=<dbus tried to write cache>" },
    { "ibus authentication failed", "cache text=<ibus authentication failed>" },
    { "access to cache while ibus or cache is disabled",
      "cache text=<access to cache while ibus or cache is disabled>" },
    { "preload configurations fault", "cache text=<preload configurations fault>" },
    { "Sync configurations fault", "cache text=<Sync configurations fault>" },
    { "Cached memory region accessed while dbus or cache is disabled",
      "cache text=<Cached memory region accessed while dbus or cache is disabled>" },
    { "EXTMEM_CORE0_ACS_CACHE_INT_ST_REG = 0x00000004",
      "cache text=<EXTMEM_CORE0_ACS_CACHE_INT_ST_REG = 0x00000004>" },
    { "Cache access error", "cache text=<Cache access error>" },
    { "Cache error active, but failed to find a corresponding error message",
      "cache text=<Cache error active, but failed to find a corresponding error message>" },
};
static const struct line_case memory_and_stack_protection_rows[] = {
    { "Write operation at address 0x4002c3fc not permitted (IRAM0_SRAM)",
      "protection text=<Write operation at address 0x4002c3fc not permitted (IRAM0_SRAM)> value=4002c3fc" },
    { "Instruction fetch operation at address 0x4002c3fc not permitted.",
      "protection text=<Instruction fetch operation at address 0x4002c3fc not permitted.> value=4002c3fc" },
    { "23:58:32.573 -> Read operation at address 0x4002c3fc not permitted (DRAM0_SRAM)",
      "protection text=<Read operation at address 0x4002c3fc not permitted (DRAM0_SRAM)> value=4002c3fc" },
    { "  memory type: IRAM0_SRAM", "protection text=<memory type: IRAM0_SRAM>" },
    { "  faulting address: 0x403811fc", "protection text=<faulting address: 0x403811fc> value=403811fc" },
    { "  faulting address: N/A (error ESP_ERR_NOT_FOUND)",
      "protection text=<faulting address: N/A (error ESP_ERR_NOT_FOUND)>" },
    { "  world: PMS_WORLD_0", "protection text=<world: PMS_WORLD_0>" },
    { "  world:0", "protection text=<world:0>" },
    { "  operation type: WRITE", "protection text=<operation type: WRITE>" },
    { "  operation type: W", "protection text=<operation type: W>" },
    { "  byte-enables: 0000000f", "protection text=<byte-enables: 0000000f>" },
    { "  - no details available -", "protection text=<- no details available ->" },
    { "I (5) app: Hello world: it works", "" },
    { "Detected in task \"HWSG0\" at 0x4200a1b2",
      "guard text=<Detected in task \"HWSG0\" at 0x4200a1b2> name=<HWSG0> value=4200a1b2" },
    { "Detected in task \"my \"odd\" task\" at 0x4200a1b2",
      "guard text=<Detected in task \"my \"odd\" task\" at 0x4200a1b2> name=<my \"odd\" task> value=4200a1b2" },
    { "Stack pointer: 0x3fc95a10", "pointer text=<Stack pointer: 0x3fc95a10> value=3fc95a10" },
    { "Stack bounds: 0x3fc95b2c - 0x3fc95f20",
      "bounds text=<Stack bounds: 0x3fc95b2c - 0x3fc95f20> value=3fc95b2c value2=3fc95f20" },
    { "ASSIST_DEBUG is not triggered BUT interrupt occurred!", "" },
    { "Panic handler entered multiple times. Abort panic handling. Rebooting ...",
      "reentered text=<Panic handler entered multiple times. Abort panic handling. Rebooting ...>" },
    { "Re-entered core dump! Exception happened during core dump!",
      "reentered text=<Re-entered core dump! Exception happened during core dump!>" },
    { "Re-enable cpu cache.", "" },
};
/* clang-format on */

static void headlines_of_every_era(void **state)
{
    (void)state;
    assert_int_equal(
        check_lines(headlines_of_every_era_rows, WHY_COUNTOF(headlines_of_every_era_rows)), 0);
}

static void headlines_that_were_damaged(void **state)
{
    (void)state;
    assert_int_equal(check_lines(headlines_that_were_damaged_rows,
                                 WHY_COUNTOF(headlines_that_were_damaged_rows)),
                     0);
}

static void detail_lines(void **state)
{
    (void)state;
    assert_int_equal(check_lines(detail_lines_rows, WHY_COUNTOF(detail_lines_rows)), 0);
}

static void cache_errors(void **state)
{
    (void)state;
    assert_int_equal(check_lines(cache_errors_rows, WHY_COUNTOF(cache_errors_rows)), 0);
}

static void memory_and_stack_protection(void **state)
{
    (void)state;
    assert_int_equal(check_lines(memory_and_stack_protection_rows,
                                 WHY_COUNTOF(memory_and_stack_protection_rows)),
                     0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headlines_of_every_era),
        cmocka_unit_test(headlines_that_were_damaged),
        cmocka_unit_test(detail_lines),
        cmocka_unit_test(cache_errors),
        cmocka_unit_test(memory_and_stack_protection),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
