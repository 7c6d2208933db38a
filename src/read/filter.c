/* Search for many literals at once: q-grams, sampled.
 *
 * A literal of six bytes or more holds, wherever it stands, four bytes that begin at a multiple of
 * three. So only every third place of the text is looked at, with one hash and one bit test; what
 * passes is compared in full. The idea is Wu and Manber's (A fast algorithm for multi-pattern
 * searching, 1994). */
#include "read/filter.h"

#include <string.h>

#include "base/span.h"
#include "read/plain.h"

#define GROUP_BYTES 4u
#define STRIDE 3u
#define LITERAL_BYTES (GROUP_BYTES + STRIDE - 1)

static uint32_t load_group(const char *bytes)
{
    uint32_t group;

    memcpy(&group, bytes, sizeof(group));
    return group;
}

static uint32_t hash_group(uint32_t group)
{
    return group * 2654435761u >> (32 - WHY_FILTER_BITS); /* Knuth's multiplicative hash */
}

bool why_filter_has(const struct why_line_rule *row)
{
    return row->role != WHY_ROLE_DETAIL && row->role != WHY_ROLE_TAIL &&
           strlen(row->anchor) >= LITERAL_BYTES;
}

static void add_literal(struct why_filter *filter, why_span literal)
{
    for (uint32_t offset = 0; offset < STRIDE; offset++) {
        uint32_t bytes = load_group(literal.ptr + offset);
        uint32_t hash = hash_group(bytes);

        filter->bits[hash / 64] |= (uint64_t)1 << (hash % 64);
        filter->groups[filter->group_count] = (struct why_filter_group){ bytes, offset, literal };
        filter->group_count++;
    }
}

void why_filter_init(struct why_filter *filter, const struct why_scanner *scanner)
{
    size_t count;
    const char *const *literals = why_plain_literals(&count);

    memset(filter, 0, sizeof(*filter));
    for (size_t i = 0; i < scanner->count; i++)
        if (why_filter_has(scanner->rows[i]))
            add_literal(filter, why_span_of(scanner->rows[i]->anchor));
    for (size_t i = 0; i < count; i++)
        add_literal(filter, why_span_of(literals[i]));
}

/* True when one of the literals has this place in it. */
static bool is_literal(const struct why_filter *filter, why_span text, size_t at)
{
    uint32_t bytes = load_group(text.ptr + at);

    for (size_t i = 0; i < filter->group_count; i++) {
        const struct why_filter_group *group = &filter->groups[i];

        if (group->bytes != bytes || at < group->offset ||
            text.len - (at - group->offset) < group->literal.len)
            continue;
        if (memcmp(text.ptr + at - group->offset, group->literal.ptr, group->literal.len) == 0)
            return true;
    }
    return false;
}

size_t why_filter_find(const struct why_filter *filter, why_span text)
{
    for (size_t i = 0; i + GROUP_BYTES <= text.len; i += STRIDE) {
        uint32_t hash = hash_group(load_group(text.ptr + i));

        if ((filter->bits[hash / 64] >> (hash % 64) & 1) && is_literal(filter, text, i))
            return i;
    }
    return text.len;
}
