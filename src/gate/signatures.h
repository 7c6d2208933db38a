/* All the signatures of a run, in the order in which they are tried. */
#ifndef WHY_GATE_SIGNATURES_H
#define WHY_GATE_SIGNATURES_H

#include "gate/signature.h"

struct why_signatures {
    struct why_arena *arena; /* owns all that the items point at */
    struct why_signature *items;
    size_t count;
    uint32_t files; /* read so far */
};

/** @return false when memory ran out. */
bool why_signatures_init(struct why_signatures *signatures);
void why_signatures_deinit(struct why_signatures *signatures);
/**
 * Read a file of them behind those that are there; docs/ci.md describes it.
 * @return WHY_OK; WHY_E_USAGE with the line and what is wrong there, "12: unknown key 'clas'";
 * WHY_E_LIMIT; WHY_E_NOMEM. When it fails, signatures of the file may have been added.
 */
WHY_MUST_CHECK enum why_status why_signatures_read(struct why_signatures *signatures,
                                                   const char *bytes, size_t len,
                                                   struct why_error *err);
/** The signature of a name; `count` when there is none. */
size_t why_signatures_find(const struct why_signatures *signatures, const char *name);
/** The first signature that a crash fits; `count` when there is none. */
size_t why_signatures_decide(const struct why_signatures *signatures,
                             const struct why_traits *traits);

#endif
