/* The pointer that a fault went through, in the words of the program. */
#ifndef WHY_RULES_NAMED_H
#define WHY_RULES_NAMED_H

#include "rules/accessed.h"

/* Which pointer to speak of. Everything is NULL where nothing can be said. */
struct why_named {
    const struct why_access *access;      /* what the instruction did */
    const struct why_argument *argument;  /* with which a library function was called */
    const struct why_expression *pointer; /* of the one or the other; its text may be NULL */
    struct why_value value;               /* it had */
    const char *function;                 /* whose words they are */
};

/** The pointer that the instruction of a data fault followed, or the argument that led to it.
 * Nothing where the ELF is of another build, or the instruction does not fit what was reported. */
struct why_named why_named_of(const struct why_facts *facts, const struct why_accessed *accessed);
/** The function pointer through which the code called that jumped to the program counter. */
struct why_named why_named_call(const struct why_facts *facts);

/** True when the text names something of the program; a constant is no name. */
bool why_is_name(const struct why_expression *pointer);
/** True for what a known function returned. */
bool why_is_result(const struct why_expression *pointer);
/** True when the pointer is known to have been NULL. */
bool why_named_is_null(const struct why_named *named);
/** True when the instruction started from a pointer that is known and not near NULL, although the
 * address lies there: what was added to it led the address around the end of the address space. */
bool why_named_wraps(const struct why_named *named, uint32_t address);
/** True when the words are those of the function at a place. */
bool why_named_is_at(const struct why_place *place, const struct why_named *named);
/** "write" for a load that is the first half of a store to bit fields, else @p access. */
const char *why_named_access(const struct why_named *named, const char *access);
/** True for an entry of a table of virtual functions. */
bool why_named_is_virtual(const struct why_named *named);
/** True when debug information names a pointer that is NULL, and the fault address is as far from
 * it as the access is. */
bool why_named_proves_null(const struct why_facts *facts, const struct why_named *named);

/** "store through NULL pointer `store_test`", "strlen(s = NULL), called with `name` from
 * show_name()"; NULL when the pointer has no name or was not NULL. */
const char *why_null_summary(const struct why_finding *finding, const struct why_named *named,
                             struct why_arena *arena);
/** "`ctx->drv`", "what find_node() returned", "strlen(s = 0x74656e2d), called with `name` from
 * show_name()"; NULL when nothing is known of it. */
const char *why_named_words(const struct why_named *named, struct why_arena *arena);
/** The pointer through which another one was read: "node" of "node->next"; NULL: none. */
const char *why_named_parent(const struct why_named *named, struct why_arena *arena);
/** What the pointer was read from: of a variable, "node->next"; of others, what they are called;
 * NULL: it was not read, or that is not known. */
const char *why_named_read_from(const struct why_named *named);
/** The pointer of an expression that leads through one: "node" of "node->next", "*node" and
 * "node->list[2]"; NULL: none. */
const char *why_pointer_in(const char *expression, struct why_arena *arena);
/** ", the offset of member `data` in store_test_t", where that is what the address is; of a pointer
 * that is only close to NULL, ", where member `data` in store_test_t lies"; else "". */
const char *why_member_words(const struct why_named *named, struct why_value address,
                             struct why_arena *arena);

/** "`node->next`", what lies at the address, where that is what was accessed; else NULL. */
const char *why_target_words(const struct why_named *named, struct why_value address,
                             struct why_arena *arena);
/** ", 12 bytes past its end,", to stand behind that, of an index that is too large; else "". */
const char *why_end_words(const struct why_named *named, struct why_arena *arena);

/** Name the pointer in the finding, whose place must be set, and who passed it. */
void why_set_named(struct why_finding *out, const struct why_named *named, struct why_arena *arena);
/** Add how it is known which pointer that is; where it is not, why. */
void why_add_named(struct why_finding *out, const struct why_named *named, struct why_arena *arena);
/** Add where to look for the reason that it is NULL; false when nothing is known. */
bool why_add_null_step(struct why_finding *out, const struct why_named *named,
                       struct why_arena *arena);

#endif
