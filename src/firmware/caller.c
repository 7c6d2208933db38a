/* Call-frame information. */
#include "firmware/caller.h"

enum why_cfi_answer why_firmware_caller(struct why_firmware *firmware, uint32_t lookup,
                                        const struct why_target *target, struct why_caller *out)
{
    (void)firmware;
    (void)lookup;
    (void)target;
    (void)out;
    return WHY_CFI_NONE;
}
