/* Calls: which one a frame is in, through which pointer it went, and what it passed. */
#include "isa/convention.h"
#include "match/elf.h"
#include "values/culprit.h"

#define CALLERS 4u /* that pass a value on without a name for it */

bool why_calling_spot(const struct why_stack *stack, size_t index, struct why_spot *out,
                      struct why_insn *call)
{
    struct why_value back;

    if (index == 0 || index >= stack->backtrace->frame_count ||
        stack->backtrace->frames[index - 1].trust == WHY_TRUST_SCAN ||
        stack->backtrace->frames[index].trust == WHY_TRUST_SCAN)
        return false;
    back = why_frame_return_address(stack, index);
    return back.known && why_walk_call_before(stack->walk, back.value, call) == WHY_CALL_FOUND &&
           why_spot_of(out, stack, index, call->address);
}

static struct why_phrase words_at_call(const struct why_spot *spot, int number)
{
    const struct why_use use = { .bytes = 0 };
    struct why_phrase phrase = why_words_register(spot, number, use);

    if ((!phrase.proven || !phrase.pointee) && spot->followed)
        phrase = why_words_term(spot, spot->flow.registers[number]);
    return phrase;
}

bool why_find_passed(const struct why_spot *spot, int number, struct why_passed *out)
{
    const struct why_term *term = spot->flow.registers[number];
    struct why_insn call;
    uint32_t callee = spot->start;
    size_t index = spot->index;

    for (unsigned i = 0; i < CALLERS && spot->followed && term->kind == WHY_TERM_ENTRY; i++) {
        if (!why_calling_spot(spot->stack, ++index, &out->spot, &call) ||
            (call.direct && call.target != callee))
            return false;
        number = term->number + call.window_change;
        if (number >= (int)WHY_ARCH_REGISTERS || term->number == 0)
            return false;
        out->phrase = words_at_call(&out->spot, number);
        out->number = number;
        if (out->phrase.kind != WHY_EXPRESSION_UNKNOWN)
            return out->phrase.text != NULL;
        spot = &out->spot;
        term = spot->flow.registers[number];
        callee = spot->start;
    }
    return false;
}

struct why_phrase why_words_argument(const struct why_spot *spot, const struct why_insn *call,
                                     unsigned word)
{
    const int number = why_call_argument(call, word);

    return number < 0 ? why_phrase_unknown("it goes by the stack") : words_at_call(spot, number);
}

/* ---- calls through pointers ------------------------------------------------------------------ */

/* No function of the build is at the program counter, nor one of the ROM. */
static bool is_nowhere(const struct why_walk *walk, uint32_t pc)
{
    const struct why_region *region = why_crash_region(walk->crash, pc);
    struct why_firmware *firmware = why_elf_of_build_at(walk->crash, walk->image, pc);

    if (region && (region->bits & WHY_MEM_ROM))
        return false;
    return !firmware || !why_firmware_section(firmware, pc)->code ||
           !why_function_symbol(firmware, pc);
}

/* The register may be gone; what it held is where the processor went. */
static struct why_value target_of(const struct why_walk *walk, uint32_t pc)
{
    struct why_value value = { .known = true, .value = pc };

    if (walk->crash->cause && walk->crash->cause->cause == WHY_CAUSE_ILLEGAL_INSTRUCTION)
        value.known = false; /* some of what was there may have run */
    return value;
}

/* A call may overwrite the register that it goes through, and code that ran since may, too: the
 * register is told only while the dump has the program counter in it. */
static int holder_of(const struct why_stack *stack, const struct why_insn *call, uint32_t pc)
{
    const bool known =
        call->base < (int)WHY_ARCH_REGISTERS && (stack->registers.known >> call->base & 1) != 0;

    return known && stack->registers.value[call->base] == pc ? call->base : WHY_ISA_NO_REGISTER;
}

static bool is_call_through_pointer(const struct why_insn *call)
{
    return call->kind == WHY_INSN_CALL_INDIRECT && call->base >= 0 && call->offset == 0;
}

bool why_find_call(const struct why_stack *stack, struct why_access *out)
{
    const struct why_crash *crash = stack->walk->crash;
    const struct why_use use = { .bytes = 0 };
    const struct why_value pc = why_crash_pc(crash);
    const struct why_spot *words;
    struct why_passed passed;
    struct why_insn call;
    struct why_spot spot;
    struct why_phrase phrase;

    if (crash->software || !crash->cause || !pc.known || !is_nowhere(stack->walk, pc.value) ||
        !why_calling_spot(stack, 1, &spot, &call) || !is_call_through_pointer(&call))
        return false;
    words = &spot;
    phrase = why_words_register(&spot, call.base, use);
    if (phrase.displaced)
        phrase = why_phrase_unknown("the code computes it");
    if (phrase.kind == WHY_EXPRESSION_UNKNOWN && why_find_passed(&spot, call.base, &passed)) {
        words = &passed.spot;
        phrase = passed.phrase;
    }
    *out = (struct why_access){
        .frame = words->index,
        .level = phrase.level,
        .pointer = why_words_expression(words, &phrase, holder_of(stack, &call, pc.value),
                                        target_of(stack->walk, pc.value)),
        .call = true,
    };
    out->target = out->pointer.text;
    why_came_from(words, out->level, words == &spot ? call.base : passed.number, &out->pointer);
    return true;
}
