/* Xtensa: what a task leaves behind that gives up the processor by itself.
 *
 * vPortYield() writes its return address and its processor status into its own frame of 32 bytes,
 * and lets the windows spill. The register cells of that frame are the save area of its caller's
 * caller, and the core dump takes them for the task's registers. Those of the caller lie right
 * below, outside of what is dumped. Source: ESP-IDF
 * components/freertos/FreeRTOS-Kernel/portable/xtensa/portasm.S, vPortYield;
 * components/xtensa/include/xtensa_context.h, XtSolFrame;
 * components/espcoredump/src/port/xtensa/core_dump_port.c, esp_core_dump_get_regs_from_stack(). */
#ifndef WHY_UNWIND_YIELD_H
#define WHY_UNWIND_YIELD_H

#include "unwind/steps.h"

#define WHY_YIELD_FRAME_BYTES 32u

/**
 * Find the frame of vPortYield() that the registers were taken from.
 * @param sp  The stack pointer of the function that yielded.
 * @return false when there is none, and the registers are that function's own.
 */
bool why_find_yield(const struct why_walk *walk, const struct why_start *start, uint32_t *sp);

#endif
