/* Reading .debug_aranges.
 *
 * libdw takes a pair of zeros for the end of a table, and then refuses the rest: where the linker
 * has dropped sections (--gc-sections), it leaves such pairs in the midst of tables. Here a table
 * lasts as long as its header says. Source: DWARF 5, section 6.1.2. */
#include "firmware/aranges.h"

#include "base/bytes.h"

#define LENGTH_BYTES 4u
#define HEADER_BYTES 16u /* with the length and what fills it up to a multiple of a pair */
#define PAIR_BYTES 8u    /* address, length */

/* The ranges of one unit. */
struct table {
    const uint8_t *pairs;
    const uint8_t *end;
    uint32_t unit;
};

/* Version 2, addresses of 32 bits, no segments. */
static bool is_known_form(const uint8_t *table)
{
    return table[4] == 2 && table[5] == 0 && table[10] == sizeof(uint32_t) && table[11] == 0;
}

/* Of a form that is not known no pair is given. */
static bool take_table(const uint8_t **at, const uint8_t *end, struct table *out)
{
    const uint8_t *start = *at;
    uint32_t length;

    if ((size_t)(end - start) < HEADER_BYTES)
        return false;
    length = why_word(start);
    if (length < HEADER_BYTES - LENGTH_BYTES || length > (size_t)(end - start) - LENGTH_BYTES)
        return false;
    *at = start + LENGTH_BYTES + length;
    *out = (struct table){ .pairs = is_known_form(start) ? start + HEADER_BYTES : *at,
                           .end = *at,
                           .unit = why_word(start + 6) };
    return true;
}

static bool take_pair(struct table *table, uint32_t *lo, uint32_t *hi)
{
    if ((size_t)(table->end - table->pairs) < PAIR_BYTES)
        return false;
    *lo = why_word(table->pairs);
    *hi = *lo + why_word(table->pairs + 4);
    table->pairs += PAIR_BYTES;
    return true;
}

void why_aranges_read(const struct why_firmware *firmware, why_aranges_visit visit, void *user)
{
    const Elf_Data *section = why_debug_section(firmware, ".debug_aranges");
    const uint8_t *at = section ? section->d_buf : NULL;
    const uint8_t *end = at ? at + section->d_size : NULL;
    struct table table;
    uint32_t lo;
    uint32_t hi;

    while (at && take_table(&at, end, &table))
        while (take_pair(&table, &lo, &hi))
            if (lo != 0 && lo < hi && why_is_code(firmware, lo) && !visit(user, table.unit, lo, hi))
                return;
}
