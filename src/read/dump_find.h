/* Where in a file the core dump stands. */
#ifndef WHY_READ_DUMP_FIND_H
#define WHY_READ_DUMP_FIND_H

#include "read/dump_parts.h"

struct why_dump_found {
    struct why_dump_image image; /* its bytes are a copy in the arena */
    uint32_t first_line;         /* of a text; 0: binary */
    uint32_t last_line;
};

/** Find the core dump; damage of its text is noted. False when there is none, or the arena is full.
 */
bool why_dump_find(struct why_dump_parts *parts, const uint8_t *bytes, size_t n,
                   struct why_dump_found *out);
/** The same for a dump printed as base64, dump_text.c. */
bool why_dump_find_text(struct why_dump_parts *parts, const uint8_t *bytes, size_t n,
                        struct why_dump_found *out);
/** True when a core dump printed as base64 begins with this line. */
bool why_dump_begins_text(why_span line);

#endif
