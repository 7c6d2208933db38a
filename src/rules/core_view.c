/* What a core was doing. */
#include "rules/core_view.h"

#include <string.h>

#include "model/diagnosis.h"
#include "rules/names.h"
#include "rules/registers.h"

#define INNERMOST 3u /* frames that tell what a core does now, not how it got there */

/* Values of a spinlock's owner. Source: ESP-IDF components/esp_hw_support/include/spinlock.h. */
#define OWNER_CORE_0 0x0000cdcdu
#define OWNER_CORE_1 0x0000ababu

/* A function of these kinds among those that a tool decoded the frame's printed address to. */
static const struct why_function *find_decoded(const struct why_crash *crash,
                                               const struct why_frame *frame, unsigned kinds)
{
    const struct why_named_address *named =
        frame->pc.known ? why_crash_named(crash, frame->pc.value) : NULL;

    for (size_t i = 0; named && i < named->function_count; i++)
        if (why_name_kinds(named->functions[i].name) & kinds)
            return &named->functions[i];
    return NULL;
}

static bool find_innermost(const struct why_crash *crash, const struct why_backtrace *backtrace,
                           unsigned kinds, struct why_spot *out)
{
    if (why_find_kind(backtrace, kinds, out) && out->index < INNERMOST)
        return true;
    for (size_t i = 0; backtrace && i < backtrace->frame_count && i < INNERMOST; i++) {
        const struct why_frame *frame = &backtrace->frames[i];
        const struct why_function *function = find_decoded(crash, frame, kinds);

        if (function) {
            *out = (struct why_spot){ .index = i, .frame = frame, .function = function };
            return true;
        }
    }
    return false;
}

static bool has_any_name(const struct why_backtrace *backtrace)
{
    for (size_t i = 0; backtrace && i < backtrace->frame_count; i++)
        if (backtrace->frames[i].function_count > 0)
            return true;
    return false;
}

static bool holds(const struct why_crash *crash, const struct why_core *core, uint32_t value)
{
    for (size_t i = 0; i < core->register_count; i++)
        if (core->registers[i].value.known && core->registers[i].value.value == value &&
            why_is_general(crash->arch, core->registers[i].name))
            return true;
    return false;
}

/* A core that waits for a lock keeps the owner's value in a register, beside its own. */
static void find_holder(const struct why_crash *crash, struct why_core_view *view)
{
    uint32_t owner = view->number.value == 0 ? OWNER_CORE_1 : OWNER_CORE_0;

    for (size_t i = 0; i < view->core->register_count; i++) {
        const struct why_register *reg = &view->core->registers[i];

        if (!reg->value.known || reg->value.value != owner ||
            !why_is_general(crash->arch, reg->name))
            continue;
        view->has_holder = true;
        view->holder = 1 - view->number.value;
        view->holder_register = reg->name;
        return;
    }
}

struct why_core_view why_core_view_of(const struct why_crash *crash, size_t index)
{
    const struct why_core *core = &crash->cores[index];
    const struct why_backtrace *backtrace =
        index == 0 ? why_crash_named_backtrace(crash) : &core->backtrace;
    struct why_core_view view = { .core = core, .number = core->number };
    struct why_spot idle;

    if (!view.number.known && index == 0)
        view.number = crash->core;
    view.named = has_any_name(backtrace);
    view.idle = find_innermost(crash, backtrace, WHY_NAME_IDLE, &idle);
    view.has_lock = find_innermost(crash, backtrace, WHY_NAME_LOCK, &view.lock);
    view.has_critical = find_innermost(crash, backtrace, WHY_NAME_CRITICAL, &view.critical);
    view.has_list = find_innermost(crash, backtrace, WHY_NAME_LIST, &view.list);
    view.has_flash = find_innermost(crash, backtrace, WHY_NAME_FLASH, &view.flash);
    view.has_isr = why_find_kind(backtrace, WHY_NAME_ISR, &view.isr);
    view.has_application = why_find_application(backtrace, 0, &view.application);
    view.has_marks = holds(crash, core, OWNER_CORE_0) && holds(crash, core, OWNER_CORE_1);
    if ((view.has_lock || (view.has_marks && !view.named)) && view.number.known &&
        view.number.value < 2)
        find_holder(crash, &view);
    return view;
}

/* The application's function that a core was in, unless it is the innermost one. */
static const char *caller_name(const struct why_facts *facts, const struct why_core_view *view,
                               struct why_value pc)
{
    const struct why_function *here = pc.known ? why_function_at(facts->crash, pc.value) : NULL;

    if (!here || !view->has_application || !view->application.function)
        return NULL;
    return strcmp(here->name, view->application.function->name) != 0
               ? view->application.function->name
               : NULL;
}

/* What the core waits for or holds. */
static void add_lock_evidence(struct why_finding *out, const struct why_core_view *view,
                              const char *core, struct why_arena *arena)
{
    if (view->has_holder)
        why_finding_add_register(
            out, arena, view->holder_register, why_core_register(view->core, view->holder_register),
            view->has_lock
                ? "%s waits for a lock, and %s holds the mark of core %u as its owner"
                : "%s probably waits for a lock: %s holds the mark of core %u as its owner, and "
                  "another register its own",
            core, view->holder_register, (unsigned)view->holder);
    else if (view->has_lock)
        why_finding_add_line(out, arena, view->core->line_no, "%s waits for a spinlock in %s()",
                             core, view->lock.function->name);
    else if (view->has_critical)
        why_finding_add_line(out, arena, view->core->line_no, "%s is in a critical section (%s())",
                             core, view->critical.function->name);
}

static void add_busy_core(struct why_finding *out, const struct why_facts *facts,
                          const struct why_core_view *view, const char *core,
                          struct why_arena *arena)
{
    struct why_value pc = { .known = false };
    const char *app;

    if (facts->arch)
        pc = why_core_register(view->core, facts->arch->pc);
    app = caller_name(facts, view, pc);
    if (pc.known)
        why_finding_add_register(out, arena, facts->arch->pc, pc, "%s was at %s%s%s%s", core,
                                 why_code_words(facts, pc.value, arena),
                                 app ? ", called from " : "", app ? app : "", app ? "()" : "");
    if (view->core->in_isr)
        why_finding_add_line(out, arena, view->core->line_no,
                             "%s was running in an interrupt handler", core);
    add_lock_evidence(out, view, core, arena);
    if (view->has_list)
        why_finding_add_line(out, arena, view->core->line_no,
                             "%s walks a list of the kernel in %s()", core,
                             view->list.function->name);
    if (view->has_flash)
        why_finding_add_line(out, arena, view->core->line_no, "%s works on flash in %s()", core,
                             view->flash.function->name);
}

void why_add_core_evidence(struct why_finding *out, const struct why_facts *facts,
                           const struct why_core_view *view, struct why_arena *arena)
{
    const char *core = view->number.known
                           ? why_arena_printf(arena, "core %u", (unsigned)view->number.value)
                           : "the core";

    if (view->idle)
        why_finding_add_line(out, arena, view->core->line_no, "%s idles: it is not to blame", core);
    else
        add_busy_core(out, facts, view, core, arena);
}
