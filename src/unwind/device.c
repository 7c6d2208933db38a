/* The backtrace that an Xtensa chip printed: what can be checked and mended. */
#include "unwind/steps.h"

void why_check_device_xtensa(struct why_walk *walk, const struct why_core *core)
{
    (void)walk;
    (void)core;
}
