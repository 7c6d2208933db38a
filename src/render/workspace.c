/* Paths that may be followed: below the workspace, without a way out of it. */
#include "render/workspace.h"

#include <string.h>

#include "base/span.h"

static bool is_control(char c)
{
    return (unsigned char)c < 0x20 || c == 0x7f;
}

/* True for the names of files and folders below: neither empty, nor "..", nor of another system. */
static bool is_component(why_span part)
{
    if (part.len == 0 || why_span_equals(part, "..") || why_span_equals(part, "."))
        return false;
    for (size_t i = 0; i < part.len; i++)
        if (is_control(part.ptr[i]) || part.ptr[i] == '\\' || part.ptr[i] == ':')
            return false;
    return true;
}

static bool is_below(why_span path)
{
    why_span part;
    bool more = true;

    while (more) {
        more = why_span_take_until(&path, "/", &part);
        if (!is_component(more ? part : path))
            return false;
    }
    return true;
}

/* What stands behind the root; false when the path does not begin with it. */
static bool take_root(why_span *path, const char *root)
{
    const size_t len = root ? strlen(root) : 0;

    if (len == 0 || !why_span_starts(*path, root))
        return false;
    *path = why_span_skip(*path, len);
    if (root[len - 1] != '/' && !why_span_take_text(path, "/"))
        return false;
    return true;
}

bool why_workspace_path(struct why_strbuf *out, const char *file,
                        const struct why_format_options *options)
{
    why_span path = why_span_of(file ? file : "");

    if (why_span_starts(path, "/")) {
        if (!take_root(&path, options->root))
            return false;
    } else {
        while (why_span_take_text(&path, "./"))
            ;
    }
    if (!is_below(path))
        return false;
    why_strbuf_add(out, path.ptr, path.len);
    return true;
}

static bool spot_in_source(struct why_spot_at *out, const struct why_crash *crash,
                           const struct why_format_options *options)
{
    const struct why_place *place = crash->finding_count > 0 ? &crash->findings[0].place : NULL;
    const struct why_excerpt *excerpt = crash->excerpt;

    if (!place || place->line == 0 ||
        (!(excerpt && why_workspace_path(&out->path, excerpt->path, options)) &&
         !why_workspace_path(&out->path, place->file, options)))
        return false;
    out->line = place->line;
    out->column = excerpt ? excerpt->caret : 0;
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
    return why_workspace_path(&out->path, crash->log_name, options);
}

void why_spot_at_deinit(struct why_spot_at *spot)
{
    why_strbuf_deinit(&spot->path);
}

void why_uri_add(struct why_strbuf *out, const char *path)
{
    for (; *path != '\0'; path++)
        if (why_is_word(*path) || strchr("-._~/", *path))
            why_strbuf_addc(out, *path);
        else
            why_strbuf_addf(out, "%%%02X", (unsigned)(unsigned char)*path);
}
