/* Patterns as the shell has them for file names: * ? [a-z], and \ before one of these. */
#ifndef WHY_GATE_GLOB_H
#define WHY_GATE_GLOB_H

#include "espwhy/base.h"
#include "espwhy/strbuf.h"

/** What is wrong with a pattern, as a clause; NULL: nothing. */
const char *why_glob_fault(const char *glob);
/** True when it matches all of the text; '/' is a character like any other. */
bool why_glob_matches(const char *glob, const char *text);
/** True when it matches the path, or the end of it behind a '/'. */
bool why_glob_matches_path(const char *glob, const char *path);
/** Append a pattern that matches exactly this text. */
void why_glob_add_literal(struct why_strbuf *out, const char *text, size_t len);

#endif
