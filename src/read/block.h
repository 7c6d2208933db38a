/* The text of one report, kept until it is understood. */
#ifndef WHY_READ_BLOCK_H
#define WHY_READ_BLOCK_H

#include "espwhy/strbuf.h"
#include "read/scan.h"

struct why_block_line {
    size_t at; /* offset in the text */
    size_t len;
    size_t from; /* as in struct why_line */
    size_t to;
    uint32_t line_no;
    uint32_t rewritten;
    bool context; /* stood before the report */
};

struct why_block {
    struct why_strbuf text;
    struct why_block_line *lines;
    size_t count;
    size_t cap;
    bool failed;   /* memory ran out */
    bool overflow; /* lines were left out, WHY_BLOCK_BYTES was reached */
};

void why_block_init(struct why_block *block);
void why_block_deinit(struct why_block *block);
/** Forget all lines, keep the memory. */
void why_block_clear(struct why_block *block);
/** Add a line; its bytes are copied. */
void why_block_add(struct why_block *block, const struct why_line *line, bool context);
/** Forget the line that was added first. */
void why_block_drop_first(struct why_block *block);
/** Take back the line that was added last. */
void why_block_drop_last(struct why_block *block);
/** Line @p index, from 0; valid until the next change of the block. */
struct why_line why_block_line(const struct why_block *block, size_t index);

#endif
