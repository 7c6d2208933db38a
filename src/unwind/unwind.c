/* Which stacks of a crash are walked, and which way. */
#include "unwind/unwind.h"

#include "base/limits.h"
#include "unwind/steps.h"

static void walk_from(struct why_walk *walk, const struct why_start *start)
{
    if (walk->crash->arch->id == WHY_ARCH_XTENSA)
        why_walk_xtensa(walk, start);
    else
        why_walk_linked(walk, start);
}

/* Frames of the registers alone stay where there is nothing to walk by. */
static bool walk_core(struct why_crash *crash, const struct why_image *image, struct why_core *core)
{
    struct why_backtrace backtrace = { .line_no = core->line_no };
    struct why_walk walk = why_walk_of(crash, image, &backtrace);
    struct why_start start = { .context = core->not_an_exception ? WHY_CONTEXT_INTERRUPTED
                                                                 : WHY_CONTEXT_EXCEPTION };

    start.registers = why_walk_registers(&walk, core->registers, core->register_count, &start.pc);
    start.ps = why_core_register(core, "PS");
    if (!start.pc.known && (crash->arch->id != WHY_ARCH_LX106 || crash->memory_count == 0))
        return true;
    walk_from(&walk, &start);
    if (backtrace.frame_count > 0)
        core->backtrace = backtrace;
    return !walk.out_of_memory;
}

static bool unwind_core(struct why_crash *crash, const struct why_image *image,
                        struct why_core *core)
{
    if (core->backtrace.source == WHY_BACKTRACE_NONE)
        return walk_core(crash, image, core);
    if (core->backtrace.source == WHY_BACKTRACE_DEVICE && !core->backtrace.reduction.known) {
        struct why_walk walk = why_walk_of(crash, image, &core->backtrace);

        walk.capacity = core->backtrace.frame_count;
        if (crash->arch->id == WHY_ARCH_XTENSA)
            why_check_device_xtensa(&walk, core);
        else if (crash->arch->id == WHY_ARCH_RISCV)
            why_check_device_riscv(&walk, core);
        return !walk.out_of_memory;
    }
    return true;
}

static bool unwind_task(struct why_crash *crash, const struct why_image *image,
                        struct why_task *task)
{
    struct why_walk walk = why_walk_of(crash, image, &task->backtrace);
    struct why_start start = { .context = task->context, .task = task };

    start.registers = why_walk_registers(&walk, task->registers, task->register_count, &start.pc);
    start.ps = why_walk_register(task->registers, task->register_count, "PS");
    if (start.pc.known)
        walk_from(&walk, &start);
    return !walk.out_of_memory;
}

/* A chip prints addresses and stack pointers; the walk of the same stack knows the registers, too.
 */
static void lend_registers(const struct why_crash *crash, const struct why_backtrace *walked,
                           struct why_backtrace *printed)
{
    for (size_t i = 0; i < printed->frame_count; i++) {
        struct why_frame *frame = &printed->frames[i];

        for (size_t n = 0; n < walked->frame_count && !frame->registers; n++) {
            const struct why_frame *same = &walked->frames[n];

            if (!same->sp.known || !frame->sp.known || same->sp.value != frame->sp.value ||
                same->pc.value - crash->arch->backtrace_adjust != frame->pc.value)
                continue;
            frame->registers = same->registers;
            frame->cfa = same->cfa;
        }
    }
}

static void lend_to_core(struct why_crash *crash)
{
    for (size_t i = 0; i < crash->task_count && crash->core_count > 0; i++)
        if (crash->tasks[i].crashed && crash->cores[0].backtrace.source == WHY_BACKTRACE_DEVICE)
            lend_registers(crash, &crash->tasks[i].backtrace, &crash->cores[0].backtrace);
}

enum why_status why_unwind(struct why_crash *crash, const struct why_image *image,
                           struct why_error *err)
{
    bool done = true;

    if (!crash->arch)
        return WHY_OK;
    for (size_t i = 0; i < crash->core_count && done; i++)
        done = unwind_core(crash, image, &crash->cores[i]);
    for (size_t i = 0; i < crash->task_count && done; i++)
        done = unwind_task(crash, image, &crash->tasks[i]);
    lend_to_core(crash);
    return done ? WHY_OK : why_oom(err);
}
