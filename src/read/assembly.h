/* A crash in the making: what the parts of the assembler share. */
#ifndef WHY_READ_ASSEMBLY_H
#define WHY_READ_ASSEMBLY_H

#include "base/arena.h"
#include "espwhy/crash.h"
#include "espwhy/strbuf.h"
#include "read/core_text.h"
#include "read/dump.h"
#include "read/scan.h"

/* Arrays of the crash as they grow; all of them live in the arena. */
struct why_assembly {
    struct why_arena *arena;
    const struct why_scanner *scanner;
    struct why_crash *crash;

    struct why_core *cores;
    size_t core_count;
    struct why_core *core;      /* the one that cells and entries belong to; NULL: none yet */
    struct why_backtrace *open; /* the backtrace that entries belong to; NULL: none */
    uint32_t open_line;         /* where its last entry, or its header, stands */
    bool other_task;            /* entries that follow are those of a task that did not crash */
    uint32_t task;              /* whose backtrace the first one was, by its number */
    struct why_statement *statements;
    size_t statement_count;
    enum why_family family; /* of the lines so far */
    bool wants_message;     /* the line that follows is the message of a Rust panic */
    struct why_memory *memory;
    size_t memory_count;
    struct why_named_address *names;
    size_t name_count;
    struct why_backtrace tool; /* frames of another tool */
    uint32_t tool_level;       /* the level that comes next; lower ones belong to another thread */
    bool named_frame;          /* the last name is the tool's last frame, not an address */
    struct why_value decoded;  /* the first name of a decoder's list; not known before that */
    struct why_note *notes;
    size_t note_count;
    struct why_value uptime_before; /* of the run before the restart that the context shows */
    struct why_item last_cell;      /* the register before, on the same line; kind NONE: none */
    const char *damaged;            /* names of what is damaged; NULL: nothing */
    uint32_t damaged_line;          /* the first of it */
    uint32_t mixed_line;            /* where registers of two dumps contradict; 0: nowhere */
    uint32_t lockup_place;          /* the cell of a lock-up that may come next; 0: none */
    uint32_t joined_line;           /* the first line that was broken; 0: none */
    struct why_strbuf joined[2];    /* broken lines, whole again */
    uint32_t rewritten;             /* what was undone in lines that said something */
    uint32_t core_end_line;         /* where a core dump ends; 0: nowhere */
    uint32_t core_saved_line;       /* where one is said to be in flash; 0: nowhere */
    struct why_arena *dump_arena;   /* where it is read */
    const struct why_dump *dump;    /* as read; NULL: none */
    bool out_of_memory;
    bool postmortem; /* the ESP8266 core for Arduino printed its own */
    bool muted;      /* a monitor took the stack block away */
    bool muted_core; /* or the core dump */
    bool complete;
};

/* assemble_core.c: registers, memory, backtraces of the chip */
void why_assemble_core(struct why_assembly *assembly, const struct why_item *item);
/** Put a register into the dump of the current core. */
void why_assemble_register(struct why_assembly *assembly, const struct why_item *item);
/** Settle the registers, and put the panicked core first. */
void why_settle_cores(struct why_assembly *assembly);
/* assemble_lockup.c: the boot ROM's report */
void why_assemble_lockup(struct why_assembly *assembly, const struct why_item *item);
/* assemble_family.c: whose panic handler wrote the report */
/** Note whose report a line is of; false for one that means nothing in this report. */
bool why_take_family(struct why_assembly *assembly, const struct why_line_rule *row,
                     const struct why_item *item);
/** Settle the family, by lines, headline and registers, and what its dumps need. */
void why_settle_family(struct why_assembly *assembly);

/* assemble_registers.c: what registers are called */
/** Settle the architecture, and name the registers as it does; note which are missing. */
void why_settle_registers(struct why_assembly *assembly);

/* assemble_stack.c: the bounds of stacks */
void why_assemble_stack(struct why_assembly *assembly, const struct why_item *item);
/** Put the bounds of the stack that the stack pointer is in first. */
void why_settle_stack(struct why_assembly *assembly);
/* assemble_words.c: statements */
void why_assemble_statement(struct why_assembly *assembly, const struct why_item *item);
/** A line without items: the message of a Rust panic, if one is waited for. */
void why_assemble_message(struct why_assembly *assembly, why_span line);
/** Read a text that stands somewhere else, such as in the words of another tool, as if the chip had
 * printed it: what it says is added unless the log says it already. */
void why_assemble_again(struct why_assembly *assembly, why_span text, uint32_t line_no);
/** The last statement of a kind, or NULL. */
struct why_statement *why_assembly_says(const struct why_assembly *assembly,
                                        enum why_statement_kind kind);
/** True for what tells that software called for a panic: the registers are of that call. */
bool why_is_software(enum why_statement_kind kind);
/** What the statements make of the crash: the reason, and whether software called for the panic. */
void why_settle_words(struct why_assembly *assembly);
/** The task that ran, once the core that panicked is known. */
void why_settle_task(struct why_assembly *assembly);

/* assemble_recover.c: what the log lost and other parts of it still hold */
/** The text of a panic, from the stack block. */
void why_recover_text(struct why_assembly *assembly);
/** That software called for the panic, from the name of the function that ran. */
void why_recover_abort(struct why_assembly *assembly);

/* assemble_dump.c: the core dump in the log */
/** Read its text, if there is any. */
void why_assemble_core_text(struct why_assembly *assembly, const struct why_core_text *core);
/** Join it with the crash, which is complete otherwise, unless it is of another one. */
enum why_status why_assemble_join(struct why_assembly *assembly, struct why_error *err);

/* assemble_names.c: what other tools said */
void why_assemble_name(struct why_assembly *assembly, const struct why_item *item);
void why_settle_names(struct why_assembly *assembly);

/** Note something imperfect. @p text must live in the arena or for ever. */
void why_assembly_note(struct why_assembly *assembly, const char *text, uint32_t line_no);
/** A clean copy of a span; NULL for an empty one. */
const char *why_assembly_text(struct why_assembly *assembly, why_span span);

#endif
