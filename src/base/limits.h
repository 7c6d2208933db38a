/* Limits of reading logs and of what is made of them, each with its unit and its reason. Those of
 * ELF files stand in limits_elf.h. */
#ifndef WHY_BASE_LIMITS_H
#define WHY_BASE_LIMITS_H

#include <stddef.h>

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
/* Lines behind a reset in which the boot tells more of it: the bootloader's are about thirty. */
#define WHY_RESET_LINES 40u
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

/* Signatures of one run: more than people can keep in order. */
#define WHY_SIGNATURES 10000u
/* Signatures that one run writes for people to edit. */
#define WHY_LEARNED 1000u

/* ELF files of one run. */
#define WHY_FIRMWARES 32u

#endif
