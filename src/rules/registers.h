/* Which registers hold a value, or a base close below it. */
#ifndef WHY_RULES_REGISTERS_H
#define WHY_RULES_REGISTERS_H

#include "base/arena.h"
#include "espwhy/diagnosis.h"

/* A register from which an address can have been computed. */
struct why_base {
    const char *name;
    struct why_value value;
    uint32_t offset; /* address - value, bytes */
};

/** True when the architecture lists @p name among the registers that may hold a pointer. */
bool why_is_general(const struct why_arch *arch, const char *name);

/**
 * The general register whose value lies closest below @p address, at most @p reach bytes.
 * @param out  Untouched unless true is returned.
 */
bool why_find_base(const struct why_facts *facts, uint32_t address, uint32_t reach,
                   struct why_base *out);

/** The first general register that holds @p value, or NULL. */
const struct why_register *why_find_holding(const struct why_facts *facts, uint32_t value);
/** How many general registers hold @p value. */
size_t why_count_holding(const struct why_facts *facts, uint32_t value);

/**
 * The general registers whose value satisfies @p test, as "A5" or "A2, A8 and A15"; those that
 * carry arguments first, of many the first ones and how many more.
 * @return NULL when none does.
 */
const char *why_registers_where(const struct why_facts *facts,
                                bool (*test)(const struct why_facts *facts, uint32_t value),
                                struct why_arena *arena);
/** Those that are 0, named as above. */
const char *why_registers_null(const struct why_facts *facts, struct why_arena *arena);
/** Those that hold the program counter's value, named as above. */
const char *why_registers_target(const struct why_facts *facts, struct why_arena *arena);

/** A register of the panicked core by the architecture's member for it, such as `arch->sp`. */
struct why_value why_facts_register(const struct why_facts *facts, const char *name);

#endif
