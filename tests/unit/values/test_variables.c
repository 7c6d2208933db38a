/* Parameters and locals of frames made by hand, with the functions of an ELF of the lab. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "crash_builder.h"
#include "values/values.h"

enum { SP = 2, S0 = 8 };

#define STACK 0x3fc90000u

struct frame_row {
    const char *function;
    uint32_t returns; /* behind its start; of the innermost frame, where it is */
    enum why_trust trust;
    uint32_t s0; /* 0: not saved */
};

struct row {
    const char *name;
    const char *elf;
    struct frame_row frames[3];
    size_t frame;
    const char *variable; /* NULL: none is wanted */
    const char *value;    /* NULL: not known */
    const char *reason;   /* part of it */
};

#define RISCV "esp32c3-o2.elf"

/* clang-format off */
static const struct row rows[] = {
    { "what the caller passed", RISCV, { { "handle_event", 0x36, WHY_TRUST_REGISTER, 0 }, { "scene_null_call", 0x12, WHY_TRUST_CFI, 0 } }, 0, "level", "75", NULL },
    { "a word on the stack is no caller", RISCV, { { "run_command.isra.0", 0xe, WHY_TRUST_REGISTER, 0 }, { "handle_event", 0x54, WHY_TRUST_SCAN, 0x12345678 } }, 0, "command", NULL, "optimized out" },
    { "a parameter that was removed", RISCV, { { "run_command.isra.0", 0xe, WHY_TRUST_REGISTER, 0 }, { "handle_event", 0x54, WHY_TRUST_CFI, 0x12345678 } }, 0, "command", "0x12345678", NULL },
    { "another function was called there", RISCV, { { "run_command.isra.0", 0xe, WHY_TRUST_REGISTER, 0 }, { "scene_null_call", 0x12, WHY_TRUST_CFI, 0x12345678 } }, 0, "command", NULL, "optimized out" },
    { "the dump has what the caller passed", RISCV, { { "reset_errors", 0x10, WHY_TRUST_REGISTER, 8 }, { "scene_result_null", 0xe, WHY_TRUST_CFI, 0 } }, 0, "address", "8", NULL },
    { "the dump has something else", RISCV, { { "reset_errors", 0x10, WHY_TRUST_REGISTER, 9 }, { "scene_result_null", 0xe, WHY_TRUST_CFI, 0 } }, 0, "address", "9", NULL },
    { "the call site alone", RISCV, { { "reset_errors", 0x10, WHY_TRUST_REGISTER, 0 }, { "scene_result_null", 0xe, WHY_TRUST_CFI, 0 } }, 0, "address", "8", NULL },
    { "nobody called", RISCV, { { "run_command.isra.0", 0xe, WHY_TRUST_REGISTER, 0 } }, 0, "command", NULL, "optimized out" },
};
/* clang-format on */

static struct why_image open_elf(const char *name)
{
    struct why_image image = { .count = 0 };
    struct why_firmware *firmware;
    struct why_error err = { .text = "" };
    char path[512];

    (void)snprintf(path, sizeof(path), "%s/lab/%s", WHY_TESTDATA, name);
    if (why_firmware_open(path, &firmware, &err) != WHY_OK)
        fail_msg("%s", err.text);
    assert_int_equal(why_image_add(&image, firmware, &err), WHY_OK);
    return image;
}

/* Innermost first: the others are in a call. */
static void make_frame(const struct row *row, size_t index, const struct why_image *image,
                       struct why_crash *crash, struct why_frame *frame)
{
    const struct frame_row *from = &row->frames[index];
    struct why_registers *registers = why_arena_alloc(crash->arena, sizeof(*registers));
    struct why_symbol symbol = { .address = 0 };
    uint32_t pc;

    assert_non_null(registers);
    if (!why_firmware_symbol(image->firmwares[0], from->function, &symbol))
        fail_msg("no symbol %s", from->function);
    pc = symbol.address + from->returns;
    registers->known = 1u << SP | (from->s0 ? 1u << S0 : 0);
    registers->value[SP] = STACK;
    registers->value[S0] = from->s0;
    *frame = (struct why_frame){
        .pc = { .known = true, .value = pc },
        .lookup = { .known = true, .value = index == 0 ? pc : pc - 1 },
        .trust = from->trust,
        .registers = registers,
    };
    assert_int_equal(why_firmware_lookup(image->firmwares[0], frame->lookup.value,
                                         &frame->functions, &frame->function_count, crash->arena,
                                         NULL),
                     WHY_OK);
}

static const struct why_variable *find(const struct why_function *function, const char *name)
{
    for (size_t i = 0; i < function->variable_count; i++)
        if (strcmp(function->variables[i].name, name) == 0)
            return &function->variables[i];
    return NULL;
}

static void check(const struct row *row, const struct why_frame *frame)
{
    const struct why_variable *variable = find(&frame->functions[0], row->variable);

    if (!variable)
        fail_msg("%s: no %s", row->name, row->variable);
    else if ((variable->value != NULL) != (row->value != NULL) ||
             (row->value && strncmp(variable->value, row->value, strlen(row->value)) != 0) ||
             (row->reason && !strstr(variable->reason, row->reason)))
        fail_msg("%s: %s, %s", row->name, variable->value ? variable->value : "not known",
                 variable->reason ? variable->reason : "no reason");
}

static void callers_tell_what_they_passed(void **state)
{
    const struct crash_recipe recipe = {
        .chip = "esp32c3", .core = { .given = true, .registers = { { "SP", STACK } } }
    };

    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(rows); i++) {
        struct why_image image = open_elf(rows[i].elf);
        struct why_crash *crash = crash_build(&recipe);
        struct why_frame frames[WHY_COUNTOF(rows[i].frames)];
        struct why_backtrace *backtrace = &crash->cores[0].backtrace;
        size_t count = 0;

        for (; count < WHY_COUNTOF(frames) && rows[i].frames[count].function; count++)
            make_frame(&rows[i], count, &image, crash, &frames[count]);
        *backtrace = (struct why_backtrace){ .source = WHY_BACKTRACE_CFI,
                                             .frames = frames,
                                             .frame_count = count };
        assert_int_equal(why_settle_variables(crash, &image, NULL), WHY_OK);
        check(&rows[i], &frames[rows[i].frame]);
        why_crash_destroy(crash);
        why_image_deinit(&image);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(callers_tell_what_they_passed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
