/* Repeats: the faults that a run has seen, so that a boot loop is told in one line each. */
#ifndef WHY_GATE_REPEATS_H
#define WHY_GATE_REPEATS_H

#include "espwhy/crash.h"

/* One distinct fault. */
struct why_seen_fault {
    uint64_t hash;
    uint32_t id;    /* of its first crash */
    uint32_t count; /* crashes so far */
};

/* The first WHY_DISTINCT_FAULTS of them; later ones are taken for new each time. */
struct why_repeats {
    struct why_seen_fault *faults;
    uint32_t count;
};

/** @return false when memory ran out. */
bool why_repeats_init(struct why_repeats *repeats);
void why_repeats_deinit(struct why_repeats *repeats);
/** Count a diagnosed crash that has its id; sets its same_as and repeat. */
void why_repeats_count(struct why_repeats *repeats, struct why_crash *crash);

#endif
