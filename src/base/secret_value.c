/* The value behind a word that tells a secret: how it is linked to the word, where it ends. */
#include <string.h>
#include <strings.h>

#include "base/secret_parts.h"
#include "base/span.h"

#define DIGITS_KEY_BYTES 8u /* fewer digits behind a word are a number; WPA asks for 8 */

enum link {
    LINK_NONE,
    LINK_SIGN,  /* "password: x" */
    LINK_WORDS, /* "password is x" */
    LINK_BLANK, /* "password x" */
    LINK_DUMP,  /* "psk - hexdump(len=32): 12 34" */
};

/* "= ", ": ", "\": \"" but for the quote of the value; not "==", "!=". */
static bool take_separator(why_span *rest)
{
    why_span cur = *rest;

    why_span_take_text(&cur, "\\"); /* JSON in a string: \"password\": \"...\" */
    if (cur.len > 0 && (cur.ptr[0] == '"' || cur.ptr[0] == '\''))
        cur = why_span_skip(cur, 1);
    why_span_take_blanks(&cur);
    if (cur.len == 0 || (cur.ptr[0] != ':' && cur.ptr[0] != '='))
        return false;
    if (cur.len > 1 && (cur.ptr[1] == '=' || (cur.ptr[0] == ':' && cur.ptr[1] == ':')))
        return false;
    cur = why_span_skip(cur, 1);
    why_span_take_text(&cur, ">");
    why_span_take_blanks(&cur);
    *rest = cur;
    return true;
}

static char find_closing(char opening)
{
    switch (opening) {
    case '[':
        return ']';
    case '<':
        return '>';
    default: /* of quotes, both are the same */
        return opening;
    }
}

/* Up to the closing quote, which may be lost. */
static size_t quoted_length(why_span value, char quote)
{
    size_t len = 0;

    while (len < value.len && value.ptr[len] != quote)
        len += value.ptr[len] == '\\' && len + 1 < value.len ? 2 : 1;
    return len;
}

/* "channel: 6", behind a blank. */
static bool is_next_pair(why_span rest)
{
    size_t len = 0;

    while (len < rest.len && why_is_word(rest.ptr[len]))
        len++;
    return len > 0 && len < rest.len && (rest.ptr[len] == ':' || rest.ptr[len] == '=');
}

/* A comma within "hun,ter2" ends nothing. */
static bool ends_value(why_span rest)
{
    if (strchr(")]}\"", rest.ptr[0]))
        return true;
    return strchr(",;'|", rest.ptr[0]) &&
           (rest.len == 1 || !why_is_word(rest.ptr[1]) || is_next_pair(why_span_skip(rest, 1)));
}

static size_t plain_length(why_span value, enum why_secret_extent extent)
{
    size_t len = extent == WHY_SECRET_LINE ? value.len : 0;

    while (len < value.len && !ends_value(why_span_skip(value, len))) {
        if (value.ptr[len] == ' ' &&
            (extent == WHY_SECRET_WORD || is_next_pair(why_span_skip(value, len + 1))))
            break;
        len++;
    }
    while (len > 0 && value.ptr[len - 1] == ' ')
        len--;
    return len;
}

/* As wpa_supplicant prints keys: " - hexdump(len=32): ", " - hexdump_ascii(len=8): ". */
static bool take_dump(why_span *rest)
{
    why_span cur = *rest;
    why_span how;

    if (!why_span_take_words(&cur, " - hexdump") || !why_span_take_until(&cur, ":", &how))
        return false;
    why_span_take_blanks(&cur);
    *rest = cur;
    return true;
}

static enum link take_link(why_span *rest)
{
    static const char *const words[] = { "is set to ", "changed to ", "set to ", "is now ",
                                         "is ",        "was ",        "-> " };

    if (take_separator(rest))
        return LINK_SIGN;
    if (take_dump(rest))
        return LINK_DUMP;
    if (rest->len == 0 || !why_is_blank(rest->ptr[0]))
        return LINK_NONE;
    why_span_take_blanks(rest);
    for (size_t i = 0; i < WHY_COUNTOF(words); i++)
        if (why_span_take_text(rest, words[i])) {
            why_span_take_blanks(rest);
            return LINK_WORDS;
        }
    return LINK_BLANK;
}

/* Begins with one of these, as a whole word where it is one. */
static bool begins_with_any(why_span text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const size_t len = strlen(words[i]);

        if (text.len >= len && strncasecmp(text.ptr, words[i], len) == 0 &&
            (text.len == len || !why_is_word(words[i][len - 1]) || !why_is_word(text.ptr[len])))
            return true;
    }
    return false;
}

/* A value that gives nothing away; an address does when GDB prints the text behind it. */
static bool is_harmless(why_span value)
{
    static const char *const harmless[] = { "NULL",     "true",       "false",      "(",
                                            "{",        "<optimized", "<error",     "<unavailable",
                                            "<not",     "<no",        "<synthetic", "[REMOVED]",
                                            "[secret]", "[SSID]" };
    uint32_t address;

    if (!why_span_take_hex(&value, &address))
        return begins_with_any(value, harmless, WHY_COUNTOF(harmless));
    why_span_take_blanks(&value);
    return value.len == 0 || value.ptr[0] != '"';
}

/* "password is wrong" */
static bool is_judged(why_span value)
{
    static const char *const judgements[] = {
        "a",       "accepted",  "already",  "bad",     "being",   "correct", "empty",
        "expired", "hidden",    "in",       "invalid", "missing", "no",      "not",
        "ok",      "incorrect", "longer",   "null",    "refused", "set",     "short",
        "shorter", "rejected",  "required", "too",     "unknown", "unset",   "valid",
        "wrong",   "needed",    "found",    "stored",  "changed", "saved",
    };

    return begins_with_any(value, judgements, WHY_COUNTOF(judgements));
}

/* "cred.c:12" */
static bool is_place(why_span word)
{
    why_span name;
    uint32_t line;

    return why_span_take_until(&word, ":", &name) && why_span_contains(name, ".") &&
           why_span_take_decimal(&word, &line) && word.len == 0;
}

/* No word of a sentence: with digits, signs or capitals within, or of digits alone. */
static bool is_odd_word(why_span word)
{
    size_t letters = 0;
    size_t digits = 0;
    bool odd = false;

    if (is_place(word) || is_next_pair(word) || why_span_starts(word, "WPA"))
        return false;
    for (size_t i = 0; i < word.len; i++) {
        const char c = word.ptr[i];

        letters += why_is_letter(c);
        digits += why_is_digit(c);
        odd |= strchr("!@#$%&*", c) != NULL;
        odd |= i > 0 && why_is_capital(c) && why_is_letter(word.ptr[i - 1]) &&
               !why_is_capital(word.ptr[i - 1]);
    }
    return letters > 0 ? odd || digits > 0 : digits >= DIGITS_KEY_BYTES;
}

/* "12 34 ab cd", of four bytes at least; 0 for others. */
static size_t dump_length(why_span value)
{
    size_t len = 0;

    while (why_secret_hex_length(why_span_skip(value, len)) == 2) {
        len += 2;
        if (len >= value.len || value.ptr[len] != ' ')
            break;
        len++;
    }
    while (len > 0 && value.ptr[len - 1] == ' ')
        len--;
    return len >= strlen("12 34 ab cd") ? len : 0;
}

/* Within quotes or brackets, also behind an address; or up to what ends it. */
static bool measure_value(why_span value, enum why_secret_extent extent, struct why_secret *out)
{
    why_span cur = value;
    uint32_t address;

    if (why_span_take_hex(&cur, &address))
        why_span_take_blanks(&cur);
    why_span_take_text(&cur, "\\");
    out->keep = 0;
    out->len = 0;
    if (cur.len > 0 && strchr("\"'`[<", cur.ptr[0])) {
        const char closing = find_closing(cur.ptr[0]);

        cur = why_span_skip(cur, 1);
        out->keep = (size_t)(cur.ptr - value.ptr);
        out->len = quoted_length(cur, closing);
        return true;
    }
    out->len = dump_length(value);
    if (out->len == 0)
        out->len = plain_length(value, extent);
    return false;
}

/* Is what was measured a secret, linked so? */
static bool is_value(why_span value, enum link link, const struct why_secret_key *key,
                     struct why_secret *out)
{
    const bool quoted =
        measure_value(value, link == LINK_BLANK ? WHY_SECRET_WORD : key->extent, out);

    switch (link) {
    case LINK_NONE:
        return false;
    case LINK_SIGN:
        return out->len >= key->min_bytes;
    case LINK_WORDS:
        return key->bare_bytes > 0 && out->len >= key->bare_bytes && !is_judged(value);
    case LINK_BLANK:
        if (key->bare_bytes == 0)
            return false;
        return quoted ? out->len >= key->min_bytes
                      : out->len >= key->bare_bytes && is_odd_word(why_span_head(value, out->len));
    case LINK_DUMP:
        *out = (struct why_secret){ .len = value.len };
        return value.len > 0;
    }
    return false;
}

bool why_secret_take_value(why_span rest, const struct why_secret_key *key, struct why_secret *out)
{
    why_span value = rest;
    const enum link link = take_link(&value);

    if (is_harmless(value) || !is_value(value, link, key, out))
        return false;
    out->keep += (size_t)(value.ptr - rest.ptr);
    return true;
}
