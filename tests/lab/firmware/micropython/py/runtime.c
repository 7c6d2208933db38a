/* Raising exceptions from C. */
#include "micropython/py/mpstate.h"

static const mp_obj_type_t mp_type_Exception = { .name = "Exception", .flags = 1 };
const mp_obj_type_t mp_type_MemoryError = { .name = "MemoryError",
                                            .flags = 1,
                                            .parent = &mp_type_Exception };

/* No heap to be had: the one exception object that is always there. */
static __attribute__((noinline)) void *mp_obj_new_exception_msg(const mp_obj_type_t *exc_type,
                                                                const char *msg)
{
    mp_obj_exception_t *exception = &mp_state_ctx.mp_emergency_exception_obj;

    exception->base = exc_type;
    exception->message = msg;
    return exception;
}

__attribute__((noinline)) void mp_raise_msg(const mp_obj_type_t *exc_type, const char *msg)
{
    nlr_jump(mp_obj_new_exception_msg(exc_type, msg));
}

__attribute__((noinline)) void m_malloc_fail(size_t num_bytes)
{
    if (mp_state_ctx.mem.gc_lock_depth)
        mp_raise_msg(&mp_type_MemoryError, "memory allocation failed, heap is locked");
    mp_raise_msg(num_bytes ? &mp_type_MemoryError : &mp_type_Exception, "memory allocation failed");
}
