/* Names of logs made fit for a report. */
#include "render/log_name.h"

#include <string.h>

#include "base/text.h"

#define ARENA_BYTES ((size_t)64 * 1024) /* of one name: the system's longest path takes 4 KiB */

void why_log_name_add(struct why_strbuf *out, const char *name)
{
    const char *bytes = name ? name : "log";
    struct why_arena *arena = why_arena_create(ARENA_BYTES);

    if (arena)
        why_strbuf_adds(out,
                        why_text_clean(arena, (why_span){ .ptr = bytes, .len = strlen(bytes) }));
    if (!arena || why_arena_failed(arena))
        out->failed = true;
    why_arena_destroy(arena);
}

const char *why_log_tail(const char *path, const struct why_format_options *options)
{
    uint32_t parts = options->log_parts > 0 ? options->log_parts : 1;
    const char *tail = path + strlen(path);

    for (; parts > 0; parts--) {
        while (tail > path && tail[-1] == '/')
            tail--;
        while (tail > path && tail[-1] != '/')
            tail--;
    }
    return tail;
}
