/* Limits of reading ELF files, their debug information, their sources and their code, each with its
 * unit and its reason. */
#ifndef WHY_BASE_LIMITS_ELF_H
#define WHY_BASE_LIMITS_ELF_H

#include <stddef.h>
#include <stdint.h>

/* Bytes of an ELF file: applications with full debug information stay below 200 MiB. */
#define WHY_ELF_BYTES ((size_t)512 * 1024 * 1024)
/* Bytes that compressed debug sections of one ELF may claim to unpack to. */
#define WHY_ELF_UNPACKED_BYTES ((size_t)512 * 1024 * 1024)
/* Sections of an ELF that take room on the target: ESP-IDF links some 25. */
#define WHY_ELF_SECTIONS 512u
/* Bytes of an ELF's own arena: its indexes of symbols and units. */
#define WHY_ELF_ARENA_BYTES ((size_t)256 * 1024 * 1024)
/* Address ranges of all units of an ELF: one per function is the most that compilers write. */
#define WHY_DWARF_RANGES ((size_t)1024 * 1024)
/* Symbols of an ELF that are read. */
#define WHY_ELF_SYMBOLS ((size_t)1024 * 1024)
/* Functions, by their address ranges, that are remembered of the units that were asked. */
#define WHY_DWARF_FUNCTIONS ((size_t)1024 * 1024)
/* Entries and address ranges looked at to find the functions of units: Rust's have 2 million. */
#define WHY_DWARF_SCAN_STEPS (64u * 1024u * 1024u)
/* Milliseconds for them: a sound ELF takes a few. */
#define WHY_DWARF_SCAN_MS 10000
/* Entries and address ranges looked at for one address. */
#define WHY_DWARF_LOOKUP_STEPS (1024u * 1024u)
/* Milliseconds for them: a sound ELF takes far less than one. */
#define WHY_DWARF_LOOKUP_MS 2000
/* Units that claim one address and are asked for it: sound ones do not overlap. */
#define WHY_DWARF_UNITS_ASKED 8u
/* Attributes of one entry: compilers write some 20. */
#define WHY_DWARF_ATTRIBUTES 128u
/* Nesting of scopes that is followed: compilers give up inlining far before. */
#define WHY_DWARF_DEPTH 128u
/* Bytes of one unit's line program: each may become a row of 100 bytes in memory. */
#define WHY_DWARF_LINE_BYTES ((size_t)4 * 1024 * 1024)
/* Registers that call-frame information may name: RISC-V ELF psABI, "DWARF Register Numbers". */
#define WHY_DWARF_REGISTERS 8192u
/* Rows of a frame that one function remembers at a time: compilers remember one. */
#define WHY_DWARF_FRAME_STATES 64u
/* Values on the stack of a DWARF expression: compilers use some 5. */
#define WHY_DWARF_STACK 64u
/* Variables of one function that are listed, and parameters of a call: more are not read. */
#define WHY_VARIABLES 64u
/* Bytes of a variable's value: what is shown of it stays far below. */
#define WHY_VARIABLE_BYTES 1024u
/* Bytes of a demangled name: the longest templates stay below; a hostile name doubles at will. */
#define WHY_NAME_BYTES ((size_t)16 * 1024)
/* Bytes of a source file that is shown: generated ones and amalgamations stay below. */
#define WHY_SOURCE_BYTES ((size_t)16 * 1024 * 1024)
/* Bytes of a line of it that are shown. */
#define WHY_SOURCE_LINE_BYTES ((size_t)400)
/* Lines of it that are shown before and behind the one in question. */
#define WHY_SOURCE_LINES_AROUND 2u
/* Path maps of a run: ESP-IDF writes one per component, some 120. */
#define WHY_PATH_MAPS 4096u
/* Folders of source files. */
#define WHY_SOURCE_DIRS 64u
/* Bytes of a function whose values are followed: longer ones are generated, or tables. */
#define WHY_FLOW_BYTES ((uint32_t)64 * 1024)
/* Places in it where ways meet. */
#define WHY_FLOW_MEETINGS ((size_t)2048)
/* Instructions looked at for one answer: a long function with loops takes some ten thousand. */
#define WHY_FLOW_STEPS 200000u

#endif
