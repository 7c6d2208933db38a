/* The caller of a frame, by call-frame information: .debug_frame first, then .eh_frame. */
#ifndef WHY_FIRMWARE_CALLER_H
#define WHY_FIRMWARE_CALLER_H

#include "espwhy/firmware.h"
#include "model/target.h"

enum why_cfi_answer {
    WHY_CFI_NONE, /* nothing describes this address, or it is of no use */
    WHY_CFI_FOUND,
    WHY_CFI_END,     /* no caller: the return address is undefined here, or zero */
    WHY_CFI_MISSING, /* a register or a word of memory that is needed is not known */
};

/* Registers, return address and stack pointer as the caller has them at its call. */
struct why_caller {
    struct why_registers registers; /* what a call may change is not known, unless it was saved */
    uint32_t pc;                    /* return address as saved; exact when `interrupted` */
    uint32_t cfa;                   /* of the frame asked about; the caller's stack pointer */
    bool interrupted;               /* the frame is an interrupt's: the caller did not call */
    uint32_t missing;               /* WHY_CFI_MISSING: address of the word; 0: a register */
};

/**
 * Step from a frame to its caller.
 * @param lookup  Address inside the instruction or the call of the frame.
 * @param target  Registers at that point; its cfa is not used.
 * @param out     The whole of it for WHY_CFI_FOUND; only `missing` for WHY_CFI_MISSING, and `cfa`
 * where it is known.
 * @return WHY_CFI_NONE always for windowed Xtensa code, which saves its registers where the window
 * tells.
 */
enum why_cfi_answer why_firmware_caller(struct why_firmware *firmware, uint32_t lookup,
                                        const struct why_target *target, struct why_caller *out);

#endif
