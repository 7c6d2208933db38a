/* Faults of a run: crashes that are the same, counted. */
#ifndef ESPWHY_FAULT_H
#define ESPWHY_FAULT_H

#include "espwhy/base.h"
#include "espwhy/diagnosis.h"

#ifdef __cplusplus
extern "C" {
#endif

#define WHY_FAULT_TEXT_BYTES 96u  /* of a name or a path; longer ones lose their end */
#define WHY_FINGERPRINT_BYTES 32u /* "1w-5d0c8a1e93b7f240", and versions to come */
#define WHY_VARIANT_BYTES 32u     /* the longest is "seen-as-illegal-instruction" */

/* A crash of a fault, as far as it is remembered. */
struct why_fault_crash {
    uint32_t id;
    const char *log_name; /* lives as long as the session; NULL: not known */
    uint32_t line;        /* of the log; 0: a binary core dump */
    uint32_t boot;        /* of its log, from 1; 0: the log begins without a boot banner */
};

/* One distinct fault: all crashes of it are the same, see docs/fingerprints.md. */
struct why_fault {
    const struct why_rule *rule;             /* of the verdict */
    char variant[WHY_VARIANT_BYTES];         /* "": none */
    char fingerprint[WHY_FINGERPRINT_BYTES]; /* other faults may have the same */
    bool fingerprint_weak;
    char function[WHY_FAULT_TEXT_BYTES]; /* of the verdict's place; "" where not known */
    char file[WHY_FAULT_TEXT_BYTES];
    uint32_t line;            /* of `file`; 0: not known */
    struct why_value address; /* of the place */
    uint32_t count;           /* crashes so far, updates not counted */
    struct why_fault_crash first;
    struct why_fault_crash last;
    struct why_value uptime_min_ms; /* at death, of the crashes that tell it */
    struct why_value uptime_max_ms;
    struct why_value between_min_ms; /* from one of them to the next, of those that bear the time of
                                        day; a day more is not seen */
    struct why_value between_max_ms;
    struct why_value clock_ms; /* of the last */
    uint32_t told; /* statements of the one that tells most, of a reset without report */
};

#ifdef __cplusplus
}
#endif

#endif
