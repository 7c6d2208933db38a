/* Signatures that are written for people to edit. */
#ifndef WHY_GATE_LEARN_H
#define WHY_GATE_LEARN_H

#include "espwhy/strbuf.h"
#include "gate/signatures.h"

struct why_learning {
    bool on;
    uint32_t today;              /* for notes; 20261231 */
    struct why_signatures known; /* of the file, and those written */
    struct why_strbuf text;      /* written */
    struct why_strbuf last;      /* of the last crash, which an update may write anew */
    uint32_t last_id;
    uint32_t count;
};

/** @return false when memory ran out. */
bool why_learning_init(struct why_learning *learning, uint32_t today);
void why_learning_deinit(struct why_learning *learning);
/** See why_gate_learn(). */
WHY_MUST_CHECK enum why_status why_learning_begin(struct why_learning *learning, const char *bytes,
                                                  size_t len, struct why_error *err);
/**
 * Write a signature of a crash, unless one of those known is of it. Does nothing when nothing is to
 * be learned.
 * @param others  Whose names are taken, too.
 */
WHY_MUST_CHECK enum why_status why_learning_take(struct why_learning *learning,
                                                 const struct why_traits *traits,
                                                 const struct why_signatures *others,
                                                 struct why_error *err);
/** All that was written; NULL when memory ran out. */
const char *why_learning_text(struct why_learning *learning);

#endif
