/* The faults that a run has seen, so that a boot loop is told in one line each. */
#ifndef WHY_GATE_FAULTS_H
#define WHY_GATE_FAULTS_H

#include "espwhy/crash.h"
#include "espwhy/fault.h"
#include "gate/digest.h"

/* What makes two crashes the same. */
struct why_fault_key {
    uint8_t bytes[WHY_DIGEST_BYTES];
};

/* The first WHY_DISTINCT_FAULTS of them; later ones are taken for new each time. */
struct why_faults {
    struct why_fault *faults;   /* in the order in which they were first seen */
    struct why_fault_key *keys; /* of them */
    size_t count;
    /* What an update of the last crash takes back. */
    size_t last;             /* index of its fault; `count` or more: it was not remembered */
    size_t count_before;     /* as it was before that crash */
    struct why_fault before; /* that fault, as it was */
};

/** @return false when memory ran out. */
bool why_faults_init(struct why_faults *faults);
void why_faults_deinit(struct why_faults *faults);
/**
 * Count a diagnosed crash that has its id; sets its same_as and repeat. An update counts in place
 * of the crash that it is an update of, if no other one was counted since.
 * @param log_name  Lives as long as @p faults; NULL: not known.
 */
void why_faults_count(struct why_faults *faults, struct why_crash *crash, const char *log_name);

#endif
