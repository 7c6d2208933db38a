/* Any bytes become a report in every format: no crash, no hang, no leak; JSON parses, chunks do not
 * matter. */
#include <string.h>

#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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
