/* How a task begins and gives up the core on RISC-V: through a software interrupt. */
#include "freertos/task.h"

#define CONTEXT_WORDS 32 /* program counter, then x1 to x31 */
#define SP 2
#define GP 3
#define TP 4
#define A0 10
#define A1 11

extern uint32_t __global_pointer$[];

volatile uint32_t yield_requested; /* cleared by the switch */

uint32_t *pxPortInitialiseStack(uint32_t *top, TaskFunction_t function, void *parameters)
{
    uint32_t *frame = top - CONTEXT_WORDS - 4;

    for (unsigned i = 0; i < CONTEXT_WORDS; i++)
        frame[i] = 0;
    frame[0] = (uint32_t)vPortTaskWrapper;
    frame[SP] = (uint32_t)(top - 4);
    frame[GP] = (uint32_t)__global_pointer$;
    frame[TP] = (uint32_t)top;
    frame[A0] = (uint32_t)function;
    frame[A1] = (uint32_t)parameters;
    return frame;
}

__attribute__((noinline)) void vPortYield(void)
{
    yield_requested = 1;
    __asm__ volatile("csrsi sip, 2" ::: "memory"); /* taken at once, when nothing forbids it */
    while (yield_requested)                        /* TASK yield */
        ;
}
