/* What in a crash fits the code of an ELF, and what does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "crash_builder.h"
#include "match/plausible.h"

#define RISCV_ELF WHY_TESTDATA "/elf/app-riscv.elf"
#define XTENSA_ELF WHY_TESTDATA "/elf/app-xtensa.elf"
#define PROLOGUE 0x4200002au /* of app_main(), the first of two bytes */
#define LUI 0x4200002cu      /* behind it, four bytes */
#define CALL_END 0x4200005cu /* behind its call of blink() */

struct code_case {
    const char *name;
    const char *elf;
    const char *chip;
    struct built_register pc;
    uint32_t return_address; /* 0: none */
    bool corrupted;
    struct why_plausibility wanted;
};

/* clang-format off */
static const struct code_case cases[] = {
    { "at the start of a function",   RISCV_ELF,  "esp32c3", { "MEPC", PROLOGUE },    0, false, { .torn = 0 } },
    { "at an instruction",            RISCV_ELF,  "esp32c3", { "MEPC", LUI },         0, false, { .torn = 0 } },
    { "inside of an instruction",     RISCV_ELF,  "esp32c3", { "MEPC", LUI + 2 },     0, false, { .torn = 1 } },
    { "at an odd address",            RISCV_ELF,  "esp32c3", { "MEPC", LUI + 1 },     0, false, { .torn = 1 } },
    { "where the ELF has nothing",    RISCV_ELF,  "esp32c3", { "MEPC", 0x42010000 },  0, false, { .torn = 0 } },
    { "Xtensa, at an instruction",    XTENSA_ELF, "esp32",   { "PC", 0x400d0035 },    0, false, { .torn = 0 } },
    { "Xtensa, inside of one",        XTENSA_ELF, "esp32",   { "PC", 0x400d0034 },    0, false, { .torn = 1 } },
    { "behind a call",   RISCV_ELF, "esp32c3", { "MEPC", PROLOGUE }, CALL_END,     false, { .calls = 1 } },
    { "behind no call",  RISCV_ELF, "esp32c3", { "MEPC", PROLOGUE }, CALL_END + 2, false, { .not_calls = 1 } },
    { "where there is no code", RISCV_ELF, "esp32c3", { "MEPC", PROLOGUE }, 0x42010000, false, { .outside = 1 } },
    { "in the boot ROM", RISCV_ELF, "esp32c3", { "MEPC", PROLOGUE }, 0x40001234,   false, { .outside = 0 } },
    { "in a register, behind a call", RISCV_ELF, "esp32c3", { "RA", CALL_END },  0, false, { .calls = 1 } },
    { "in a register, no code there", RISCV_ELF, "esp32c3", { "RA", 0x42010000 }, 0, false, { .outside = 1 } },
    { "in a register, not in code",   RISCV_ELF, "esp32c3", { "RA", 0x3fc90000 }, 0, false, { .outside = 0 } },
    { "in a corrupted entry", RISCV_ELF, "esp32c3", { "MEPC", PROLOGUE }, CALL_END, true, { .calls = 0 } },
};
/* clang-format on */

static struct why_plausibility judge(const struct code_case *c)
{
    struct crash_recipe recipe = {
        .chip = c->chip,
        .core = { .given = true, .corrupted = c->corrupted, .registers = { c->pc } },
    };
    struct why_crash *crash;
    struct why_image image = { .count = 0 };
    struct why_firmware *firmware = NULL;
    struct why_error err = { .text = "" };
    struct why_plausibility seen;

    if (c->return_address) {
        recipe.core.frames[0].pc = c->pc.value;
        recipe.core.frames[1].pc = c->return_address;
    }
    crash = crash_build(&recipe);
    if (why_firmware_open(c->elf, &firmware, &err) != WHY_OK)
        fail_msg("%s", err.text);
    assert_int_equal(why_image_add(&image, firmware, NULL), WHY_OK);
    seen = why_elf_plausibility(crash, &image, 0);
    why_image_deinit(&image);
    why_crash_destroy(crash);
    return seen;
}

static void return_addresses_and_program_counters_are_held_against_the_code(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(cases); i++) {
        const struct why_plausibility seen = judge(&cases[i]);
        const struct why_plausibility *wanted = &cases[i].wanted;

        if (seen.calls != wanted->calls || seen.not_calls != wanted->not_calls ||
            seen.outside != wanted->outside || seen.torn != wanted->torn)
            fail_msg("%s: %u calls, %u not, %u outside, %u torn", cases[i].name,
                     (unsigned)seen.calls, (unsigned)seen.not_calls, (unsigned)seen.outside,
                     (unsigned)seen.torn);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(return_addresses_and_program_counters_are_held_against_the_code),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
