/* What signatures ask of a crash, found once. */
#ifndef WHY_GATE_TRAITS_H
#define WHY_GATE_TRAITS_H

#include "espwhy/crash.h"

/* Each list has what frames of the path and the verdict's place tell. Names that come from the ELF
 * of another build are in none of them. */
struct why_traits {
    const struct why_crash *crash;
    const char *const *functions; /* as reported and plain */
    size_t function_count;
    const char *const *files;
    size_t file_count;
    const char *tops[3]; /* the first function of the application: plain; as the verdict's place has
                            it; that, plain. NULL ends it */
};

/** Find them; they are kept in the crash's arena. @return WHY_OK or WHY_E_NOMEM. */
WHY_MUST_CHECK enum why_status why_traits_find(const struct why_crash *crash,
                                               struct why_traits *out, struct why_error *err);

#endif
