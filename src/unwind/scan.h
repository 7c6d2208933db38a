/* The next frame of a RISC-V stack, by the words that stand on it. */
#ifndef WHY_UNWIND_SCAN_H
#define WHY_UNWIND_SCAN_H

#include "unwind/walk.h"

/* What a walk may still spend on scans: hostile stacks are full of return addresses. */
struct why_scan_budget {
    uint32_t words;
    uint32_t proofs; /* attempts to let a frame lead on */
};

/* Where to look, and for whose caller. */
struct why_scan {
    struct why_scan_budget *budget;
    uint32_t from;           /* lowest address that may hold the return address */
    uint32_t to;             /* exclusive */
    struct why_value callee; /* inside the function that was called; not known: any */
    struct why_value callee_sp;
};

/* A return address on the stack, and the function of the boot ROM between it and the callee. */
struct why_hit {
    uint32_t pc;
    uint32_t slot;
    struct why_value sp;      /* of the frame found; not known: not proved */
    struct why_value missing; /* address of the word that a proof would need; not known: none */
    struct why_value rom_pc;
    struct why_value rom_slot;
};

/**
 * Find the caller.
 *
 * A word counts when a call stands before it that goes to the callee, or to a function of the boot
 * ROM which a word further down returns into. Where the callee is not known, or called through a
 * pointer, the frame must lead on by itself.
 * @param end  Receives the address of the first word that was not looked at.
 */
bool why_scan_find(const struct why_walk *walk, const struct why_scan *scan, struct why_hit *out,
                   uint32_t *end);

#endif
