/* Calls: which one a frame is in, through which pointer it went, and what it passed. */
#include "isa/convention.h"
#include "match/elf.h"
#include "values/culprit.h"

bool why_calling_spot(const struct why_stack *stack, size_t index, struct why_spot *out,
                      struct why_insn *call)
{
    struct why_value back;

    if (index == 0 || index >= stack->backtrace->frame_count ||
        stack->backtrace->frames[index].trust == WHY_TRUST_SCAN)
        return false;
    back = why_frame_return_address(stack, index);
    return back.known && why_walk_call_before(stack->walk, back.value, call) == WHY_CALL_FOUND &&
           why_spot_of(out, stack, index, call->address);
}

struct why_phrase why_words_argument(const struct why_spot *spot, const struct why_insn *call,
                                     unsigned word)
{
    const int number = why_call_argument(call, word);
    const struct why_use use = { .bytes = 0 };
    struct why_phrase phrase;

    if (number < 0)
        return why_phrase_unknown("it goes by the stack");
    phrase = why_words_register(spot, number, use);
    if ((!phrase.proven || !phrase.pointee) && spot->followed)
        phrase = why_words_term(spot, spot->flow.registers[number]);
    return phrase;
}

/* ---- calls through pointers ---------------------------------------------------------------------
 */

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

bool why_find_call(const struct why_stack *stack, struct why_access *out)
{
    const struct why_crash *crash = stack->walk->crash;
    const struct why_use use = { .bytes = 0 };
    const struct why_value pc = why_crash_pc(crash);
    struct why_insn call;
    struct why_spot spot;
    struct why_phrase phrase;

    if (crash->software || !crash->cause || !pc.known || !is_nowhere(stack->walk, pc.value) ||
        !why_calling_spot(stack, 1, &spot, &call) || call.kind != WHY_INSN_CALL_INDIRECT ||
        call.base < 0 || call.offset != 0)
        return false;
    phrase = why_words_register(&spot, call.base, use);
    if (phrase.displaced)
        phrase = why_phrase_unknown("the code computes it");
    *out = (struct why_access){
        .frame = 1,
        .level = phrase.level,
        .pointer =
            why_words_expression(&spot, &phrase, call.base, target_of(stack->walk, pc.value)),
        .call = true,
    };
    out->target = out->pointer.text;
    why_came_from(&spot, out->level, call.base, &out->pointer);
    return true;
}
