/* An expression of the source while it is put together. */
#ifndef WHY_VALUES_PHRASE_H
#define WHY_VALUES_PHRASE_H

#include "espwhy/variable.h"
#include "firmware/type.h"

/* A value, most often a pointer. */
struct why_phrase {
    enum why_expression_kind kind; /* unknown: only `reason` tells */
    const char *text;              /* of the value: "ctx->drv" */
    const char *object;            /* what it points at has this name: "g_config"; NULL: no name */
    why_type_ref type;             /* of the value; 0: not known */
    why_type_ref pointee;          /* of what it points at; 0: not known */
    const char *variable;
    const char *callee;
    const char *reason;
    bool proven;
    bool indexed;       /* the code adds an index to it, in steps of what it points at */
    size_t level;       /* of the function whose words these are, from the innermost on */
    uint32_t displaced; /* bytes that the value lies behind what is described here */
    uint32_t bits;      /* of a container that is accessed through it, those that matter; 0: all */
};

struct why_phrase why_phrase_unknown(const char *reason);
/** A variable or member with a value of its type. */
struct why_phrase why_phrase_value(struct why_firmware *firmware, enum why_expression_kind kind,
                                   const char *text, why_type_ref type);
/** The address of an object: `&config`, of an array its name. */
struct why_phrase why_phrase_address(struct why_firmware *firmware, const char *object,
                                     why_type_ref type, struct why_arena *arena);

/* What lies behind a pointer. */
struct why_part {
    const char *member; /* "data", "items[3].next"; "" for the whole; several joined by " or " */
    const char *target; /* "ctx->data" */
    why_type_ref type;  /* of the first */
    size_t count;       /* members */
    bool bit_field;
    bool whole; /* exactly the bytes that are accessed, and one member */
};

/**
 * What is accessed through a pointer.
 * @param bytes  0: whatever begins there.
 * @return false when its type does not tell.
 */
bool why_phrase_part(struct why_firmware *firmware, const struct why_phrase *pointer,
                     int32_t offset, uint32_t bytes, struct why_part *out, struct why_arena *arena);

/** Whether an access of that size makes sense there: else the type is not what the code thinks. */
bool why_part_fits(const struct why_part *part);

/** The type as it is declared, of an address that of the object with a star; NULL: not known. */
const char *why_phrase_type(struct why_firmware *firmware, const struct why_phrase *phrase,
                            struct why_arena *arena);

#endif
