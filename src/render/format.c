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
    { .name = "sarif", .help = "SARIF 2.1.0, for code scanning",
      .begin = why_sarif_begin, .crash = why_sarif_crash, .end = why_sarif_end },
    { .name = "junit", .help = "JUnit XML, a test case per crash",
      .begin = why_junit_begin, .crash = why_junit_crash, .end = why_junit_end },
    { .name = "github", .help = "annotations of GitHub Actions",
      .begin = why_github_begin, .crash = why_github_crash, .end = why_github_end },
    { .name = "gitlab", .help = "code quality report of GitLab",
      .begin = why_gitlab_begin, .crash = why_gitlab_crash, .end = why_gitlab_end },
    { .name = "gcc", .help = "one line per crash, as a compiler writes errors",
      .begin = why_gcc_begin, .crash = why_gcc_crash, .end = why_gcc_end },
    { .name = "markdown", .help = "a report to paste into an issue",
      .begin = why_markdown_begin, .crash = why_markdown_crash, .end = why_markdown_end },
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
