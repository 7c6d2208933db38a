/* Does an ELF fit a crash? In the build that crashed every return address follows a call, and the
 * program counter is at an instruction. */
#ifndef WHY_MATCH_PLAUSIBLE_H
#define WHY_MATCH_PLAUSIBLE_H

#include "espwhy/crash.h"
#include "firmware/image.h"

/* Return addresses that the log has, and program counters, against the ELF's code. */
struct why_plausibility {
    uint32_t calls;     /* return addresses that follow a call there */
    uint32_t not_calls; /* that do not */
    uint32_t outside; /* in code memory, where this ELF of an application has none, nor has another
                         one */
    uint32_t torn;    /* program counters inside of an instruction */
};

/** Count over all cores of a crash; the last entry of a corrupted backtrace proves nothing and is
 * left out.
 * @param image  All ELF files that may be of account.
 * @param i      The place in it of the one in question. */
struct why_plausibility why_elf_plausibility(const struct why_crash *crash,
                                             const struct why_image *image, size_t i);

#endif
