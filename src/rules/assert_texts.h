/* What failed assertions of ESP-IDF mean. */
#ifndef WHY_RULES_ASSERT_TEXTS_H
#define WHY_RULES_ASSERT_TEXTS_H

#include "espwhy/crash.h"

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
