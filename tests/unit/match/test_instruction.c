/* What the ELF has where a crash points: the instruction, the code around it, data. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "crash_builder.h"
#include "match/data.h"
#include "match/instruction.h"

#define FIXTURE WHY_TESTDATA "/elf/app-riscv.elf"
#define GREETING 0x3c020120u
#define COUNTERS 0x3fc89e00u

static const struct crash_recipe recipe = {
    .chip = "esp32c3",
    .reason = "Illegal instruction",
    .has_code = true,
    .code_address = 0x42000020,
    .core = { .given = true,
              .registers = { { "MEPC", 0x42000020 },
                             { "A0", GREETING + 7 },
                             { "A1", COUNTERS + 4 },
                             { "A2", 0x42000020 },
                             { "A3", 0x3fcf0000 } } },
};

struct scene {
    struct why_image image;
    struct why_crash_elf verdict;
    struct why_crash *crash;
};

static void set_up(struct scene *scene, const struct crash_recipe *from, enum why_elf_match match)
{
    struct why_firmware *firmware = NULL;
    struct why_error err = { .text = "" };

    *scene = (struct scene){ .crash = crash_build(from) };
    if (why_firmware_open(FIXTURE, &firmware, &err) != WHY_OK ||
        why_image_add(&scene->image, firmware, &err) != WHY_OK)
        fail_msg("%s", err.text);
    scene->verdict = (struct why_crash_elf){ .path = FIXTURE, .match = match };
    scene->crash->elfs = &scene->verdict;
    scene->crash->elf_count = 1;
    assert_int_equal(why_settle_instruction(scene->crash, &scene->image, &err), WHY_OK);
    assert_int_equal(why_find_data(scene->crash, &scene->image, &err), WHY_OK);
}

static void tear_down(struct scene *scene)
{
    why_crash_destroy(scene->crash);
    why_image_deinit(&scene->image);
}

static void the_elf_gives_instruction_and_code(void **state)
{
    struct scene scene;

    (void)state;
    set_up(&scene, &recipe, WHY_ELF_UNKNOWN);
    assert_non_null(scene.crash->instruction);
    assert_int_equal(scene.crash->instruction->address, 0x42000020);
    assert_string_equal(scene.crash->instruction->text, "addi a0,a0,1");
    assert_non_null(scene.crash->elf_code);
    assert_int_equal(scene.crash->elf_code->size, scene.crash->code->size);
    assert_memory_equal(scene.crash->elf_code->bytes, "\x05\x05\0\0\0\0", 6);
    tear_down(&scene);
}

static void registers_point_at_objects_and_texts(void **state)
{
    const struct why_held_data *data;
    struct scene scene;

    (void)state;
    set_up(&scene, &recipe, WHY_ELF_YES);
    data = why_crash_data(scene.crash, GREETING + 7);
    assert_non_null(data);
    assert_string_equal(data->object, "greeting");
    assert_int_equal(data->offset, 7);
    assert_string_equal(data->text, "fixture");
    data = why_crash_data(scene.crash, COUNTERS + 4);
    assert_non_null(data);
    assert_string_equal(data->object, "counters");
    assert_int_equal(data->size, 32);
    assert_null(data->text); /* RAM: it may have changed */
    assert_null(why_crash_data(scene.crash, 0x42000020));
    assert_null(why_crash_data(scene.crash, 0x3fcf0000));
    tear_down(&scene);
}

static void registers_that_miss_an_object_tell_which(void **state)
{
    struct crash_recipe missing = recipe;
    const struct why_near_data *data;
    struct scene scene;

    (void)state;
    missing.core.registers[1].value = COUNTERS - 8;
    set_up(&scene, &missing, WHY_ELF_YES);
    data = why_crash_near_data(scene.crash, COUNTERS - 8);
    assert_non_null(data);
    assert_string_equal(data->object, "counters");
    assert_int_equal(data->start, COUNTERS);
    assert_int_equal(data->size, 32);
    assert_string_equal(data->section, ".dram0.bss");
    assert_null(why_crash_near_data(scene.crash, COUNTERS + 4)); /* held */
    assert_null(why_crash_near_data(scene.crash, 0x3fcf0000));
    tear_down(&scene);
    set_up(&scene, &missing, WHY_ELF_NO);
    assert_int_equal(scene.crash->near_data_count, 0);
    tear_down(&scene);
}

static void the_elf_of_another_build_is_not_asked(void **state)
{
    struct scene scene;

    (void)state;
    set_up(&scene, &recipe, WHY_ELF_NO);
    assert_null(scene.crash->instruction);
    assert_null(scene.crash->elf_code);
    assert_int_equal(scene.crash->data_count, 0);
    tear_down(&scene);
}

static void data_is_no_instruction(void **state)
{
    struct crash_recipe in_data = recipe;
    struct scene scene;

    (void)state;
    in_data.core.registers[0].value = GREETING;
    set_up(&scene, &in_data, WHY_ELF_YES);
    assert_null(scene.crash->instruction);
    tear_down(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_elf_gives_instruction_and_code),
        cmocka_unit_test(registers_point_at_objects_and_texts),
        cmocka_unit_test(registers_that_miss_an_object_tell_which),
        cmocka_unit_test(the_elf_of_another_build_is_not_asked),
        cmocka_unit_test(data_is_no_instruction),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
