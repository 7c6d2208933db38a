/* The core dump container: bytes to tasks, memory and what the dump says of itself. */
#ifndef WHY_READ_DUMP_H
#define WHY_READ_DUMP_H

#include "base/arena.h"
#include "espwhy/crash.h"
#include "espwhy/strbuf.h"

/* A core dump as read; everything in it lives in one arena. */
struct why_dump {
    struct why_core_dump info;
    const struct why_arch *arch;  /* NULL: not told */
    const struct why_chip *chip;  /* NULL: not told */
    const struct why_task *tasks; /* the crashed one first; registers, TCB and stack bounds as the
                                     container tells, no names yet */
    size_t task_count;
    const struct why_register *exception; /* EXCCAUSE, EXCVADDR, EPC1, ... or MSTATUS, MTVEC,
                                             MCAUSE, MTVAL of the crashed task, by dump names */
    size_t exception_count;
    const char *const *details; /* lines of the panic details, clean; the first is info.reason */
    size_t detail_count;
    const struct why_memory *memory;
    size_t memory_count;
    const struct why_note *notes; /* damage */
    size_t note_count;
};

/**
 * Read a core dump wherever it stands in a file: base64 text with or without markers, prefixes and
 * other lines; the raw partition, or flash read with the dump somewhere inside; the ELF itself.
 * @param arena  Takes all that is found; @p bytes need not outlive the call.
 * @param out    In @p arena.
 * @return WHY_OK also for a damaged dump: notes say what is wrong; WHY_E_DUMP when there is none;
 * WHY_E_NOMEM.
 */
WHY_MUST_CHECK enum why_status why_dump_read(const uint8_t *bytes, size_t n, const char *name,
                                             struct why_arena *arena, struct why_dump **out,
                                             struct why_error *err);

/** True when binary data, such as a flash image, certainly holds a core dump. */
bool why_dump_is_within(const uint8_t *bytes, size_t n);

/** True when a dump was made by this very panic: the registers of the crashed task are those of the
 * panicked core; of a core without registers its first frame, else the panic's own words. */
bool why_dump_fits(const struct why_dump *dump, const struct why_crash *crash);
/** Put a dump into a crash that it fits, or that is of nothing else: tasks, memory, what the log
 * does not say. Copies everything. @return WHY_OK or WHY_E_NOMEM. */
WHY_MUST_CHECK enum why_status why_dump_join(struct why_crash *crash, const struct why_dump *dump,
                                             struct why_error *err);

#endif
