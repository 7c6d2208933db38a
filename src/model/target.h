/* One frame of the target: what questions about a running program are answered from. */
#ifndef WHY_MODEL_TARGET_H
#define WHY_MODEL_TARGET_H

#include "espwhy/machine.h"

/* How the values that a function was called with are found: by asking its caller. */
struct why_entry_values {
    /** The value that register @p number had when the function was entered. */
    bool (*find)(const void *context, unsigned number, uint32_t *out);
    /** The value of a parameter that the function does not take any more, by the place of its
     * entry in the debug information; NULL: nobody can tell. */
    bool (*find_removed)(const void *context, uint64_t parameter, uint32_t *out);
    const void *context;
};

struct why_target {
    const struct why_registers *registers; /* of the frame */
    struct why_value cfa;                  /* of the frame, once known */
    /** Copy @p n bytes of the target's memory; false, and @p bytes undefined, unless all of them
     * are known. */
    bool (*read)(const void *context, uint32_t address, void *bytes, uint32_t n);
    const void *context;
    const struct why_entry_values *entry; /* NULL: nobody can tell */
};

#endif
