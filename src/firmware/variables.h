/* Parameters and local variables at an address, and what calls pass. */
#ifndef WHY_FIRMWARE_VARIABLES_H
#define WHY_FIRMWARE_VARIABLES_H

#include "firmware/type.h"

enum why_known {
    WHY_KNOWN,
    WHY_KNOWN_OPTIMIZED_OUT, /* it is nowhere here */
    WHY_KNOWN_NOT_DUMPED,    /* it is in memory that is not in the dump */
    WHY_KNOWN_NOT_SAVED,     /* it is in a register that is not known */
    WHY_KNOWN_UNREADABLE,    /* described in a way that is not followed; see `reason` */
};

/* Where a variable is, when that is one place. */
enum why_holder { WHY_HELD_NOWHERE, WHY_HELD_IN_REGISTER, WHY_HELD_IN_MEMORY, WHY_HELD_AS_VALUE };

struct why_local {
    const char *name; /* clean */
    why_type_ref type;
    bool parameter;
    bool artificial; /* of the compiler's making: C++ this */
    bool everywhere; /* one place is told for all of its scope: compilers do so, too, of what gets
                        its value only later in it */
    enum why_known known;
    const char *reason; /* a clause, where it is not known */
    enum why_holder holder;
    uint32_t place;       /* register number, address, or the value itself */
    const uint8_t *bytes; /* WHY_KNOWN: its value, little-endian */
    uint32_t byte_count;
};

/**
 * List what is in scope at an address.
 * @param lookup   Address inside the instruction or the call.
 * @param level    In the chain of functions there: 0 is the innermost inlined one.
 * @param target   The frame, its cfa included, and who knows its entry values. Without registers
 * the places are told all the same.
 * @param locals   Parameters first, in order; then locals, innermost scope first. In @p arena.
 * @return WHY_OK, also when nothing is known; WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status why_firmware_locals(struct why_firmware *firmware, uint32_t lookup,
                                                   size_t level, const struct why_target *target,
                                                   const struct why_local **locals, size_t *count,
                                                   struct why_arena *arena);

/* A parameter of a function, by its declaration. */
struct why_parameter {
    const char *name; /* clean; NULL: it has none */
    why_type_ref type;
};

/** The parameters of the function (not inlined) at a code address, in order. @return How many, at
 * most @p room are written. */
size_t why_firmware_parameters(struct why_firmware *firmware, uint32_t address,
                               struct why_parameter *out, size_t room, struct why_arena *arena);

/** What the function at a code address returns; 0: nothing, or not known. */
why_type_ref why_firmware_result(struct why_firmware *firmware, uint32_t address);

/**
 * What a call passes in a register, by the call-site information of its caller.
 * @param return_address  Of the call.
 * @param number          Register as the caller sees it: Xtensa callers pass in a10, what their
 *                        callee sees as a2.
 * @param target          The caller's frame.
 * @param callee          Receives the name of the function called, NULL when not told; may be NULL.
 * @return false when the information does not tell, or the value is not known.
 */
bool why_firmware_passed(struct why_firmware *firmware, uint32_t return_address, unsigned number,
                         const struct why_target *target, uint32_t *out, const char **callee,
                         struct why_arena *arena);

/** The same for a parameter that its callee does not take any more.
 * @param parameter  As struct why_entry_values has it. */
bool why_firmware_passed_removed(struct why_firmware *firmware, uint32_t return_address,
                                 uint64_t parameter, const struct why_target *target, uint32_t *out,
                                 const char **callee, struct why_arena *arena);

/**
 * True when a function may have been entered by the last jump of one that it had itself jumped to
 * last, or when that cannot be excluded: what its caller passed is not what it began with then.
 * @param address  In its code.
 */
bool why_firmware_reenters(struct why_firmware *firmware, uint32_t address);

#endif
