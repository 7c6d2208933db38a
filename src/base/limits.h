/* Every limit, with its unit and its reason. */
#ifndef WHY_BASE_LIMITS_H
#define WHY_BASE_LIMITS_H

#include <stddef.h>
#include <stdint.h>

/* Bytes of a line that are matched in one piece, else in several: the longest line of a report, a
 * backtrace of 100 entries with names glued in, stays below. */
#define WHY_LINE_BYTES ((size_t)64 * 1024)
/* Bytes that two pieces of an overlong line share: more than any construct that must be whole. */
#define WHY_LINE_OVERLAP_BYTES ((size_t)4 * 1024)

/* Log lines before a crash that stay with it. */
#define WHY_CONTEXT_LINES 5u
/* Bytes of such a line that are kept. */
#define WHY_CONTEXT_LINE_BYTES 512u

/* Bytes of log text of one crash: two cores with stacks and a decoded backtrace take 30 KiB. */
#define WHY_BLOCK_BYTES ((size_t)1024 * 1024)
/* Bytes of a core dump's text in a log: base64 of 8 MiB of external RAM, with prefixes. */
#define WHY_CORE_TEXT_BYTES ((size_t)16 * 1024 * 1024)
/* Lines in a row that are no part of a core dump before it is taken for cut. */
#define WHY_CORE_STRAY_LINES 20u
/* Core dumps of one run. */
#define WHY_DUMPS 32u
/* Lines in which nothing is recognised before an open report is taken for finished. */
#define WHY_BLOCK_IDLE_LINES 60u
/* Lines after the end of a report in which other tools' words about it are still looked for. */
#define WHY_LATE_LINES 200u
/* Lines that an abort text waits for its registers or backtrace. */
#define WHY_ABORT_WAIT_LINES 30u

/* Lines at the start of the input in which loose cells and bare addresses are read: a paste. */
#define WHY_PASTE_LINES 200u

/* Frames of one backtrace: ESP-IDF prints at most 100. */
#define WHY_FRAMES 256u
/* Words of stacks that one walk searches for return addresses: tasks have less than 64 KiB. */
#define WHY_SCAN_WORDS 65536u
/* Words of them for which a walk tries whether they lead on: a sound stack takes a few. */
#define WHY_SCAN_PROOFS 512u
/* Cores of one crash. */
#define WHY_CORES 8u
/* Resets of one input that a session remembers: a boot loop has one every few seconds. */
#define WHY_RESETS 256u
/* Different faults that a session remembers, to tell repeats. */
#define WHY_DISTINCT_FAULTS 1024u
/* Bytes of one crash's arena: text, frames and findings of the largest block stay far below. */
#define WHY_ARENA_BYTES ((size_t)64 * 1024 * 1024)

/* Bytes of a core dump: the internal RAM, and the external RAM of most modules. */
#define WHY_DUMP_BYTES ((size_t)16 * 1024 * 1024)
/* Tasks of a core dump: none is known to have a tenth of them. */
#define WHY_DUMP_TASKS 1024u
/* Pieces of memory of a core dump: two per task, and one per block where the heap is dumped too. */
#define WHY_DUMP_PIECES ((size_t)16 * 1024)
/* Notes about the damage of a core dump: more of them tell nothing more. */
#define WHY_DUMP_NOTES 16u
/* Places of a flash image that look like a core dump whose checksum is computed. */
#define WHY_DUMP_CANDIDATES 16u

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
/* ELF files of one run. */
#define WHY_FIRMWARES 32u

#endif
