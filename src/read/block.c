/* A growing list of lines with their text. */
#include "read/block.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

void why_block_init(struct why_block *block)
{
    *block = (struct why_block){ .count = 0 };
    why_strbuf_init(&block->text);
}

void why_block_deinit(struct why_block *block)
{
    why_strbuf_deinit(&block->text);
    free(block->lines);
    why_block_init(block);
}

void why_block_clear(struct why_block *block)
{
    why_strbuf_clear(&block->text);
    block->count = 0;
    block->failed = false;
    block->overflow = false;
}

static bool make_room(struct why_block *block)
{
    size_t cap = block->cap == 0 ? 64 : 2 * block->cap;
    struct why_block_line *lines;

    if (block->count < block->cap)
        return true;
    lines = realloc(block->lines, cap * sizeof(*lines));
    if (!lines)
        return false;
    block->lines = lines;
    block->cap = cap;
    return true;
}

void why_block_add(struct why_block *block, const struct why_line *line, bool context)
{
    size_t at = block->text.len;

    if (at + line->text.len > WHY_BLOCK_BYTES) {
        block->overflow = true;
        return;
    }
    if (!make_room(block)) {
        block->failed = true;
        return;
    }
    why_strbuf_add(&block->text, line->text.ptr, line->text.len);
    block->failed |= block->text.failed;
    if (block->failed)
        return;
    block->lines[block->count] = (struct why_block_line){
        .at = at,
        .len = line->text.len,
        .from = line->from,
        .to = line->to,
        .line_no = line->line_no,
        .rewritten = line->rewritten,
        .context = context,
    };
    block->count++;
}

void why_block_drop_first(struct why_block *block)
{
    size_t gone = block->count > 1 ? block->lines[1].at : block->text.len;

    if (block->count == 0)
        return;
    block->text.len -= gone;
    memmove(block->text.text, block->text.text + gone, block->text.len);
    block->count--;
    memmove(block->lines, block->lines + 1, block->count * sizeof(block->lines[0]));
    for (size_t i = 0; i < block->count; i++)
        block->lines[i].at -= gone;
}

void why_block_drop_last(struct why_block *block)
{
    if (block->count == 0)
        return;
    block->count--;
    block->text.len = block->lines[block->count].at;
}

struct why_line why_block_line(const struct why_block *block, size_t index)
{
    const struct why_block_line *line = &block->lines[index];

    return (struct why_line){
        .text = { block->text.text + line->at, line->len },
        .line_no = line->line_no,
        .from = line->from,
        .to = line->to,
        .rewritten = line->rewritten,
    };
}
