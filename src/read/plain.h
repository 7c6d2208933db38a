/* Lines in the characters that the chip printed: what editors, terminals and markup made of them is
 * undone. */
#ifndef WHY_READ_PLAIN_H
#define WHY_READ_PLAIN_H

#include "espwhy/strbuf.h"
#include "read/scan.h"

/* What had been done to a line, as bits of why_line.rewritten. */
enum why_rewriting {
    WHY_REWRITTEN_COLOR = 1,      /* terminal control sequences */
    WHY_REWRITTEN_TYPOGRAPHY = 2, /* quotes, dashes, blanks and widths of word processors */
    WHY_REWRITTEN_MARKUP = 4,     /* HTML */
    WHY_REWRITTEN_ESCAPES = 8,    /* JSON, or the quotes of a programming language */
    WHY_REWRITTEN_NULS = 16,      /* UTF-16, or bytes of a broken line */
    WHY_REWRITTEN_PADDING = 32,   /* a line that a terminal wrapped, and filled up with blanks */
};

/* How something is written in place of plain text; a line break as "\n". */
struct why_spelling {
    const char *written;
    const char *plain;
    uint32_t rewriting;
    const char *example; /* a line that has it */
    const char *reads;   /* and what it means */
};

const struct why_spelling *why_spellings(size_t *count);

/* A line on its way; several are made of one that breaks. */
struct why_plain {
    struct why_strbuf text;
    struct why_line line; /* what is still to be given */
    bool given;           /* all of it was */
};

void why_plain_init(struct why_plain *plain);
void why_plain_deinit(struct why_plain *plain);

/** Begin with a line; its bytes must stay until the last why_plain_next(). */
void why_plain_begin(struct why_plain *plain, const struct why_line *line);
/** The next of the lines that it is made of; false when there is no more. */
bool why_plain_next(struct why_plain *plain, struct why_line *out);

/** Texts that may begin a report although a literal of the grammar is not there as written. */
const char *const *why_plain_literals(size_t *count);
/** Where a byte stands that only UTF-16 and broken lines have; text.len when there is none. */
size_t why_plain_find_nul(why_span text);

#endif
