/* Secrets that the word before them tells: "ssid: HOME", "api_key=...", "connected with HOME". */
#include <string.h>
#include <strings.h>

#include "base/secret.h"
#include "base/secret_parts.h"
#include "base/span.h"

/* In any case, and as the end of a name: wifi_password. "_" may be "-", " " or nothing: apiKey. */
/* clang-format off */
static const struct why_secret_key keys[] = {
    /* word              label       min bare extent */
    { "ssid",            "[SSID]",   1,  1,   WHY_SECRET_WORDS },
    { "password",        "[secret]", 1,  1,   WHY_SECRET_WORDS },
    { "passwd",          "[secret]", 1,  1,   WHY_SECRET_WORDS },
    { "passphrase",      "[secret]", 1,  1,   WHY_SECRET_WORDS },
    { "pwd",             "[secret]", 1,  1,   WHY_SECRET_WORDS },
    { "pass",            "[secret]", 1,  8,   WHY_SECRET_WORD  },
    { "psk",             "[secret]", 1,  1,   WHY_SECRET_WORDS },
    { "pmk",             "[secret]", 1,  8,   WHY_SECRET_WORDS },
    { "ptk",             "[secret]", 1,  8,   WHY_SECRET_WORDS },
    { "gtk",             "[secret]", 1,  8,   WHY_SECRET_WORDS },
    { "authorization",   "[secret]", 1,  0,   WHY_SECRET_LINE  },
    { "secret",          "[secret]", 1,  1,   WHY_SECRET_WORD  },
    { "token",           "[secret]", 1,  8,   WHY_SECRET_WORD  },
    { "api_key",         "[secret]", 1,  1,   WHY_SECRET_WORD  },
    { "access_key",      "[secret]", 1,  8,   WHY_SECRET_WORD  },
    { "auth_key",        "[secret]", 1,  8,   WHY_SECRET_WORD  },
    { "encryption_key",  "[secret]", 1,  8,   WHY_SECRET_WORD  },
    { "private_key",     "[secret]", 1,  8,   WHY_SECRET_WORD  },
    { "secret_key",      "[secret]", 1,  8,   WHY_SECRET_WORD  },
    { "shared_key",      "[secret]", 1,  8,   WHY_SECRET_WORD  },
    { "credential",      "[secret]", 1,  0,   WHY_SECRET_WORD  },
    { "credentials",     "[secret]", 1,  0,   WHY_SECRET_WORD  },
    { "cookie",          "[secret]", 1,  0,   WHY_SECRET_LINE  },
    { "key",             "[secret]", 8,  0,   WHY_SECRET_WORD  }, /* "key: 5" is no secret */
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

/* Bytes of a text that are this word of the table; 0 when it begins otherwise. */
static size_t match_word(why_span text, const char *word)
{
    size_t len = 0;

    for (; *word; word++) {
        if (*word == '_') {
            len += len < text.len && strchr("_- ", text.ptr[len]);
            continue;
        }
        if (len >= text.len || strncasecmp(text.ptr + len, word, 1) != 0)
            return 0;
        len++;
    }
    return len == text.len || !why_is_word(text.ptr[len]) ? len : 0;
}

static const struct why_secret_key *find_key(why_span text, size_t at, size_t *out_len)
{
    if (!why_secret_begins_word(text, at))
        return NULL;
    for (size_t i = 0; i < WHY_COUNTOF(keys); i++) {
        const size_t len = match_word(why_span_skip(text, at), keys[i].word);

        if (len > 0) {
            *out_len = len;
            return &keys[i];
        }
    }
    return NULL;
}

/* "/etc/passwd:12", where a line of a file stands behind the colon. */
static bool is_file(why_span text, size_t at, why_span rest)
{
    size_t from = at;
    uint32_t line;

    while (from > 0 && (why_is_word(text.ptr[from - 1]) || strchr("/.-", text.ptr[from - 1])))
        from--;
    return from < at && text.ptr[from] == '/' && why_span_take_text(&rest, ":") &&
           why_span_take_decimal(&rest, &line) && (rest.len == 0 || !why_is_word(rest.ptr[0]));
}

bool why_secret_take_keyed(why_span text, size_t at, struct why_secret *out)
{
    size_t len = 0;
    const struct why_secret_key *key = find_key(text, at, &len);
    const why_span rest = why_span_skip(text, at + len);

    if (!key || is_file(text, at, rest) || !why_secret_take_value(rest, key, out))
        return false;
    out->keep += len;
    out->label = key->label;
    return true;
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
        size_t len;

        if (find_key(text, at, &len) && at + len == text.len)
            return true;
    }
    return false;
}
