/* What a core was doing. */
#include "rules/core_view.h"

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
    if (view.has_lock && view.number.known && view.number.value < 2)
        find_holder(crash, &view);
    return view;
}
