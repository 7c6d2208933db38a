/* What the texts mean that programs and ESP-IDF print before they give up. */
#ifndef WHY_RULES_ABORT_TEXTS_H
#define WHY_RULES_ABORT_TEXTS_H

#include "espwhy/crash.h"

/* One kind of text. */
struct why_abort_text {
    enum why_statement_kind kind;
    const char *what; /* what happened, a clause for the summary */
    const char *why;  /* evidence: what it means */
    const char *next; /* first thing to do */
    const char *then; /* second thing to do */
};

/** The text that explains an abort best, and its statement in @p said; NULL when the crash has
 * none. */
const struct why_abort_text *why_abort_text_of(const struct why_crash *crash,
                                               const struct why_statement **said);

/* A family of failed assertions. */
struct why_assert_text {
    const char *file;       /* base name it stands in; NULL: any */
    const char *function;   /* part of the function's name; NULL: any */
    const char *expression; /* part of the expression; NULL: any */
    const char *variant;
    const char *meaning; /* one sentence */
    const char *next;    /* first thing to do */
};

/** The function that a failed assertion stands in, or NULL. */
const char *why_assert_function(const struct why_statement *assertion);
/** What is known of a failed assertion, or NULL: an assertion of the application. */
const struct why_assert_text *why_assert_text_of(const struct why_statement *assertion);

#endif
