/* A core dump in the making: what the readers of the two formats share. */
#ifndef WHY_READ_DUMP_PARTS_H
#define WHY_READ_DUMP_PARTS_H

#include "base/arena.h"
#include "read/dump.h"
#include "read/dump_image.h"

/* Memory of the target as the headers of the dump tell of it; not all of it need be held. */
struct why_dump_region {
    uint32_t address;
    uint32_t size;
};

/* Arrays of the dump as they grow; all of them live in the arena. */
struct why_dump_parts {
    struct why_arena *arena;
    struct why_dump *dump;
    const struct why_dump_image *image;
    struct why_task *tasks;
    struct why_memory *memory;
    struct why_register *exception;
    struct why_note *notes;
    const char **details;
    struct why_dump_region *regions;
    size_t region_count;
    uint32_t memory_bytes; /* of all pieces */
    bool overfull;         /* a limit was reached, which has been noted */
    bool out_of_memory;    /* besides that of the arena */
};

/** Note damage; printf into the arena. @p line_no 0: about the whole. */
void why_dump_note(struct why_dump_parts *parts, uint32_t line_no, const char *format, ...)
    WHY_PRINTF(3, 4);
/** Memory of the target whose bytes stand at offset @p at of the image: what is held of it. */
void why_dump_add_region(struct why_dump_parts *parts, uint32_t address, uint32_t size,
                         uint64_t at);
/** A word of the memory so far; not known unless all of it is. */
struct why_value why_dump_word(const struct why_dump_parts *parts, uint32_t address);
/** Add a task with this control block; NULL when there is no room for it. */
struct why_task *why_dump_add_task(struct why_dump_parts *parts, uint32_t tcb);
/** Add a register to a task unless @p value is not known. @p name must live for ever. */
void why_dump_add_register(struct why_dump_parts *parts, struct why_task *task, const char *name,
                           struct why_value value);
/** Add an exception register of the crashed task, likewise, unless it has been added before. */
void why_dump_add_exception(struct why_dump_parts *parts, const char *name, struct why_value value);
/** A register of a task by name. */
struct why_value why_task_register(const struct why_task *task, const char *name);
/** Add the lines of a text that tells why the chip panicked. */
void why_dump_add_details(struct why_dump_parts *parts, why_span text);
/** Settle the architecture and the chip, which may contradict each other. */
void why_dump_set_target(struct why_dump_parts *parts, enum why_arch_id arch,
                         struct why_value chip_number);

/* dump_context.c: registers as the two architectures save them */

/** The registers of a prstatus note, from offset @p at of the image on. */
void why_dump_take_status(struct why_dump_parts *parts, struct why_task *task, uint64_t at,
                          uint32_t bytes);
/** The registers of a task from the frame that its stack begins with at @p at. */
void why_dump_take_frame(struct why_dump_parts *parts, struct why_task *task, uint32_t at);
/** True for an address of a stack that the chip made up. */
bool why_dump_is_fake(uint32_t stack);
/** What the dump's memory adds to a task: how it was saved, bounds of the stack, and, unless they
 * are known, the registers. Needs all of the memory and `crashed`. */
void why_dump_settle_context(struct why_dump_parts *parts, struct why_task *task);

/* the formats */
void why_dump_read_elf(struct why_dump_parts *parts);
void why_dump_read_binary(struct why_dump_parts *parts);

#endif
