/* Where a finding points, for tools that follow it: a file of the workspace, else the log. */
#ifndef WHY_RENDER_WORKSPACE_H
#define WHY_RENDER_WORKSPACE_H

#include "espwhy/diagnosis.h"
#include "espwhy/format.h"

/* A place in a file. */
struct why_spot_at {
    struct why_strbuf path; /* relative to the workspace, with '/' */
    uint32_t line;          /* from 1 */
    uint32_t column;        /* from 1; 0: not known */
    bool in_log;            /* no source file of the workspace is known: it is the log's line */
};

/**
 * The path of a file relative to the workspace, without "." and "..". Text of a log can name any
 * file: what does not lie below the root is never pointed at. Nothing is looked up.
 * @return false when it lies elsewhere, or is no path; @p out is then as it was.
 */
bool why_workspace_path(struct why_strbuf *out, const char *file,
                        const struct why_format_options *options);

/** The same of a source file, which may lie where the maps of paths say. */
bool why_workspace_source(struct why_strbuf *out, const char *file,
                          const struct why_format_options *options);

/** Where the verdict of a crash points. @return false when there is neither a source file nor a log
 * in the workspace; why_spot_at_deinit() is due in both cases. */
bool why_spot_at_verdict(struct why_spot_at *out, const struct why_crash *crash,
                         const struct why_format_options *options);
void why_spot_at_deinit(struct why_spot_at *spot);

/** A name for the log where no path can be given and one must be: its file's name alone, or "log".
 */
void why_log_file_add(struct why_strbuf *out, const struct why_crash *crash);

/** A path as part of a URI: all but letters, digits and "-._~/" in percent signs. */
void why_uri_add(struct why_strbuf *out, const char *path);

#endif
