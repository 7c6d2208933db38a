/* Reading the lines around the place that a verdict names. */
#include "firmware/excerpt.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/cleanup.h"
#include "base/limits_elf.h"
#include "base/span.h"
#include "base/text.h"
#include "espwhy/diagnosis.h"
#include "firmware/caret.h"
#include "firmware/file.h"
#include "firmware/sources.h"

/* Between writing a file and writing another: a checkout writes files in any order, and so close
 * together that it tells nothing. */
#define NEWER_SECONDS 60

static void free_path(char **path)
{
    free(*path);
}

static void free_file(struct why_file *file)
{
    free(file->bytes);
}

/* ---- lines ----------------------------------------------------------------------------------- */

/* The next line without what ends it; false at the end of the file. */
static bool take_line(why_span *rest, why_span *out)
{
    const char *lf = rest->len > 0 ? memchr(rest->ptr, '\n', rest->len) : NULL;

    if (rest->len == 0)
        return false;
    *out = why_span_head(*rest, lf ? (size_t)(lf - rest->ptr) : rest->len);
    *rest = why_span_skip(*rest, lf ? out->len + 1 : out->len);
    if (out->len > 0 && out->ptr[out->len - 1] == '\r')
        out->len--;
    return true;
}

/* Columns are counted in bytes by compilers, and in characters on a screen. */
static uint32_t caret_of(why_span line, uint32_t column, struct why_arena *arena)
{
    const char *head;
    uint32_t columns = 0;

    if (column == 0 || column > line.len || column > WHY_SOURCE_LINE_BYTES)
        return 0;
    head = why_text_clean(arena, why_span_head(line, column - 1));
    for (; *head != '\0'; head++)
        columns += ((unsigned char)*head & 0xC0u) == 0x80u ? 0 : 1;
    return columns + 1;
}

/* From the function that the place was made of. */
uint32_t why_place_column(const struct why_crash *crash, const struct why_place *place)
{
    const struct why_backtrace *backtrace = why_crash_named_backtrace(crash);
    const struct why_frame *frame;

    if (!backtrace || !place->frame.known || place->frame.value >= backtrace->frame_count)
        return 0;
    frame = &backtrace->frames[place->frame.value];
    for (size_t i = 0; i < frame->function_count; i++) {
        const struct why_function *function = &frame->functions[i];

        if (function->file && function->line == place->line &&
            strcmp(function->file, place->file) == 0)
            return function->column;
    }
    return 0;
}

/* The bad pointer tells more than where the compiler says that the statement is. Its words are
 * those of the place when a state of it can be told there. */
static uint32_t place_on(const struct why_crash *crash, why_span line, uint32_t column)
{
    const struct why_pointer *pointer = &crash->findings[0].pointer;

    return pointer->state && pointer->expression
               ? why_caret_column(line, pointer->expression, column)
               : column;
}

/* A file that ends before the line is not the one that was compiled. */
static void quote(struct why_crash *crash, why_span file, const struct why_place *place,
                  struct why_excerpt *out)
{
    const uint32_t line = place->line;
    uint32_t first = line > WHY_SOURCE_LINES_AROUND ? line - WHY_SOURCE_LINES_AROUND : 1;
    const char **lines =
        why_arena_alloc(crash->arena, (2 * WHY_SOURCE_LINES_AROUND + 1) * sizeof(*lines));
    uint32_t number = 0;
    why_span text;

    *out = (struct why_excerpt){ .first_line = first, .lines = lines, .line = line };
    while (lines && number < line + WHY_SOURCE_LINES_AROUND && take_line(&file, &text)) {
        number++;
        if (number < first)
            continue;
        lines[number - first] =
            why_text_clean(crash->arena, why_span_head(text, WHY_SOURCE_LINE_BYTES));
        out->line_count++;
        if (number == line)
            out->caret =
                caret_of(text, place_on(crash, text, why_place_column(crash, place)), crash->arena);
    }
    if (number < line)
        out->line_count = 0;
}

/* ---- the file -------------------------------------------------------------------------------- */

/* Of all ELF files of account: one of them gave the name of the file. */
static bool is_newer(const struct why_crash *crash, const char *path)
{
    struct stat source;
    struct stat elf;
    bool newer = crash->elf_count > 0 && stat(path, &source) == 0;

    for (size_t i = 0; newer && i < crash->elf_count; i++)
        newer =
            stat(crash->elfs[i].path, &elf) == 0 && source.st_mtime > elf.st_mtime + NEWER_SECONDS;
    return newer;
}

static enum why_status show(struct why_crash *crash, const struct why_place *place,
                            const char *path, struct why_error *err)
{
    WHY_CLEANUP(free_file) struct why_file file = { 0 };
    enum why_status status = why_file_read(path, WHY_SOURCE_BYTES, NULL, NULL, &file, NULL);
    struct why_excerpt *excerpt;

    if (status == WHY_E_NOMEM)
        return why_oom(err);
    if (status != WHY_OK)
        return WHY_OK;
    excerpt = why_arena_alloc(crash->arena, sizeof(*excerpt));
    if (!excerpt)
        return why_oom(err);
    quote(crash, (why_span){ (const char *)file.bytes, file.size }, place, excerpt);
    excerpt->path = why_arena_printf(crash->arena, "%s", path);
    excerpt->newer = is_newer(crash, path);
    if (why_arena_failed(crash->arena))
        return why_oom(err);
    if (excerpt->line_count > 0)
        crash->excerpt = excerpt;
    return WHY_OK;
}

enum why_status why_excerpt_source(struct why_crash *crash, const struct why_sources *sources,
                                   struct why_error *err)
{
    WHY_CLEANUP(free_path) char *path = NULL;
    const struct why_place *place = crash->finding_count > 0 ? &crash->findings[0].place : NULL;
    enum why_status status;

    if (!sources || !place || !place->file || place->line == 0 || why_crash_elf_mismatch(crash))
        return WHY_OK;
    status = why_sources_find(sources, place->file, &path, err);
    if (status != WHY_OK || !path)
        return status;
    return show(crash, place, path, err);
}
