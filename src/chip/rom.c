/* Names of boot-ROM functions, searched in place in the tables of rom/.
 *
 * A table is text: one line "0x40001c00<TAB>128<TAB>_vector_table" per function (address, bytes,
 * name), ordered by address. A search touches the few pages that it bisects, and nothing else. */
#include <string.h>

#include "base/span.h"
#include "espwhy/chip.h"

/* Functions that may start inside one another and end together: __riscv_save_12, _8, _4, _0. */
#define NESTED_FUNCTIONS 4

/* Offset of the first byte of the line that holds @p offset; no lower than @p floor. */
static size_t line_start(const char *table, size_t floor, size_t offset)
{
    while (offset > floor && table[offset - 1] != '\n')
        offset--;
    return offset;
}

static size_t next_line(const char *table, size_t size, size_t offset)
{
    while (offset < size && table[offset] != '\n')
        offset++;
    return offset < size ? offset + 1 : size;
}

static bool read_symbol(why_span line, struct why_rom_symbol *out)
{
    struct why_rom_symbol read;
    why_span name;

    if (!why_span_take_hex8(&line, &read.address) || !why_span_take_text(&line, "\t") ||
        !why_span_take_decimal(&line, &read.size) || !why_span_take_text(&line, "\t") ||
        !why_span_take_until(&line, "\n", &name))
        return false;
    read.name = name.ptr;
    read.name_len = name.len;
    *out = read;
    return true;
}

/* Offset of the last line whose function starts at or below the address; the table's size when all
 * start above it. */
static size_t find_at_or_below(const char *table, size_t size, uint32_t address)
{
    size_t lo = 0;
    size_t hi = size;
    size_t found = size;

    while (lo < hi) {
        size_t start = line_start(table, lo, lo + (hi - lo) / 2);
        struct why_rom_symbol symbol;

        if (!read_symbol((why_span){ table + start, size - start }, &symbol))
            return size;
        if (symbol.address > address) {
            hi = start;
            continue;
        }
        found = start;
        lo = next_line(table, size, start);
    }
    return found;
}

/* The innermost function that holds the address: the last one that starts at or below it, or one of
 * those in which that one lies. */
static bool find_in_rom(const struct why_rom *rom, uint32_t address, struct why_rom_symbol *out)
{
    size_t size = rom->table ? (size_t)(rom->table_end - rom->table) : 0;
    size_t start = find_at_or_below(rom->table, size, address);

    for (int depth = 0; depth < NESTED_FUNCTIONS && start < size; depth++) {
        struct why_rom_symbol symbol;

        if (!read_symbol((why_span){ rom->table + start, size - start }, &symbol))
            return false;
        if (address - symbol.address < symbol.size) {
            *out = symbol;
            return true;
        }
        start = start > 0 ? line_start(rom->table, 0, start - 1) : size;
    }
    return false;
}

static bool same_name(const struct why_rom_symbol *a, const struct why_rom_symbol *b)
{
    return a->name_len == b->name_len && memcmp(a->name, b->name, a->name_len) == 0;
}

/* The name that all tables of a chip give to the address. */
static bool find_in_all(const struct why_chip *chip, uint32_t address, struct why_rom_symbol *out)
{
    struct why_rom_symbol first;
    bool found = false;

    for (size_t i = 0; i < chip->rom_count; i++) {
        struct why_rom_symbol symbol;

        if (!chip->roms[i].table)
            continue;
        if (!find_in_rom(&chip->roms[i], address, &symbol))
            return false;
        if (found && !same_name(&first, &symbol))
            return false;
        if (!found)
            first = symbol;
        found = true;
    }
    if (found)
        *out = first;
    return found;
}

bool why_rom_lookup(const struct why_chip *chip, const struct why_rom *rom, uint32_t address,
                    struct why_rom_symbol *out)
{
    if (rom)
        return find_in_rom(rom, address, out);
    return chip && chip->roms_complete && find_in_all(chip, address, out);
}
