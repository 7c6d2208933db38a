/* What can go wrong in this firmware, by name. */
#pragma once

#include <stdbool.h>

#include "freertos/task.h"

struct scene {
    const char *name;
    void (*run)(void);
    const char *task_name; /* a task of its own instead of main */
    TaskFunction_t task;
    bool unwatched; /* no watchpoint at the end of the stack: only the canary is left */
    bool returns;   /* its task function returns, which it must not */
};

const struct scene *scene_find(const char *name);
void app_main(const struct scene *scene);

/* actuator.c */
void scene_null_call(void);
void scene_wild_jump(void);
void scene_execute_data(void);
void scene_execute_zeros(void);
void scene_execute_table(void);
/* bus.c */
void scene_interrupt_wdt(void);
void scene_interrupt_wdt_list(void);
void scene_interrupt_wdt_isr(void);
void scene_task_wdt(void);
void scene_kernel_list(void);
void scene_misaligned(void);
/* config.c */
void scene_write_const(void);
void scene_write_code(void);
void scene_write_rom(void);
void scene_abort(void);
void scene_assert(void);
void scene_esp_error_check(void);
/* display.c */
void scene_flash_erased(void);
void scene_flash_differs(void);
void scene_compiler_trap(void);
void scene_undefined_opcode(void);
void scene_breakpoint(void);
void scene_divide_by_zero(void);
/* json.c */
void scene_stack_overflow(void);
void scene_stack_canary(void);
void scene_stack_smash(void);
void scene_continues(void);
void scene_corrupted_stack(void);
void scene_double_exception(void);
/* network.c */
void scene_wild_string(void);
void scene_wild_integer(void);
void scene_error_code_pointer(void);
void scene_use_after_free(void);
void scene_uninitialized(void);
void scene_heap_tail(void);
void scene_double_free(void);
void scene_invalid_free(void);
void scene_out_of_memory(void);
/* sensors.c */
void scene_null_read(void);
void scene_null_write(void);
/* valve.cpp */
void scene_cxx_null(void);
