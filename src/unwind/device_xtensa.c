/* The backtrace that an Xtensa chip printed: what can be checked and mended.
 *
 * Nothing that was printed is taken away. What does not hold becomes a note of the crash. */
#include "base/arena.h"
#include "match/elf.h"
#include "unwind/bad_call.h"
#include "unwind/steps.h"
#include "unwind/window.h"

#define STACK_ALIGN 16u

/* What the core's registers say, beside its backtrace. */
struct known {
    struct why_registers registers;
    struct why_value pc;
    struct why_value ps;
    struct why_value caller; /* where A0 returns to, its window bits replaced */
    unsigned window;         /* that A0 tells */
};

static struct known read_known(const struct why_walk *walk, const struct why_core *core)
{
    const struct why_arch *arch = walk->crash->arch;
    struct known known = { .caller = why_core_register(core, arch->return_address) };

    known.registers = why_walk_registers(walk, core->registers, core->register_count, &known.pc);
    known.ps = why_core_register(core, "PS");
    known.window = known.caller.known ? why_window_of(known.caller.value) : 0;
    known.caller.value = why_arch_code_address(arch, known.caller.value);
    return known;
}

static uint32_t return_address(const struct why_walk *walk, const struct why_frame *frame)
{
    return frame->pc.value + walk->crash->arch->backtrace_adjust;
}

/* The last entry of a corrupted backtrace is the one that the chip could not believe. */
static size_t count_sound(const struct why_backtrace *backtrace)
{
    const bool cut = backtrace->corrupted && backtrace->frame_count > 0;

    return backtrace->frame_count - (cut ? 1 : 0);
}

/* ---- checks ---- */

/* The chip takes three bytes from every entry, from the exact address of interrupted code too. */
static void settle_interrupted(const struct why_walk *walk, struct why_backtrace *backtrace)
{
    for (size_t i = 1; i < backtrace->frame_count; i++)
        if (why_is_dispatcher(walk, backtrace->frames[i - 1].lookup.value))
            backtrace->frames[i].lookup.value = return_address(walk, &backtrace->frames[i]);
}

/* Why an entry, which is not the first, cannot have called the one before it; NULL: it can. */
static const char *objection(const struct why_walk *walk, const struct known *known, size_t index)
{
    const struct why_frame *frames = walk->backtrace->frames;
    const uint32_t callee = frames[index - 1].lookup.value;
    const uint32_t address = return_address(walk, &frames[index]);
    const bool of_a0 = index == 1 && known->caller.known && known->caller.value == address;
    struct why_insn call;

    if (why_is_dispatcher(walk, callee))
        return NULL;
    switch (why_check_return(walk, address, of_a0 ? known->window : 0, &call)) {
    case WHY_RETURN_NOT_CODE: /* which the address itself shows */
    case WHY_RETURN_UNREADABLE:
        return NULL;
    case WHY_RETURN_NO_CALL:
        return "no call stands there in the ELF";
    case WHY_RETURN_CALL:
        break;
    }
    return why_call_fits(walk, &call, callee)
               ? NULL
               : "the call there goes to another function than the entry before it is in";
}

static void check_calls(struct why_walk *walk, const struct known *known)
{
    const struct why_backtrace *backtrace = walk->backtrace;
    const size_t count = count_sound(backtrace);

    for (size_t i = 1; i < count; i++) {
        const char *why = objection(walk, known, i);

        if (!why)
            continue;
        why_walk_note(walk, backtrace->line_no,
                      "the backtrace entry 0x%08x cannot be right: %s; the stack was overwritten, "
                      "or the line is damaged",
                      (unsigned)backtrace->frames[i].pc.value, why);
        return;
    }
}

static bool is_stack_memory(const struct why_walk *walk, uint32_t sp)
{
    const struct why_region *region = why_crash_region(walk->crash, sp);

    return sp % STACK_ALIGN == 0 && region && (region->bits & (WHY_MEM_RAM | WHY_MEM_PSRAM));
}

/* The chip gives up at an entry whose stack pointer it does not believe; the address beside it was
 * saved elsewhere. */
static void judge_last(struct why_walk *walk, const struct known *known)
{
    struct why_backtrace *backtrace = walk->backtrace;
    const size_t last = backtrace->frame_count - 1;
    const struct why_frame *frame = &backtrace->frames[last];
    struct why_insn call;

    if (!backtrace->corrupted || backtrace->ended || last == 0 ||
        is_stack_memory(walk, frame->sp.value) || objection(walk, known, last) ||
        why_check_return(walk, return_address(walk, frame), 0, &call) != WHY_RETURN_CALL)
        return;
    backtrace->ended = why_arena_printf(walk->crash->arena,
                                        "the address of the last frame follows a call that fits; "
                                        "its stack pointer, 0x%08x, does not",
                                        (unsigned)frame->sp.value);
}

/* Interrupts have a stack of their own: where that may lie between two entries, their order says
 * nothing. */
static bool is_stack_order(const struct why_walk *walk, const struct why_frame *callee,
                           const struct why_frame *caller)
{
    if (caller->sp.value % STACK_ALIGN != 0)
        return false;
    return caller->sp.value > callee->sp.value ||
           !why_elf_of_build_at(walk->crash, walk->image, callee->lookup.value) ||
           why_is_dispatcher(walk, callee->lookup.value);
}

static void check_stack(struct why_walk *walk)
{
    const struct why_backtrace *backtrace = walk->backtrace;
    const size_t count = count_sound(backtrace);

    for (size_t i = 1; i < count; i++) {
        const struct why_frame *callee = &backtrace->frames[i - 1];
        const struct why_frame *caller = &backtrace->frames[i];

        if (!callee->sp.known || !caller->sp.known || is_stack_order(walk, callee, caller))
            continue;
        why_walk_note(walk, backtrace->line_no,
                      "0x%08x is no stack pointer for the backtrace entry 0x%08x, whose callee "
                      "has 0x%08x",
                      (unsigned)caller->sp.value, (unsigned)caller->pc.value,
                      (unsigned)callee->sp.value);
        return;
    }
}

/* ---- frames that the chip left out ---- */

static struct why_frame call_frame(const struct why_walk *walk, uint32_t address)
{
    return (struct why_frame){
        .pc = { .known = true, .value = address },
        .lookup = { .known = true, .value = address - walk->crash->arch->call_bytes_min },
        .trust = WHY_TRUST_CALL_SITE,
    };
}

/* The chip begins with A0 and A1, which belong to the function that made the bad call. */
static void add_lost_frame(struct why_walk *walk, const struct known *known)
{
    struct why_backtrace *backtrace = walk->backtrace;
    struct why_registers registers = known->registers;
    struct why_bad_call lost;
    struct why_frame frame;
    size_t at;

    if (!why_find_bad_call(walk, &registers, known->pc, known->ps, &lost))
        return;
    registers.known &= (1u << lost.window) - 1;
    frame = call_frame(walk, lost.return_address);
    frame.sp = backtrace->frames[0].sp;
    if (!why_walk_add(walk, &frame, &registers))
        return;
    frame = backtrace->frames[backtrace->frame_count - 1];
    for (at = backtrace->frame_count - 1; at > 1; at--)
        backtrace->frames[at] = backtrace->frames[at - 1];
    backtrace->frames[1] = frame;
}

/* Where the chip gave up at its first entry, the registers still know the caller: A0 is that of the
 * function that the first entry is in, or of the one that made a bad call. */
static void add_caller(struct why_walk *walk, const struct known *known)
{
    struct why_backtrace *backtrace = walk->backtrace;
    const struct why_frame *callee = &backtrace->frames[backtrace->frame_count - 1];
    const bool runs = why_can_run(walk, known->pc.value);
    struct why_frame frame = call_frame(walk, known->caller.value);
    struct why_insn call;

    if (!known->caller.known || known->window == 0 || why_is_dispatcher(walk, known->pc.value))
        return;
    switch (why_check_return(walk, known->caller.value, known->window, &call)) {
    case WHY_RETURN_NOT_CODE:
    case WHY_RETURN_NO_CALL:
        return;
    case WHY_RETURN_UNREADABLE:
        break;
    case WHY_RETURN_CALL:
        if (why_can_run(walk, callee->lookup.value) &&
            !why_call_fits(walk, &call, callee->lookup.value))
            return;
        break;
    }
    if (!why_walk_add(walk, &frame, NULL))
        return;
    backtrace->ended = runs ? "the chip gave up at its first entry; what is behind it comes from "
                              "registers"
                            : "the chip gave up at its first entry, the bad address; what is "
                              "behind it comes from registers";
}

/* Behind the chip's depth limit a core dump may have the rest of the stack. */
static void go_on(struct why_walk *walk)
{
    struct why_backtrace *backtrace = walk->backtrace;
    const size_t count = backtrace->frame_count;
    const struct why_frame *last = &backtrace->frames[count - 1];
    struct why_registers registers = { .known = 3 };

    if (count < 2 || !last[-1].sp.known || !last->sp.known)
        return;
    for (unsigned i = 0; i < 2; i++) {
        const struct why_value word =
            why_walk_word(walk, last[-1].sp.value - WHY_WINDOW_SAVE_BYTES + 4 * i);

        if (!word.known)
            return;
        registers.value[i] = word.value;
    }
    if (registers.value[1] != last->sp.value)
        return;
    why_go_on_xtensa(walk, last, &registers);
    if (backtrace->frame_count > count)
        backtrace->continues = backtrace->frame_count == WHY_FRAMES;
}

void why_check_device_xtensa(struct why_walk *walk, const struct why_core *core)
{
    struct why_backtrace *backtrace = walk->backtrace;
    const struct known known = read_known(walk, core);
    const bool one = backtrace->frame_count == 1;

    if (backtrace->frame_count == 0 || backtrace->frames[0].trust != WHY_TRUST_DEVICE)
        return;
    settle_interrupted(walk, backtrace);
    check_calls(walk, &known);
    check_stack(walk);
    judge_last(walk, &known);
    if (known.pc.known)
        add_lost_frame(walk, &known);
    if (one && backtrace->corrupted && known.pc.known)
        add_caller(walk, &known);
    if (backtrace->continues)
        go_on(walk);
}
