/* Counting steps, and looking at the clock now and then. */
#include "firmware/steps.h"

#include <time.h>

#define STEPS_PER_LOOK 64u /* at the clock */

static int64_t now_ms(void)
{
    struct timespec now = { .tv_sec = 0 };

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void why_steps_resume(struct why_steps *steps)
{
    steps->deadline_ms = now_ms() + steps->ms_left;
}

void why_steps_pause(struct why_steps *steps)
{
    steps->ms_left = steps->deadline_ms - now_ms();
}

bool why_steps_take(struct why_steps *steps)
{
    if (steps->left == 0)
        return false;
    steps->left--;
    if (steps->left % STEPS_PER_LOOK == 0 && now_ms() > steps->deadline_ms)
        steps->left = 0;
    return steps->left > 0;
}
