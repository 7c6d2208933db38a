/* The text of a core dump in a log, kept apart from the report that it belongs to. */
#ifndef WHY_READ_CORE_TEXT_H
#define WHY_READ_CORE_TEXT_H

#include "espwhy/strbuf.h"
#include "read/summary.h"

enum why_core_phase {
    WHY_CORE_NONE,
    WHY_CORE_LOOSE,   /* lines of base64 without a start: nothing, unless the end follows */
    WHY_CORE_READING, /* its start was seen */
    WHY_CORE_CUT,     /* its end never came */
    WHY_CORE_WHOLE,   /* its end was seen */
};

struct why_core_text {
    enum why_core_phase phase;
    struct why_strbuf text; /* raw lines, each at its distance from the first one */
    uint32_t first_line;    /* of the log */
    uint32_t last_line;
    uint32_t strays; /* lines in a row that were no part of it */
    bool headless;   /* its start was not seen */
    bool overflow;   /* lines were left out, WHY_CORE_TEXT_BYTES was reached */
};

void why_core_text_init(struct why_core_text *core);
void why_core_text_deinit(struct why_core_text *core);
/** Forget it and give its memory back: it may be a hundred times a report's. */
void why_core_text_clear(struct why_core_text *core);

/** Begin with a line; what was there is forgotten. */
void why_core_text_begin(struct why_core_text *core, const struct why_line *line,
                         enum why_core_phase phase);
/** Add a line. */
void why_core_text_add(struct why_core_text *core, const struct why_line *line);
/** Take what a line of an open report means for its core dump, while none is read. */
void why_core_text_note(struct why_core_text *core, const struct why_line *line,
                        const struct why_line_sum *sum);
/** Read on: take a line that is a part of the core dump. False: the line ends it too early, and
 * means something else; @p sum is then undefined.
 * @param sum  Of the line, as far as it concerns the report. */
bool why_core_text_read(struct why_core_text *core, const struct why_scanner *scanner,
                        const struct why_line *line, struct why_line_sum *sum);

/** True when there is something to be read. */
bool why_core_text_is_there(const struct why_core_text *core);

/** True for a line of base64, whatever a log or a monitor put before it. */
bool why_is_core_line(why_span line);
/** True for one with nothing else on it, and too long for a word. */
bool why_is_bare_core_line(why_span line);

#endif
