/* Task control blocks: what is read from their bytes, and what is not believed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "unwind/tasks_layout.h"
#include "unwind/unwind.h"

#define ELF WHY_TESTDATA "/lab/esp32c3-og.elf"
#define TCB 0x3fc90000u
#define TCB_BYTES 0x154u
#define STACK 0x3fc91000u
#define STACK_END 0x3fc92000u

/* One control block in a crash with one ELF. */
struct scene {
    struct why_image image;
    struct why_task_layout layout;
    struct why_crash crash;
    struct why_crash_elf elf;
    struct why_memory memory;
    struct why_task task;
    uint8_t bytes[TCB_BYTES];
};

static void put(struct scene *scene, enum why_tcb_field field, uint32_t value)
{
    assert_true(scene->layout.has[field]);
    for (uint32_t i = 0; i < 4; i++)
        scene->bytes[scene->layout.fields[field].offset + i] = (uint8_t)(value >> (8 * i));
}

static void put_name(struct scene *scene, const char *name, size_t len)
{
    memcpy(scene->bytes + scene->layout.fields[WHY_TCB_NAME].offset, name, len);
}

static uint32_t list(const struct scene *scene, const char *name)
{
    struct why_symbol symbol;

    if (!why_firmware_symbol(scene->image.firmwares[0], name, &symbol))
        fail_msg("no symbol %s", name);
    return symbol.address;
}

static int make_scene(void **state)
{
    static struct scene scene;
    struct why_firmware *firmware = NULL;

    scene = (struct scene){ .task = { .tcb = { .known = true, .value = TCB } } };
    if (why_firmware_open(ELF, &firmware, NULL) != WHY_OK ||
        why_image_add(&scene.image, firmware, NULL) != WHY_OK ||
        !why_task_layout_of(firmware, &scene.layout))
        return 1;
    scene.elf = (struct why_crash_elf){ .path = ELF, .match = WHY_ELF_YES };
    scene.memory = (struct why_memory){ .address = TCB, .size = TCB_BYTES, .bytes = scene.bytes };
    scene.crash = (struct why_crash){ .arena = why_arena_create((size_t)1024 * 1024),
                                      .chip = why_chip_find("esp32c3"),
                                      .arch = why_arch_get(WHY_ARCH_RISCV),
                                      .memory = &scene.memory,
                                      .memory_count = 1,
                                      .tasks = &scene.task,
                                      .task_count = 1,
                                      .elfs = &scene.elf,
                                      .elf_count = 1 };
    put(&scene, WHY_TCB_OWNER, TCB);
    put(&scene, WHY_TCB_TOP, STACK + 0x400);
    put(&scene, WHY_TCB_STACK, STACK);
    put(&scene, WHY_TCB_STACK_END, STACK_END);
    put(&scene, WHY_TCB_PRIORITY, 5);
    put(&scene, WHY_TCB_CORE, 0);
    put_name(&scene, "worker", sizeof("worker"));
    *state = &scene;
    return 0;
}

static int drop_scene(void **state)
{
    struct scene *scene = *state;

    why_image_deinit(&scene->image);
    why_arena_destroy(scene->crash.arena);
    return 0;
}

static void settle(struct scene *scene)
{
    assert_int_equal(why_settle_tasks(&scene->crash, &scene->image, NULL), WHY_OK);
}

static void members_are_read(void **state)
{
    struct scene *scene = *state;

    settle(scene);
    assert_string_equal(scene->task.name, "worker");
    assert_true(scene->task.priority.known);
    assert_int_equal(scene->task.priority.value, 5);
    assert_true(scene->task.core.known);
    assert_int_equal(scene->task.stack_lo.value, STACK);
    assert_int_equal(scene->task.stack_hi.value, STACK_END);
    assert_int_equal(scene->task.stack_used.value, STACK_END - STACK - 0x400);
    assert_int_equal(scene->task.stack_free.value, 0x400);
    assert_int_equal(scene->crash.note_count, 0);
}

/* clang-format off */
static const struct {
    const char *name;
    const char *container;
    const char *event;   /* list that it waits in; NULL: none */
    enum why_task_state state;
} states[] = {
    { "ready", "pxReadyTasksLists", NULL, WHY_TASK_READY },
    { "delayed", "xDelayedTaskList1", NULL, WHY_TASK_BLOCKED },
    { "suspended", "xSuspendedTaskList", NULL, WHY_TASK_SUSPENDED },
    { "waits for ever", "xSuspendedTaskList", "pxReadyTasksLists", WHY_TASK_BLOCKED },
    { "a list that nobody knows", "app_main", NULL, WHY_TASK_UNKNOWN },
};
/* clang-format on */

static void the_list_tells_the_state(void **state)
{
    struct scene *scene = *state;

    for (size_t i = 0; i < WHY_COUNTOF(states); i++) {
        put(scene, WHY_TCB_STATE, list(scene, states[i].container));
        put(scene, WHY_TCB_EVENT, states[i].event ? list(scene, states[i].event) : 0);
        scene->task.state = WHY_TASK_UNKNOWN;
        settle(scene);
        if (scene->task.state != states[i].state)
            fail_msg("%s: %d", states[i].name, (int)scene->task.state);
    }
}

static void a_crashed_task_ran(void **state)
{
    struct scene *scene = *state;

    scene->task.crashed = true;
    put(scene, WHY_TCB_STATE, list(scene, "xDelayedTaskList1"));
    settle(scene);
    assert_int_equal(scene->task.state, WHY_TASK_RUNNING);
    assert_string_equal(scene->crash.task, "worker");
}

/* Bytes in use, from a stack pointer in the registers; 0: not known. */
static uint32_t use_at(struct scene *scene, uint32_t sp)
{
    const struct why_register cell = { .name = "SP", .value = { .known = true, .value = sp } };

    scene->task.crashed = true;
    scene->task.registers = &cell;
    scene->task.register_count = 1;
    scene->task.stack_used.known = false;
    scene->task.stack_below = 0;
    settle(scene);
    scene->task.register_count = 0;
    return scene->task.stack_used.known ? scene->task.stack_used.value : 0;
}

static void stack_of_a_crashed_task_is_that_of_the_crash(void **state)
{
    struct scene *scene = *state;
    const struct why_core_dump in_isr = { .in_isr = { .known = true, .value = 1 } };

    assert_int_equal(use_at(scene, STACK + 0x200), STACK_END - STACK - 0x200);
    assert_int_equal(scene->task.stack_free.value, 0x200);
    assert_int_equal(use_at(scene, STACK - 48), STACK_END - STACK + 48);
    assert_int_equal(scene->task.stack_below, 48);
    assert_int_equal(scene->task.stack_free.value, 0);
    assert_int_equal(use_at(scene, STACK_END + 4), 0); /* some other stack */
    assert_int_equal(use_at(scene, STACK - (STACK_END - STACK) - 4), 0);
    scene->crash.dump = &in_isr;
    assert_int_equal(use_at(scene, STACK + 0x200), 0);
}

static void another_task_in_the_log_is_noted(void **state)
{
    struct scene *scene = *state;

    scene->task.crashed = true;
    scene->crash.task = "main";
    settle(scene);
    assert_string_equal(scene->crash.task, "main");
    assert_int_equal(scene->crash.note_count, 1);
    assert_non_null(strstr(scene->crash.notes[0].text, "worker"));
}

static void an_elf_of_another_build_tells_nothing(void **state)
{
    struct scene *scene = *state;

    scene->elf.match = WHY_ELF_NO;
    settle(scene);
    assert_null(scene->task.name);
    assert_false(scene->task.priority.known);
}

static void without_an_elf_nothing_is_guessed(void **state)
{
    struct scene *scene = *state;

    scene->crash.elf_count = 0;
    settle(scene);
    assert_null(scene->task.name);
    assert_int_equal(scene->task.state, WHY_TASK_UNKNOWN);
}

static void a_block_that_is_not_its_own_owner_is_damaged(void **state)
{
    struct scene *scene = *state;

    put(scene, WHY_TCB_OWNER, 0xdeadbeef);
    settle(scene);
    assert_string_equal(scene->task.name, "worker"); /* the layout is certain */
    assert_int_equal(scene->crash.note_count, 1);
    scene->elf.match = WHY_ELF_UNKNOWN;
    scene->task.name = NULL;
    settle(scene);
    assert_null(scene->task.name);
    assert_int_equal(scene->crash.note_count, 2);
}

static void values_that_cannot_be_are_not_known(void **state)
{
    struct scene *scene = *state;

    put(scene, WHY_TCB_CORE, 0x7fffffff);
    put(scene, WHY_TCB_PRIORITY, 100000);
    put(scene, WHY_TCB_TOP, STACK - 16);
    put_name(scene, "\x01\x02", 2);
    settle(scene);
    assert_false(scene->task.core.known);
    assert_false(scene->task.priority.known);
    assert_true(scene->task.stack_lo.known);
    assert_false(scene->task.stack_used.known);
    assert_null(scene->task.name);
}

static void a_name_without_end_is_as_long_as_its_member(void **state)
{
    struct scene *scene = *state;

    put_name(scene, "0123456789abcdef", scene->layout.fields[WHY_TCB_NAME].size);
    settle(scene);
    assert_int_equal(strlen(scene->task.name), scene->layout.fields[WHY_TCB_NAME].size);
}

/* Any piece of a block: no crash, and no member that is not there. */
static void a_cut_block_is_read_as_far_as_it_goes(void **state)
{
    struct scene *scene = *state;

    for (scene->memory.size = 0; scene->memory.size < TCB_BYTES; scene->memory.size++) {
        scene->task = (struct why_task){ .tcb = { .known = true, .value = TCB } };
        settle(scene);
        if (scene->task.name)
            assert_true(scene->memory.size >= scene->layout.fields[WHY_TCB_NAME].offset);
    }
}

static void made_up_stacks_have_no_size(void **state)
{
    struct scene *scene = *state;

    scene->task.fake_stack = true;
    settle(scene);
    assert_false(scene->task.stack_used.known);
}

#define SCENE_TEST(test) cmocka_unit_test_setup_teardown(test, make_scene, drop_scene)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE_TEST(members_are_read),
        SCENE_TEST(the_list_tells_the_state),
        SCENE_TEST(a_crashed_task_ran),
        SCENE_TEST(stack_of_a_crashed_task_is_that_of_the_crash),
        SCENE_TEST(another_task_in_the_log_is_noted),
        SCENE_TEST(an_elf_of_another_build_tells_nothing),
        SCENE_TEST(without_an_elf_nothing_is_guessed),
        SCENE_TEST(a_block_that_is_not_its_own_owner_is_damaged),
        SCENE_TEST(values_that_cannot_be_are_not_known),
        SCENE_TEST(a_name_without_end_is_as_long_as_its_member),
        SCENE_TEST(a_cut_block_is_read_as_far_as_it_goes),
        SCENE_TEST(made_up_stacks_have_no_size),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
