/* What all walks share: the crash, its ELF files, its memory, and the frames as they grow. */
#ifndef WHY_UNWIND_WALK_H
#define WHY_UNWIND_WALK_H

#include "espwhy/crash.h"
#include "firmware/image.h"
#include "isa/call.h"
#include "model/target.h"
#include "unwind/registers.h"

struct why_walk {
    struct why_crash *crash;
    const struct why_image *image;
    struct why_isa isa;
    const struct why_abi *abi;       /* means nothing to windowed code */
    struct why_backtrace *backtrace; /* that grows */
    size_t capacity;                 /* of its frames */
    uint32_t *code_budget;           /* instructions that searches may still read; NULL: none */
    bool out_of_memory;
};

/** A walk over the crash; the backtrace is empty. */
struct why_walk why_walk_of(struct why_crash *crash, const struct why_image *image,
                            struct why_backtrace *backtrace);
/** Append a frame, with its own copy of @p registers (may be NULL). NULL when memory is out, or
 * WHY_FRAMES are reached: the backtrace then says that it continues. */
struct why_frame *why_walk_add(struct why_walk *walk, const struct why_frame *frame,
                               const struct why_registers *registers);
/** Copy bytes of the target's memory: dumped ones, else those of an ELF of this build that the chip
 * cannot have changed. Fits struct why_target's `read`, with the walk as its context. */
bool why_walk_read(const void *walk, uint32_t address, void *bytes, uint32_t n);
/** True when memory not far above an address was dumped: something is missing in between. */
bool why_walk_dumped_behind(const struct why_walk *walk, uint32_t address);
/** A little-endian word of it. */
struct why_value why_walk_word(const struct why_walk *walk, uint32_t address);
/** What stands before a return address; Xtensa window bits already replaced. */
enum why_isa_call_before why_walk_call_before(const struct why_walk *walk, uint32_t return_address,
                                              struct why_insn *call);
/** The instruction at an address, as linked; false when it cannot be read. */
bool why_walk_code(const struct why_walk *walk, uint32_t address, struct why_insn *insn);
/** Take instructions from the budget; false when it has less. */
bool why_walk_spend(const struct why_walk *walk, uint32_t instructions);
/** A register of a core or task by name; not known when there is none. */
struct why_value why_walk_register(const struct why_register *registers, size_t count,
                                   const char *name);
/** The registers of a core or task by the numbers of debuggers; `pc` receives the program counter.
 */
struct why_registers why_walk_registers(const struct why_walk *walk,
                                        const struct why_register *registers, size_t count,
                                        struct why_value *pc);

/** True when there is an ELF of this build to walk by; that of the boot ROM knows no more than
 * calls inside of it. */
bool why_walk_has_build(const struct why_walk *walk);
/** What a backtrace found by steps and scans rests on: the best of its frames' trust. */
enum why_backtrace_source why_walk_source(const struct why_walk *walk);
/** Add a note to the crash, about a line of the log or, with 0, about the whole. */
void why_walk_note(struct why_walk *walk, uint32_t line_no, const char *format, ...)
    WHY_PRINTF(3, 4);

#endif
