/* Commands that viewers of build logs take from any output. */
#ifndef WHY_RENDER_COMMANDS_H
#define WHY_RENDER_COMMANDS_H

#include "espwhy/strbuf.h"

/* How the report writes a character by its number. */
enum why_notation { WHY_NOTATION_TEXT, WHY_NOTATION_JSON, WHY_NOTATION_XML };

/**
 * Make sure that nothing in a report is obeyed: "::error::" where a line begins, be it behind
 * blanks or colors, "##[error]" and "##vso[" anywhere. Their first character is written by its
 * number.
 * @param from  What stands before it in @p out is left alone.
 */
void why_commands_disarm(struct why_strbuf *out, size_t from, enum why_notation notation);

#endif
