/* Where a task of the core dump is, and what is wrong with it, in a few words. */
#include <string.h>

#include "base/span.h"
#include "render/describe.h"
#include "render/text.h"
#include "rules/frames.h"

/* Bytes of a stack below which the next interrupt may not find room for the registers that it
 * saves. Source: ESP-IDF, XT_STK_FRMSZ and RV_STK_FRMSZ, and the frame of the handler itself. */
#define LITTLE_STACK_BYTES 256u

/* The application's frame; else the innermost one outside of the ROM; else the innermost with a
 * name. */
static const struct why_function *find_function(const struct why_backtrace *backtrace,
                                                const struct why_spot *spot)
{
    const struct why_function *rom = NULL;

    if (spot->function)
        return spot->function;
    for (size_t i = 0; !spot->frame && i < backtrace->frame_count; i++) {
        const struct why_frame *frame = &backtrace->frames[i];

        if (frame->function_count == 0 || !frame->functions[0].name)
            continue;
        if (frame->functions[0].origin != WHY_ORIGIN_ROM)
            return &frame->functions[0];
        rom = rom ? rom : &frame->functions[0];
    }
    return rom;
}

static void add_function(struct why_flow *flow, const struct why_function *function)
{
    bool rom = function->origin == WHY_ORIGIN_ROM;

    why_flow_add(flow, WHY_STYLE_NAME, function->name);
    if (!rom && !strchr(function->name, '(')) /* a C++ name may bring its parameters */
        why_flow_add(flow, WHY_STYLE_NAME, "()");
    if (rom)
        why_flow_add(flow, WHY_STYLE_PLAIN, " in ROM");
    if (function->file) {
        why_flow_add(flow, WHY_STYLE_PLAIN, " at ");
        why_flow_add_source(flow, WHY_STYLE_PLAIN, why_base_name(function->file), function->line);
    }
}

static struct why_value program_counter(const struct why_crash *crash, const struct why_task *task)
{
    for (size_t i = 0; crash->arch && i < task->register_count; i++)
        if (strcmp(task->registers[i].name, crash->arch->pc) == 0)
            return task->registers[i].value;
    return (struct why_value){ .known = false };
}

static void add_place(struct why_flow *flow, const struct why_crash *crash,
                      const struct why_task *task)
{
    const struct why_backtrace *backtrace = &task->backtrace;
    struct why_spot spot = { .frame = NULL };
    const struct why_function *function;
    struct why_value pc = program_counter(crash, task);

    (void)why_find_application(backtrace, 0, &spot);
    if (spot.frame)
        pc = spot.frame->pc;
    else if (backtrace->frame_count > 0)
        pc = backtrace->frames[0].pc;
    function = find_function(backtrace, &spot);
    if (function) {
        add_function(flow, function);
    } else if (pc.known) {
        why_flow_addf(flow, WHY_STYLE_PLAIN, "0x%08x ", pc.value);
        why_flow_add(flow, WHY_STYLE_FAINT, why_describe_code(crash, pc.value).text);
    }
}

static void add_stack(struct why_flow *flow, const struct why_task *task)
{
    if (task->fake_stack)
        why_flow_add(flow, WHY_STYLE_PLAIN, "  (the chip could not save its stack)");
    else if (task->stack_below > 0)
        why_flow_addf(flow, WHY_STYLE_PLAIN, "  (%u bytes below its stack)", task->stack_below);
    else if (task->stack_free.known && task->stack_free.value < LITTLE_STACK_BYTES)
        why_flow_add(flow, WHY_STYLE_PLAIN, "  (little stack left)");
}

void why_text_task_where(struct why_flow *flow, const struct why_crash *crash,
                         const struct why_task *task)
{
    if (task->crashed)
        why_flow_add(flow, WHY_STYLE_STRONG,
                     why_text_in_isr(crash) ? "interrupted by the handler that crashed"
                                            : "crashed");
    else
        add_place(flow, crash, task);
    add_stack(flow, task);
    if (task->priority.known && task->base_priority.known &&
        task->priority.value != task->base_priority.value)
        why_flow_addf(flow, WHY_STYLE_PLAIN, "  (own priority %u)", task->base_priority.value);
}
