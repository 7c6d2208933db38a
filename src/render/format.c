/* The table of report formats: a new one is a file and a row here. */
#include "espwhy/format.h"

#include <string.h>

#include "render/formats.h"

/* clang-format off */
static const struct why_format formats[] = {
    { .name = "text",  .help = "a report for people (default)",             .for_people = true,
      .begin = why_text_begin,  .crash = why_text_crash,  .end = why_text_end },
    { .name = "json",  .help = "one JSON document for the whole run",
      .begin = why_json_begin,  .crash = why_json_crash,  .end = why_json_end },
    { .name = "jsonl", .help = "one JSON object per crash, each on a line",
      .begin = why_jsonl_begin, .crash = why_jsonl_crash, .end = why_jsonl_end },
};
/* clang-format on */

const struct why_format *why_formats(size_t *count)
{
    *count = WHY_COUNTOF(formats);
    return formats;
}

const struct why_format *why_format_find(const char *name)
{
    for (size_t i = 0; i < WHY_COUNTOF(formats); i++)
        if (strcmp(formats[i].name, name) == 0)
            return &formats[i];
    return NULL;
}
