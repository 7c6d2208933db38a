/* Line tables, read unit by unit and only those that are asked for. */
#include "firmware/lines.h"

#include <dwarf.h>
#include <gelf.h>
#include <string.h>

#include "base/limits.h"

/* .debug_line, unpacked; NULL when there is none. */
static const Elf_Data *line_section(const struct why_firmware *firmware)
{
    Elf_Scn *handle = NULL;
    GElf_Shdr header;
    size_t names;

    if (elf_getshdrstrndx(firmware->elf, &names) != 0)
        return NULL;
    while ((handle = elf_nextscn(firmware->elf, handle))) {
        const char *name;

        if (!gelf_getshdr(handle, &header))
            continue;
        name = elf_strptr(firmware->elf, names, header.sh_name);
        if (name && (strcmp(name, ".debug_line") == 0 || strcmp(name, ".zdebug_line") == 0))
            return elf_getdata(handle, NULL);
    }
    return NULL;
}

/* Bytes of a unit's line program, as its header says; 0 when that cannot be read. */
static size_t program_bytes(const struct why_firmware *firmware, struct why_unit *unit,
                            size_t *section_bytes)
{
    const Elf_Data *data = line_section(firmware);
    Dwarf_Attribute attribute;
    Dwarf_Word offset;
    uint32_t length;

    if (!data || !data->d_buf || !dwarf_attr(&unit->die, DW_AT_stmt_list, &attribute) ||
        dwarf_formudata(&attribute, &offset) != 0 || data->d_size < sizeof(length) ||
        offset > data->d_size - sizeof(length))
        return 0;
    memcpy(&length, (const char *)data->d_buf + offset, sizeof(length));
    *section_bytes = data->d_size;
    return length;
}

/* libdw keeps every row of a table in memory, and a row may take one byte of the file: weigh it
 * before it is read. Units may share a program, hence twice the section for all of them. */
static bool admit_lines(struct why_firmware *firmware, struct why_unit *unit)
{
    size_t section_bytes = 0;
    size_t bytes;

    if (unit->lines_admitted || unit->lines_refused)
        return unit->lines_admitted;
    bytes = program_bytes(firmware, unit, &section_bytes);
    if (firmware->line_bytes_left == 0)
        firmware->line_bytes_left = 2 * section_bytes + 1;
    unit->lines_admitted =
        bytes > 0 && bytes <= WHY_DWARF_LINE_BYTES && bytes < firmware->line_bytes_left;
    unit->lines_refused = !unit->lines_admitted;
    if (unit->lines_admitted)
        firmware->line_bytes_left -= bytes;
    else
        why_firmware_note(firmware, "a line table is damaged or too large");
    return unit->lines_admitted;
}

static uint32_t positive(int value)
{
    return value > 0 ? (uint32_t)value : 0;
}

struct why_source_line why_line_at(struct why_firmware *firmware, struct why_unit *unit,
                                   uint32_t address)
{
    struct why_source_line found = { .file = NULL };
    Dwarf_Line *row;
    int line;
    int column;

    if (!dwarf_hasattr(&unit->die, DW_AT_stmt_list) || !admit_lines(firmware, unit))
        return found;
    row = dwarf_getsrc_die(&unit->die, address);
    if (!row)
        return found;
    found.file = dwarf_linesrc(row, NULL, NULL);
    if (dwarf_lineno(row, &line) == 0)
        found.line = positive(line);
    if (dwarf_linecol(row, &column) == 0)
        found.column = positive(column);
    return found;
}

static uint32_t number_of(Dwarf_Die *die, unsigned name)
{
    Dwarf_Attribute attribute;
    Dwarf_Word value;

    if (!dwarf_attr(die, name, &attribute) || dwarf_formudata(&attribute, &value) != 0 ||
        value > INT32_MAX)
        return 0;
    return (uint32_t)value;
}

struct why_source_line why_line_of_call(struct why_firmware *firmware, struct why_unit *unit,
                                        Dwarf_Die *inlined)
{
    struct why_source_line found = { .line = number_of(inlined, DW_AT_call_line),
                                     .column = number_of(inlined, DW_AT_call_column) };
    Dwarf_Files *files;
    size_t count;

    if (dwarf_hasattr(inlined, DW_AT_call_file) && admit_lines(firmware, unit) &&
        dwarf_getsrcfiles(&unit->die, &files, &count) == 0)
        found.file = dwarf_filesrc(files, number_of(inlined, DW_AT_call_file), NULL, NULL);
    return found;
}
