/* Who jumped to an address that is no code. */
#include "rules/jump.h"

#include "model/diagnosis.h"
#include "rules/frames.h"
#include "rules/registers.h"

#define TARGET_REGISTERS_TELLING 3u /* more registers with the target than this tell nothing */
#define WINDOW_BITS 0xc0000000u     /* Xtensa: window increment in a return address */

bool why_is_fetch_fault(const struct why_facts *facts)
{
    enum why_cause cause = why_facts_cause(facts);

    return cause == WHY_CAUSE_FETCH_FAULT || cause == WHY_CAUSE_FETCH_MISALIGNED;
}

/* What Xtensa tells of the caller. The call was not finished (no ENTRY ran), so A0 still belongs to
 * the function that made it and A4, A8 or A12 holds where the call would have come back to. Where
 * the processor status does not bear that out, A8 may have been used since. */
static void add_xtensa_caller(struct why_finding *out, const struct why_facts *facts,
                              struct why_value caller, struct why_arena *arena)
{
    struct why_value a8 = why_facts_register(facts, "A8");
    struct why_register left;
    struct why_spot second;

    if (why_find_lost_caller(facts, &out->place, &left)) {
        why_add_lost_caller(out, facts, &left, arena);
        if (out->place.function && facts->backtrace->frames[1].function_count == 0)
            why_finding_add_next(out, arena,
                                 "look up 0x%08x in the ELF: the function pointer is called there",
                                 (unsigned)facts->backtrace->frames[1].lookup.value);
        return;
    }
    if (facts->backtrace && facts->backtrace->source == WHY_BACKTRACE_DEVICE &&
        why_find_application(facts->backtrace, 1, &second)) {
        out->place = why_place_of_frame(second.index, second.frame, second.function);
        why_finding_add_frame(
            out, arena, second.index, second.frame,
            "the first Backtrace entry only repeats the bad address; the next, %s, is the nearest "
            "real code: the call was made there or just below it",
            why_code_words(facts, second.frame->pc.value, arena));
    } else if (caller.known) {
        out->place = why_place_of_address(caller, why_function_at(facts->crash, caller.value));
        why_finding_add_register(out, arena, facts->arch->return_address, caller,
                                 "A0 leads back to %s: the call was made there or just below it",
                                 why_caller_words(facts, caller, arena));
    }
    if (!a8.known || (a8.value & WINDOW_BITS) != 0x80000000u ||
        !why_is_code_address(facts->crash, why_arch_code_address(facts->arch, a8.value)))
        return;
    why_finding_add_register(out, arena, "A8", a8,
                             "A8 reads as a return address, 0x%08x: if nothing used A8 since, the "
                             "call stands right before it",
                             (unsigned)why_arch_code_address(facts->arch, a8.value));
}

static void add_riscv_caller(struct why_finding *out, const struct why_facts *facts,
                             struct why_value caller, struct why_arena *arena)
{
    struct why_value ra = why_facts_register(facts, facts->arch->return_address);
    const struct why_function *function;
    struct why_spot spot;

    if (!caller.known)
        return;
    function = why_function_at(facts->crash, caller.value);
    if (!function)
        function = why_function_at(facts->crash, ra.value);
    out->place = why_place_of_address(caller, function);
    if (why_find_address(facts->backtrace, ra.value, &spot))
        out->place = why_place_of_frame(spot.index, spot.frame, function);
    why_finding_add_register(out, arena, facts->arch->return_address, ra,
                             "%s 0x%08x is where the call would have come back to: the call stands "
                             "right before it%s%s",
                             facts->arch->return_address, (unsigned)ra.value,
                             function ? ", in " : "",
                             function ? why_call_name(function->name, arena) : "");
}

void why_add_caller(struct why_finding *out, const struct why_facts *facts, struct why_arena *arena)
{
    struct why_value caller = why_caller_address(facts);

    if (facts->arch && facts->arch->id == WHY_ARCH_XTENSA)
        add_xtensa_caller(out, facts, caller, arena);
    else if (facts->arch)
        add_riscv_caller(out, facts, caller, arena);
    if (out->place.address.known)
        return;
    out->place = why_fault_place(facts);
    why_finding_add_line(out, arena, facts->core ? facts->core->line_no : 0,
                         "neither a register nor the backtrace tells who jumped there");
}

void why_add_target_register(struct why_finding *out, const struct why_facts *facts,
                             struct why_arena *arena)
{
    size_t count = why_count_holding(facts, facts->pc.value);
    struct why_base base;

    /* Registers are 0 for many reasons: that one is proves nothing of a target that is NULL. */
    if (facts->pc.value == 0 || count == 0 || count > TARGET_REGISTERS_TELLING ||
        !why_find_base(facts, facts->pc.value, 0, &base))
        return;
    why_finding_add_register(out, arena, base.name, base.value,
                             "%s hold%s the target: the function pointer was read into it",
                             why_registers_target(facts, arena), count == 1 ? "s" : "");
}

/* A call would have put its own place into RA. Only RISC-V keeps the return address as it was read
 * from the stack; the jump clears its lowest bit. */
bool why_is_return(const struct why_facts *facts)
{
    struct why_value ra;

    if (facts->arch->id != WHY_ARCH_RISCV)
        return false;
    ra = why_facts_register(facts, facts->arch->return_address);
    return ra.known && (ra.value & ~1u) == facts->pc.value &&
           !why_is_code_address(facts->crash, facts->pc.value);
}

void why_add_caller_step(struct why_finding *out, const struct why_named *named,
                         struct why_arena *arena)
{
    const char *pointer = why_is_name(named->pointer) ? why_named_words(named, arena) : NULL;

    if (pointer && out->place.function)
        why_finding_add_next(out, arena, "find out who should have set %s before %s calls it",
                             pointer, why_call_name(out->place.function, arena));
    else if (out->place.function)
        why_finding_add_next(out, arena,
                             "find the call through a pointer in %s or in what it calls, and who "
                             "should have set the pointer",
                             why_call_name(out->place.function, arena));
    else if (out->place.address.known)
        why_finding_add_next(out, arena,
                             "look up 0x%08x in the ELF: which function pointer is called there, "
                             "or in the function called there?",
                             (unsigned)out->place.address.value);
}
