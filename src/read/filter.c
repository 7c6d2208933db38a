/* Search for many literals at once: q-grams, sampled.
 *
 * A literal of six bytes or more holds, wherever it stands, four bytes that begin at a multiple of
 * three. So only every third place of the text is looked at, with one hash and one bit test. False
 * hits are possible, misses are not. The idea is Wu and Manber's (A fast algorithm for
 * multi-pattern searching, 1994). */
#include "read/filter.h"

#include <string.h>

#define GROUP_BYTES 4u
#define STRIDE 3u
#define LITERAL_BYTES (GROUP_BYTES + STRIDE - 1)

static uint32_t hash_group(const char *bytes)
{
    uint32_t group;

    memcpy(&group, bytes, sizeof(group));
    return group * 2654435761u >> (32 - WHY_FILTER_BITS);
}

bool why_filter_has(const struct why_line_rule *row)
{
    return row->role != WHY_ROLE_DETAIL && row->role != WHY_ROLE_LATE &&
           row->role != WHY_ROLE_TAIL && strlen(row->anchor) >= LITERAL_BYTES;
}

void why_filter_init(struct why_filter *filter, const struct why_scanner *scanner)
{
    memset(filter, 0, sizeof(*filter));
    for (size_t i = 0; i < scanner->count; i++) {
        if (!why_filter_has(scanner->rows[i]))
            continue;
        for (size_t offset = 0; offset < STRIDE; offset++) {
            uint32_t hash = hash_group(scanner->rows[i]->anchor + offset);

            filter->groups[hash / 64] |= (uint64_t)1 << (hash % 64);
        }
    }
}

size_t why_filter_find(const struct why_filter *filter, why_span text)
{
    for (size_t i = 0; i + GROUP_BYTES <= text.len; i += STRIDE) {
        uint32_t hash = hash_group(text.ptr + i);

        if (filter->groups[hash / 64] >> (hash % 64) & 1)
            return i;
    }
    return text.len;
}
