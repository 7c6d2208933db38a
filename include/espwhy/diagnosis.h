/* Faults, and the claim that a crash is one of them: rules, findings, evidence. */
#ifndef ESPWHY_DIAGNOSIS_H
#define ESPWHY_DIAGNOSIS_H

#include "espwhy/base.h"
#include "espwhy/crash.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Earned: certain only where the evidence excludes the alternatives. */
enum why_confidence { WHY_CONFIDENCE_NONE, WHY_POSSIBLE, WHY_LIKELY, WHY_CERTAIN };

/* What a claim rests on. */
struct why_evidence {
    const char *text;          /* one sentence or clause, ready to print */
    const char *register_name; /* that it points at; NULL: none */
    struct why_value address;  /* that it speaks of */
    struct why_value frame;    /* index into why_crash_named_backtrace() */
    uint32_t line_no;          /* of the log; 0: none */
};

/* What is known of the pointer that a memory fault went through. */
struct why_pointer {
    const char *expression;         /* "ctx->drv"; NULL: not known */
    const char *variable;           /* that it starts from, "ctx"; NULL: none, or not known */
    const char *type;               /* "struct driver *"; NULL: not known */
    const char *member;             /* what lies at the address, "ops"; NULL: not known */
    const char *target;             /* the whole, "ctx->drv->ops"; NULL: not known */
    const char *state;              /* "ctx->drv is NULL", to stand beside the source line; NULL:
                                       nothing that short can be said, or the place is another's */
    const char *access;             /* "read", "write", "call"; NULL: not known */
    struct why_value member_offset; /* distance of the fault address from NULL, bytes; else from
                                       what the expression points at */
    uint32_t access_bytes;          /* read or written; 0: not known */
};

/* The place a finding points at. */
struct why_place {
    struct why_value frame; /* index into the backtrace; not known: a place without a frame (an
                               assert's file and line) */
    struct why_value address;
    const char *function;
    const char *file;
    uint32_t line;
};

struct why_rule;

/* One fault class with the evidence for it. */
struct why_finding {
    const struct why_rule *rule;
    const char *variant; /* one of the rule's; NULL: none */
    enum why_confidence confidence;
    bool superseded;     /* a more specific finding replaces it: contributing, never the verdict */
    const char *summary; /* one line: what happened */
    struct why_pointer pointer;
    struct why_place place;
    const struct why_came_from *came_from; /* how callers passed the pointer, innermost first */
    size_t came_from_count;
    const struct why_evidence *evidence;
    size_t evidence_count;
    const char *const *next; /* what to do, first thing first */
    size_t next_count;
};

/* What a rule may look at. */
struct why_facts {
    const struct why_crash *crash;
    const struct why_core *core; /* the panicked one; NULL: no dump */
    const struct why_arch *arch; /* NULL: not known */
    const struct why_backtrace
        *backtrace; /* to reason over, why_crash_named_backtrace(); NULL: none */
    struct why_value pc;
    struct why_value fault_address; /* only where the cause makes it valid */
};

/* One fault class: what it is, in words that --explain, docs/faults.md and the reports share, and
 * the test for it. */
struct why_rule {
    const char *id;              /* kebab-case, stable, never reused */
    const char *title;           /* "Null pointer dereference" */
    const char *variants;        /* comma separated; "" for none */
    enum why_confidence at_most; /* the most it may claim */
    const char *supersedes;      /* ids of more general rules, comma separated; "" for none */
    const char *means;           /* the parts of the manual page: what it means */
    const char *shows;           /* how the chip shows it */
    const char *check;           /* what to check; items separated by a line feed */
    const char *reproduce;       /* how to reproduce it: C code, lines as they stand */
    const char *read_more;       /* documents; items separated by a line feed */
    const char *source;          /* of the facts above and of the test */
    /* True when the fault is seen; then @p out is filled (all but `rule` and `superseded`). Pure:
     * reads const facts. Running out of memory latches in the arena and is looked at once, by the
     * engine. */
    bool (*match)(const struct why_facts *facts, struct why_finding *out, struct why_arena *arena);
};

/** The rules in catalogue order, from 0; NULL behind the last one, which is `unknown`. */
const struct why_rule *why_rule_at(size_t index);
/** The rule of a class id, or NULL. */
const struct why_rule *why_rule_find(const char *id);
/** True when @p variant is one of the rule's. */
bool why_rule_has_variant(const struct why_rule *rule, why_span variant);
/** The id that resembles @p name most, for "did you mean"; NULL when none comes near. */
const char *why_rule_suggest(const char *name);

/** "possible", "likely", "certain". */
const char *why_confidence_name(enum why_confidence confidence);

#ifdef __cplusplus
}
#endif

#endif
