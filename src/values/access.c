/* Which pointer the faulting instruction followed. */
#include "base/arena.h"
#include "values/bit_store.h"
#include "values/culprit.h"
#include "values/values.h"
#include "values/virtual.h"
#include "values/words_load.h"

static bool is_data_fault(const struct why_crash *crash)
{
    if (crash->software || !crash->cause)
        return false;
    switch (crash->cause->cause) {
    case WHY_CAUSE_LOAD_FAULT:
    case WHY_CAUSE_STORE_FAULT:
    case WHY_CAUSE_DATA_FAULT:
    case WHY_CAUSE_LOAD_MISALIGNED:
    case WHY_CAUSE_STORE_MISALIGNED:
    case WHY_CAUSE_DATA_MISALIGNED:
    case WHY_CAUSE_MEMORY_PROTECTION:
    case WHY_CAUSE_CACHE_ERROR:
        return true;
    case WHY_CAUSE_UNKNOWN:
    case WHY_CAUSE_ILLEGAL_INSTRUCTION:
    case WHY_CAUSE_FETCH_FAULT:
    case WHY_CAUSE_FETCH_MISALIGNED:
    case WHY_CAUSE_DIVIDE_BY_ZERO:
    case WHY_CAUSE_BREAKPOINT:
    case WHY_CAUSE_SYSTEM_CALL:
    case WHY_CAUSE_PRIVILEGED:
    case WHY_CAUSE_COPROCESSOR_DISABLED:
    case WHY_CAUSE_COPROCESSOR_ABSENT:
    case WHY_CAUSE_STRAY_INTERRUPT:
    case WHY_CAUSE_DEBUG_EXCEPTION:
    case WHY_CAUSE_DOUBLE_EXCEPTION:
    case WHY_CAUSE_KERNEL_EXCEPTION:
    case WHY_CAUSE_INTERRUPT_WDT:
    case WHY_CAUSE_STACK_PROTECTION:
        break;
    }
    return false;
}

/* Faults that a unit beside the processor reports, some instructions later. */
static bool is_late(enum why_cause cause)
{
    return cause == WHY_CAUSE_MEMORY_PROTECTION || cause == WHY_CAUSE_CACHE_ERROR;
}

/* The address that was accessed, by the dump; not known when its registers do not agree with what
 * the chip says of the fault. */
static bool find_address(const struct why_spot *spot, const struct why_insn *insn,
                         struct why_value *out)
{
    const struct why_crash *crash = spot->stack->walk->crash;
    const struct why_value fault = why_crash_fault_address(crash);
    struct why_value base = why_spot_register(spot, insn->base);

    if (insn->index >= 0) {
        const struct why_value index = why_spot_register(spot, insn->index);

        base.known = base.known && index.known;
        base.value += index.value;
    }
    base.value += (uint32_t)insn->offset;
    *out = base.known ? base : fault;
    if (base.known && fault.known)
        return base.value == fault.value;
    return fault.known || !is_late(crash->cause->cause);
}

/* ---- sums ------------------------------------------------------------------------------------ */

/* An address that is made of a pointer, an index, and a constant. */
struct sum {
    const struct why_term *base;
    const struct why_term *index; /* NULL: `base` itself is a number */
    struct why_phrase phrase;     /* of the base */
    uint32_t constant;
    uint32_t shift;
};

/* A number with the address of an object added to it indexes that object. Of the address, a part
 * may stand in the instruction. */
static bool split_constant(const struct why_spot *spot, const struct why_insn *insn,
                           const struct why_term *term, struct sum *sum)
{
    if (term->kind != WHY_TERM_ADD &&
        !(term->kind == WHY_TERM_INDEX && term->a->kind == WHY_TERM_CONSTANT))
        return false;
    sum->index = term->kind == WHY_TERM_ADD ? term->a : term->b;
    sum->shift = term->kind == WHY_TERM_ADD ? 0 : term->shift;
    sum->constant = term->kind == WHY_TERM_ADD ? term->constant : term->a->constant;
    sum->constant += (uint32_t)insn->offset;
    sum->phrase = why_words_address(spot, sum->constant);
    return sum->phrase.kind != WHY_EXPRESSION_UNKNOWN;
}

static bool split_index(const struct why_spot *spot, const struct why_term *term, struct sum *sum)
{
    if (term->kind == WHY_TERM_ADD) {
        sum->constant = term->constant;
        term = term->a;
    }
    if (term->kind != WHY_TERM_INDEX)
        return false;
    sum->base = term->a;
    sum->index = term->b;
    sum->shift = term->shift;
    sum->phrase = why_words_part(spot, sum->base, WHY_WORDS_DEPTH);
    if (!sum->phrase.pointee && term->shift == 0) {
        sum->base = term->b;
        sum->index = term->a;
        sum->phrase = why_words_part(spot, sum->base, WHY_WORDS_DEPTH);
    }
    return sum->phrase.pointee != 0;
}

/* The base's value, from the dump, or what is left of the address. */
static struct why_value base_of(const struct why_spot *spot, const struct sum *sum,
                                const struct why_insn *insn, struct why_value address)
{
    struct why_value value = { .known = true, .value = sum->constant };

    if (!sum->base)
        return value;
    value = why_spot_value(spot, sum->base);
    if (value.known || !address.known)
        return value;
    value = why_spot_scaled(spot, sum->index, sum->shift);
    value.value = address.value - value.value - sum->constant - (uint32_t)insn->offset;
    return value;
}

static void take_part(const struct why_part *part, struct why_access *access)
{
    access->member = *part->member ? part->member : NULL;
    access->target = part->target;
}

/* The fault address tells which element it is, else the index may have a name. */
static bool find_element(const struct why_spot *spot, const struct why_insn *insn,
                         const struct why_term *term, struct sum *sum,
                         const struct why_access *access, struct why_part *part)
{
    const uint32_t displaced = sum->phrase.displaced;
    const uint32_t size = why_type_of(spot->view.firmware, sum->phrase.pointee).size;
    bool found;

    if (access->offset.known) {
        sum->phrase.displaced = 0;
        sum->phrase.indexed = size == (uint32_t)1 << sum->shift;
        found = why_phrase_part(spot->view.firmware, &sum->phrase, (int32_t)access->offset.value,
                                access->bytes, part, spot->arena);
        sum->phrase.displaced = displaced;
        return found && why_part_fits(part);
    }
    if (!sum->base || sum->base != term->a)
        return false;
    sum->phrase.displaced += sum->constant + (uint32_t)insn->offset;
    found = why_words_index(spot, term, &sum->phrase, access->bytes, part, WHY_WORDS_DEPTH);
    sum->phrase.displaced = displaced;
    return found;
}

/* An index that is too large for the object. */
static void find_end(const struct why_spot *spot, const struct why_phrase *phrase,
                     struct why_access *access)
{
    const uint32_t size = phrase->kind == WHY_EXPRESSION_ADDRESS && phrase->object
                              ? why_type_of(spot->view.firmware, phrase->pointee).size
                              : 0;

    if (size > 0 && access->offset.known && access->offset.value >= size &&
        access->offset.value <= INT32_MAX)
        access->past_end =
            (struct why_value){ .known = true, .value = access->offset.value - size };
}

/* An index that was added to the base before. */
static bool take_sum(const struct why_spot *spot, const struct why_insn *insn,
                     struct why_value address, struct why_access *access)
{
    const struct why_term *term = spot->flow.registers[insn->base];
    struct sum sum = { .constant = 0 };
    struct why_value value;
    struct why_part part;

    if (!spot->followed ||
        (!split_constant(spot, insn, term, &sum) && !split_index(spot, term, &sum)))
        return false;
    value = base_of(spot, &sum, insn, address);
    value.value -= sum.phrase.displaced;
    access->level = sum.phrase.level;
    access->pointer = why_words_expression(spot, &sum.phrase, WHY_ISA_NO_REGISTER, value);
    if (value.known && address.known)
        access->offset = (struct why_value){ .known = true, .value = address.value - value.value };
    find_end(spot, &sum.phrase, access);
    if (find_element(spot, insn, term->kind == WHY_TERM_ADD ? term->a : term, &sum, access, &part))
        take_part(&part, access);
    return true;
}

/* ---- pointers -------------------------------------------------------------------------------- */

/* Bit fields that the code is about to write: their container is read first. */
static void take_bits(const struct why_spot *spot, const struct why_insn *insn,
                      struct why_phrase *phrase, struct why_access *access)
{
    struct why_part part;

    if (!why_find_bit_store(spot, insn, &phrase->bits))
        return;
    if (why_phrase_part(spot->view.firmware, phrase, insn->offset, access->bytes, &part,
                        spot->arena) &&
        part.bit_field)
        access->bit_store = true;
    else
        phrase->bits = 0;
}

static void take_pointer(const struct why_spot *spot, const struct why_insn *insn, int number,
                         struct why_phrase *phrase, struct why_access *access)
{
    struct why_value value = why_spot_register(spot, number);
    struct why_part part;

    value.value -= phrase->displaced;
    access->level = phrase->level;
    access->offset =
        (struct why_value){ .known = true, .value = (uint32_t)insn->offset + phrase->displaced };
    take_bits(spot, insn, phrase, access);
    if (why_phrase_part(spot->view.firmware, phrase, insn->offset, access->bytes, &part,
                        spot->arena) &&
        why_part_fits(&part))
        take_part(&part, access);
    access->pointer =
        why_words_expression(spot, phrase, phrase->displaced ? WHY_ISA_NO_REGISTER : number, value);
}

/* A number as the base, where no variable is known to be it: an object of the program. */
static bool take_constant(const struct why_spot *spot, const struct why_insn *insn,
                          struct why_access *access)
{
    const struct why_term *term = spot->flow.registers[insn->base];
    struct why_phrase phrase;
    struct why_insn direct = *insn;

    if (!spot->followed || term->kind != WHY_TERM_CONSTANT || term->constant == 0)
        return false;
    phrase = why_words_address(spot, term->constant + (uint32_t)insn->offset);
    if (phrase.kind == WHY_EXPRESSION_UNKNOWN)
        return false;
    direct.offset = 0;
    take_pointer(spot, &direct, insn->base, &phrase, access);
    access->pointer.value =
        (struct why_value){ .known = true,
                            .value = term->constant + (uint32_t)insn->offset - phrase.displaced };
    access->pointer.register_name = NULL;
    return true;
}

/* A value that the function was called with and has no name for: the caller has one. */
static bool take_passed(const struct why_spot *spot, const struct why_insn *insn,
                        struct why_access *access)
{
    struct why_passed passed;
    const struct why_value value = why_spot_register(spot, insn->base);

    if (!why_find_passed(spot, insn->base, &passed))
        return false;
    take_pointer(&passed.spot, insn, WHY_ISA_NO_REGISTER, &passed.phrase, access);
    access->frame = passed.spot.index;
    if (!passed.phrase.displaced)
        access->pointer.register_name = spot->stack->walk->crash->arch->numbered[insn->base];
    access->pointer.value = value;
    access->pointer.value.value -= passed.phrase.displaced;
    why_came_from(&passed.spot, access->level, passed.number, &access->pointer);
    return true;
}

static void take_base(const struct why_spot *spot, const struct why_insn *insn,
                      struct why_value address, struct why_access *access)
{
    const struct why_use use = { .offset = insn->offset, .bytes = insn->access_bytes };
    struct why_phrase phrase = why_words_register(spot, insn->base, use);

    if (!phrase.proven &&
        (take_constant(spot, insn, access) || take_sum(spot, insn, address, access)))
        return;
    if (phrase.kind == WHY_EXPRESSION_UNKNOWN && take_passed(spot, insn, access))
        return;
    take_pointer(spot, insn, insn->base, &phrase, access);
}

/* Of two registers that make the address, the one that points at something is the base. */
static void take_indexed(const struct why_spot *spot, const struct why_insn *insn,
                         struct why_access *access)
{
    const struct why_use use = { .bytes = 0 };
    struct why_phrase phrase = why_words_register(spot, insn->base, use);
    int8_t base = insn->base;
    struct why_value value;

    if (!phrase.pointee) {
        base = insn->index;
        phrase = why_words_register(spot, base, use);
    }
    if (!phrase.pointee)
        phrase = why_phrase_unknown("the address is the sum of two registers");
    value = why_spot_register(spot, base);
    access->level = phrase.level;
    access->pointer = why_words_expression(spot, &phrase, base, value);
}

static bool settle_data(struct why_crash *crash, const struct why_stack *stack,
                        struct why_access *access)
{
    const struct why_insn *insn = crash->instruction ? crash->instruction->insn : NULL;
    struct why_value address;
    struct why_spot spot;

    if (!is_data_fault(crash) || !insn || !why_insn_accesses_memory(insn) || insn->base < 0 ||
        insn->base >= (int)WHY_ARCH_REGISTERS || stack->backtrace->frame_count == 0 ||
        !why_spot_of(&spot, stack, 0, crash->instruction->address) ||
        !find_address(&spot, insn, &address))
        return false;
    access->bytes = insn->access_bytes;
    access->store = insn->kind == WHY_INSN_STORE;
    if (insn->index >= 0)
        take_indexed(&spot, insn, access);
    else
        take_base(&spot, insn, address, access);
    if (access->frame == spot.index)
        why_came_from(&spot, access->level, insn->base, &access->pointer);
    why_find_virtual(&spot, insn, access);
    return true;
}

enum why_status why_settle_access(struct why_crash *crash, const struct why_image *image,
                                  struct why_error *err)
{
    struct why_core *core = crash->core_count > 0 ? &crash->cores[0] : NULL;
    struct why_access access = { .frame = 0 };
    struct why_access *kept;
    struct why_walk walk;
    struct why_stack stack;

    if (!core || !crash->arch || !core->backtrace.frame_count)
        return WHY_OK;
    walk = why_walk_of(crash, image, &core->backtrace);
    stack = why_stack_of(&walk, &core->backtrace, core);
    if (settle_data(crash, &stack, &access) || why_find_call(&stack, &access)) {
        kept = why_arena_alloc(crash->arena, sizeof(*kept));
        if (!kept)
            return why_oom(err);
        *kept = access;
        crash->access = kept;
    }
    why_find_argument(crash, &stack);
    return why_arena_failed(crash->arena) ? why_oom(err) : WHY_OK;
}
