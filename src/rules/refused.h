/* Why a processor refuses an instruction that it has. */
#ifndef WHY_RULES_REFUSED_H
#define WHY_RULES_REFUSED_H

#include "base/arena.h"
#include "rules/code_bytes.h"

struct why_refused {
    struct why_insn insn; /* one that the processor has */
    char text[64];
    bool rare;                 /* compilers hardly ever use it, or what follows is no code */
    const char *register_name; /* that makes it illegal; NULL: nothing in the dump does */
    const char *state;         /* what of that register does; NULL likewise */
};

/**
 * The instruction at the program counter, where the ELF or the chip's own words tell its bytes, and
 * they are one that the processor has.
 * @param out  Written only when true is returned.
 */
bool why_find_refused(const struct why_facts *facts, const struct why_code_bytes *seen,
                      struct why_refused *out);

/** Sum up, with what made it refuse the instruction if that is to be seen, and what to do. */
void why_describe_refused(struct why_finding *out, const struct why_facts *facts,
                          const struct why_refused *refused, struct why_arena *arena);

#endif
