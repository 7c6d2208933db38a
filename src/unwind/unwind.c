/* Which stacks of a crash are walked, and which way. */
#include "unwind/unwind.h"

#include "base/limits.h"
#include "unwind/steps.h"

static void walk_from(struct why_walk *walk, const struct why_start *start)
{
    if (walk->crash->arch->id == WHY_ARCH_XTENSA)
        why_walk_xtensa(walk, start);
    else
        why_walk_riscv(walk, start);
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
    if (!start.pc.known)
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
    if (core->backtrace.source == WHY_BACKTRACE_DEVICE) {
        struct why_walk walk = why_walk_of(crash, image, &core->backtrace);

        walk.capacity = core->backtrace.frame_count;
        if (crash->arch->id == WHY_ARCH_XTENSA)
            why_check_device_xtensa(&walk, core);
        else
            why_check_device_riscv(&walk);
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
    return done ? WHY_OK : why_oom(err);
}
