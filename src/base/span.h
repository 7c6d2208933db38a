/* Spans: reading text without copying it.
 *
 * A taker either matches, moves the span past what it took and writes its outputs, or does nothing
 * at all. */
#ifndef WHY_BASE_SPAN_H
#define WHY_BASE_SPAN_H

#include "espwhy/base.h"

/** A span over a terminated text. */
why_span why_span_of(const char *text);
/** The first @p len bytes (all when shorter). */
why_span why_span_head(why_span span, size_t len);
/** Without its first @p len bytes (empty when shorter). */
why_span why_span_skip(why_span span, size_t len);
/** Without blanks and tabs at both ends. */
why_span why_span_trim(why_span span);

bool why_span_is_empty(why_span span);
/** Same bytes as a terminated text. */
bool why_span_equals(why_span span, const char *text);
bool why_span_starts(why_span span, const char *text);
bool why_span_ends(why_span span, const char *text);
/** Where @p text first stands in @p span; false, and @p at untouched, when it does not. */
bool why_span_find(why_span span, const char *text, size_t *at);
bool why_span_contains(why_span span, const char *text);

/** Take any number of blanks and tabs; always true. */
bool why_span_take_blanks(why_span *span);
/** Take exactly this text. */
bool why_span_take_text(why_span *span, const char *text);
/** Take this text, where every blank of it stands for one or more blanks and tabs, or none at a
 * line's end. */
bool why_span_take_words(why_span *span, const char *words);
/** Take up to the first @p stop, and the stop itself. @p out receives what stands before it. */
bool why_span_take_until(why_span *span, const char *stop, why_span *out);
/** Take 1 to 8 hexadecimal digits, either case, without prefix; no ninth digit may follow. */
bool why_span_take_hex_digits(why_span *span, uint32_t *value);
/** Take "0x" and 1 to 8 digits; no ninth digit may follow. */
bool why_span_take_hex(why_span *span, uint32_t *value);
/** Take "0x" and exactly 8 digits, whatever follows: glued text is common in damaged logs. */
bool why_span_take_hex8(why_span *span, uint32_t *value);
/** Take decimal digits of a number below 2^32. */
bool why_span_take_decimal(why_span *span, uint32_t *value);

/** Blank or tab. */
bool why_is_blank(char c);
bool why_is_digit(char c);
bool why_is_hex_digit(char c);
/** Letter of ASCII. */
bool why_is_letter(char c);
/** Upper-case letter of ASCII. */
bool why_is_capital(char c);
/** Letter, digit or underscore of ASCII. */
bool why_is_word(char c);

/** What stands behind the last slash of a path, a part of it; NULL of NULL. */
const char *why_base_name(const char *path);

#endif
