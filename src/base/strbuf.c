/* Growing text buffer. */
#include "espwhy/strbuf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char empty_text[1]; /* what an empty buffer points at; never written */

void why_strbuf_init(struct why_strbuf *sb)
{
    *sb = (struct why_strbuf){ .text = (char *)(uintptr_t)empty_text };
}

void why_strbuf_deinit(struct why_strbuf *sb)
{
    if (sb->cap > 0)
        free(sb->text);
    why_strbuf_init(sb);
}

void why_strbuf_clear(struct why_strbuf *sb)
{
    sb->len = 0;
    sb->failed = false;
    if (sb->cap > 0)
        sb->text[0] = '\0';
}

/* Room for `more` bytes and the terminator. */
static bool make_room(struct why_strbuf *sb, size_t more)
{
    size_t need;
    size_t cap = sb->cap;
    char *text;

    if (sb->failed || more > SIZE_MAX / 2 - sb->len) {
        sb->failed = true;
        return false;
    }
    need = sb->len + more + 1;
    if (need <= cap)
        return true;
    while (cap < need)
        cap = cap == 0 ? 256 : 2 * cap;
    text = realloc(sb->cap > 0 ? sb->text : NULL, cap);
    if (!text) {
        sb->failed = true;
        return false;
    }
    sb->text = text;
    sb->cap = cap;
    return true;
}

void why_strbuf_add(struct why_strbuf *sb, const char *bytes, size_t len)
{
    if (len == 0 || !make_room(sb, len))
        return;
    memcpy(sb->text + sb->len, bytes, len);
    sb->len += len;
    sb->text[sb->len] = '\0';
}

void why_strbuf_adds(struct why_strbuf *sb, const char *text)
{
    why_strbuf_add(sb, text, strlen(text));
}

void why_strbuf_addc(struct why_strbuf *sb, char c)
{
    why_strbuf_add(sb, &c, 1);
}

void why_strbuf_pad(struct why_strbuf *sb, char c, size_t count)
{
    if (count == 0 || !make_room(sb, count))
        return;
    memset(sb->text + sb->len, c, count);
    sb->len += count;
    sb->text[sb->len] = '\0';
}

void why_strbuf_addf(struct why_strbuf *sb, const char *format, ...)
{
    va_list args;
    va_list again;
    int len;

    va_start(args, format);
    va_copy(again, args);
    len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len >= 0 && make_room(sb, (size_t)len)) {
        len = vsnprintf(sb->text + sb->len, (size_t)len + 1, format, again);
        sb->len += len > 0 ? (size_t)len : 0;
    } else {
        sb->failed = true;
    }
    va_end(again);
}
