/* What secrets look like by their own form; the masking of a text. */
#include "base/secret.h"

#include <string.h>
#include <strings.h>

#include "base/secret_parts.h"
#include "base/span.h"
#include "espwhy/strbuf.h"

#define HEX_KEY_DIGITS 32u    /* of a 128-bit key */
#define BASE64_KEY_CHARS 40u  /* of a 240-bit one; names of that length with digits are rare */
#define SCHEME_TOKEN_CHARS 8u /* "Bearer of bad news" has shorter words */
#define SHA256_BYTES 24u      /* before a sum, in which it is called one */

static bool is_token_char(char c)
{
    return why_is_word(c) || strchr("-.~+/=", c) != NULL;
}

/* The user, mostly with a password, of "mqtt://bob:s3cret@broker/"; RFC 3986, 3.2.1. */
static bool take_user(why_span text, size_t at, struct why_secret *out)
{
    why_span rest = why_span_skip(text, at);

    if (at == 0 || !why_is_word(text.ptr[at - 1]) || !why_span_take_text(&rest, "://"))
        return false;
    out->keep = strlen("://");
    out->label = "[secret]";
    for (size_t i = 0; i < rest.len && !strchr("/ \t\"'<>", rest.ptr[i]); i++)
        if (rest.ptr[i] == '@')
            out->len = i;
    return out->len > 0;
}

/* What stands on the line of "-----BEGIN RSA PRIVATE KEY-----" behind it; RFC 7468. */
static bool take_private_key(why_span text, size_t at, struct why_secret *out)
{
    why_span rest = why_span_skip(text, at);
    why_span kind;

    if (!why_span_take_text(&rest, "-----BEGIN ") || !why_span_take_until(&rest, "-----", &kind) ||
        !why_span_contains(kind, "PRIVATE KEY"))
        return false;
    why_span_take_blanks(&rest);
    out->keep = (size_t)(rest.ptr - (text.ptr + at));
    out->len = rest.len;
    out->label = "[secret]";
    return out->len > 0;
}

/* "Bearer TOKEN" of HTTP, and "Basic TOKEN". */
static bool take_scheme(why_span text, size_t at, struct why_secret *out)
{
    why_span rest = why_span_skip(text, at);

    if (!why_secret_begins_word(text, at) ||
        (!why_span_take_text(&rest, "Bearer ") && !why_span_take_text(&rest, "bearer ") &&
         !why_span_take_text(&rest, "Basic ")))
        return false;
    out->keep = (size_t)(rest.ptr - (text.ptr + at));
    out->label = "[secret]";
    while (out->len < rest.len && is_token_char(rest.ptr[out->len]))
        out->len++;
    return out->len >= SCHEME_TOKEN_CHARS;
}

/* A JSON web token begins with base64 of '{"'. */
static bool take_web_token(why_span text, size_t at, struct why_secret *out)
{
    const why_span rest = why_span_skip(text, at);
    bool dotted = false;

    if (!why_secret_begins_word(text, at) || !why_span_starts(rest, "eyJ"))
        return false;
    out->label = "[secret]";
    for (; out->len < rest.len && is_token_char(rest.ptr[out->len]); out->len++)
        dotted |= rest.ptr[out->len] == '.';
    return dotted;
}

/* "ELF file SHA256: 5a1c...", "Coredump checksum='5a1c...'" */
static bool is_called_sum(why_span text, size_t at)
{
    const size_t from = at > SHA256_BYTES ? at - SHA256_BYTES : 0;

    for (size_t i = from; i + 3 < at; i++)
        if (strncasecmp(text.ptr + i, "sha", 3) == 0 || strncasecmp(text.ptr + i, "sum", 3) == 0)
            return true;
    return false;
}

/* A long run of hex digits, letters among them, or of base64 of both cases with digits. Paths have
 * more slashes, mangled names an underscore before them. */
static bool take_long_key(why_span text, size_t at, struct why_secret *out)
{
    const why_span rest = why_span_skip(text, at);
    size_t lower = 0;
    size_t upper = 0;
    size_t digits = 0;
    size_t slashes = 0;

    if ((at > 0 && is_token_char(text.ptr[at - 1]) && text.ptr[at - 1] != '=') ||
        is_called_sum(text, at))
        return false;
    out->label = "[secret]";
    out->len = why_secret_hex_length(rest);
    if (out->len >= HEX_KEY_DIGITS && (out->len == rest.len || !why_is_word(rest.ptr[out->len])))
        return true;
    for (out->len = 0; out->len < rest.len; out->len++) {
        const char c = rest.ptr[out->len];

        if (!why_is_letter(c) && !why_is_digit(c) && c != '+' && c != '/' && c != '=')
            break;
        digits += why_is_digit(c);
        upper += why_is_capital(c);
        lower += why_is_letter(c) && !why_is_capital(c);
        slashes += c == '/';
    }
    return out->len >= BASE64_KEY_CHARS && lower > 2 && upper > 2 && digits > 1 &&
           slashes * 12 < out->len;
}

/* ---- a text ---------------------------------------------------------------------------------- */

typedef bool take_secret(why_span text, size_t at, struct why_secret *out);

static take_secret *const takers[] = { why_secret_take_keyed,
                                       why_secret_take_connected,
                                       take_user,
                                       take_private_key,
                                       take_scheme,
                                       take_web_token,
                                       why_secret_take_mac,
                                       why_secret_take_ip,
                                       take_long_key };

static bool take_any(why_span text, size_t at, struct why_secret *out)
{
    for (size_t i = 0; i < WHY_COUNTOF(takers); i++) {
        *out = (struct why_secret){ .keep = 0 };
        if (takers[i](text, at, out))
            return true;
    }
    return false;
}

/* True when something was masked. */
static bool mask_into(why_span text, struct why_strbuf *out)
{
    struct why_secret mask;
    bool any = false;

    for (size_t at = 0; at < text.len;) {
        if (!take_any(text, at, &mask)) {
            why_strbuf_addc(out, text.ptr[at++]);
            continue;
        }
        any = true;
        why_strbuf_add(out, text.ptr + at, mask.keep);
        why_strbuf_adds(out, mask.label);
        at += mask.keep + mask.len;
    }
    return any;
}

const char *why_secret_mask(struct why_arena *arena, const char *text)
{
    const char *masked = text;
    struct why_strbuf sb;

    why_strbuf_init(&sb);
    if (mask_into(why_span_of(text), &sb))
        masked = why_arena_printf(arena, "%s", sb.text);
    if (sb.failed) {
        why_arena_fail(arena);
        masked = "";
    }
    why_strbuf_deinit(&sb);
    return masked;
}
