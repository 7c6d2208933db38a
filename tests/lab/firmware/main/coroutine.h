/* Coroutines: a stack pointer of one's own. */
#pragma once

#include <stdint.h>

struct coroutine {
    uint32_t *stack;
    uint32_t steps;
};

void coroutine_resume(struct coroutine *coroutine);
void coroutine_step(struct coroutine *coroutine);
