/* Coroutines: the work that is done on the other stack. */
#include "main/coroutine.h"

static __attribute__((noinline)) uint32_t count_down(uint32_t steps)
{
    uint32_t rest = steps ? count_down(steps - 1) : 0;

    __asm__ volatile("" : "+r"(rest));
    return rest + steps;
}

__attribute__((noinline)) void coroutine_step(struct coroutine *coroutine)
{
    coroutine->steps = count_down(coroutine->steps + 20);
}

#ifndef __XTENSA__
void coroutine_resume(struct coroutine *coroutine)
{
    coroutine_step(coroutine);
}
#endif
