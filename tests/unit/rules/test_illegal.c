/* Illegal instructions beside the ELF: traps, undefined bits, flash that was read wrongly. */
#include <assert.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "crash_builder.h"

/* clang-format off */
#define ONES { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff }
#define GOOD { 0x36, 0x41, 0x00, 0x20, 0x82, 0x22, 0x04, 0x00, 0x10, 0x20, 0x1d, 0xf0 }
#define STUCK { 0x36, 0x41, 0x00, 0x20, 0xfe, 0xff, 0x7f, 0xff, 0x10, 0x20, 0x1d, 0xf0 }
#define CACHE_OFF { 0xad, 0x0b, 0xd0, 0xba, 0xad, 0x0b, 0xd0, 0xba, 0xad, 0x0b, 0xd0, 0xba }
#define LOAD { 0x82, 0x22, 0x04, 0x00 } /* l32i a8, a2, 16 */
/* clang-format on */

static const struct verdict_case cases[] = {
    { .name = "ones where the ELF has code are erased flash",
      .crash = { .chip = "esp32",
                 .reason = "IllegalInstruction",
                 .has_code = true,
                 .code_address = 0x400d1230,
                 .code = ONES,
                 .has_instruction = true,
                 .instruction = LOAD,
                 .has_elf_code = true,
                 .elf_code = GOOD,
                 .elf = WHY_ELF_YES,
                 .core = { .given = true, .registers = { { "PC", 0x400d1234 } } } },
      .verdict = "flash-read-failure/erased certain",
      .contributing = "illegal-instruction",
      .says = "the ELF has l32i a8, a2, 16 at 0x400d1234 (0x042282); the processor got 0xffffff" },
    { .name = "with an ELF that nothing confirms they are likely so",
      .crash = { .chip = "esp32",
                 .reason = "IllegalInstruction",
                 .has_code = true,
                 .code_address = 0x400d1230,
                 .code = ONES,
                 .has_instruction = true,
                 .instruction = LOAD,
                 .has_elf_code = true,
                 .elf_code = GOOD,
                 .core = { .given = true, .registers = { { "PC", 0x400d1234 } } } },
      .verdict = "flash-read-failure/erased likely" },
    { .name = "one word that differs among words that do not",
      .crash = { .chip = "esp32",
                 .reason = "IllegalInstruction",
                 .has_code = true,
                 .code_address = 0x400d1230,
                 .code = STUCK,
                 .has_instruction = true,
                 .instruction = LOAD,
                 .has_elf_code = true,
                 .elf_code = GOOD,
                 .core = { .given = true, .registers = { { "PC", 0x400d1234 } } } },
      .verdict = "flash-read-failure/differs-from-elf certain",
      .says = "of the 3 words that the memory dump shows, 2 are as in the ELF" },
    { .name = "RISC-V tells the bits that it got",
      .crash = { .chip = "esp32c3",
                 .reason = "Illegal instruction",
                 .has_instruction = true,
                 .instruction = { 0x05, 0x05, 0x00, 0x00 }, /* addi a0,a0,1 */
                 .elf = WHY_ELF_YES,
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x42006960 }, { "MTVAL", 0xffff7fff } } } },
      .verdict = "flash-read-failure/differs-from-elf certain",
      .says = "(0x0505); the processor got 0x7fff" },
    { .name = "bytes that differ in RAM were overwritten, not read wrongly",
      .crash = { .chip = "esp32c3",
                 .reason = "Illegal instruction",
                 .has_instruction = true,
                 .instruction = { 0x05, 0x05, 0x00, 0x00 },
                 .elf = WHY_ELF_YES,
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x40381000 }, { "MTVAL", 0xffff7fff } } } },
      .verdict = "illegal-instruction certain",
      .silent = "flash-read-failure",
      .says = "the memory was overwritten" },
    { .name = "an ELF that may be another build's proves nothing",
      .crash = { .chip = "esp32c3",
                 .reason = "Illegal instruction",
                 .has_instruction = true,
                 .instruction = { 0x05, 0x05, 0x00, 0x00 },
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x42006960 }, { "MTVAL", 0xffff7fff } } } },
      .verdict = "illegal-instruction certain",
      .silent = "flash-read-failure" },
    { .name = "bad00bad is the cache, not the flash",
      .crash = { .chip = "esp32",
                 .reason = "IllegalInstruction",
                 .has_code = true,
                 .code_address = 0x400d1230,
                 .code = CACHE_OFF,
                 .has_instruction = true,
                 .instruction = LOAD,
                 .elf = WHY_ELF_YES,
                 .core = { .given = true, .registers = { { "PC", 0x400d1234 } } } },
      .verdict = "cache-disabled-access/code-in-flash certain",
      .silent = "flash-read-failure" },
    { .name = "a trap of the compiler stands in the ELF",
      .crash = { .chip = "esp32c3",
                 .reason = "Illegal instruction",
                 .has_instruction = true,
                 .instruction = { 0x00, 0x00, 0x00, 0x00 },
                 .elf = WHY_ELF_YES,
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x42006960 }, { "MTVAL", 0 } } } },
      .verdict = "illegal-instruction/trap certain",
      .says = "which is a trap, put there on purpose" },
    { .name = "bits that this chip lacks stand in the ELF",
      .crash = { .chip = "esp32c3",
                 .reason = "Illegal instruction",
                 .has_instruction = true,
                 .instruction = { 0x53, 0x75, 0xb5, 0x00 }, /* fadd.s fa0,fa0,fa1 */
                 .elf = WHY_ELF_YES,
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x42006960 }, { "MTVAL", 0x00b57553 } } } },
      .verdict = "illegal-instruction/undefined certain",
      .says = "no instruction of this processor" },
    { .name = "a good instruction in the ELF, and the chip does not tell what it got",
      .crash = { .chip = "esp32c3",
                 .reason = "Illegal instruction",
                 .has_instruction = true,
                 .instruction = { 0x05, 0x05, 0x00, 0x00 },
                 .elf = WHY_ELF_YES,
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x42006960 }, { "MTVAL", 0 } } } },
      .verdict = "illegal-instruction certain",
      .silent = "flash-read-failure",
      .says = "what the processor got was another one" },
    { .name = "a table in code memory is data",
      .crash = { .chip = "esp32c3",
                 .reason = "Illegal instruction",
                 .has_instruction = true,
                 .instruction = { 0xff, 0xff, 0xff, 0xff },
                 .elf = WHY_ELF_YES,
                 .data = { { .address = 0x40381000, .object = "gamma_table" } },
                 .core = { .given = true,
                           .registers = { { "MEPC", 0x40381000 }, { "MTVAL", 0xffffffff } } } },
      .verdict = "illegal-instruction/data certain",
      .says = "the ELF has data there: \"gamma_table\"" },
};

static void the_elf_tells_why_it_is_illegal(void **state)
{
    (void)state;
    static_assert(WHY_COUNTOF(cases) > 0, "a table without cases tests nothing");
    assert_int_equal(check_verdicts(cases, WHY_COUNTOF(cases)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_elf_tells_why_it_is_illegal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
