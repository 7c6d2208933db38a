/* The lines that the chip wrote a core dump on, as far as its headers tell. */
#ifndef WHY_READ_DUMP_PLAN_H
#define WHY_READ_DUMP_PLAN_H

#include "base/arena.h"
#include "read/dump_align.h"

#define WHY_DUMP_NO_PIECE SIZE_MAX

struct why_dump_plan {
    struct why_arena *arena;
    uint32_t *lens;
    size_t *pieces; /* which piece each line is, or WHY_DUMP_NO_PIECE: lost, or not known which */
    size_t count;
    size_t head_lines;  /* lines of the headers: their pieces are settled */
    size_t head_pieces; /* pieces that were among them */
    bool failed;
};

/**
 * Plan the lines up to the last notes, which differ from dump to dump. Of the ELF's table lines may
 * be lost: the others tell where their segments begin, and so how long those before them are.
 * @param image  Receives the segments of notes whose lines of the table are lost.
 * @return false when too little of the headers is there, or they are none of a chip.
 */
bool why_dump_plan_of(struct why_dump_plan *plan, const uint8_t *bytes,
                      const struct why_dump_printed *printed, struct why_dump_image *image);
/** Bytes of the headers before the first line that is lost; also of a plan that failed. */
uint32_t why_dump_plan_head(const struct why_dump_plan *plan);
/** True when no line of the headers is lost. */
bool why_dump_plan_has_headers(const struct why_dump_plan *plan);

#endif
