/* Numbers of esp_err_t: their names, what they mean, and what helps. */
#ifndef WHY_RULES_ERROR_CODES_H
#define WHY_RULES_ERROR_CODES_H

#include "espwhy/base.h"

/* One number. */
struct why_error_code {
    uint32_t code;
    const char *name;
    const char *meaning; /* a clause; NULL: the name says it all */
    const char *advice;  /* a step; NULL: that of the family */
};

/* A range of numbers that one component hands out, [lo, hi). */
struct why_error_family {
    uint32_t lo;
    uint32_t hi;
    const char *name;   /* of the component: "NVS" */
    bool common;        /* often enough to be recognised in a pointer */
    const char *advice; /* a step */
};

/** What is known of a number, or NULL. */
const struct why_error_code *why_error_code_find(uint32_t code);
/** The component whose range a number is in, or NULL. */
const struct why_error_family *why_error_family_find(uint32_t code);

#endif
