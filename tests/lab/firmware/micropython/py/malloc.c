/* Allocation from the garbage-collected heap. */
#include "micropython/py/mpstate.h"

static void *gc_alloc(size_t num_bytes)
{
    uint8_t *block = mp_state_ctx.mem.heap_next;

    if (mp_state_ctx.mem.gc_lock_depth > 0 || block + num_bytes > mp_state_ctx.mem.heap_end)
        return NULL;
    mp_state_ctx.mem.heap_next += num_bytes;
    return block;
}

__attribute__((noinline)) void *m_malloc(size_t num_bytes)
{
    void *block = gc_alloc(num_bytes);

    if (block == NULL && num_bytes != 0)
        m_malloc_fail(num_bytes);
    return block;
}
