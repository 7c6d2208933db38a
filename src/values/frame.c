/* Frames for debug information: whatever the walk left open is settled here. */
#include "values/frame.h"

#include <string.h>

#include "base/arena.h"
#include "firmware/caller.h"
#include "match/elf.h"
#include "values/spot.h"
#include "values/terms.h"

/* What chips subtract from the return addresses that they print, if anything: see match/frames.c.
 */
#define XTENSA_REDUCTION 3u
#define RISCV_REDUCTION 2u
#define PASSED_DEPTH 8u /* callers that one value is followed through */

struct why_stack why_stack_of(const struct why_walk *walk, struct why_backtrace *backtrace,
                              const struct why_core *core)
{
    struct why_stack stack = { .walk = walk, .backtrace = backtrace };

    if (core)
        stack.registers =
            why_walk_registers(walk, core->registers, core->register_count, &stack.pc);
    return stack;
}

/* The innermost frame of a backtrace that the chip printed is where its registers are of. */
static const struct why_registers *registers_of(const struct why_stack *stack, size_t index)
{
    const struct why_frame *frame = &stack->backtrace->frames[index];

    if (frame->registers)
        return frame->registers;
    return index == 0 && stack->pc.known && frame->lookup.known &&
                   frame->lookup.value == stack->pc.value
               ? &stack->registers
               : NULL;
}

static bool is_xtensa(const struct why_stack *stack)
{
    return stack->walk->crash->arch->id == WHY_ARCH_XTENSA;
}

/* Xtensa: the caller's stack pointer, which the next frame has. RISC-V: what call-frame
 * information makes of the registers, also where the caller is not to be had. */
static struct why_value cfa_of(const struct why_stack *stack, size_t index,
                               const struct why_frame_view *view)
{
    const struct why_backtrace *backtrace = stack->backtrace;
    const struct why_frame *frame = &backtrace->frames[index];
    struct why_caller caller = { .cfa = 0 };

    if (frame->cfa.known)
        return frame->cfa;
    if (is_xtensa(stack))
        return index + 1 < backtrace->frame_count ? backtrace->frames[index + 1].sp
                                                  : (struct why_value){ .known = false };
    if (view->target.registers)
        (void)why_firmware_caller(view->firmware, view->address, &view->target, &caller);
    return (struct why_value){ .known = caller.cfa != 0, .value = caller.cfa };
}

struct why_value why_frame_return_address(const struct why_stack *stack, size_t index)
{
    const struct why_frame *frame = &stack->backtrace->frames[index];
    struct why_value address = frame->pc;
    struct why_insn call;

    if (index == 0 || !frame->lookup.known)
        address.known = false;
    if (address.known && frame->lookup.value == address.value) {
        /* Interrupted there, or printed less the bytes of a call. */
        address.value += is_xtensa(stack) ? XTENSA_REDUCTION : RISCV_REDUCTION;
        address.known = frame->trust == WHY_TRUST_DEVICE &&
                        why_walk_call_before(stack->walk, address.value, &call) == WHY_CALL_FOUND;
    }
    return address;
}

bool why_frame_is_searched(const struct why_stack *stack, size_t index)
{
    const struct why_backtrace *backtrace = stack->backtrace;

    return backtrace->frames[index].trust == WHY_TRUST_SCAN ||
           (index + 1 < backtrace->frame_count &&
            backtrace->frames[index + 1].trust == WHY_TRUST_SCAN);
}

/* What the innermost function was entered with, where its own code has left that in a register. */
static struct why_value find_kept(const struct why_call_values *values, unsigned number)
{
    const struct why_stack *stack = values->stack;
    const struct why_term *term = why_term_entry(stack->walk->crash->arena, number);
    struct why_spot spot;

    if (!term || values->index != 0 ||
        !why_spot_of(&spot, stack, 0, stack->backtrace->frames[0].lookup.value) || !spot.followed)
        return (struct why_value){ .known = false };
    return why_spot_value(&spot, term);
}

/* The dump decides where it and the call site do not agree: another call may have led there. */
static bool find_entry_value(const void *context, unsigned number, uint32_t *out)
{
    const struct why_value kept = find_kept(context, number);

    if (!kept.known)
        return why_frame_passed(context, number, out);
    *out = kept.value;
    return true;
}

static bool find_removed(const void *context, uint64_t parameter, uint32_t *out)
{
    return why_frame_passed_removed(context, parameter, out);
}

bool why_frame_view_of(const struct why_stack *stack, size_t index, struct why_frame_view *out)
{
    const struct why_walk *walk = stack->walk;
    const struct why_frame *frame = &stack->backtrace->frames[index];
    const struct why_value back = why_frame_return_address(stack, index);

    if (!frame->lookup.known)
        return false;
    *out = (struct why_frame_view){
        .firmware = why_elf_of_build_at(walk->crash, walk->image, frame->lookup.value),
        .address = back.known ? back.value - 1 : frame->lookup.value,
        .target = { .registers = registers_of(stack, index),
                    .read = why_walk_read,
                    .context = walk },
        .entry = { .find = find_entry_value, .find_removed = find_removed },
        .values = { .stack = stack, .index = index },
    };
    if (!out->firmware)
        return false;
    out->target.cfa = cfa_of(stack, index, out);
    out->entry.context = &out->values;
    out->target.entry = &out->entry;
    return true;
}

/* How far the callee's registers lie behind the caller's. */
static bool find_window(const struct why_stack *stack, uint32_t return_address, unsigned *out)
{
    struct why_insn call;

    *out = 0;
    if (!is_xtensa(stack))
        return true;
    if (why_walk_call_before(stack->walk, return_address, &call) != WHY_CALL_FOUND)
        return false;
    *out = call.window_change;
    return true;
}

/* A function that was entered by another one's last jump has what that one left it. */
static bool is_called(const struct why_stack *stack, size_t index, const char *callee)
{
    const struct why_frame *frame = &stack->backtrace->frames[index];
    const char *name =
        frame->function_count > 0 ? frame->functions[frame->function_count - 1].name : NULL;
    struct why_firmware *firmware;

    if (!name || !callee || strcmp(name, callee) != 0)
        return false;
    firmware = why_elf_of_build_at(stack->walk->crash, stack->walk->image, frame->lookup.value);
    return firmware && !why_firmware_reenters(firmware, frame->lookup.value);
}

/* The frame that called, and the address that its call returns to; false when there is none. */
static bool view_caller(const struct why_call_values *values, struct why_frame_view *view,
                        struct why_value *back)
{
    const struct why_stack *stack = values->stack;
    const size_t caller = values->index + 1;

    if (caller >= stack->backtrace->frame_count || values->depth == PASSED_DEPTH ||
        why_frame_is_searched(stack, values->index) || why_frame_is_searched(stack, caller))
        return false;
    *back = why_frame_return_address(stack, caller);
    if (!back->known || !why_frame_view_of(stack, caller, view))
        return false;
    view->values.depth = values->depth + 1;
    return true;
}

bool why_frame_passed(const struct why_call_values *values, unsigned number, uint32_t *out)
{
    const struct why_stack *stack = values->stack;
    struct why_frame_view view;
    struct why_value back;
    const char *callee;
    uint32_t value;
    unsigned window;

    if (!view_caller(values, &view, &back) || !find_window(stack, back.value, &window) ||
        !why_firmware_passed(view.firmware, back.value, number + window, &view.target, &value,
                             &callee, stack->walk->crash->arena) ||
        !is_called(stack, values->index, callee))
        return false;
    *out = value;
    return true;
}

bool why_frame_passed_removed(const struct why_call_values *values, uint64_t parameter,
                              uint32_t *out)
{
    const struct why_stack *stack = values->stack;
    struct why_frame_view view;
    struct why_value back;
    const char *callee;
    uint32_t value;

    if (!view_caller(values, &view, &back) ||
        !why_firmware_passed_removed(view.firmware, back.value, parameter, &view.target, &value,
                                     &callee, stack->walk->crash->arena) ||
        !is_called(stack, values->index, callee))
        return false;
    *out = value;
    return true;
}
