/* What memory itself forbids: read-only, misaligned, word-only. */
#include <assert.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "crash_builder.h"

static const struct verdict_case cases[] = {
    { .name = "store to constants in flash",
      .crash = { .chip = "esp32c3",
                 .reason = "Store access fault",
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x42006960 },
                                          { "A0", 0x3c023000 },
                                          { "MTVAL", 0x3c023004 } } } },
      .verdict = "write-to-readonly/flash-constant certain",
      .silent = "wild-pointer",
      .says = "A0 holds 0x3c023000" },
    { .name = "the ELF names the constant and the store",
      .crash = { .chip = "esp32c3",
                 .reason = "Store access fault",
                 .has_instruction = true,
                 .instruction = { 0x23, 0x05, 0xf5, 0x00 }, /* sb a5,10(a0) */
                 .data = { { .address = 0x3c02300a, .text = "name", .section = ".flash.rodata" } },
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x42006960 },
                                          { "A0", 0x3c023000 },
                                          { "MTVAL", 0x3c02300a } } } },
      .verdict = "write-to-readonly/flash-constant certain",
      .says = "the ELF has there: the text \"name\" in .flash.rodata" },
    { .name = "an instruction that does not store there is another build's, or the fault came late",
      .crash = { .chip = "esp32c3",
                 .reason = "Store access fault",
                 .has_instruction = true,
                 .instruction = { 0x05, 0x05, 0x00, 0x00 }, /* addi a0,a0,1 */
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x42006960 }, { "MTVAL", 0x3c02300a } } } },
      .verdict = "write-to-readonly/flash-constant likely",
      .says = "does not fit the report" },
    { .name = "store to code in flash",
      .crash = { .chip = "esp32c3",
                 .reason = "Store access fault",
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x42006960 }, { "MTVAL", 0x42001000 } } } },
      .verdict = "write-to-readonly/code certain" },
    { .name = "store to ROM",
      .crash = { .chip = "esp32c6",
                 .reason = "Store access fault",
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x42006960 }, { "MTVAL", 0x40001000 } } } },
      .verdict = "write-to-readonly/rom certain" },
    { .name = "store to protected code in RAM",
      .crash = { .chip = "esp32c3",
                 .reason = "Store access fault",
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x42006960 }, { "MTVAL", 0x40381000 } } } },
      .verdict = "write-to-readonly/code likely" },
    { .name = "LoadStoreError on constants in flash is a store",
      .crash = { .chip = "esp32",
                 .reason = "LoadStoreError",
                 .core = { .given = true,
                           .registers = { { "PC", 0x400d1234 }, { "EXCVADDR", 0x3f401234 } } } },
      .verdict = "write-to-readonly/flash-constant likely" },
    { .name = "the cache unit names the write",
      .crash = { .chip = "esp32s3",
                 .reason = "Cache error",
                 .core = { .given = true, .registers = { { "PC", 0x42007c21 } } },
                 .statements = { { .kind = WHY_SAYS_CACHE_DETAIL,
                                   .text = "Dbus write to cache rejected, error address: "
                                           "0x3c023000" } } },
      .verdict = "write-to-readonly/flash-constant certain",
      .silent = "cache-disabled-access" },
    { .name = "a read of constants in flash is no write",
      .crash = { .chip = "esp32c3",
                 .reason = "Load access fault",
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x42006960 }, { "MTVAL", 0x3c023004 } } } },
      .verdict = "wild-pointer/read possible",
      .silent = "write-to-readonly" },
    { .name = "a store to ordinary RAM is no write to read-only memory",
      .crash = { .chip = "esp32c3",
                 .reason = "Store access fault",
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x42006960 }, { "MTVAL", 0x3fc90000 } } } },
      .verdict = "wild-pointer/write possible",
      .silent = "write-to-readonly" },
    { .name = "byte access to IRAM",
      .crash = { .chip = "esp32",
                 .reason = "LoadStoreError",
                 .core = { .given = true,
                           .registers = { { "PC", 0x4000c2f0 }, { "EXCVADDR", 0x40081235 } } } },
      .verdict = "narrow-access likely",
      .silent = "write-to-readonly" },
    { .name = "byte access to IRAM, proven by the instruction",
      .crash = { .chip = "esp32",
                 .reason = "LoadStoreError",
                 .has_instruction = true,
                 .instruction = { 0x82, 0x02, 0x01, 0x00 }, /* l8ui a8, a2, 1 */
                 .core = { .given = true,
                           .registers = { { "PC", 0x400d1234 },
                                          { "A2", 0x40081234 },
                                          { "EXCVADDR", 0x40081235 } } } },
      .verdict = "narrow-access/read certain",
      .says = "a 1-byte load from A2 + 1, and A2 = 0x40081234" },
    { .name = "a whole word there is refused for another reason",
      .crash = { .chip = "esp32",
                 .reason = "LoadStoreError",
                 .has_instruction = true,
                 .instruction = { 0x82, 0x22, 0x04, 0x00 }, /* l32i a8, a2, 16 */
                 .core = { .given = true,
                           .registers = { { "PC", 0x400d1234 },
                                          { "A2", 0x40081224 },
                                          { "EXCVADDR", 0x40081234 } } } },
      .verdict = "narrow-access/read possible" },
    { .name = "the instruction of a misaligned access tells its size",
      .crash = { .chip = "esp32",
                 .reason = "LoadStoreAlignment",
                 .has_instruction = true,
                 .instruction = { 0x82, 0x22, 0x04, 0x00 }, /* l32i a8, a2, 16 */
                 .core = { .given = true,
                           .registers = { { "PC", 0x400d1234 },
                                          { "A2", 0x3ffb1001 },
                                          { "EXCVADDR", 0x3ffb1011 } } } },
      .verdict = "misaligned-access/read certain",
      .says = "a 4-byte load from A2 + 16, and A2 = 0x3ffb1001" },
    { .name = "misaligned read",
      .crash = { .chip = "esp32c3",
                 .reason = "Load address misaligned",
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x42006960 }, { "MTVAL", 0x3fc90001 } } } },
      .verdict = "misaligned-access/read certain",
      .says = "1 beyond a multiple of 4" },
    { .name = "misaligned, and near NULL besides",
      .crash = { .chip = "esp32",
                 .reason = "LoadStoreAlignment",
                 .core = { .given = true,
                           .registers = { { "PC", 0x400d1234 }, { "EXCVADDR", 0x6 } } } },
      .verdict = "misaligned-access certain",
      .silent = "null-deref",
      .says = "NULL + 6" },
    { .name = "an odd address alone is not misalignment",
      .crash = { .chip = "esp32",
                 .reason = "LoadProhibited",
                 .core = { .given = true,
                           .registers = { { "PC", 0x400d1234 }, { "EXCVADDR", 0x90000001 } } } },
      .verdict = "wild-pointer/read certain",
      .silent = "misaligned-access" },
};

static void refused_accesses_are_told_apart(void **state)
{
    (void)state;
    static_assert(WHY_COUNTOF(cases) > 0, "a table without cases tests nothing");
    assert_int_equal(check_verdicts(cases, WHY_COUNTOF(cases)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refused_accesses_are_told_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
