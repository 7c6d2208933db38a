/* Demands on reports: an input that breaks one ends the fuzz target. */
#include "require.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

void require(bool good)
{
    if (!good)
        abort();
}

void require_json(const struct why_format *format, const struct why_strbuf *out)
{
    const bool lines = strcmp(format->name, "jsonl") == 0;
    const char *at = out->text;

    if (!lines && strcmp(format->name, "json") != 0)
        return;
    require(memchr(out->text, '\0', out->len) == NULL);
    while (*at) {
        size_t len = lines ? strcspn(at, "\n") : strlen(at);
        json_t *parsed = json_loadb(at, len, JSON_REJECT_DUPLICATES, NULL);

        require(parsed != NULL);
        json_decref(parsed);
        at += len + (at[len] == '\n');
    }
}
