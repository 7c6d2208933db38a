/* Core dumps told from logs by how they begin. */
#include "base/span.h"
#include "espwhy/session.h"
#include "read/core_text.h"
#include "read/dump.h"
#include "read/dump_find.h"

static bool is_alone(why_span line)
{
    for (size_t i = 0; i < line.len; i++)
        if (line.ptr[i] == ' ' || line.ptr[i] == '\t')
            return false;
    return why_is_core_line(line);
}

/* Nothing but lines of base64, as far as the head goes, and the first one begins a dump. */
static bool is_base64(why_span head)
{
    bool first = true;
    why_span line;

    while (why_span_take_until(&head, "\n", &line)) {
        if (why_span_ends(line, "\r"))
            line.len--;
        line = why_span_trim(line);
        if (line.len == 0)
            continue;
        if (!is_alone(line) || (first && !why_dump_begins_text(line)))
            return false;
        first = false;
    }
    return !first;
}

bool why_is_core_dump(const char *head, size_t len)
{
    const uint8_t *bytes = (const uint8_t *)head;
    struct why_dump_image image;

    return why_dump_image_of_elf(bytes, len, &image) || why_dump_image_of(bytes, len, &image) ||
           is_base64((why_span){ head, len });
}

bool why_holds_core_dump(const char *bytes, size_t len)
{
    return why_dump_is_within((const uint8_t *)bytes, len);
}
