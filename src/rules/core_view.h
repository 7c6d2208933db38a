/* What a core was doing when a watchdog looked at it, as far as names and registers tell. */
#ifndef WHY_RULES_CORE_VIEW_H
#define WHY_RULES_CORE_VIEW_H

#include "rules/frames.h"

struct why_core_view {
    const struct why_core *core;
    struct why_value number;
    bool named;    /* some frame has a name */
    bool idle;     /* innermost: waits for interrupts, or the idle task */
    bool has_lock; /* innermost: waits for a spinlock; `lock` is the function */
    bool has_critical;
    bool has_list;
    bool has_flash;
    bool has_isr;
    struct why_spot lock;
    struct why_spot critical;
    struct why_spot list;
    struct why_spot flash;
    struct why_spot isr;
    bool has_application;
    struct why_spot application;
    bool has_marks; /* registers hold the marks of both cores, as those of one that waits for a lock
                     * do
                     */
    bool has_holder; /* a register of a core that waits names another core as the owner of the lock
                      */
    uint32_t holder;
    const char *holder_register;
};

/** Look at one core of a crash. */
struct why_core_view why_core_view_of(const struct why_crash *crash, size_t index);

/** Add what a core was doing, or that it idled. */
void why_add_core_evidence(struct why_finding *out, const struct why_facts *facts,
                           const struct why_core_view *view, struct why_arena *arena);

#endif
