/* Any bytes become a report in every format: no crash, no hang, no leak; JSON parses, chunks do not
 * matter. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool good)
{
    if (!good)
        abort();
}

/* Every line of a JSON report, or the whole of it, parses. */
static void require_json(const struct why_format *format, const struct why_strbuf *out)
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const why_span bytes = { (const char *)data, size };
    const size_t chunk = 1 + size % 61;
    struct why_strbuf whole;
    struct why_strbuf cut;
    size_t count;
    const struct why_format *formats = why_formats(&count);

    why_strbuf_init(&whole);
    why_strbuf_init(&cut);
    for (size_t i = 0; i < count; i++) {
        why_strbuf_clear(&whole);
        why_strbuf_clear(&cut);
        require(report_bytes(bytes, 0, &formats[i], &whole) == WHY_OK && !whole.failed);
        require(report_bytes(bytes, chunk, &formats[i], &cut) == WHY_OK && !cut.failed);
        require(whole.len == cut.len && memcmp(whole.text, cut.text, whole.len) == 0);
        require_json(&formats[i], &whole);
    }
    why_strbuf_deinit(&whole);
    why_strbuf_deinit(&cut);
    return 0;
}
