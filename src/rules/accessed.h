/* What the instruction at the program counter accessed, computed from the registers. */
#ifndef WHY_RULES_ACCESSED_H
#define WHY_RULES_ACCESSED_H

#include "base/arena.h"
#include "espwhy/diagnosis.h"
#include "rules/registers.h"

/* How the instruction fits what the processor reported. */
enum why_fit {
    WHY_FIT_UNKNOWN,  /* no instruction, or a register of its is not in the dump */
    WHY_FIT_EXACT,    /* it accesses the fault address */
    WHY_FIT_COMPUTED, /* the dump lacks the fault address: this is what it accesses */
    WHY_FIT_OTHER,    /* it accesses something else */
    WHY_FIT_NONE,     /* it accesses no memory in the way that was reported */
};

struct why_accessed {
    enum why_fit fit;
    const char *access; /* "read" or "write"; NULL: either */
    uint32_t bytes;
    const char
        *base; /* the register's name in the dump, NULL: none, or a register that is always 0 */
    struct why_value base_value;
    int32_t offset; /* added to the base */
    struct why_value address;
};

/** Look at the instruction of a data fault. */
struct why_accessed why_accessed_of(const struct why_facts *facts);

/** The address that was accessed: as reported, or computed where the dump lacks it. */
struct why_value why_accessed_address(const struct why_facts *facts,
                                      const struct why_accessed *accessed);

/** The value of a register that the instruction numbers, as decoded; @p name, which may be NULL,
 * receives the dump's name for it. */
struct why_value why_numbered_register(const struct why_facts *facts, int number,
                                       const char **name);

/** Add what the instruction does, and how that fits. Nothing without an instruction. */
void why_add_accessed(struct why_finding *out, const struct why_facts *facts,
                      const struct why_accessed *accessed, struct why_arena *arena);

/** One step less where the instruction does not fit what was reported. */
enum why_confidence why_accessed_confidence(const struct why_accessed *accessed,
                                            enum why_confidence claimed);

/* An esp_err_t that was used as a pointer. */
struct why_code_pointer {
    struct why_base base;
    bool sure; /* the instruction went through it, or the address fits nothing else as well */
};

/**
 * The register that holds an error code and was gone through: the instruction's, or, where that is
 * not known and the address is near NULL, one that lies a little below the address.
 * @param out  Written only when true is returned.
 */
bool why_find_code_pointer(const struct why_facts *facts, const struct why_accessed *accessed,
                           uint32_t address, struct why_code_pointer *out);

/** "read through", "write through", "access through". */
const char *why_access_words(const char *access);
/** Add where the instruction is, unless evidence and place show it already. */
void why_add_pc(struct why_finding *out, const struct why_facts *facts, struct why_arena *arena);
/** What data faults have in common: place, program counter, who called. */
void why_describe_data_fault(struct why_finding *out, const struct why_facts *facts,
                             struct why_arena *arena);

#endif
