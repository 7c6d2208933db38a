/* Paths that may be followed: below the workspace, without a way out of it. */
#include "render/workspace.h"

#include <string.h>

#include "base/span.h"
#include "firmware/excerpt.h"
#include "render/log_name.h"

#define PATH_BYTES ((size_t)4096) /* PATH_MAX of Linux; what is longer names no file */

static bool is_control(char c)
{
    return (unsigned char)c < 0x20 || c == 0x7f;
}

/* True for what can be the path of a file, of this kind of system, that nothing takes for more. */
static bool is_plain(why_span path)
{
    if (path.len == 0 || path.ptr[path.len - 1] == '/')
        return false;
    for (size_t i = 0; i < path.len; i++)
        if (is_control(path.ptr[i]) || path.ptr[i] == '\\' || path.ptr[i] == ':')
            return false;
    return !why_span_contains(path, "##"); /* how commands of build logs begin */
}

/* Cut the last component off; false where there is none. */
static bool drop_last(struct why_strbuf *path)
{
    if (path->len == 0)
        return false;
    while (path->text[path->len - 1] != '/')
        path->len--;
    path->text[--path->len] = '\0';
    return true;
}

/* "/a" and "b/../c" make "/a/c", by the text alone; false when ".." leads nowhere. */
static bool append_path(struct why_strbuf *out, const char *text)
{
    why_span rest = why_span_of(text);

    while (!why_span_is_empty(rest)) {
        why_span part;

        if (!why_span_take_until(&rest, "/", &part)) {
            part = rest;
            rest = why_span_skip(rest, rest.len);
        }
        if (why_span_is_empty(part) || why_span_equals(part, "."))
            continue;
        if (!why_span_equals(part, "..")) {
            why_strbuf_addc(out, '/');
            why_strbuf_add(out, part.ptr, part.len);
        } else if (!drop_last(out)) {
            return false;
        }
    }
    return !out->failed;
}

/* What stands behind the root; false when the path does not lie below it. */
static bool take_root(why_span *path, const char *root)
{
    size_t len = strlen(root);

    while (len > 0 && root[len - 1] == '/')
        len--;
    if (path->len <= len || strncmp(path->ptr, root, len) != 0 || path->ptr[len] != '/')
        return false;
    *path = why_span_skip(*path, len + 1);
    return true;
}

/* Where no root is given, relative paths count from one without a name. */
bool why_workspace_path(struct why_strbuf *out, const char *file,
                        const struct why_format_options *options)
{
    const char *root = options->root ? options->root : "";
    const bool absolute = file && file[0] == '/';
    struct why_strbuf path;
    why_span found;
    bool below;

    if (!file || strlen(file) > PATH_BYTES || (absolute && !options->root) ||
        !is_plain(why_span_of(file)))
        return false;
    why_strbuf_init(&path);
    below = (absolute || append_path(&path, options->folder ? options->folder : root)) &&
            append_path(&path, file);
    found = (why_span){ .ptr = path.text, .len = path.len };
    below = below && take_root(&found, root) && is_plain(found);
    if (below)
        why_strbuf_add(out, found.ptr, found.len);
    out->failed = out->failed || path.failed;
    why_strbuf_deinit(&path);
    return below;
}

bool why_workspace_source(struct why_strbuf *out, const char *file,
                          const struct why_format_options *options)
{
    struct why_strbuf mapped;
    bool below;

    why_strbuf_init(&mapped);
    if (file && options->sources && why_sources_map(options->sources, file, &mapped))
        file = mapped.text;
    below = why_workspace_path(out, file, options);
    out->failed = out->failed || mapped.failed;
    why_strbuf_deinit(&mapped);
    return below;
}

/* "<stdin>" and the like. */
static bool is_no_file(const char *log_name)
{
    return log_name[0] == '<';
}

/* The name of a log as it was typed, where that stands in a report unchanged. */
static bool log_path(struct why_strbuf *out, const struct why_crash *crash,
                     const struct why_format_options *options)
{
    struct why_strbuf clean;
    bool known;

    why_strbuf_init(&clean);
    why_log_name_add(&clean, crash->log_name);
    out->failed = out->failed || clean.failed;
    known = crash->log_name && !is_no_file(crash->log_name) &&
            strcmp(clean.text, crash->log_name) == 0 &&
            why_workspace_path(out, crash->log_name, options);
    why_strbuf_deinit(&clean);
    return known;
}

/* Panic handlers print names of files without their folder: where they lie is not known. */
static bool has_folder(const char *file)
{
    return file && strchr(file, '/');
}

static bool spot_in_source(struct why_spot_at *out, const struct why_crash *crash,
                           const struct why_format_options *options)
{
    const struct why_place *place = crash->finding_count > 0 ? &crash->findings[0].place : NULL;
    const struct why_excerpt *excerpt = crash->excerpt;

    if (!place || place->line == 0 ||
        (!(excerpt && why_workspace_path(&out->path, excerpt->path, options)) &&
         !(has_folder(place->file) && why_workspace_source(&out->path, place->file, options))))
        return false;
    out->line = place->line;
    out->column = excerpt ? excerpt->caret : why_place_column(crash, place);
    return true;
}

bool why_spot_at_verdict(struct why_spot_at *out, const struct why_crash *crash,
                         const struct why_format_options *options)
{
    *out = (struct why_spot_at){ .line = 0 };
    why_strbuf_init(&out->path);
    if (spot_in_source(out, crash, options))
        return true;
    out->in_log = true;
    out->line = crash->first_line > 0 ? crash->first_line : 1;
    return log_path(&out->path, crash, options);
}

void why_spot_at_deinit(struct why_spot_at *spot)
{
    why_strbuf_deinit(&spot->path);
}

void why_log_file_add(struct why_strbuf *out, const struct why_crash *crash)
{
    struct why_strbuf clean;
    const char *base;

    why_strbuf_init(&clean);
    why_log_name_add(&clean, crash->log_name);
    base = why_base_name(clean.text);
    why_strbuf_adds(out, is_plain(why_span_of(base)) && !is_no_file(base) ? base : "log");
    out->failed = out->failed || clean.failed;
    why_strbuf_deinit(&clean);
}

void why_uri_add(struct why_strbuf *out, const char *path)
{
    for (; *path != '\0'; path++)
        if (why_is_word(*path) || strchr("-._~/", *path))
            why_strbuf_addc(out, *path);
        else
            why_strbuf_addf(out, "%%%02X", (unsigned)(unsigned char)*path);
}
