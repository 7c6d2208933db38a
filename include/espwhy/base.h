/* Status, error text and the small words that every other header uses. */
#ifndef ESPWHY_BASE_H
#define ESPWHY_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define WHY_MUST_CHECK __attribute__((warn_unused_result))
#define WHY_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#else
#define WHY_MUST_CHECK
#define WHY_PRINTF(fmt, args)
#endif

/* Elements of an array whose size the compiler knows. */
#define WHY_COUNTOF(array) (sizeof(array) / sizeof((array)[0]))

/* Why a call could not go on. Imperfect input is never one of these: it becomes a note of the
 * crash. */
enum why_status {
    WHY_OK,
    WHY_E_NOMEM, /* memory ran out */
    WHY_E_IO,    /* a file could not be read or written */
    WHY_E_LIMIT, /* a limit of base/limits.h was reached */
    WHY_E_ELF,   /* a file is no ELF of these chips */
    WHY_E_DUMP,  /* a file holds no core dump */
    WHY_E_USAGE, /* a name given by the caller is not known */
};

#define WHY_ERROR_TEXT_BYTES 256u

/* The text of a failure, owned by the caller: failing cannot fail, and nobody frees it. */
struct why_error {
    enum why_status status;
    char text[WHY_ERROR_TEXT_BYTES]; /* lower case, no full stop, names the file or the word at
                                        fault */
};

/**
 * Record a failure where it happens.
 * @param err     May be NULL.
 * @param status  Returned unchanged, so that a caller can `return why_fail(...)`.
 * @param format  As printf; text beyond the buffer is cut.
 */
enum why_status why_fail(struct why_error *err, enum why_status status, const char *format, ...)
    WHY_PRINTF(3, 4);

/** Record that memory ran out; returns WHY_E_NOMEM. @p err may be NULL. */
enum why_status why_oom(struct why_error *err);

/* Bytes of somebody else's buffer: not terminated, may hold NUL. Passed by value. */
typedef struct why_span {
    const char *ptr;
    size_t len;
} why_span;

/* A 32-bit fact that may be absent. When `known` is false, `value` says nothing: unknown is not
 * zero. */
struct why_value {
    bool known;
    uint32_t value;
    uint32_t line_no; /* line of the log it was read from, from 1; 0: not read from a log */
};

/** Version of the library, such as "0.1.0". */
const char *why_version(void);

#ifdef __cplusplus
}
#endif

#endif
