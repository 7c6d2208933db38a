/* Xtensa register windows: what a return address tells.
 *
 * A windowed call leaves its size in the two top bits of the return address, in place of those of
 * the address. Source: Xtensa ISA manual, Windowed Register Option. */
#ifndef WHY_UNWIND_WINDOW_H
#define WHY_UNWIND_WINDOW_H

#include "unwind/walk.h"

#define WHY_WINDOW_SAVE_BYTES 16u /* a0 to a3 of the caller, right below the stack pointer */

enum why_return {
    WHY_RETURN_NOT_CODE,   /* nothing can run there */
    WHY_RETURN_NO_CALL,    /* no call that opens such a window ends there */
    WHY_RETURN_UNREADABLE, /* it can run, but the instruction before it is not at hand */
    WHY_RETURN_CALL,
};

/** Registers that the call moved the window by: 4, 8, 12; 0: a CALL0, or no return address. */
unsigned why_window_of(uint32_t raw);
/** The same, of the processor status: what the last call instruction left for ENTRY. */
unsigned why_window_of_status(uint32_t ps);
/** True when the address can run; where the chip is not known, when it looks like code. */
bool why_can_run(const struct why_walk *walk, uint32_t address);
/**
 * Does a windowed call end at an address?
 * @param address  With its window bits replaced.
 * @param window   4, 8, 12, or 0 for any.
 * @param call     Written for WHY_RETURN_CALL.
 */
enum why_return why_check_return(const struct why_walk *walk, uint32_t address, unsigned window,
                                 struct why_insn *call);
/**
 * Can this call have led to an address of its callee? False when its target is known to be the
 * start of another function: windowed code has no tail calls.
 * @param callee  Where the frame above is, inside the instruction or the call.
 */
bool why_call_fits(const struct why_walk *walk, const struct why_insn *call, uint32_t callee);
/**
 * True in the code that takes interrupts and exceptions. It was not called; its "return address" is
 * the very instruction that was interrupted. Source: ESP-IDF
 * components/freertos/FreeRTOS-Kernel/portable/xtensa/xtensa_vectors.S, pseudo base-save area.
 */
bool why_is_dispatcher(const struct why_walk *walk, uint32_t address);

#endif
