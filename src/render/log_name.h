/* Names of logs, which come from the command line as they are; all else in the model is clean
 * already. */
#ifndef WHY_RENDER_LOG_NAME_H
#define WHY_RENDER_LOG_NAME_H

#include "espwhy/format.h"
#include "espwhy/strbuf.h"

/** Append a name as clean UTF-8; "log" for NULL. */
void why_log_name_add(struct why_strbuf *out, const char *name);
/** The end of a path that tells a log from the others, for reports without room for the whole. */
const char *why_log_tail(const char *path, const struct why_format_options *options);

#endif
