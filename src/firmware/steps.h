/* What a walk through DWARF may cost.
 *
 * Steps bound what a sound ELF needs by far. Time bounds what steps cannot see: inside one step
 * libdw may walk as far as a hostile file tells it to. */
#ifndef WHY_FIRMWARE_STEPS_H
#define WHY_FIRMWARE_STEPS_H

#include "espwhy/base.h"

struct why_steps {
    uint32_t left;
    int64_t ms_left;     /* while paused */
    int64_t deadline_ms; /* while running, of the monotonic clock */
};

/** Set the clock running. */
void why_steps_resume(struct why_steps *steps);
/** Stop it. */
void why_steps_pause(struct why_steps *steps);
/** Take one step; false when none is left or the time is over, and from then on. */
bool why_steps_take(struct why_steps *steps);

#endif
