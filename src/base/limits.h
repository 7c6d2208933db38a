/* Every limit, with its unit and its reason. */
#ifndef WHY_BASE_LIMITS_H
#define WHY_BASE_LIMITS_H

/* Bytes of a line that are matched in one piece. A dump's longest line, a backtrace of 100 entries
 * with names glued in, stays below; a longer line is matched in pieces that overlap by
 * WHY_LINE_OVERLAP_BYTES. */
#define WHY_LINE_BYTES (64u * 1024u)
/* Bytes that two pieces of an overlong line share: longer than any construct that must not be cut.
 */
#define WHY_LINE_OVERLAP_BYTES (4u * 1024u)

/* Log lines before a crash that stay with it. */
#define WHY_CONTEXT_LINES 5u
/* Bytes of such a line that are kept. */
#define WHY_CONTEXT_LINE_BYTES 512u

/* Bytes of log text of one crash: two cores with stack blocks and a decoded backtrace take 30 KiB.
 */
#define WHY_BLOCK_BYTES (1024u * 1024u)
/* Lines in which nothing of the report is recognised before an open report is taken for finished.
 */
#define WHY_BLOCK_IDLE_LINES 60u
/* Lines after the end of a report in which other tools' words about it are still looked for. */
#define WHY_LATE_LINES 200u
/* Lines that an abort text waits for its registers or backtrace. */
#define WHY_ABORT_WAIT_LINES 30u

/* Lines at the start of the input that are searched for loose register cells and bare addresses: a
 * paste, not a log. */
#define WHY_PASTE_LINES 200u

/* Frames of one backtrace: ESP-IDF prints at most 100. */
#define WHY_FRAMES 256u
/* Cores of one crash. */
#define WHY_CORES 8u
/* Different faults that a session remembers, to tell repeats. */
#define WHY_DISTINCT_FAULTS 1024u
/* Bytes of one crash's arena: text, frames and findings of the largest block stay far below. */
#define WHY_ARENA_BYTES (64u * 1024u * 1024u)

#endif
