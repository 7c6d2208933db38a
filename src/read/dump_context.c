/* Registers as the chips save them: in notes, and on the stacks of tasks.
 *
 * Sources: ESP-IDF components/xtensa/include/xtensa_context.h, XtExcFrame and XtSolFrame;
 * components/freertos, portable/xtensa/portasm.S, vPortYield; components/riscv/include/riscv/
 * rvruntime-frames.h, RvExcFrame; components/espcoredump/src/port/. */
#include <string.h>

#include "read/dump_parts.h"

/* Words of a frame of exceptions and interrupts on Xtensa. */
enum exception_word {
    EXCEPTION_EXIT, /* what goes on from here: code, or a mark */
    EXCEPTION_PC,
    EXCEPTION_PS,
    EXCEPTION_A0,
    EXCEPTION_SAR = 19,
    EXCEPTION_EXCCAUSE,
    EXCEPTION_EXCVADDR,
    EXCEPTION_LBEG,
    EXCEPTION_LEND,
    EXCEPTION_LCOUNT,
};

/* Words of the frame of a task that gave up the CPU by a call of vPortYield(). Only these two are
 * saved here; a0 to a3 of the caller lie in the 16 bytes below, where the register windows were
 * spilled, and what the frame calls a0 to a3 is the save area of the caller's caller. */
enum yield_word { YIELD_PC = 1, YIELD_PS };
#define YIELD_BYTES 32u     /* of that frame: the stack pointer of the caller lies behind it */
#define SAVE_AREA_BYTES 16u /* a0 to a3 of the caller, below the stack pointer */

/* Words of a prstatus note on Xtensa. */
enum status_word { STATUS_PC, STATUS_PS, STATUS_LBEG, STATUS_LEND, STATUS_LCOUNT, STATUS_SAR };
#define STATUS_A0 64u

#define CRASHED_MARK 0xdeadbeefu /* exit word of the crashed task's frame */
#define UNUSABLE_CAUSE 0xffffu   /* EXCCAUSE of a task that did not crash */
#define A_REGISTERS 16u
#define RISCV_REGISTERS 32u
/* Where stacks begin that the chip makes up for tasks whose own cannot be trusted, and how many
 * bytes further such stacks lie. */
#define FAKE_STACK 0x20000000u
#define FAKE_STACK_OTHER 0x70000000u
#define FAKE_STACK_BYTES 0x40000u
/* The most that lies between the start of a crashed task's dumped stack and its stack pointer: the
 * frame of the exception. */
#define FRAME_BYTES 1024u

static const char *const a_names[A_REGISTERS] = { "A0",  "A1",  "A2",  "A3", "A4",  "A5",
                                                  "A6",  "A7",  "A8",  "A9", "A10", "A11",
                                                  "A12", "A13", "A14", "A15" };

static bool is_xtensa(const struct why_dump_parts *parts)
{
    return parts->dump->arch->id == WHY_ARCH_XTENSA;
}

/* ---- the note -------------------------------------------------------------------------------- */

/* Word @p index of a note's registers; not known behind its end. */
static struct why_value status_word(const struct why_dump_parts *parts, uint64_t at, uint32_t bytes,
                                    uint32_t index)
{
    if ((uint64_t)index * 4 + 4 > bytes)
        return (struct why_value){ .known = false };
    return why_dump_image_word(parts->image, at + (uint64_t)index * 4);
}

static void take_status_xtensa(struct why_dump_parts *parts, struct why_task *task, uint64_t at,
                               uint32_t bytes)
{
    static const struct {
        const char *name;
        uint32_t word;
    } behind[] = { { "SAR", STATUS_SAR },
                   { "LBEG", STATUS_LBEG },
                   { "LEND", STATUS_LEND },
                   { "LCOUNT", STATUS_LCOUNT } };

    why_dump_add_register(parts, task, "PC", status_word(parts, at, bytes, STATUS_PC));
    why_dump_add_register(parts, task, "PS", status_word(parts, at, bytes, STATUS_PS));
    for (uint32_t i = 0; i < A_REGISTERS; i++)
        why_dump_add_register(parts, task, a_names[i],
                              status_word(parts, at, bytes, STATUS_A0 + i));
    for (size_t i = 0; i < WHY_COUNTOF(behind); i++)
        why_dump_add_register(parts, task, behind[i].name,
                              status_word(parts, at, bytes, behind[i].word));
}

void why_dump_take_status(struct why_dump_parts *parts, struct why_task *task, uint64_t at,
                          uint32_t bytes)
{
    if (is_xtensa(parts)) {
        take_status_xtensa(parts, task, at, bytes);
        return;
    }
    for (uint32_t i = 0; i < RISCV_REGISTERS; i++)
        why_dump_add_register(parts, task, parts->dump->arch->registers[i],
                              status_word(parts, at, bytes, i));
}

/* ---- frames on the stack --------------------------------------------------------------------- */

static struct why_value frame_word(const struct why_dump_parts *parts, uint32_t frame,
                                   uint32_t index)
{
    return why_dump_word(parts, frame + index * 4);
}

static void take_exception_frame(struct why_dump_parts *parts, struct why_task *task, uint32_t at)
{
    why_dump_add_register(parts, task, "PC", frame_word(parts, at, EXCEPTION_PC));
    why_dump_add_register(parts, task, "PS", frame_word(parts, at, EXCEPTION_PS));
    for (uint32_t i = 0; i < A_REGISTERS; i++)
        why_dump_add_register(parts, task, a_names[i], frame_word(parts, at, EXCEPTION_A0 + i));
    why_dump_add_register(parts, task, "SAR", frame_word(parts, at, EXCEPTION_SAR));
    why_dump_add_register(parts, task, "LBEG", frame_word(parts, at, EXCEPTION_LBEG));
    why_dump_add_register(parts, task, "LEND", frame_word(parts, at, EXCEPTION_LEND));
    why_dump_add_register(parts, task, "LCOUNT", frame_word(parts, at, EXCEPTION_LCOUNT));
}

/* What the note has for such a task is of no use: its a0 to a3 are of another function, and the
 * rest is what the note of the task before had. */
static void take_yield_frame(struct why_dump_parts *parts, struct why_task *task, uint32_t at)
{
    const struct why_value pc = frame_word(parts, at, YIELD_PC);
    const uint32_t sp = at + YIELD_BYTES;
    const bool spilled = why_dump_word(parts, at - SAVE_AREA_BYTES + 4).value == sp;

    task->context = WHY_CONTEXT_YIELDED;
    task->registers = NULL;
    task->register_count = 0;
    why_dump_add_register(
        parts, task, "PC",
        (struct why_value){ .known = pc.known,
                            .value = why_arch_code_address(parts->dump->arch, pc.value) });
    why_dump_add_register(parts, task, "PS", frame_word(parts, at, YIELD_PS));
    if (spilled)
        why_dump_add_register(parts, task, "A0", why_dump_word(parts, at - SAVE_AREA_BYTES));
    why_dump_add_register(parts, task, "A1", (struct why_value){ .known = true, .value = sp });
    for (uint32_t i = 2; i < 4 && spilled; i++)
        why_dump_add_register(parts, task, a_names[i],
                              why_dump_word(parts, at - SAVE_AREA_BYTES + 4 * i));
}

static bool same(struct why_value a, struct why_value b)
{
    return a.known && b.known && a.value == b.value;
}

static void take_riscv_frame(struct why_dump_parts *parts, struct why_task *task, uint32_t at)
{
    for (uint32_t i = 0; i < RISCV_REGISTERS; i++)
        why_dump_add_register(parts, task, parts->dump->arch->registers[i],
                              frame_word(parts, at, i));
}

void why_dump_take_frame(struct why_dump_parts *parts, struct why_task *task, uint32_t at)
{
    const struct why_value exit = frame_word(parts, at, EXCEPTION_EXIT);

    if (!is_xtensa(parts))
        take_riscv_frame(parts, task, at);
    else if (exit.known && exit.value == 0)
        take_yield_frame(parts, task, at);
    else if (exit.known)
        take_exception_frame(parts, task, at);
    if (is_xtensa(parts) && exit.known && exit.value == CRASHED_MARK)
        parts->dump->info.crashed_tcb = task->tcb;
}

/* The context of a task that did not crash. */
static void settle_xtensa(struct why_dump_parts *parts, struct why_task *task, uint32_t at)
{
    const uint32_t window = 0xc0000000; /* the bits that the note lacks */
    const struct why_value exit = frame_word(parts, at, EXCEPTION_EXIT);
    const struct why_value saved = frame_word(parts, at, EXCEPTION_PC);
    const struct why_value pc = why_task_register(task, "PC");

    if (!exit.known || !saved.known)
        return;
    if (exit.value == 0) {
        if (pc.known && ((pc.value ^ saved.value) & ~window) != 0)
            return;
        take_yield_frame(parts, task, at);
        return;
    }
    if (pc.known && !same(pc, saved))
        return;
    if (task->register_count == 0)
        take_exception_frame(parts, task, at);
    if (exit.value != CRASHED_MARK)
        task->context = WHY_CONTEXT_INTERRUPTED;
}

/* True when the frame at @p at is the one that the task's registers were taken from. */
static bool is_frame_of(const struct why_dump_parts *parts, const struct why_task *task,
                        uint32_t at)
{
    for (uint32_t i = 0; i < RISCV_REGISTERS; i++)
        if (!same(frame_word(parts, at, i),
                  why_task_register(task, parts->dump->arch->registers[i])))
            return false;
    return true;
}

static void settle_riscv(struct why_dump_parts *parts, struct why_task *task, uint32_t at)
{
    if (task->register_count == 0)
        take_riscv_frame(parts, task, at);
    if (is_frame_of(parts, task, at))
        task->context = WHY_CONTEXT_INTERRUPTED;
}

static void take_exception(struct why_dump_parts *parts, const struct why_task *task, uint32_t at)
{
    static const char *const riscv[] = { "MSTATUS", "MTVEC", "MCAUSE", "MTVAL", "MHARTID" };
    struct why_value cause;

    if (!is_xtensa(parts)) {
        for (uint32_t i = 0; i < WHY_COUNTOF(riscv) && is_frame_of(parts, task, at); i++)
            why_dump_add_exception(parts, riscv[i], frame_word(parts, at, RISCV_REGISTERS + i));
        return;
    }
    cause = frame_word(parts, at, EXCEPTION_EXCCAUSE);
    if (frame_word(parts, at, EXCEPTION_EXIT).value != CRASHED_MARK ||
        !same(frame_word(parts, at, EXCEPTION_PC), why_task_register(task, "PC")))
        return;
    if (cause.value != UNUSABLE_CAUSE)
        why_dump_add_exception(parts, "EXCCAUSE", cause);
    why_dump_add_exception(parts, "EXCVADDR", frame_word(parts, at, EXCEPTION_EXCVADDR));
}

/* ---- stacks ---------------------------------------------------------------------------------- */

/* The region that is the dumped stack: it begins where the task's registers were saved. Where all
 * of the RAM is dumped there is none. */
static const struct why_dump_region *find_stack(const struct why_dump_parts *parts,
                                                struct why_value at, uint32_t slack)
{
    for (size_t i = 0; i < parts->region_count && at.known; i++) {
        const struct why_dump_region *region = &parts->regions[i];

        if (at.value - region->address <= slack && at.value - region->address < region->size)
            return region;
    }
    return NULL;
}

bool why_dump_is_fake(uint32_t stack)
{
    return stack - FAKE_STACK < FAKE_STACK_BYTES || stack - FAKE_STACK_OTHER < FAKE_STACK_BYTES;
}

static bool is_fake(const struct why_dump_parts *parts, const struct why_task *task)
{
    const struct why_value pc = why_task_register(task, parts->dump->arch->pc);
    const struct why_value sp = why_task_register(task, parts->dump->arch->sp);

    return (sp.known && why_dump_is_fake(sp.value)) ||
           (pc.known && (pc.value == FAKE_STACK || pc.value == FAKE_STACK_OTHER));
}

void why_dump_settle_context(struct why_dump_parts *parts, struct why_task *task)
{
    const struct why_value top = why_dump_word(parts, task->tcb.value);
    const struct why_dump_region *stack = NULL;

    if (is_fake(parts, task)) {
        task->fake_stack = true;
        task->context = WHY_CONTEXT_UNKNOWN;
        task->registers = NULL;
        task->register_count = 0;
        return;
    }
    if (task->crashed && task->context != WHY_CONTEXT_YIELDED) {
        task->context = WHY_CONTEXT_EXCEPTION;
        stack = find_stack(parts, why_task_register(task, parts->dump->arch->sp), FRAME_BYTES);
        if (stack)
            take_exception(parts, task, stack->address);
    }
    if (!task->crashed && top.known && is_xtensa(parts))
        settle_xtensa(parts, task, top.value);
    if (!task->crashed && top.known && !is_xtensa(parts))
        settle_riscv(parts, task, top.value);
    if (!stack)
        stack = find_stack(parts, top, 0);
    if (stack)
        task->stack_hi = (struct why_value){ .known = true, .value = stack->address + stack->size };
}
