/* What a firmware holds; seen by the files of this folder only. */
#ifndef WHY_FIRMWARE_STATE_H
#define WHY_FIRMWARE_STATE_H

#include <elfutils/libdw.h>
#include <libelf.h>

#include "firmware/file.h"
#include "firmware/firmware.h"
#include "firmware/hash.h"
#include "firmware/steps.h"

/* Symbols of one kind, by address. */
struct why_symbol_row {
    struct why_symbol symbol;
    uint32_t reach; /* highest end of this row and those before it */
    uint32_t rank;  /* of rows with one address the highest is the best name, and stands last */
};

struct why_symbols {
    bool loaded;
    struct why_symbol_row *functions;
    size_t function_count;
    struct why_symbol_row *objects;
    size_t object_count;
};

/* An address range of a function's machine code. */
struct why_code_range {
    uint32_t lo;
    uint32_t hi;
    Dwarf_Die die;
};

/* Whether something was weighed and found bearable for libdw. */
enum why_verdict { WHY_UNWEIGHED, WHY_ADMITTED, WHY_REFUSED };

/* One unit of the debug information. */
struct why_unit {
    Dwarf_Off offset;        /* of its header */
    Dwarf_Off entry;         /* of its topmost entry */
    Dwarf_Die die;           /* that entry; empty until it is asked for */
    bool indexed;            /* it has a table in .debug_aranges */
    enum why_verdict walk;   /* through its tree */
    enum why_verdict lines;  /* its line program */
    uint64_t program_offset; /* of its line program, once weighed */
    bool scanned;
    bool scanned_deep; /* inside of functions too, where GNU C nests functions */
    struct why_code_range *functions;
    size_t function_count;
};

struct why_unit_range {
    uint32_t lo;
    uint32_t hi;
    uint32_t reach; /* highest `hi` of this range and those before it */
    uint32_t unit;  /* index */
};

struct why_units {
    bool loaded;
    struct why_unit *units; /* by `offset` */
    size_t count;
    struct why_unit_range *ranges; /* by `lo` */
    size_t range_count;
    size_t function_count; /* of all units */
};

/* Call-frame information, of code without windows: .debug_frame, then .eh_frame. */
struct why_frames {
    bool loaded;
    struct why_frame_entry *entries;
    size_t count;
};

struct why_firmware {
    struct why_arena *arena;
    struct why_firmware_info info;
    struct why_file file;
    struct why_hash *hash;
    Elf *elf;
    struct why_section *sections; /* those that take room in memory, in the file's order */
    const uint8_t **section_bytes;
    uint32_t *section_numbers; /* in the ELF */
    size_t section_count;
    const Elf_Data *line_section; /* NULL: not looked for yet, or none */
    size_t line_bytes_left;       /* what line programs may still cost */
    Dwarf *dwarf;                 /* NULL: none, not opened yet, or unusable */
    struct why_steps scans;       /* for the units, and once each for the functions of a unit */
    struct why_symbols symbols;
    struct why_units units;
    struct why_variables *variables;     /* at fixed addresses; NULL: not looked for yet */
    struct why_definitions *definitions; /* of classes, likewise */
    struct why_frames frames;
};

/** Keep the first note. */
void why_firmware_note(struct why_firmware *firmware, const char *format, ...) WHY_PRINTF(2, 3);

/** Read the section table, before anything else. */
WHY_MUST_CHECK enum why_status why_sections_load(struct why_firmware *firmware,
                                                 struct why_error *err);
/** The section by its number in the ELF, or NULL when it takes no room in memory. */
const struct why_section *why_section_by_number(const struct why_firmware *firmware,
                                                uint32_t number);
/** Where the file has the byte of an address, and how many follow in that section; NULL when it
 * has none. */
const uint8_t *why_section_bytes(const struct why_firmware *firmware,
                                 const struct why_section *section, uint32_t address,
                                 uint32_t *left);
/** A section of debug information, unpacked once libdw has been there; NULL: there is none. */
const Elf_Data *why_debug_section(const struct why_firmware *firmware, const char *name);
/** True when an address lies in a code section. */
bool why_is_code(const struct why_firmware *firmware, uint32_t address);

/** Fill in chips, description and kind. */
void why_describe(struct why_firmware *firmware);

#endif
