/* The non-local return: jumps to the innermost handler of the running thread. */
#include "micropython/py/mpstate.h"

mp_state_ctx_t mp_state_ctx;

__attribute__((noinline)) void nlr_jump(void *val)
{
    nlr_buf_t *top = mp_state_ctx.thread.nlr_top;

    /* A C task that never called nlr_push has no handler: top is NULL. */
    mp_state_ctx.thread.pystack = top->pystack;
    top->ret_val = val;
    mp_state_ctx.thread.nlr_top = top->prev;
    for (;;)
        ((void (*)(nlr_buf_t *))top->jmpbuf[0])(top);
}
