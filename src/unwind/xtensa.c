/* Xtensa stacks. */
#include "unwind/steps.h"

void why_walk_xtensa(struct why_walk *walk, const struct why_start *start)
{
    (void)walk;
    (void)start;
}
