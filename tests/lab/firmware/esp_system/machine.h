/* What the firmware asks of the machine below it; one implementation per architecture. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum watchdog_kind { WATCHDOG_NONE, WATCHDOG_INTERRUPT, WATCHDOG_TASK };

void machine_write(const char *text, uint32_t length);
_Noreturn void machine_power_off(void);
_Noreturn void machine_restart(void);

/* The watchdog bites once, a fixed number of instructions from now. */
void machine_arm_watchdog(enum watchdog_kind kind);
enum watchdog_kind machine_watchdog(void);

/* Raise the interrupt level as a critical section does; the watchdog stays above it. */
uint32_t machine_raise_interrupt_level(void);
void machine_restore_interrupt_level(uint32_t level);

/* A watchpoint on the lowest 32 bytes of the stack, where the core has one (Xtensa). */
void machine_watch_stack(const uint32_t *stack_low);
/* Give the core to pxCurrentTCBs[0], which has not run yet. */
_Noreturn void machine_start_first_task(void);

/* Panic: what is told about the interrupted code, in the console form of this architecture. */
enum panic_kind { PANIC_EXCEPTION, PANIC_ABORT, PANIC_TASK_WATCHDOG };

struct panic_reason {
    const char *text;
    bool pseudo; /* not an exception of the core: a watchpoint, a watchdog, a guard */
};

struct panic_reason machine_panic_reason(const uint32_t *frame);
void machine_panic_print_details(const uint32_t *frame);
void machine_panic_print_registers(const uint32_t *frame, enum panic_kind kind, bool old_form);
void machine_panic_print_stack(const uint32_t *frame);
#ifndef __XTENSA__
/* A register as the chip would show it, by its place in the frame. */
uint32_t machine_panic_register(const uint32_t *frame, unsigned index, enum panic_kind kind);
#endif

#ifdef __XTENSA__
#define OLD_FORM_HAS_SHA_BEFORE_BACKTRACE true
#else
#define OLD_FORM_HAS_SHA_BEFORE_BACKTRACE false
#endif
