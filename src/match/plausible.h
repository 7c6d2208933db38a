/* Does an ELF fit a backtrace? Every return address follows a call in the build it was taken of. */
#ifndef WHY_MATCH_PLAUSIBLE_H
#define WHY_MATCH_PLAUSIBLE_H

#include "espwhy/crash.h"
#include "firmware/firmware.h"

/* Return addresses of the printed backtraces that lie in the ELF's code. */
struct why_plausibility {
    uint32_t calls;     /* that follow a call there */
    uint32_t not_calls; /* that do not */
};

/** Count over all cores of a crash; the last entry of a corrupted backtrace proves nothing and is
 * left out. */
struct why_plausibility why_elf_plausibility(const struct why_crash *crash,
                                             const struct why_firmware *firmware);

#endif
