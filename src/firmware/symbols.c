/* The symbol table, as functions and data objects sorted by address. */
#include <gelf.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits_elf.h"
#include "base/span.h"
#include "firmware/demangle.h"
#include "firmware/state.h"

/* An access that misses an object by no more is worth telling, bytes. */
#define MISS_BYTES_MIN 64u
#define MISS_BYTES_MAX 4096u

static int compare_rows(const void *left, const void *right)
{
    const struct why_symbol_row *a = left;
    const struct why_symbol_row *b = right;

    if (a->symbol.address != b->symbol.address)
        return a->symbol.address < b->symbol.address ? -1 : 1;
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    return strcmp(a->symbol.name, b->symbol.name);
}

static void sort_rows(struct why_symbol_row *rows, size_t count)
{
    uint32_t reach = 0;

    if (count > 0)
        qsort(rows, count, sizeof(*rows), compare_rows);
    for (size_t i = 0; i < count; i++) {
        uint32_t end = rows[i].symbol.address + rows[i].symbol.size;

        if (end > reach)
            reach = end;
        rows[i].reach = reach;
    }
}

/* Mapping symbols, labels local to an assembly source, and the assembler's own (a control byte). */
static bool is_name(const char *name)
{
    return name[0] != '\0' && name[0] != '$' && name[0] != '.' && !strpbrk(name, "\001\002");
}

/* Of several names for one address: a function before a label, one with a size, one for everybody
 * before one for its own file; a weak name is an alias. */
static uint32_t rank_of(const Elf32_Sym *entry)
{
    unsigned type = ELF32_ST_TYPE(entry->st_info);
    unsigned binding = ELF32_ST_BIND(entry->st_info);

    return (type == STT_FUNC || type == STT_OBJECT ? 8u : 0) + (entry->st_size > 0 ? 4u : 0) +
           (binding == STB_GLOBAL  ? 2u
            : binding == STB_LOCAL ? 1u
                                   : 0);
}

struct table {
    const Elf_Data *entries;
    const char *names;
    size_t name_bytes;
};

static void add_symbol(struct why_firmware *firmware, const struct table *table, size_t index)
{
    struct why_symbols *symbols = &firmware->symbols;
    const struct why_section *section;
    struct why_symbol_row row;
    Elf32_Sym entry;
    unsigned type;

    memcpy(&entry, (const char *)table->entries->d_buf + index * sizeof(entry), sizeof(entry));
    type = ELF32_ST_TYPE(entry.st_info);
    if ((type != STT_FUNC && type != STT_OBJECT && type != STT_NOTYPE) ||
        entry.st_name >= table->name_bytes || !is_name(table->names + entry.st_name))
        return;
    section = why_section_by_number(firmware, entry.st_shndx);
    if (!section || entry.st_value < section->lo || entry.st_value >= section->hi)
        return; /* absolute and undefined symbols have no section */
    if (entry.st_size > section->hi - entry.st_value)
        entry.st_size = section->hi - entry.st_value;
    row = (struct why_symbol_row){
        .symbol = { .name = table->names + entry.st_name,
                    .address = entry.st_value,
                    .size = entry.st_size,
                    .function = section->code && type != STT_OBJECT,
                    .section = section },
        .rank = rank_of(&entry),
    };
    if (row.symbol.function)
        symbols->functions[symbols->function_count++] = row;
    else
        symbols->objects[symbols->object_count++] = row;
}

static bool find_table(const struct why_firmware *firmware, struct table *out)
{
    Elf_Scn *handle = NULL;
    GElf_Shdr header;
    const Elf_Data *names;

    while ((handle = elf_nextscn(firmware->elf, handle))) {
        if (!gelf_getshdr(handle, &header) || header.sh_type != SHT_SYMTAB)
            continue;
        out->entries = elf_getdata(handle, NULL);
        names = elf_getdata(elf_getscn(firmware->elf, header.sh_link), NULL);
        if (!out->entries || !out->entries->d_buf || !names || !names->d_buf ||
            names->d_size == 0 || ((const char *)names->d_buf)[names->d_size - 1] != '\0')
            break;
        out->names = names->d_buf;
        out->name_bytes = names->d_size;
        return true;
    }
    return false;
}

static void load(struct why_firmware *firmware)
{
    struct why_symbols *symbols = &firmware->symbols;
    struct table table;
    size_t count;

    if (symbols->loaded)
        return;
    symbols->loaded = true;
    if (!find_table(firmware, &table)) {
        if (firmware->info.has_symbols)
            why_firmware_note(firmware, "the symbol table is damaged");
        return;
    }
    count = table.entries->d_size / sizeof(Elf32_Sym);
    if (count > WHY_ELF_SYMBOLS) {
        why_firmware_note(firmware, "the ELF has more than %zu symbols; the rest are ignored",
                          WHY_ELF_SYMBOLS);
        count = WHY_ELF_SYMBOLS;
    }
    symbols->functions = why_arena_alloc(firmware->arena, count * sizeof(*symbols->functions));
    symbols->objects = why_arena_alloc(firmware->arena, count * sizeof(*symbols->objects));
    if (!symbols->functions || !symbols->objects)
        return;
    for (size_t i = 1; i < count; i++)
        add_symbol(firmware, &table, i);
    sort_rows(symbols->functions, symbols->function_count);
    sort_rows(symbols->objects, symbols->object_count);
}

/* How many rows start at or below the address. */
static size_t rows_up_to(const struct why_symbol_row *rows, size_t count, uint32_t address)
{
    size_t lo = 0;

    while (lo < count) {
        size_t middle = lo + (count - lo) / 2;

        if (rows[middle].symbol.address <= address)
            lo = middle + 1;
        else
            count = middle;
    }
    return lo;
}

/* The innermost sized symbol around the address among the first @p count rows. */
static const struct why_symbol *around(const struct why_symbol_row *rows, size_t count,
                                       uint32_t address)
{
    for (size_t i = count; i > 0 && rows[i - 1].reach > address; i--)
        if (address - rows[i - 1].symbol.address < rows[i - 1].symbol.size)
            return &rows[i - 1].symbol;
    return NULL;
}

const struct why_symbol *why_function_symbol(struct why_firmware *firmware, uint32_t address)
{
    const struct why_symbols *symbols = &firmware->symbols;
    const struct why_section *section = why_firmware_section(firmware, address);
    const struct why_symbol *found;
    size_t count;

    if (!section || !section->code)
        return NULL;
    load(firmware);
    count = rows_up_to(symbols->functions, symbols->function_count, address);
    found = around(symbols->functions, count, address);
    if (found || count == 0)
        return found;
    found = &symbols->functions[count - 1].symbol;
    if (found->size > 0 || found->section != section)
        return NULL;
    return found; /* without a size it lasts up to the next one */
}

static struct why_object object_of(const struct why_symbol *symbol, struct why_arena *arena)
{
    return (struct why_object){
        .name = why_demangle(arena, symbol->name),
        .address = symbol->address,
        .size = symbol->size,
        .section = symbol->section,
    };
}

const struct why_symbol *why_object_symbol(struct why_firmware *firmware, uint32_t address)
{
    const struct why_symbols *symbols = &firmware->symbols;

    load(firmware);
    return around(symbols->objects, rows_up_to(symbols->objects, symbols->object_count, address),
                  address);
}

bool why_firmware_object(struct why_firmware *firmware, uint32_t address, struct why_object *out,
                         struct why_arena *arena)
{
    const struct why_symbol *found = why_object_symbol(firmware, address);

    if (!found)
        return false;
    *out = object_of(found, arena);
    return true;
}

/* How far the address is from an object that does not hold it. */
static uint32_t miss_bytes(const struct why_symbol *symbol, uint32_t address)
{
    return address < symbol->address ? symbol->address - address
                                     : address - (symbol->address + symbol->size);
}

static bool is_missed(const struct why_symbol *symbol, uint32_t address)
{
    uint32_t limit = symbol->size > MISS_BYTES_MAX ? MISS_BYTES_MAX : symbol->size;

    if (limit < MISS_BYTES_MIN)
        limit = MISS_BYTES_MIN;
    return symbol->size > 0 && !symbol->section->code && miss_bytes(symbol, address) < limit;
}

static const struct why_symbol *closer(const struct why_symbol *best,
                                       const struct why_symbol *other, uint32_t address)
{
    if (!is_missed(other, address) ||
        (best && miss_bytes(best, address) <= miss_bytes(other, address)))
        return best;
    return other;
}

bool why_firmware_object_near(struct why_firmware *firmware, uint32_t address,
                              struct why_object *out, struct why_arena *arena)
{
    const struct why_symbols *symbols = &firmware->symbols;
    const struct why_symbol_row *rows;
    const struct why_symbol *best = NULL;
    size_t next;

    load(firmware);
    rows = symbols->objects;
    next = rows_up_to(rows, symbols->object_count, address);
    if (around(rows, next, address))
        return false;
    for (size_t i = next; i > 0 && address - rows[i - 1].reach < MISS_BYTES_MAX; i--)
        best = closer(best, &rows[i - 1].symbol, address);
    for (size_t i = next;
         i < symbols->object_count && rows[i].symbol.address - address < MISS_BYTES_MAX; i++)
        best = closer(best, &rows[i].symbol, address);
    if (!best)
        return false;
    *out = object_of(best, arena);
    return true;
}

static const struct why_symbol *named(const struct why_symbol_row *rows, size_t count,
                                      const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(rows[i].symbol.name, name) == 0)
            return &rows[i].symbol;
    return NULL;
}

bool why_firmware_symbol(struct why_firmware *firmware, const char *name, struct why_symbol *out)
{
    const struct why_symbols *symbols = &firmware->symbols;
    const struct why_symbol *found;

    load(firmware);
    found = named(symbols->functions, symbols->function_count, name);
    if (!found)
        found = named(symbols->objects, symbols->object_count, name);
    if (found)
        *out = *found;
    return found != NULL;
}

static bool assigns(const struct table *table, const Elf32_Sym *entry, uint32_t address,
                    why_span name)
{
    return entry->st_shndx == SHN_ABS && entry->st_value == address &&
           entry->st_name < table->name_bytes &&
           why_span_equals(name, table->names + entry->st_name);
}

bool why_firmware_assigns(const struct why_firmware *firmware, uint32_t address, const char *name,
                          size_t name_len)
{
    struct table table;
    size_t count = find_table(firmware, &table) ? table.entries->d_size / sizeof(Elf32_Sym) : 0;

    for (size_t i = 1; i < count && i < WHY_ELF_SYMBOLS; i++) {
        Elf32_Sym entry;

        memcpy(&entry, (const char *)table.entries->d_buf + i * sizeof(entry), sizeof(entry));
        if (assigns(&table, &entry, address, (why_span){ name, name_len }))
            return true;
    }
    return false;
}
