/* Lines of a core dump, put where they belong when others are lost. */
#ifndef WHY_READ_DUMP_ALIGN_H
#define WHY_READ_DUMP_ALIGN_H

#include "read/dump_parts.h"

/* What one line of a printed dump stood for. */
struct why_dump_piece {
    size_t at; /* of its bytes among those of all lines */
    uint32_t len;
    uint32_t line_no;
    uint64_t wrong; /* as why_dump_line_decode() tells */
    bool broken;    /* `len` is a guess, and the bytes are zero */
};

/* All lines of a printed dump. */
struct why_dump_printed {
    struct why_dump_piece *pieces;
    size_t count;
    size_t surplus; /* pieces behind those: wanted only when one of them stands there twice */
    uint32_t last_line;
    bool ended; /* the marker of its end was seen */
};

/**
 * The image that the lines make. The chip begins a line with every part that it writes, so the
 * lengths of the lines tell which of them are missing; where that does not tell enough, what may be
 * misplaced becomes a hole, or is left out at the end.
 * @param bytes  Of all pieces, one behind the other; @p n of them without the surplus.
 * @param printed  Its last line may become a later one.
 * @param out    Its bytes and holes are in the arena of @p parts.
 * @return false when there is no header, of the dump or at least of its ELF, or memory ran out.
 */
bool why_dump_align(struct why_dump_parts *parts, const uint8_t *bytes, size_t n,
                    struct why_dump_printed *printed, struct why_dump_image *out);

#endif
