/* Line tables, read unit by unit and only those that are asked for. */
#include "firmware/lines.h"

#include <ctype.h>
#include <dwarf.h>
#include <string.h>

#include "base/limits_elf.h"
#include "base/span.h"
#include "base/text.h"

/* .debug_line, unpacked; NULL when there is none. */
static const Elf_Data *line_section(struct why_firmware *firmware)
{
    if (!firmware->line_section)
        firmware->line_section = why_debug_section(firmware, ".debug_line");
    return firmware->line_section;
}

/* Where a unit's line program lies in its section, and how long it is as its header says. */
struct program {
    Dwarf_Word offset;
    size_t bytes;
    size_t section_bytes;
};

static bool find_program(struct why_firmware *firmware, struct why_unit *unit, struct program *out)
{
    const Elf_Data *data = line_section(firmware);
    Dwarf_Attribute attribute;
    Dwarf_Word offset;
    uint32_t length;

    if (!data || !data->d_buf || !dwarf_attr(&unit->die, DW_AT_stmt_list, &attribute) ||
        dwarf_formudata(&attribute, &offset) != 0 || data->d_size < sizeof(length) ||
        offset > data->d_size - sizeof(length))
        return false;
    memcpy(&length, (const char *)data->d_buf + offset, sizeof(length));
    *out = (struct program){ .offset = offset, .bytes = length, .section_bytes = data->d_size };
    return true;
}

/* Units may share a program, as those of link-time optimization do; libdw reads it once. */
static bool is_read_already(const struct why_firmware *firmware, Dwarf_Word offset)
{
    for (size_t i = 0; i < firmware->units.count; i++)
        if (firmware->units.units[i].lines == WHY_ADMITTED &&
            firmware->units.units[i].program_offset == offset)
            return true;
    return false;
}

/* libdw keeps every row of a table in memory, and a row may take one byte of the file: weigh it
 * before it is read. Programs that overlap are no sound ones: all together are no longer than their
 * section. */
static enum why_verdict weigh(struct why_firmware *firmware, struct why_unit *unit)
{
    struct program program;

    if (!find_program(firmware, unit, &program))
        return WHY_REFUSED;
    if (firmware->line_bytes_left == 0)
        firmware->line_bytes_left = program.section_bytes + 1;
    unit->program_offset = program.offset;
    if (is_read_already(firmware, program.offset))
        return WHY_ADMITTED;
    if (program.bytes > WHY_DWARF_LINE_BYTES || program.bytes >= firmware->line_bytes_left)
        return WHY_REFUSED;
    firmware->line_bytes_left -= program.bytes;
    return WHY_ADMITTED;
}

static bool admit_lines(struct why_firmware *firmware, struct why_unit *unit)
{
    if (unit->lines == WHY_UNWEIGHED) {
        unit->lines = weigh(firmware, unit);
        if (unit->lines == WHY_REFUSED)
            why_firmware_note(firmware, "a line table is damaged or too large");
    }
    return unit->lines == WHY_ADMITTED;
}

static uint32_t positive(int value)
{
    return value > 0 ? (uint32_t)value : 0;
}

static const char *directory_of(struct why_unit *unit)
{
    Dwarf_Attribute attribute;

    return dwarf_attr(&unit->die, DW_AT_comp_dir, &attribute) ? dwarf_formstring(&attribute) : NULL;
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
    found.directory = directory_of(unit);
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
    found.directory = directory_of(unit);
    return found;
}

static bool is_drive(const char *path)
{
    return isalpha((unsigned char)path[0]) && path[1] == ':' && (path[2] == '/' || path[2] == '\\');
}

/* libdw takes a path with a drive letter for a relative one, and puts the directory before it. */
static const char *skip_to_drive(const char *path)
{
    for (const char *at = path; (at = strchr(at, '/')); at++)
        if (is_drive(at + 1))
            path = at + 1;
    return path;
}

const char *why_line_path(const struct why_source_line *place, struct why_arena *arena)
{
    const char *path;

    if (!place->file)
        return NULL;
    path = skip_to_drive(place->file);
    if (path[0] != '/' && !is_drive(path) && place->directory)
        path = why_arena_printf(arena, "%s/%s", place->directory, path);
    return why_text_clean(arena, why_span_of(path));
}
