/* A growing, always terminated text buffer: the output of every formatter.
 *
 * Invariants: `text` is never NULL and text[len] == 0. Appending never fails visibly: when memory
 * runs out the buffer latches `failed`, keeps what it had, and its owner looks once, at the end. An
 * initialised buffer owns its memory until why_strbuf_deinit(). */
#ifndef ESPWHY_STRBUF_H
#define ESPWHY_STRBUF_H

#include "espwhy/base.h"

#ifdef __cplusplus
extern "C" {
#endif

struct why_strbuf {
    char *text; /* terminated; not to be freed by the caller */
    size_t len; /* bytes, without the terminator */
    size_t cap; /* bytes allocated, 0 while nothing is */
    bool failed;
};

/** Make an empty buffer; allocates nothing. */
void why_strbuf_init(struct why_strbuf *sb);
/** Free the memory; the buffer is empty again. */
void why_strbuf_deinit(struct why_strbuf *sb);
/** Forget the content and a latched failure, keep the memory. */
void why_strbuf_clear(struct why_strbuf *sb);
/** Append @p len bytes as they are. */
void why_strbuf_add(struct why_strbuf *sb, const char *bytes, size_t len);
/** Append a terminated text. */
void why_strbuf_adds(struct why_strbuf *sb, const char *text);
/** Append one byte. */
void why_strbuf_addc(struct why_strbuf *sb, char c);
/** Append @p count copies of @p c. */
void why_strbuf_pad(struct why_strbuf *sb, char c, size_t count);
/** Append as printf does. */
void why_strbuf_addf(struct why_strbuf *sb, const char *format, ...) WHY_PRINTF(2, 3);

#ifdef __cplusplus
}
#endif

#endif
