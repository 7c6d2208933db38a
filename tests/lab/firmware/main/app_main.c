/* Entry of the application: plays the scene that was asked for. */
#include "esp_system/console.h"
#include "esp_system/libc.h"
#include "main/scenes.h"
#include "micropython/serverstask.h"
#include "pointers/scenes.h"

/* clang-format off */
static const struct scene scenes[] = {
    { .name = "null-read",          .run = scene_null_read },
    { .name = "null-write",         .run = scene_null_write },
    { .name = "cxx-null",           .run = scene_cxx_null },
    { .name = "null-call",          .run = scene_null_call },
    { .name = "wild-jump",          .run = scene_wild_jump },
    { .name = "execute-data",       .run = scene_execute_data },
    { .name = "execute-zeros",      .run = scene_execute_zeros },
    { .name = "execute-table",      .run = scene_execute_table },
    { .name = "compiler-trap",      .run = scene_compiler_trap },
    { .name = "undefined-opcode",   .run = scene_undefined_opcode },
    { .name = "breakpoint",         .run = scene_breakpoint },
    { .name = "divide-by-zero",     .run = scene_divide_by_zero },
    { .name = "flash-erased",       .run = scene_flash_erased },
    { .name = "flash-differs",      .run = scene_flash_differs },
    { .name = "write-const",        .run = scene_write_const },
    { .name = "write-code",         .run = scene_write_code },
    { .name = "write-rom",          .run = scene_write_rom },
    { .name = "wild-string",        .run = scene_wild_string },
    { .name = "wild-integer",       .run = scene_wild_integer },
    { .name = "error-code-pointer", .run = scene_error_code_pointer },
    { .name = "use-after-free",     .run = scene_use_after_free },
    { .name = "uninitialized",      .run = scene_uninitialized },
    { .name = "misaligned",         .run = scene_misaligned },
    { .name = "stack-overflow",     .run = scene_stack_overflow },
    { .name = "stack-canary",       .run = scene_stack_canary, .unwatched = true },
    { .name = "stack-smash",        .run = scene_stack_smash },
    { .name = "corrupted-stack",    .run = scene_corrupted_stack },
    { .name = "continues",          .run = scene_continues },
    { .name = "double-exception",   .run = scene_double_exception },
    { .name = "abort",              .run = scene_abort },
    { .name = "assert",             .run = scene_assert },
    { .name = "esp-error-check",    .run = scene_esp_error_check },
    { .name = "heap-tail",          .run = scene_heap_tail },
    { .name = "double-free",        .run = scene_double_free },
    { .name = "invalid-free",       .run = scene_invalid_free },
    { .name = "out-of-memory",      .run = scene_out_of_memory },
    { .name = "kernel-list",        .run = scene_kernel_list },
    { .name = "interrupt-wdt",      .run = scene_interrupt_wdt },
    { .name = "interrupt-wdt-list", .run = scene_interrupt_wdt_list },
    { .name = "interrupt-wdt-isr",  .run = scene_interrupt_wdt_isr },
    { .name = "task-wdt",           .run = scene_task_wdt },
    { .name = "task-returned",      .run = 0, .returns = true },
    { .name = "reboot-loop",        .run = scene_null_write },
    { .name = "old-form",           .run = scene_null_read },
    { .name = "gc-heap-locked",     .task_name = "TASK_Servers", .task = TASK_Servers }, POINTER_SCENES
};
/* clang-format on */
const struct scene *scene_find(const char *name)
{
    for (unsigned i = 0; i < sizeof(scenes) / sizeof(scenes[0]); i++)
        if (strcmp(scenes[i].name, name) == 0)
            return &scenes[i];
    return 0;
}

__attribute__((noinline)) void app_main(const struct scene *scene)
{
    ESP_LOGI("app", "greenhouse controller, zone 2");
    if (scene->run)
        scene->run();
}
