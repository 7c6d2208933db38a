/* State of the interpreter, as far as raising an exception needs it; names as MicroPython has them,
 * code of our own. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct _nlr_buf_t {
    struct _nlr_buf_t *prev;
    void *ret_val;
    uint32_t jmpbuf[2];
    void *pystack; /* offset 16 */
} nlr_buf_t;

typedef struct _mp_obj_type_t {
    const char *name;
    uint32_t flags;
    const struct _mp_obj_type_t *parent;
} mp_obj_type_t;

typedef struct _mp_obj_exception_t {
    const mp_obj_type_t *base;
    const char *message;
} mp_obj_exception_t;

typedef struct _mp_state_ctx_t {
    struct {
        uint16_t gc_lock_depth;
        uint8_t *heap_start, *heap_end, *heap_next;
    } mem;
    struct {
        uint32_t pending;
    } vm;
    struct {
        nlr_buf_t *nlr_top;
        void *pystack;
    } thread;
    mp_obj_exception_t mp_emergency_exception_obj;
} mp_state_ctx_t;

extern mp_state_ctx_t mp_state_ctx;
extern const mp_obj_type_t mp_type_MemoryError;

_Noreturn void nlr_jump(void *val);
_Noreturn void mp_raise_msg(const mp_obj_type_t *exc_type, const char *msg);
_Noreturn void m_malloc_fail(size_t num_bytes);
void *m_malloc(size_t num_bytes);
