/* Core dumps that the user named, until the crashes that they are of have come. */
#ifndef WHY_SESSION_DUMPS_H
#define WHY_SESSION_DUMPS_H

#include "base/limits.h"
#include "read/dump.h"

/* One of them. */
struct why_named_dump {
    struct why_arena *arena; /* owns the dump */
    struct why_dump *dump;
    bool taken; /* a crash was of the same panic */
};

/* Zeroed is empty. */
struct why_dumps {
    struct why_named_dump items[WHY_DUMPS];
    size_t count;
};

void why_dumps_deinit(struct why_dumps *dumps);
/** Read one. @return WHY_OK; WHY_E_DUMP, WHY_E_LIMIT, WHY_E_NOMEM. */
WHY_MUST_CHECK enum why_status why_dumps_add(struct why_dumps *dumps, const char *name,
                                             why_span bytes, struct why_error *err);
/** Put the dump of this very panic into a crash, if there is one. @return WHY_OK or WHY_E_NOMEM. */
WHY_MUST_CHECK enum why_status why_dumps_join(struct why_dumps *dumps, struct why_crash *crash,
                                              struct why_error *err);

#endif
