/* Secrets that the word before them tells: "ssid: HOME", "api_key=...", "connected with HOME". */
#include <string.h>
#include <strings.h>

#include "base/secret.h"
#include "base/secret_parts.h"
#include "base/span.h"

/* In any case, and as the end of a name: wifi_password, apiKey. */
/* clang-format off */
static const struct key {
    const char *word;
    const char *label;
    size_t min_bytes; /* of a value that counts: "key: 5" is no secret */
    bool blanks;      /* the value may hold some, and then ends with the line or the next key */
} keys[] = {
    { "ssid",          "[SSID]",   1, true  },
    { "password",      "[secret]", 1, true  },
    { "passwd",        "[secret]", 1, true  },
    { "passphrase",    "[secret]", 1, true  },
    { "pwd",           "[secret]", 1, true  },
    { "pass",          "[secret]", 1, false },
    { "psk",           "[secret]", 1, true  },
    { "authorization", "[secret]", 1, true  },
    { "secret",        "[secret]", 1, false },
    { "token",         "[secret]", 6, false },
    { "apikey",        "[secret]", 1, false },
    { "credential",    "[secret]", 1, false },
    { "credentials",   "[secret]", 1, false },
    { "cookie",        "[secret]", 1, true  },
    { "key",           "[secret]", 8, false },
};
/* clang-format on */

/* A word may begin here: behind no letter or digit, or as in camelCase. */
bool why_secret_begins_word(why_span text, size_t at)
{
    char before;

    if (at == 0)
        return true;
    before = text.ptr[at - 1];
    if (!why_is_letter(before) && !why_is_digit(before))
        return true;
    return why_is_capital(text.ptr[at]) && !why_is_capital(before);
}

static const struct key *find_key(why_span text, size_t at)
{
    const why_span rest = why_span_skip(text, at);

    for (size_t i = 0; i < WHY_COUNTOF(keys) && why_secret_begins_word(text, at); i++) {
        const size_t len = strlen(keys[i].word);

        if (rest.len >= len && strncasecmp(rest.ptr, keys[i].word, len) == 0 &&
            (rest.len == len || !why_is_word(rest.ptr[len])))
            return &keys[i];
    }
    return NULL;
}

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

static size_t plain_length(why_span value, bool blanks)
{
    size_t len = 0;

    while (len < value.len && !strchr(",;)]}\"'|", value.ptr[len])) {
        if (value.ptr[len] == ' ' && (!blanks || is_next_pair(why_span_skip(value, len + 1))))
            break;
        len++;
    }
    while (len > 0 && value.ptr[len - 1] == ' ')
        len--;
    return len;
}

/* Where the value's secret part stands behind the separator: within quotes, also behind the address
 * that GDB prints before a text. False for a value that gives nothing away. */
static bool measure_value(why_span value, const struct key *key, struct why_secret *out)
{
    static const char *const harmless[] = { "NULL", "(null)", "<", "{", "(", "[", "true", "false" };
    why_span cur = value;
    uint32_t address;

    if (why_span_take_hex(&cur, &address)) {
        why_span_take_blanks(&cur);
        if (cur.len == 0 || cur.ptr[0] != '"')
            return false;
    }
    for (size_t i = 0; i < WHY_COUNTOF(harmless); i++)
        if (why_span_starts(cur, harmless[i]))
            return false;
    why_span_take_text(&cur, "\\");
    if (cur.len > 0 && strchr("\"'`", cur.ptr[0])) {
        const char quote = cur.ptr[0];

        cur = why_span_skip(cur, 1);
        out->len = quoted_length(cur, quote);
    } else {
        out->len = plain_length(cur, key->blanks);
    }
    out->keep += (size_t)(cur.ptr - value.ptr);
    out->label = key->label;
    return out->len >= key->min_bytes;
}

bool why_secret_take_keyed(why_span text, size_t at, struct why_secret *out)
{
    const struct key *key = find_key(text, at);
    why_span rest = why_span_skip(text, at);

    if (!key)
        return false;
    rest = why_span_skip(rest, strlen(key->word));
    if (!take_separator(&rest))
        return false;
    out->keep = (size_t)(rest.ptr - (text.ptr + at));
    return measure_value(rest, key, out);
}

/* ESP-IDF's Wi-Fi driver: "wifi:connected with HOME, aid = 1, channel 6". */
bool why_secret_take_connected(why_span text, size_t at, struct why_secret *out)
{
    why_span rest = why_span_skip(text, at);
    why_span name;

    if (!why_span_take_text(&rest, "connected with "))
        return false;
    out->keep = (size_t)(rest.ptr - (text.ptr + at));
    if (!why_span_take_until(&rest, ", aid", &name))
        return false;
    out->len = name.len;
    out->label = "[SSID]";
    return name.len > 0;
}

bool why_secret_is_name(const char *name)
{
    const why_span text = why_span_of(name);

    for (size_t at = 0; at < text.len; at++) {
        const struct key *key = find_key(text, at);

        if (key && at + strlen(key->word) == text.len)
            return true;
    }
    return false;
}
