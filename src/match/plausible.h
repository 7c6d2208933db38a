/* Does an ELF fit a crash? In the build that crashed every return address follows a call, and the
 * program counter is at an instruction. */
#ifndef WHY_MATCH_PLAUSIBLE_H
#define WHY_MATCH_PLAUSIBLE_H

#include "espwhy/crash.h"
#include "firmware/firmware.h"

/* Return addresses of the printed backtraces, and program counters, that lie in the ELF's code. */
struct why_plausibility {
    uint32_t calls;     /* return addresses that follow a call there */
    uint32_t not_calls; /* that do not */
    uint32_t torn;      /* program counters inside of an instruction */
};

/** Count over all cores of a crash; the last entry of a corrupted backtrace proves nothing and is
 * left out. */
struct why_plausibility why_elf_plausibility(const struct why_crash *crash,
                                             struct why_firmware *firmware);

#endif
